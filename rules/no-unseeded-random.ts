import type { SeedSlot } from '../src/catalog/schema.ts'
import type { CreateEffect, DrawEffect, Effect } from '../src/effects.ts'
import { grouped } from '../src/grouped.ts'
import { ownSeed } from '../src/repairs/own-seed.ts'
import { together } from '../src/edits.ts'
import { defineRule, type Repair, type Report, type Run } from '../src/rule.ts'
import { isUnseededLoader } from '../src/questions/loaders.ts'

export default defineRule({
  name: 'no-unseeded-random',
  meta: {
    type: 'problem',
    description: 'Disallow draws from a random number generator that nothing has seeded',
    languages: ['javascript', 'python'],
    presets: { recommended: 'error', strict: 'error' },
    hasSuggestions: true,
    messages: {
      unseeded:
        '`{{api}}` draws from {{title}}, which nothing has seeded, so every run gets other numbers. Seed it first: {{remedy}}.',
      unseedable: '`{{api}}` draws from {{title}}, so every run gets other numbers. Use {{remedy}}.',
      implicit:
        '`{{api}}` draws {{what}} from {{title}}, which nothing has seeded, so every run trains another model{{others}}. Seed it first: {{remedy}}.',
      partly:
        '`{{api}}` draws {{what}} from {{title}} for `{{option}}`, although its other weights are seeded, so every run starts from other weights. Give `{{option}}` a seeded initializer as well, or seed everything: {{remedy}}.',
      generator:
        '`{{api}}` makes a generator without a seed, so it starts from fresh entropy and every run gets other numbers. Pass a seed.',
      borrowed:
        '`{{api}}` is made without a seed and takes one from {{title}}, which nothing has seeded, so every run gets other numbers. Pass a seed, or seed everything: {{remedy}}.',
    },
  },
  check(run, report) {
    for (const created of run.here('create')) {
      if (!isUnseededGenerator(run, created)) continue
      const source = run.catalog.sources.get(created.creation.unseeded)
      const said = { api: created.api, title: source?.title ?? '', remedy: source?.remedy ?? '' }
      report(created.node, source ? 'borrowed' : 'generator', said, ...[seeded(run, created)])
    }
    if (!run.runs && run.outside === 'unseeded' && run.settings.scope === 'ml') return
    const trains = run.all('train').some(({ context }) => context.phase !== 'uncalled')
    // A seed in the wrong place is another rule's report.
    const misplaced = new Set(run.here('ignored').map((each) => each.slot.key === 'seed' && each.call))
    for (const draw of run.here('draw').filter((each) => !isReportedElsewhere(run, each))) {
      if (draw.call && misplaced.has(draw.call)) continue
      // A helper that nobody is seen to call is judged by the programs that train with its module.
      if (draw.context.phase === 'uncalled' && draw.module !== run.entry && !trains) continue
      if (draw.implicit !== undefined && draw.seeded?.length) {
        if (isUnseeded(draw)) report(draw.node, 'partly', words(draw), ...[initialized(run, draw)])
      } else if (
        draw.implicit === undefined &&
        (isUnseeded(draw) || isNobodysAffair(run, draw)) &&
        matters(draw)
      ) {
        const own = seeded(run, draw)
        report(
          draw.node,
          draw.source?.unseedable ? 'unseedable' : 'unseeded',
          words(draw),
          ...[own.edits ? own : seededAbove(run, draw)],
        )
      }
    }
    if (run.entry === run.module) reportImplicit(run, report)
  },
})

