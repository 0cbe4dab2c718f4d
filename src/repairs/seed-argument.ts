/** Repairs of the seed that a call is given. */
import type { CreateEffect, DrawEffect } from '../effects.ts'
import { seedSlotOf } from '../questions/seeds.ts'
import type { Repair, Run } from '../rule.ts'
import { ownSeedWritten } from './own-seed.ts'

/** Nothing reads the seed, or it does harm: the source is seeded elsewhere. */
export function withoutSeed({ edit }: Run, effect: DrawEffect | CreateEffect): Repair | undefined {
  const slot = seedSlotOf(effect)
  if (!slot || !effect.call) return undefined
  return { message: 'Remove the seed.', edits: edit.withoutOption(effect.call, slot) }
}

/** Another seed in the place of the one that is there: one that the library honours and nobody else has. */
export function withAnotherSeed(
  run: Run,
  effect: DrawEffect | CreateEffect,
  message: (seed: string) => string,
): Repair | undefined {
  const slot = seedSlotOf(effect)
  if (!slot?.write || !effect.call) return undefined
  const constant = ownSeedWritten(run, effect, slot)
  return {
    message: message(String(constant)),
    edits: run.edit.withArgument(effect.call, slot, { constant }),
  }
}
