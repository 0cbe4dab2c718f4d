/** Repairs of data loaders: a generator of their own, workers that are seeded. */
import type { Import } from '../catalog/schema.ts'
import { together, type Edit } from '../edits.ts'
import type { SeedEffect, SpawnEffect } from '../effects.ts'
import { heldGenerator } from '../questions/loaders.ts'
import { joinsRanks } from '../questions/ranks.ts'
import type { Repair, Run } from '../rule.ts'

/** One change of a repair; the repair brings the imports of all of them. */
interface Change {
  readonly edits: readonly Edit[] | undefined
  readonly needs: readonly Import[]
}

/** A seeded generator, for this loader alone. */
export function withGenerator(run: Run, loader: SpawnEffect): Repair | undefined {
  return made(run, 'Give it a seeded generator of its own.', generatorFor(run, loader))
}

/** A function that seeds each worker. */
export function withWorkerFunction(run: Run, loader: SpawnEffect): Repair | undefined {
  return made(run, 'Seed the workers.', workerFunctionFor(run, loader))
}

/** Whichever of the two is not there. */
export function withBoth(run: Run, loader: SpawnEffect, missing: string): Repair | undefined {
  // The function seeds what all share, and not the generator that the data set holds.
  if (heldGenerator(run, loader)) return undefined
  return made(
    run,
    `Write ${missing}.`,
    ...(loader.initializer ? [] : [workerFunctionFor(run, loader)]),
    ...(loader.generator ? [] : [generatorFor(run, loader)]),
  )
}

/** A seed in a worker that differs by worker and by epoch. */
export function seededFromWorker(run: Run, { spawn }: SpawnEffect, { seed }: SeedEffect): Repair | undefined {
  if (!spawn.workerSeed || !seed.node) return undefined
  const { source, needs } = spawn.workerSeed
  const edits = run.edit.replace(seed.node, { source })
  return made(run, `Derive the seed from \`${source}\`.`, { edits, needs: [needs] })
}

/** One made anew in every round gives one order for all of them, and one constant for all ranks the same data to each. */
function generatorFor(run: Run, { call, spawn, node, context }: SpawnEffect): Change | undefined {
  const { edit } = run
  const slot = spawn.generator
  if (!slot?.made) return undefined
  if (context.loops.length > 0 || context.phase === 'uncalled' || joinsRanks(run))
    return { edits: undefined, needs: [] }
  const { source, module } = slot.made
  const seeded = source.replace('{seed}', String(42 + (node.loc.start.line % 50)))
  return { edits: edit.withArgument(call, slot, { source: seeded }), needs: [{ module }] }
}

/** It stands at the top level, from where it can be sent to a worker. */
function workerFunctionFor({ edit, module }: Run, { call, spawn, node }: SpawnEffect): Change | undefined {
  const slot = spawn.initializer
  const [from, to] = node.range
  const above = module.body.find((each) => each.node.range[0] <= from && to <= each.node.range[1])
  if (!slot?.made || !above) return undefined
  const { called, lines, needs } = slot.made
  const edits = together(
    edit.insertBefore(above.node, [...lines, '', '']),
    edit.withArgument(call, slot, { source: called }),
  )
  return { edits, needs }
}

function made({ edit }: Run, message: string, ...changes: readonly (Change | undefined)[]): Repair {
  const needs = new Map(changes.flatMap((change) => change?.needs ?? []).map((each) => [each.module, each]))
  const imports = [...needs.values()].map(({ module, ...binding }) => edit.addImport(module, binding))
  return { message, edits: together(...changes.map((change) => change?.edits), ...imports) }
}