/** One report a source: the first implicit draw, in the entrypoint where possible, else the call that leads to it. */
function reportImplicit(run: Run, report: Report): void {
  const groups = grouped(
    run
      .all('draw')
      .filter((draw) => draw.implicit !== undefined && !draw.seeded?.length && isUnseeded(draw))
      .filter((draw) => !isReportedElsewhere(run, draw))
      .filter((draw) => !isReplaced(run, draw)),
    (draw) => draw.from,
  )
  for (const group of groups.values()) {
    const first = group.find((draw) => run.isHere(draw)) ?? group[0]!
    const call = first.context.calls.findLast((each) => each.module === run.entry)
    const at = run.isHere(first) ? first.node : call?.node
    const sites = new Set(group.map((draw) => `${draw.module.file}:${draw.node.range[0]}`)).size
    const others =
      sites > 1 ? ` (as ${sites === 2 ? 'one more call does' : `${sites - 1} more calls do`})` : ''
    if (!at) continue
    const own = sites === 1 && run.isHere(first) ? seeded(run, first) : undefined
    report(at, 'implicit', { ...words(first), others }, ...[own?.edits ? own : seededAbove(run, first)])
  }
}

/** A function that loads its model and trains nothing: the initial weights are replaced, the masks are switched off. */
function isReplaced(run: Run, draw: DrawEffect): boolean {
  if (draw.implicit === undefined) return false
  const late = draw.implicit === 'initial weights'
  return run.all('weights').some((weights) => {
    const { calls, guards } = weights.context
    const around = (other: Effect): boolean => calls.every((call, at) => other.context.calls[at] === call)
    const sure = guards.every((guard) =>
      draw.context.guards.some((each) => each.statement === guard.statement && each.branch === guard.branch),
    )
    return (!late || weights.order > draw.order) && sure && around(draw) && !run.all('train').some(around)
  })
}

/**
 * A seeding that has no effect, or a seed the call drops, is one defect: `no-ineffective-seed` reports it. A loader
 * with workers is `require-worker-seed`'s.
 */
function isReportedElsewhere(run: Run, draw: DrawEffect): boolean {
  return (
    run
      .all('seed')
      .some(({ seeding, sources }) => seeding.void !== undefined && sources.includes(draw.from)) ||
    run.all('create').some(({ discarded, wouldSeed }) => discarded && wouldSeed.includes(draw.from)) ||
    run.all('ignored').some(({ call }) => call === draw.call) ||
    run.all('spawn').some((spawn) => spawn.call === draw.call && isUnseededLoader(run, spawn))
  )
}

function isUnseeded(draw: DrawEffect): boolean {
  if (draw.state.status !== 'unseeded' || draw.generator || draw.seededLater) return false
  if (draw.context.worker || draw.draw.onlyMoves) return false
  // An ignored or dropped seed is another rule's report.
  return draw.seed === undefined || (draw.seed.kind === 'missing' && draw.seed.unread === undefined)
}

/** In `strict`: a function for others that draws from a shared source, where nothing in sight seeds it. */
function isNobodysAffair(run: Run, draw: DrawEffect): boolean {
  if (run.settings.scope !== 'all' || run.outside !== 'unseeded' || draw.context.phase !== 'uncalled')
    return false
  if (draw.state.status !== 'unknown' || draw.generator || draw.context.worker || !draw.source) return false
  if (draw.draw.onlyMoves || (draw.seed && draw.seed.kind !== 'missing')) return false
  return run.all('seed', 'enforce').length === 0 && ![...run.called].some((name) => /seed/iu.test(name))
}

/** Numbers for ids, delays and colours are nobody's concern. */
function matters(draw: DrawEffect): boolean {
  // A number that becomes a seed is `no-entropy-seed`'s.
  if (draw.reaches.has('seed')) return false
  return draw.source?.judged === 'always' || draw.reaches.size > 0
}

function isUnseededGenerator(run: Run, created: CreateEffect): boolean {
  const { creation, seed, reseeded, uses, escapes, context, path } = created
  if (creation.unseeded === 'constant' || reseeded || context.worker) return false
  if (seed?.kind !== 'missing') return false
  if (creation.unseeded !== 'entropy') {
    return uses.some(
      (use) =>
        use.kind === 'draw' &&
        use.state.status === 'unseeded' &&
        !use.seededLater &&
        (use.implicit !== undefined || use.reaches.size > 0),
    )
  }
  if (creation.describes) return false
  if (escapes || run.catalog.owner(path)?.ml === true) return true
  return uses.some((use) => use.kind === 'spawn' || use.reaches.size > 0 || use.implicit !== undefined)
}

