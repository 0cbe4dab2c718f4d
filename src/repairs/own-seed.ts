/** Seeds to write where a call has none of its own. */
import type { SeedSlot } from '../catalog/schema.ts'
import type { CreateEffect, DrawEffect } from '../effects.ts'
import type { Run } from '../rule.ts'
import { oncePerRun } from '../questions/once.ts'

/**
 * A seed that no other call of the file has, nor would be given: equal seeds would give equal numbers.
 *
 * @param nth how many seeds the call has been given before.
 * @returns a whole number of at least 1, in the range that the slot says the library treats well.
 */
export function ownSeed(run: Run, effect: DrawEffect | CreateEffect, slot: SeedSlot, nth = 0): number {
  const { places, taken } = callsOf(run)
  const from = Math.max(slot.write?.from ?? 1, 1)
  const to = slot.write?.to ?? Infinity
  let number = from + (places.get(effect.node.range[0]) ?? 0) + nth * places.size
  while (taken.has(number)) number += places.size
  return number > to ? from + (number % (to - from + 1)) : number
}

/** The calls of the file that may have a seed, by where they start, and the seeds that they have. */
const callsOf = oncePerRun((run) => {
  const calls = run.here('draw', 'create').filter((each) => each.call !== undefined)
  const starts = [...new Set(calls.map((each) => each.node.range[0]))].toSorted((a, b) => a - b)
  const taken = new Set(
    calls.flatMap(({ seed }) => (seed?.value.kind === 'constant' ? [Number(seed.value.value)] : [])),
  )
  return { places: new Map(starts.map((start, at) => [start, at])), taken }
})

/** The same, as the slot takes it: a number or a string. */
export function ownSeedWritten(run: Run, effect: DrawEffect | CreateEffect, slot: SeedSlot): number | string {
  const number = ownSeed(run, effect, slot)
  return slot.write?.as === 'string' ? String(number) : number
}
