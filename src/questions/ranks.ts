/** Questions asked of programs that run as several processes. */
import type { DrawEffect, SeedEffect, SeedUse, SpawnEffect } from '../effects.ts'
import type { Run } from '../rule.ts'
import { isFixed } from './seeds.ts'

export function dependsOnRank(seed: SeedUse | undefined): boolean {
  return seed?.value.labels.some(({ kind }) => kind === 'rank') ?? false
}

/** An order or a split that all processes must agree on, and do not. */
export function differsByRank(draw: DrawEffect): boolean {
  if (!draw.draw.orders || draw.draw.at === 'iteration') return false
  return [draw.seed, draw.generator?.reseeded?.seed, draw.generator?.seed].some(dependsOnRank)
}

/**
 * Draws that every process takes alike, each with the seeding that makes it so: one seed for all is right for the
 * initial weights, but not for what each process draws for itself.
 */
export function drawsAlikeInRanks(
  run: Run,
): readonly { readonly seeding: SeedEffect; readonly draw: DrawEffect }[] {
  if (!joinsRanks(run)) return []
  // A model that is only asked drops nothing.
  if (run.all('train').length === 0) return []
  const seedings = run.all('seed').filter(({ sources }) => sources.length > 0)
  if (!seedings.every(({ seed }) => isFixed(seed) && !dependsOnRank(seed))) return []
  return run.all('draw').flatMap((draw) => {
    const inData = isOfDataSet(run, draw)
    const { by } = inData && draw.context.worker ? { by: seedingOf(run, draw.context.worker) } : draw.state
    if (by?.kind !== 'seed' || by.seeding.restores || draw.context.isolated) return []
    return drawsApart(draw) || inData ? [{ seeding: by, draw }] : []
  })
}

/** A data set draws it for an item: augmentation. */
function isOfDataSet({ catalog }: Run, { context, generator, draw }: DrawEffect): boolean {
  if (generator || draw.onlyMoves) return false
  return context.loops.some(({ kind, name }) => kind === 'hook' && catalog.workerHooks.has(name))
}

/** A loader's workers get their seeds from a source of the process that started them. */
function seedingOf(run: Run, { spawn: { seededBy = '' } }: SpawnEffect): SeedEffect | undefined {
  return run.all('seed').find(({ sources }) => sources.includes(seededBy))
}

/** The program is one of several processes that train together. */
export function joinsRanks({ catalog, called }: Run): boolean {
  return [...catalog.joining].some((name) => called.has(name))
}

/** Each process draws it for itself, and should draw something else than the others: a mask, noise. */
export function drawsApart({ implicit, draw }: DrawEffect): boolean {
  return implicit !== undefined && implicit !== 'initial weights' && !draw.orders && !draw.onlyMoves
}
