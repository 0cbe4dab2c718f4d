/** Questions asked of what describes the weights of layers. */
import type { CreateEffect } from '../effects.ts'
import { grouped } from './grouped.ts'
import type { Run } from '../rule.ts'
import { areExclusive } from './branches.ts'
import { isFixed } from './seeds.ts'

/** Those with a seed; keys and samplers describe other draws than weights. */
export function seededInitializers(run: Run): readonly CreateEffect[] {
  return run
    .here('create')
    .filter(
      ({ creation, layers, seed }) =>
        creation.describes === true &&
        (creation.family !== undefined || layers.length > 0) &&
        isFixed(seed) &&
        seed.value.kind !== 'instance',
    )
}

/** Each initializer that reads the stream of another one, with the first that does. */
export function sameStreams(
  initializers: readonly CreateEffect[],
): readonly (readonly [CreateEffect, CreateEffect])[] {
  const constant = initializers.filter(({ seed }) => seed?.kind === 'constant')
  return [...grouped(constant, streamOf).values()].flatMap((group) => {
    // One call that is reached twice is one initializer.
    const [first, ...others] = [...grouped(group, ({ node }) => node.range[0]).values()].map(([one]) => one!)
    return others.filter((other) => !areExclusive(first!, other)).map((other) => [first!, other] as const)
  })
}

/** Initializers of one family with equal seeds read one stream of numbers. */
function streamOf(created: CreateEffect): string {
  return `${created.creation.family ?? created.creation.type}:${constantSeed(created)}`
}

export function constantSeed({ seed }: CreateEffect): string {
  return seed?.value.kind === 'constant' ? String(seed.value.value) : ''
}

/** The layers whose weights it gives, when there are several; for a message. */
export function severalLayers({ layers, manyLayers }: CreateEffect): string | undefined {
  if (manyLayers) return 'every layer made in a loop'
  const count = new Set(layers.map((layer) => layer.range[0])).size
  return count > 1 ? `${count} layers` : undefined
}
