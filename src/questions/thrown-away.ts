/** Generators that are made for nothing: `seedrandom('42')` alone on its line. */
import type { CreateEffect } from '../effects.ts'
import type { Run } from '../rule.ts'

/** The generator is all that the call makes, and nobody takes it. */
export function isThrownAway(run: Run, { creation, discarded, seed, node }: CreateEffect): boolean {
  if (!discarded || creation.describes || seed?.kind !== 'constant') return false
  return !run.all('seed').some((seeding) => seeding.node === node)
}
