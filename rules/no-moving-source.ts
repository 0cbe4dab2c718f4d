import { moves } from '../src/questions/moving-sources.ts'
import { defineRule } from '../src/rule.ts'

export default defineRule({
  name: 'no-moving-source',
  meta: {
    type: 'suggestion',
    description: 'Disallow loading data and models by a name under which there may be others tomorrow',
    languages: ['javascript', 'python'],
    presets: { strict: 'warn' },
    messages: {
      moving:
        "`{{api}}` loads {{what}} '{{from}}' as it is on the day of the run: when somebody changes it, the same program with the same seed gives something else. {{remedy}}",
    },
  },
  check(run, report) {
    for (const fetch of run.here('fetch').filter(moves)) {
      const { from, fetched } = fetch
      report(fetch, 'moving', { from, what: WHAT[fetched.by], remedy: fetched.remedy })
    }
  },
})

const WHAT = {
  address: 'what stands at',
  branch: 'what stands at',
  model: 'the model',
  'data set': 'the data set',
  repository: 'the repository',
  version: 'the version',
} as const
