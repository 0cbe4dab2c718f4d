/** Repairs of the seed that a call is given. */
import { together } from '../edits.ts'
import type { CreateEffect, DrawEffect } from '../effects.ts'
import type { CallExpression } from '../program.ts'
import { seedSlotOf } from '../questions/seeds.ts'
import type { Repair, Run } from '../rule.ts'
import { asTheUserNames } from './names.ts'
import { ownSeed, ownSeedWritten } from './own-seed.ts'

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

/** A seed, or a seeded generator, of its own in the call itself, where that does not freeze what should vary. */
export function withOwnSeed(run: Run, effect: DrawEffect | CreateEffect): Repair | undefined {
  const { api, call } = effect
  const slot = seedSlotOf(effect)
  const often = effect.context.loops.length > 0 || effect.context.phase === 'uncalled'
  if (!call) return undefined
  if (!slot) return effect.kind === 'draw' ? withOwnGenerator(run, effect, call, often) : undefined
  const freezes = slot.constant === 'repeats' && (often || slot.write === undefined)
  if (freezes || slot.constant === 'pattern' || slot.unread !== undefined) return undefined
  const constant = ownSeedWritten(run, effect, slot)
  return {
    message: `Give \`${api}\` a seed of its own (${String(constant)}).`,
    edits: run.edit.withArgument(call, slot, { constant }),
  }
}

/**
 * None where the draw is on a device: a generator of the CPU cannot draw there. A generator made anew in every round
 * would draw the same.
 */
function withOwnGenerator(
  run: Run,
  effect: DrawEffect,
  call: CallExpression,
  often: boolean,
): Repair | undefined {
  const { generator: slot, from } = effect.draw
  if (!slot || effect.from !== from || (often && slot.made)) return undefined
  const number = ownSeed(run, effect, {})
  const value = slot.made
    ? { source: slot.made.source.replace('{seed}', String(number)) }
    : { constant: number }
  return {
    message: `Give \`${effect.api}\` a ${slot.made ? 'generator' : 'seed'} of its own (${String(number)}).`,
    edits: together(
      run.edit.withArgument(call, slot, value),
      slot.made ? run.edit.addImport(slot.made.module, {}) : [],
    ),
  }
}

/** The initializer that a layer uses for the option that is open, with a seed. */
export function withSeededInitializer(run: Run, layer: DrawEffect): Repair | undefined {
  const open = run.catalog.api(layer.path)?.weights?.find(({ key }) => key === layer.option)
  const slot = open && run.catalog.api(open.default)?.creates?.seed
  const name = open && asTheUserNames(layer, open.default)
  if (!layer.call || !open || !slot || name === undefined) return undefined
  const source = run.edit.call(name, slot, ownSeed(run, layer, slot))
  return {
    message: `Write \`${open.key}: ${source}\`.`,
    edits: run.edit.withArgument(layer.call, open, { source }),
  }
}
