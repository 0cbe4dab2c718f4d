import type { CallSite, CreateEffect, DrawEffect, Effect, Loop, SeedEffect } from '../src/effects.ts'
import type { SyntaxNode } from '../src/program.ts'
import { defineRule, type Run } from '../src/rule.ts'
import type { Value } from '../src/timeline/values.ts'

export default defineRule({
  name: 'no-frozen-random',
  meta: {
    type: 'problem',
    description: 'Disallow seeds that give the same draw again and again',
    languages: ['javascript', 'python'],
    presets: { recommended: 'error', strict: 'error' },
    hasSuggestions: true,
    messages: {
      pattern:
        '`{{api}}` has a constant seed, so it draws the same {{what}} for every batch: it is a fixed pattern, not randomness. Leave the seed out and seed the source once instead: {{remedy}}.',
      draw: '`{{api}}` is reached again and again ({{where}}) with the same seed, so it gives the same numbers every time. Seed once before, or make the seed depend on the round.',
      seeding:
        '`{{api}}` sets the same seed again and again ({{where}}), so every round draws the same numbers. Seed once, before it.',
      generator:
        '`{{api}}` makes a new generator with the same seed again and again ({{where}}), so every round draws the same numbers. Make it once, before it.',
      traced:
        '`{{api}}` is called in a function that is traced once (`{{traced}}`), so its number is frozen into the compiled function. Draw outside and pass the value in, or use a key.',
      key: 'The key that `{{api}}` uses has been used before{{place}}, so both draw from the same random bits. Split the key first, and use each part once.',
      sampler:
        '`{{api}}` shuffles, but nothing calls its `{{method}}`, so every epoch has the same order. Call `{{method}}(epoch)` at the start of each epoch.',
    },
  },
  check(run, report) {
    for (const draw of run.here('draw')) {
      const slot = draw.draw.seed
      if (
        draw.context.traced &&
        draw.state.status !== 'unknown' &&
        !draw.draw.implicit &&
        draw.from !== 'receiver'
      ) {
        report(draw.node, 'traced', { api: draw.api, traced: 'jit' })
      }
      if (!slot || draw.seed?.kind !== 'constant' || draw.seed.unread !== undefined) continue
      if (slot.constant === 'pattern') {
        const remedy = draw.source?.remedy ?? 'a seed for the whole program'
        report(
          draw.seed.node ?? draw.node,
          'pattern',
          { api: draw.api, what: draw.implicit ?? 'numbers', remedy },
          ...[
            {
              message: 'Remove the seed.',
              edits: draw.call && run.edit.withoutOption(draw.call, slot),
            },
          ],
        )
      } else if (slot.constant === 'repeats' && frozenIn(draw, draw.seed.value)) {
        report(draw.node, 'draw', { api: draw.api, where: where(run, frozenIn(draw, draw.seed.value)!) })
      }
    }
    for (const seeding of run.here('seed')) {
      const { kind, value } = seeding.seed
      const loop = (kind === 'constant' || kind === 'configured') && frozenIn(seeding, value)
      if (loop && isFrozenSeeding(run, seeding, loop)) {
        report(seeding.node, 'seeding', { api: seeding.api, where: where(run, loop) })
      }
    }
    for (const created of run.here('create')) {
      const loop = created.seed?.kind === 'constant' && frozenIn(created, created.seed.value)
      if (!loop || created.creation.describes || buildsModel(run, loop)) continue
      if (isDrawnIn(created, loop) && !ordersOthers(run, created, loop)) {
        report(created.node, 'generator', { api: created.api, where: where(run, loop) })
      }
    }
    for (const key of run.here('key')) {
      if (key.before) report(key.node, 'key', { api: key.api, place: ` (${run.place(key.before)})` })
      else if (key.repeats) report(key.node, 'key', { api: key.api, place: ' in the round before' })
    }
    const epochs = run.all('train').some((train) => train.context.loops.length > 1 && train.trains === 'step')
    const repeats = epochs || run.all('spawn').some((spawn) => spawn.repeats)
    for (const sampler of run.here('sampler')) {
      if (repeats && !toldByOthers(run) && !run.called.has(sampler.method)) {
        report(sampler.node, 'sampler', { api: sampler.api, method: sampler.method })
      }
    }
  },
})

