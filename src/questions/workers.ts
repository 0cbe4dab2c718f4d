/** Questions asked of workers that are no data loader's. */
import type { CreateEffect, DrawEffect, EnforceEffect, SeedEffect, SpawnEffect } from '../effects.ts'
import type { Run } from '../rule.ts'
import { hasConsequence } from './draws.ts'

/** It draws and is given no seed, or nobody sees what it does with the one it lacks. */
export function isUnseededWorker(run: Run, { draws, followed, handover }: SpawnEffect): boolean {
  if (draws.some((draw) => isUnseededIn(run, draw))) return true
  return !followed && !handover && run.intent.length > 0 && draws.length > 0
}

function isUnseededIn(run: Run, draw: DrawEffect): boolean {
  if (draw.state.status !== 'unseeded' || draw.seededLater || draw.generator) return false
  return hasConsequence(run, draw)
}

/** A constant seed of its own, where there are several such workers. */
export function constantSeedIn(
  run: Run,
  worker: SpawnEffect,
): SeedEffect | EnforceEffect | DrawEffect | CreateEffect | undefined {
  if (!worker.followed || worker.draws.length === 0) return undefined
  const inLoop = worker.context.loops.length > 0
  const { tasks } = worker.spawn
  const several = tasks
    ? isOneOfSeveral(worker)
    : inLoop || worker.spawn.what === 'pool' || run.all('spawn').length > 1
  if (!several) return undefined
  // Trainings that are compared begin alike, and split their data alike.
  if (tasks && run.all('train').some(({ context }) => context.worker === worker)) return undefined
  const seeds = [...worker.seedings, ...worker.enforces, ...generatorsMadeIn(run, worker)]
  return [...seeds, ...(inLoop && !tasks ? worker.draws : [])].find(({ seed }) => seed?.kind === 'constant')
}

/** Other tasks are started as it is. */
function isOneOfSeveral({ context, spawn: { tasks } }: SpawnEffect): boolean {
  return context.loops.length > 0 || tasks?.once !== true
}

/** Generators of its own that it takes numbers from. */
function generatorsMadeIn(run: Run, worker: SpawnEffect): readonly CreateEffect[] {
  const drawn = worker.draws.filter(
    (draw) => draw.generator?.context.worker === worker && hasConsequence(run, draw),
  )
  return drawn.flatMap(({ generator }) =>
    generator && !generator.creation.describes && !generator.reseeded ? [generator] : [],
  )
}

/** A generator of the program that each of its workers gets a copy of. */
export function copiedGenerator(run: Run, worker: SpawnEffect): CreateEffect | undefined {
  if (worker.spawn.sources === undefined || !isOneOfSeveral(worker)) return undefined
  const drawn = worker.draws.find(({ generator, state, ...draw }) => {
    if (!generator || state.status !== 'seeded' || generator.context.worker) return false
    // One that was made for each of them is no copy.
    if (generator.context.loops.some((loop) => !worker.context.loops.includes(loop))) return false
    return hasConsequence(run, { ...draw, generator, state })
  })
  return drawn?.generator
}

/** A draw from a source of the program, in the state that each of several processes gets a copy of. */
export function copiedDraw(run: Run, worker: SpawnEffect): DrawEffect | undefined {
  if (worker.spawn.sources !== 'copied' || !isOneOfSeveral(worker)) return undefined
  // Ranks that train begin alike on purpose.
  if (run.all('train').some(({ context }) => context.worker === worker)) return undefined
  return worker.draws.find(
    (draw) =>
      !draw.generator &&
      draw.implicit === undefined &&
      draw.state.by !== undefined &&
      draw.state.by.context.worker !== worker &&
      draw.seed === undefined &&
      hasConsequence(run, draw),
  )
}

/** The draw that no seed of the program reaches. */
export function unseededDraw(run: Run, { draws }: SpawnEffect): DrawEffect | undefined {
  return draws.find((draw) => isUnseededIn(run, draw))
}

/** What is handed to each of several workers as a seed is the same for all. */
export function isSeededAlike({
  followed,
  context,
  handover,
  handedOver,
  seedings,
  enforces,
  draws,
}: SpawnEffect): boolean {
  if (!followed || context.loops.length === 0 || !handover?.node || draws.length === 0) return false
  const takesSeed = [...seedings, ...enforces, ...draws].some(({ seed }) => seed?.kind === 'configured')
  return takesSeed && !handedOver.some(({ kind }) => kind === 'loop' || kind === 'draw' || kind === 'entropy')
}
