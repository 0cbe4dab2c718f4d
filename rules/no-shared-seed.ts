import {
  constantSeed,
  sameStreams,
  seededInitializers,
  severalLayers,
} from '../src/questions/initializers.ts'
import { dependsOnRank, differsByRank, drawsAlikeInRanks } from '../src/questions/ranks.ts'
import { withAnotherSeed } from '../src/repairs/seed-argument.ts'
import { defineRule } from '../src/rule.ts'

export default defineRule({
  name: 'no-shared-seed',
  meta: {
    type: 'problem',
    description: 'Disallow giving several consumers one seed, which correlates their randomness',
    languages: ['javascript', 'python'],
    presets: { recommended: 'error', strict: 'error' },
    hasSuggestions: true,
    messages: {
      initializer:
        'Seed {{seed}} is also given to the initializer on {{place}}. One seed is one stream whatever the shape, so the weights of both are the same numbers, scaled: give each initializer a seed of its own.',
      object:
        'The seeded initializer made here is used by {{count}}, so all of them start from the same numbers. Make one for each layer, with seeds of their own.',
      repeated:
        'The call makes an initializer for several layers of one model, each time with seed {{seed}}, so their weights are the same numbers, scaled. Make the seed depend on the layer (`seed + i`).',
      copied:
        '`{{api}}` copies its layer with the seeded initializer ({{place}}), so both directions start from the same weights. Leave the seed out and seed the source once instead.',
      ranks:
        '`{{api}}` gives every process of the job the same seed, and `{{draw}}` ({{place}}) draws from it, so all of them draw {{what}} alike. Seed alike for the initial weights, and once more after the model is built, with the rank: `{{example}}`.',
      sampler:
        'The seed of `{{api}}` depends on the rank, so the ranks disagree on the order or the split: some samples are never seen, others several times. Give every rank the same seed here.',
    },
  },
  check(run, report) {
    const initializers = seededInitializers(run)
    for (const [first, other] of sameStreams(initializers)) {
      const data = { seed: constantSeed(other), place: run.place(first) }
      const own = withAnotherSeed(run, other, (seed) => `Give it a seed of its own (${seed}).`)
      report(other.seed?.node ?? other.node, 'initializer', data, own)
    }
    for (const created of initializers) {
      const { copiedBy } = created
      const count = severalLayers(created)
      if (copiedBy) report(copiedBy.node, 'copied', { api: copiedBy.api, place: run.place(created) })
      else if (count !== undefined) report(created, 'object', { count })
      else if (created.repeated) report(created, 'repeated', { seed: constantSeed(created) })
    }
    for (const { seeding, draw } of drawsAlikeInRanks(run)) {
      if (!run.isHere(seeding)) continue
      const example = `${seeding.api}(seed + rank)`
      const data = {
        draw: draw.api,
        place: run.place(draw),
        what: draw.implicit ?? 'random numbers for its samples',
        example,
      }
      report(seeding, 'ranks', data)
    }
    for (const created of run.here('create')) {
      const isSampler = run.catalog.api(created.path)?.epochMethod !== undefined
      if (isSampler && dependsOnRank(created.seed)) report(created, 'sampler')
    }
    for (const draw of run.here('draw')) if (differsByRank(draw)) report(draw, 'sampler')
  },
})
