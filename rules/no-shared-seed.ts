import type { CreateEffect, SeedUse } from '../src/effects.ts'
import { defineRule } from '../src/rule.ts'
import { grouped } from '../src/grouped.ts'

export default defineRule({
  name: 'no-shared-seed',
  meta: {
    type: 'problem',
    description: 'Disallow giving several consumers one seed, which correlates their randomness',
    languages: ['javascript', 'python'],
    presets: { recommended: 'error', strict: 'error' },
    messages: {
      initializer:
        'Seed {{seed}} is also given to the initializer on {{place}}. One seed is one stream whatever the shape, so the weights of both are the same numbers, scaled: give each initializer a seed of its own.',
      object:
        'The seeded initializer made here is used by {{count}} layers, so all of them start from the same numbers. Make one for each layer, with seeds of their own.',
      copied:
        '`{{api}}` copies its layer with the seeded initializer ({{place}}), so both directions start from the same weights. Leave the seed out and seed the source once instead.',
      sampler:
        'The seed of `{{api}}` depends on the rank, so the ranks disagree on the order or the split: some samples are never seen, others several times. Give every rank the same seed here.',
    },
  },
  check(program, report) {
    for (const view of program.views) {
      const initializers = view
        .here('create')
        .filter((each) => each.creation.describes && each.seed?.kind === 'constant')
      for (const group of grouped(initializers, streamOf).values()) {
        const [first, ...others] = distinct(group)
        for (const other of others) {
          report(other.seed?.node ?? other.node, 'initializer', {
            seed: seedText(other),
            place: program.place(first!),
          })
        }
      }
      for (const created of initializers) {
        const layers = new Set(created.layers.map((layer) => layer.range[0]))
        if (created.copiedBy) {
          report(created.copiedBy.node, 'copied', {
            api: created.copiedBy.api,
            place: program.place(created),
          })
        } else if (layers.size > 1) report(created.node, 'object', { count: layers.size })
      }
      for (const draw of view.here('draw')) {
        if (!draw.draw.orders || draw.draw.at === 'iteration') continue
        const seed = [draw.seed, draw.generator?.reseeded?.seed, draw.generator?.seed].find(dependsOnRank)
        if (seed) report(draw.node, 'sampler', { api: draw.api })
      }
    }
  },
})

/** Initializers of one family with equal seeds read one stream of numbers. */
function streamOf({ creation, seed }: CreateEffect): string {
  return `${creation.family ?? creation.type}:${seed?.value.kind === 'constant' ? String(seed.value.value) : ''}`
}

/** One call that is reached twice is one initializer. */
function distinct(group: readonly CreateEffect[]): readonly CreateEffect[] {
  const seen = new Set<number>()
  return group.filter((each) => {
    if (seen.has(each.node.range[0])) return false
    seen.add(each.node.range[0])
    return true
  })
}

function seedText({ seed }: CreateEffect): string {
  return seed?.value.kind === 'constant' ? String(seed.value.value) : ''
}

function dependsOnRank(seed: SeedUse | undefined): boolean {
  return seed?.value.marks.some((mark) => mark.kind === 'rank') ?? false
}
