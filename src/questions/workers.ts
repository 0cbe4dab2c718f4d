/** Questions asked of workers that are no data loader's. */
import type { DrawEffect, EnforceEffect, SeedEffect, SpawnEffect } from '../effects.ts'
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
): SeedEffect | EnforceEffect | DrawEffect | undefined {
  if (!worker.followed || worker.draws.length === 0) return undefined
  const inLoop = worker.context.loops.length > 0
  const several = inLoop || worker.spawn.what === 'pool' || run.all('spawn').length > 1
  const seeds = several ? [...worker.seedings, ...worker.enforces] : []
  return [...seeds, ...(inLoop ? worker.draws : [])].find(({ seed }) => seed?.kind === 'constant')
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
