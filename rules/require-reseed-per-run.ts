import { defineRule } from '../src/rule.ts'
import type { Loop } from '../src/effects.ts'

export default defineRule({
  name: 'require-reseed-per-run',
  meta: {
    type: 'suggestion',
    description: 'Require trainings in a loop to be seeded one by one',
    languages: ['javascript', 'python'],
    presets: { strict: 'warn' },
    messages: {
      shared:
        'Each round of this loop makes and trains a model, all from one stream seeded before it (`{{seeding}}`, {{place}}): the result of a run depends on how many came before. Seed at the start of each round.',
    },
  },
  check(program, report) {
    for (const view of program.views) {
      const runs = new Set<Loop>()
      for (const draw of view.all('draw')) {
        const [loop] = draw.context.loops
        if (draw.implicit !== 'initial weights' || loop?.kind !== 'loop' || loop.module !== program.module)
          continue
        const trained = view.all('train').some((train) => train.context.loops.includes(loop))
        if (trained && draw.context.phase !== 'uncalled') runs.add(loop)
      }
      for (const loop of runs) {
        const seedings = view
          .all('seed', 'enforce')
          .filter((each) => each.kind === 'enforce' || each.sources.length > 0)
        const outside = seedings.find((each) => !each.context.loops.includes(loop))
        if (!outside || seedings.some((each) => each.context.loops.includes(loop))) continue
        report(loop.node, 'shared', { seeding: outside.api, place: program.place(outside) })
      }
    }
  },
})
