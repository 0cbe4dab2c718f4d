import type { Edit } from '../src/edits.ts'
import { defineRule, type Run } from '../src/rule.ts'
import type { Effect, Loop } from '../src/effects.ts'

export default defineRule({
  name: 'require-reseed-per-run',
  meta: {
    type: 'suggestion',
    description: 'Require trainings in a loop to be seeded one by one',
    languages: ['javascript', 'python'],
    presets: { strict: 'warn' },
    hasSuggestions: true,
    messages: {
      shared:
        'Each round of this loop makes and trains a model, all from one stream seeded before it (`{{seeding}}`, {{place}}): the result of a run depends on how many came before. Seed at the start of each round.',
    },
  },
  check(run, report) {
    const runs = new Set<Loop>()
    for (const draw of run.all('draw')) {
      const [loop] = draw.context.loops
      if (draw.implicit !== 'initial weights' || loop?.kind !== 'loop' || loop.module !== run.module) continue
      const trained = run.all('train').some((train) => train.context.loops.includes(loop))
      if (trained && draw.context.phase !== 'uncalled') runs.add(loop)
    }
    for (const loop of runs) {
      const seedings = run
        .all('seed', 'enforce')
        .filter((each) => each.kind === 'enforce' || each.sources.length > 0)
      const outside = seedings.find((each) => !each.context.loops.includes(loop))
      if (!outside || seedings.some((each) => each.context.loops.includes(loop))) continue
      const first = run.effects.find((each) => each.kind === 'draw' && each.context.loops.includes(loop))
      report(
        loop.node,
        'shared',
        { seeding: outside.api, place: run.place(outside) },
        ...[
          {
            message: `Seed at the start of each round.`,
            edits: first && run.isHere(outside) ? seededInside(run, outside, first, loop) : undefined,
          },
        ],
      )
    }
  },
})

/** The seeding once more in the loop; none where the loop has no block to write it in. */
function seededInside(run: Run, seeding: Effect, first: Effect, loop: Loop): readonly Edit[] | undefined {
  const edits = run.edit.insertBefore(placeIn(first, loop), [run.edit.text(seeding.node)])
  return edits?.every(({ range }) => range[0] > loop.node.range[0]) ? edits : undefined
}

/** The effect, or the call in the loop's body that leads to it. */
function placeIn(effect: Effect, { node, module }: Loop) {
  const [start, end] = node.range
  const inside = effect.context.calls.find(
    (call) => call.module === module && call.node.range[0] >= start && call.node.range[1] <= end,
  )
  return inside?.node ?? effect.node
}
