import type { Loop } from '../src/effects.ts'
import {
  countsEpochsItself,
  frozenDraw,
  frozenGenerator,
  frozenKey,
  frozenSeeding,
  isDrawnWhileTraced,
  isForEvaluation,
} from '../src/questions/loops.ts'
import { drawsAfterResuming } from '../src/questions/resuming.ts'
import { withoutSeed } from '../src/repairs/seed-argument.ts'
import { defineRule, type Run } from '../src/rule.ts'

export default defineRule({
  name: 'no-frozen-random',
  meta: {
    type: 'problem',
    description: 'Disallow seeds that give the same draw again and again',
    languages: ['javascript', 'python'],
    presets: { recommended: 'error', strict: 'error' },
    hasSuggestions: true,
    schema: { resumed: { type: 'boolean' } },
    defaults: { resumed: false },
    strict: { resumed: true },
    messages: {
      pattern:
        '`{{api}}` has a constant seed, so it draws the same {{what}} for every batch: it is a fixed pattern, not randomness. Leave the seed out and seed the source once instead: {{remedy}}.',
      draw: '`{{api}}` is reached again and again ({{where}}) with the same seed, so it gives the same numbers every time. Seed once before, or make the seed depend on the round.',
      seeding:
        '`{{api}}` sets the same seed again and again ({{where}}), so every round draws the same numbers. Seed once, before it.',
      generator:
        '`{{api}}` makes a new generator with the same seed again and again ({{where}}), so every round draws the same numbers. Make it once, before it.',
      traced:
        '`{{api}}` is called in a function that is traced once ({{place}}), so its number is frozen into the compiled function. Draw outside and pass the value in, or use a key.',
      key: 'The key that `{{api}}` uses has been used {{place}}, so both draw from the same random bits. Split the key first, and use each part once.',
      made: '`{{api}}` makes the same key again and again ({{where}}), so every round draws the same numbers. Make it once, before it, and take a part of it for each round: split it, or fold the number of the round into it.',
      sampler:
        '`{{api}}` shuffles, but nothing calls its `{{method}}`, so every epoch has the same order. Call `{{method}}(epoch)` at the start of each epoch.',
      resumed:
        '`{{api}}` goes on with a training, but `{{draw}}` ({{place}}) draws from {{title}}, which starts again from its seed: what was drawn in the first epochs comes again, and the run ends elsewhere than one that was not interrupted. Save and restore the state of the generator as well: {{state}}.',
    },
  },
  check(run, report) {
    for (const draw of run.here('draw')) {
      const { api, node, seed } = draw
      if (isDrawnWhileTraced(draw)) {
        report(draw, 'traced', { place: run.place({ module: draw.module, node: draw.context.traced! }) })
      }
      if (seed?.kind !== 'constant' || seed.unread !== undefined) continue
      const loop = frozenDraw(run, draw)
      if (draw.draw.seed?.constant === 'pattern') {
        const remedy = draw.source?.remedy ?? 'a seed for the whole program'
        const data = { api, what: draw.implicit ?? 'numbers', remedy }
        report(seed.node ?? node, 'pattern', data, withoutSeed(run, draw))
      } else if (loop) report(draw, 'draw', { where: where(run, loop) })
    }
    for (const seeding of run.here('seed')) {
      const loop = frozenSeeding(run, seeding)
      if (loop) report(seeding, 'seeding', { where: where(run, loop) })
    }
    for (const created of run.here('create')) {
      const loop = frozenGenerator(run, created)
      if (loop) report(created, 'generator', { where: where(run, loop) })
    }
    for (const key of run.here('key')) {
      const loop = frozenKey(run, key)
      if (loop && run.isHere(key.made!)) report(key.made!, 'made', { where: where(run, loop) })
      else if (key.before) report(key, 'key', { place: `before (${run.place(key.before)})` })
      else if (key.repeats) report(key, 'key', { place: `in the round before (${where(run, key.repeats)})` })
    }
    for (const { resuming, draw } of run.options['resumed'] === true ? drawsAfterResuming(run) : []) {
      const { title = '', state = '' } = draw.source ?? {}
      if (run.isHere(resuming))
        report(resuming, 'resumed', { draw: draw.api, place: run.place(draw), title, state })
    }
    if (!countsEpochsItself(run)) return
    for (const sampler of run.here('sampler')) {
      if (!run.called.has(sampler.method) && !isForEvaluation(sampler))
        report(sampler, 'sampler', { method: sampler.method })
    }
  },
})

function where(run: Run, loop: Loop): string {
  if (loop.kind !== 'loop') return `in \`${loop.name}\``
  const place = run.place(loop)
  return `in the loop ${place.startsWith('line') ? 'on' : 'at'} ${place}`
}