function words(draw: DrawEffect): Record<string, string> {
  return {
    api: draw.api,
    what: draw.implicit ?? '',
    option: draw.option ?? '',
    title: draw.source?.title ?? 'fresh entropy',
    remedy: draw.source?.remedy ?? 'a generator with a seed',
  }
}

/** The source seeded at the top of the run, above the first draw from it that nothing has seeded. */
function seededAbove(run: Run, draw: DrawEffect): Repair {
  const { seeding } = draw.source ?? {}
  const first = run.all('draw').find((each) => each.from === draw.from && isUnseeded(each))
  const at = first?.context.calls[0] ?? first
  if (!seeding || !first || at?.module !== run.module || run.entry !== run.module)
    return { message: '', edits: undefined }
  const inLoop = first.context.loops.some((loop) => loop.module === run.module)
  if (inLoop || first.context.phase !== 'run') return { message: '', edits: undefined }
  const line = seeding.source.replace('{seed}', '42')
  const { module, alias } = seeding
  return {
    message: `Write \`${line}\` above.`,
    edits: together(
      run.edit.insertBefore(at.node, [line]),
      run.edit.addImport(module, { ...(alias !== undefined && { alias }) }),
    ),
  }
}

/** A seed in the call itself, where that does not freeze what should vary. */
function seeded(run: Run, effect: DrawEffect | CreateEffect): Repair {
  const slot: SeedSlot | undefined =
    effect.kind === 'draw' ? (effect.draw.seed ?? effect.draw.generator) : effect.creation.seed
  const often = effect.context.loops.length > 0 || effect.context.phase === 'uncalled'
  if (
    !slot ||
    !effect.call ||
    slot.constant === 'pattern' ||
    (slot.constant === 'repeats' && (often || slot.write === undefined)) ||
    slot.unread !== undefined
  ) {
    return { message: '', edits: undefined }
  }
  const number = ownSeed(run, effect, slot)
  const made = effect.kind === 'draw' && !effect.draw.seed ? effect.draw.generator?.made : undefined
  if (made && effect.kind === 'draw') {
    // A generator made anew in every round would draw the same, and one of the CPU cannot draw on a device.
    const repeatable = !often && effect.from === effect.draw.from
    const source = made.source.replace('{seed}', String(number))
    return {
      message: `Give \`${effect.api}\` a generator of its own (${String(number)}).`,
      edits: repeatable
        ? together(run.edit.withArgument(effect.call, slot, { source }), run.edit.addImport(made.module, {}))
        : undefined,
    }
  }
  const value = slot.write?.as === 'string' ? String(number) : number
  return {
    message: `Give \`${effect.api}\` a seed of its own (${String(value)}).`,
    edits: run.edit.withArgument(effect.call, slot, { constant: value }),
  }
}

/** The initializer that the layer uses for the open option, with a seed, in the user's name for the library. */
function initialized(run: Run, draw: DrawEffect): Repair {
  const weights = run.catalog.api(draw.path)?.weights
  const open = weights?.find((each) => each.key === draw.option)
  const library = /^(.+)\.layers\.\w+$/u.exec(draw.api)?.[1]
  if (!draw.call || !open || library === undefined || run.module.language !== 'javascript') {
    return { message: '', edits: undefined }
  }
  const name = open.default.split('.').at(-1)!
  const source = `${library}.initializers.${name}({ seed: ${ownSeed(run, draw, {})} })`
  return {
    message: `Write \`${open.key}: ${source}\`.`,
    edits: run.edit.withArgument(draw.call, open, { source }),
  }
}
