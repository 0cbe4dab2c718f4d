import { loopsOverRuns, isInLoop } from '../src/questions/loops.ts'
import { seededInside } from '../src/repairs/seeding.ts'
import { defineRule } from '../src/rule.ts'

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
    const seedings = run
      .all('seed', 'enforce')
      .filter((each) => each.kind === 'enforce' || each.sources.length > 0)
    for (const loop of loopsOverRuns(run)) {
      const outside = seedings.find((seeding) => !isInLoop(seeding, loop))
      if (!outside || seedings.some((seeding) => isInLoop(seeding, loop))) continue
      const data = { seeding: outside.api, place: run.place(outside) }
      report(loop.node, 'shared', data, seededInside(run, outside, loop))
    }
  },
})
