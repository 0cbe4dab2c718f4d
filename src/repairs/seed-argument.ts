/** Repairs of the seed that a call is given. */
import { together } from '../edits.ts'
import type { CreateEffect, DrawEffect } from '../effects.ts'
import type { CallExpression } from '../program.ts'
import type { Repair, Run } from '../rule.ts'
import { grouped } from '../questions/grouped.ts'
import { joinsRanks } from '../questions/ranks.ts'
import { seedSlotOf } from '../interpreter/models/seeding.ts'
import { asTheUserNames } from './names.ts'
import { ownSeed, ownSeedWritten } from './own-seed.ts'
import { oncePerRun } from '../questions/once.ts'

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
  // What a configuration stands for is no call, but its seed may be written there.
  const written = effect.seed?.expression
  return {
    message: message(String(constant)),
    edits:
      run.edit.withArgument(effect.call, slot, { constant }) ??
      (written?.kind === 'constant' ? run.edit.replace(written.node, { constant }) : undefined),
  }
}

/** The call may be one of several functions, which need not take their seeds alike: `tf.layers[type]({ … })`. */
function isOneOfSeveral(run: Run, effect: DrawEffect | CreateEffect): boolean {
  const own = seedSlotOf(effect)
  return (effectsByNode(run).get(effect.node) ?? []).some((each) => {
    if (each.path === effect.path) return false
    // `cupy.random.default_rng` does, as NumPy's.
    const other = seedSlotOf(each)
    return !own || !other || own.at !== other.at || own.name !== other.name || own.key !== other.key
  })
}

const effectsByNode = oncePerRun((run) => grouped(run.here('draw', 'create'), ({ node }) => node))

/** A seed, or a seeded generator, of its own in the call itself, where that does not freeze what should vary. */
export function withOwnSeed(run: Run, effect: DrawEffect | CreateEffect): Repair | undefined {
  const { api, call } = effect
  const slot = seedSlotOf(effect)
  const often = effect.context.loops.length > 0 || effect.context.phase === 'uncalled'
  if (!call || isOneOfSeveral(run, effect)) return undefined
  if (!slot) return effect.kind === 'draw' ? withOwnGenerator(run, effect, call, often) : undefined
  const freezes = slot.constant === 'repeats' && (often || slot.write === undefined)
  if (freezes || slot.constant === 'pattern' || slot.unread !== undefined) return undefined
  if (effect.kind === 'create' && effect.creation.pass !== undefined) return undefined
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
  if (!slot || slot.takesFunction || effect.from !== from || (often && slot.made)) return undefined
  // All ranks would draw the same.
  if (slot.made && joinsRanks(run)) return undefined
  const number = ownSeed(run, effect, {})
  const value = slot.made
    ? { source: slot.made.source.replace('{seed}', String(number)) }
    : { constant: number }
  return {
    message: `Give \`${effect.api}\` a ${slot.made ? 'generator' : 'seed'} of its own (${String(number)}).`,
    edits: together(
      run.edit.withArgument(call, slot, value),
      slot.made ? run.edit.addImport(slot.made.module, { before: call.node }) : [],
    ),
  }
}

/** Each of these layers with an initializer that has a seed of its own; none where one of them has to stay as it is. */
export function withSeededInitializers(run: Run, layers: readonly DrawEffect[]): Repair | undefined {
  const calls = new Map(layers.map((layer) => [layer.node, layer]))
  const repairs = Array.from(calls.values(), (layer) =>
    run.isHere(layer) ? withSeededInitializer(run, layer) : undefined,
  )
  if (repairs.length === 1) return repairs[0]
  const edits = together(...repairs.map((repair) => repair?.edits))
  return { message: `Give the initial weights of these ${repairs.length} layers seeds of their own.`, edits }
}

/** The initializers that a layer uses for the options that are open, each with a seed. */
export function withSeededInitializer(run: Run, layer: DrawEffect): Repair | undefined {
  const { open = [], call, context } = layer
  if (
    !call ||
    open.length === 0 ||
    isOneOfSeveral(run, layer) ||
    context.loops.length > 0 ||
    context.phase === 'uncalled'
  )
    return undefined
  const entries = open.map(({ option, initializer }, nth) => {
    const weights = run.catalog.api(layer.path)?.weights?.find(({ key }) => key === option)
    const slot = initializer === undefined ? undefined : run.catalog.api(initializer)?.creates?.seed
    const name = initializer === undefined ? undefined : asTheUserNames(layer, initializer)
    if (!weights || !slot || name === undefined) return undefined
    const source = run.edit.call(name, slot, ownSeed(run, layer, slot, nth))
    return { text: `${option}: ${source}`, edits: run.edit.withArgument(call, weights, { source }) }
  })
  if (!entries.every((entry) => entry !== undefined)) return undefined
  return {
    message: `Write \`${entries.map(({ text }) => text).join(', ')}\`.`,
    edits: together(...entries.map(({ edits }) => edits)),
  }
}