/** A trainer, and what prepares loaders for many processes, tell the samplers the epoch themselves. */
function toldByOthers(run: Run): boolean {
  return (
    run.all('train').some((train) => train.trains === 'model') ||
    run.called.has('prepare') ||
    run.called.has('setup_dataloaders')
  )
}

/** The innermost loop around an effect, when the seed depends on none of the loops. */
function frozenIn(effect: Effect, seed: Value): Loop | undefined {
  const { worker } = effect.context
  // Workers that are started in a loop and draw alike are `require-worker-seed`'s.
  const loops = effect.context.loops.filter((loop) => !worker?.context.loops.includes(loop))
  if (
    loops.length === 0 ||
    (worker && effect.kind === 'seed' && loops.every((loop) => loop.kind !== 'hook'))
  ) {
    return undefined
  }
  if (seed.marks.some((mark) => mark.kind === 'loop' || mark.kind === 'worker' || mark.kind === 'epoch'))
    return undefined
  return loops.at(-1)
}

/** A seeding in a loop over runs or folds is right; in a loop over batches, or in a hook, it freezes every draw. */
function isFrozenSeeding(run: Run, seeding: SeedEffect, loop: Loop): boolean {
  // A seeding in a block that restores the state freezes only what the block draws, on purpose.
  if (
    seeding.context.isolated ||
    seeding.seeding.restores ||
    seeding.seeding.scoped ||
    seeding.seeding.void !== undefined
  )
    return false
  if (loop.kind === 'hook') return seeding.seed.kind === 'constant'
  if (buildsModel(run, loop)) return false
  // A function that the loop calls and that seeds itself may be a whole run; it freezes what others draw after it.
  const inner = callIn(seeding, loop)
  if (inner) {
    return run
      .all('draw')
      .some(
        ({ state, context: { loops, calls } }) =>
          state.by === seeding && loops.includes(loop) && !calls.includes(inner),
      )
  }
  const steps = run
    .all('train')
    .filter((train) => train.trains === 'step' && train.context.loops.includes(loop))
    .map((train) => train.context.loops.length - 1 - train.context.loops.indexOf(loop))
  // Around epochs and batches there may be a loop over runs, whose models somebody else makes.
  if (steps.some((below) => below > 1)) return false
  if (steps.length > 0) return true
  // An option may change from round to round where that is not seen.
  return (
    seeding.seed.kind === 'constant' &&
    run
      .all('draw')
      .some(
        (draw) =>
          draw.context.loops.includes(loop) &&
          draw.order > seeding.order &&
          draw.draw.at !== 'iteration' &&
          seeding.sources.includes(draw.from),
      )
  )
}

/** The call in a loop's body that leads to an effect. */
function callIn({ module, node, context }: Effect, loop: Loop): CallSite | undefined {
  const within = (other: SyntaxNode): boolean =>
    loop.node.range[0] <= other.range[0] && other.range[1] <= loop.node.range[1]
  if (module === loop.module && within(node)) return undefined
  return context.calls.find((call) => call.module === loop.module && within(call.node))
}

function isDrawnIn(created: CreateEffect, loop: Loop): boolean {
  return created.uses.some(
    (use): use is DrawEffect => use.kind === 'draw' && use.context.loops.includes(loop),
  )
}

/** Another collection is put in order in every round (the files of each class, say), so nothing is drawn twice. */
function ordersOthers(run: Run, { uses }: CreateEffect, loop: Loop): boolean {
  const trains = run.all('train').some((train) => train.context.loops.includes(loop))
  return !trains && uses.every((use) => use.kind === 'draw' && use.draw.orders === true)
}

/** Each round is a run of its own: it makes a model or trains one from start to end. */
function buildsModel(run: Run, loop: Loop): boolean {
  return run.effects.some(
    (effect) =>
      effect.context.loops.includes(loop) &&
      ((effect.kind === 'train' && effect.trains === 'model') ||
        (effect.kind === 'draw' && effect.implicit === 'initial weights')),
  )
}

function where(run: Run, loop: Loop): string {
  const place = run.place(loop)
  if (loop.kind !== 'loop') return `in \`${loop.name}\``
  return `in the loop ${place.startsWith('line') ? 'on' : 'at'} ${place}`
}
