import type { CreateEffect, SeedUse } from '../src/effects.ts'
import { defineRule, type Repair, type Report, type Run } from '../src/rule.ts'
import { grouped } from '../src/grouped.ts'
import { ownSeedWritten } from '../src/repairs/own-seed.ts'

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
      copied:
        '`{{api}}` copies its layer with the seeded initializer ({{place}}), so both directions start from the same weights. Leave the seed out and seed the source once instead.',
      ranks:
        '`{{api}}` gives every process of the job the same seed, and `{{draw}}` ({{place}}) draws from it, so all of them draw {{what}} alike. Seed alike for the initial weights, and once more after the model is built, with the rank: `{{example}}`.',
      sampler:
        'The seed of `{{api}}` depends on the rank, so the ranks disagree on the order or the split: some samples are never seen, others several times. Give every rank the same seed here.',
    },
  },
  check(run, report) {
    const initializers = run
      .here('create')
      .filter(
        (each) =>
          isInitializer(each) && each.seed?.kind === 'constant' && each.seed.value.kind !== 'instance',
      )
    for (const group of grouped(initializers, streamOf).values()) {
      const [first, ...others] = distinct(group)
      for (const other of others) {
        if (excludes(first!, other)) continue
        report(
          other.seed?.node ?? other.node,
          'initializer',
          {
            seed: seedText(other),
            place: run.place(first!),
          },
          ...[ownOne(run, other)],
        )
      }
    }
    for (const created of initializers) {
      const layers = new Set(created.layers.map((layer) => layer.range[0]))
      if (created.copiedBy) {
        report(created.copiedBy.node, 'copied', {
          api: created.copiedBy.api,
          place: run.place(created),
        })
      } else if (layers.size > 1 || created.manyLayers) {
        const count = created.manyLayers ? 'every layer made in a loop' : `${layers.size} layers`
        report(created.node, 'object', { count })
      }
    }
    const catalog = run.catalog
    for (const created of run.here('create')) {
      if (!catalog.api(created.path)?.epochMethod || !dependsOnRank(created.seed)) continue
      report(created.node, 'sampler', { api: created.api })
    }
    checkRanks(run, report)
    for (const draw of run.here('draw')) {
      if (!draw.draw.orders || draw.draw.at === 'iteration') continue
      const seed = [draw.seed, draw.generator?.reseeded?.seed, draw.generator?.seed].find(dependsOnRank)
      if (seed) report(draw.node, 'sampler', { api: draw.api })
    }
  },
})

/** One seed for all ranks is right for the initial weights; what each rank draws for itself then comes out alike. */
function checkRanks(run: Run, report: Report): void {
  if (![...run.catalog.joining].some((name) => run.called.has(name))) return
  const seedings = run.all('seed').filter((each) => each.sources.length > 0)
  if (
    seedings.some(
      ({ seed }) => (seed.kind !== 'constant' && seed.kind !== 'configured') || dependsOnRank(seed),
    )
  )
    return
  for (const draw of run.all('draw')) {
    const { by } = draw.state
    if (by?.kind !== 'seed' || !run.isHere(by) || by.seeding.restores || draw.context.isolated) continue
    if (draw.implicit === undefined || draw.implicit === 'initial weights' || draw.draw.orders) continue
    if (draw.draw.onlyMoves) continue
    const example = `${by.api}(seed + rank)`
    const what = draw.implicit
    report(by.node, 'ranks', { api: by.api, draw: draw.api, place: run.place(draw), what, example })
  }
}

/** It describes the weights of layers; keys and samplers describe other draws. */
function isInitializer({ creation, layers }: CreateEffect): boolean {
  return creation.describes === true && (creation.family !== undefined || layers.length > 0)
}

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

function ownOne(run: Run, created: CreateEffect): Repair {
  const slot = created.creation.seed
  if (!slot?.write) return { message: '', edits: undefined }
  const constant = ownSeedWritten(run, created, slot)
  return {
    message: `Give it a seed of its own (${String(constant)}).`,
    edits: run.edit.withArgument(created.call, slot, { constant }),
  }
}

/** They stand in opposite branches. */
function excludes(a: CreateEffect, b: CreateEffect): boolean {
  return a.context.guards.some((guard) =>
    b.context.guards.some((other) => other.statement === guard.statement && other.branch !== guard.branch),
  )
}

function seedText({ seed }: CreateEffect): string {
  return seed?.value.kind === 'constant' ? String(seed.value.value) : ''
}

function dependsOnRank(seed: SeedUse | undefined): boolean {
  return seed?.value.marks.some((mark) => mark.kind === 'rank') ?? false
}
