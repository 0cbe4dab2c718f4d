import type { DrawEffect } from '../src/effects.ts'
import {
  isDrawnAside,
  loadersGiven,
  loadersOnOneStream,
  splittersThatMoveOn,
} from '../src/questions/streams.ts'
import { withGenerator } from '../src/repairs/loaders.ts'
import { defineRule } from '../src/rule.ts'

export default defineRule({
  name: 'no-shared-stream',
  meta: {
    type: 'suggestion',
    description: 'Disallow drawing for one purpose from the stream of another',
    languages: ['javascript', 'python'],
    presets: { strict: 'warn' },
    hasSuggestions: true,
    messages: {
      loaders:
        '`{{api}}` takes its seeds from {{source}}, as the loader on {{place}} does: iterating one moves the other, so validating changes training from the second epoch on. Give each loader a generator of its own.',
      generator:
        'One generator is given to {{count}} loaders: iterating one moves the others. Give each a generator of its own.',
      splitter:
        '`{{api}}` is given a generator, which moves on: every walk over its splits gives other folds, so two models are not compared on the same ones. Give it a number: {{seed}}.',
      aside:
        '`{{api}}` draws from the stream that training draws from, inside the training loop and only for {{purpose}}: switching it off would change the training. {{remedy}}',
    },
  },
  check(run, report) {
    const [first, ...others] = loadersOnOneStream(run)
    for (const other of others) {
      if (!first || !run.isHere(other) || other.node === first.node) continue
      const data = { source: 'the global generator', place: run.place(first) }
      report(other, 'loaders', data, withGenerator(run, other))
    }
    for (const created of run.here('create')) {
      const count = loadersGiven(created)
      if (count > 1) report(created, 'generator', { count })
    }
    for (const { draw, slot, seed } of splittersThatMoveOn(run)) {
      const number = seed ? run.edit.text(seed) : '0'
      const data = { seed: `\`${slot.name ?? 'seed'}=${number}\`` }
      const edits = draw.call && run.edit.withArgument(draw.call, slot, { source: number })
      report(draw, 'splitter', data, { message: 'Give it the number.', edits })
    }
    for (const draw of run.here('draw').filter((each) => isDrawnAside(run, each))) {
      const [purpose = ''] = draw.harmless
      report(draw, 'aside', { purpose: PURPOSES.get(purpose) ?? purpose, remedy: apart(draw) })
    }
  },
})

const PURPOSES: ReadonlyMap<string, string> = new Map([
  ['log', 'a log'],
  ['delay', 'a delay'],
  ['path', 'a file name'],
  ['id', 'a name'],
  ['colour', 'a colour'],
])

function apart({ source }: DrawEffect): string {
  return source?.enforced === true
    ? "Draw it inside `run.scope('log', …)`."
    : 'Draw it from a generator of its own.'
}
