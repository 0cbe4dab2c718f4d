/** Questions asked of data loaders with workers. */
import type { CreateEffect, DrawEffect, SeedEffect, SpawnEffect } from '../effects.ts'
import type { Value } from '../interpreter/values/value.ts'
import type { Run } from '../rule.ts'
import { before, versionOf } from '../catalog/versions.ts'
import { isFixed } from './seeds.ts'

/** Its workers get their seeds from a generator that nothing has seeded, in a program that wants to repeat. */
export function isUnseededLoader(run: Run, spawn: SpawnEffect): boolean {
  if (spawn.spawn.what !== 'data loader' || spawn.workers === 'none' || run.intent.length === 0) return false
  if (spawn.state.status !== 'unseeded' || spawn.generator || !spawn.certain) return false
  return (spawn.shuffles || sharedDraws(spawn).length > 0) && !isSeededLater(run, spawn)
}

/** The seed comes, only later: `no-late-seed` has nothing to say, since a loader draws when it is iterated. */
function isSeededLater(run: Run, { order, spawn: { seededBy = '' } }: SpawnEffect): boolean {
  return run.all('seed').some((seeding) => seeding.order > order && seeding.sources.includes(seededBy))
}

/** Draws in its workers from what a worker seeds for itself. */
function sharedDraws({ draws }: SpawnEffect): readonly DrawEffect[] {
  return draws.filter(({ generator }) => !generator)
}

/** A generator made outside the workers and drawn from inside them, which nobody seeds again there. */
export function heldGenerator(run: Run, loader: SpawnEffect): CreateEffect | undefined {
  const { draws, initializer, certain } = loader
  if (!certain || (initializer !== undefined && !isSeen(initializer))) return undefined
  // A worker that makes a generator, or seeds one that is not known, may do so for the data set.
  if (run.all('create').some(({ context, creation }) => context.worker === loader && !creation.describes))
    return undefined
  if (loader.seedings.some(({ seeding, generator }) => seeding.sources === 'receiver' && !generator))
    return undefined
  return draws.find(({ generator }) => {
    if (!generator || generator.context.worker) return false
    if (loader.seedings.some((seeding) => seeding.generator === generator)) return false
    return !generator.creation.describes && !generator.creation.followsWorkers
  })?.generator
}

function isSeen(initializer: Value): boolean {
  return initializer.kind === 'function'
}

/** The version from which on its workers would not all draw alike, where the project says that it runs an older one. */
export function drawsAlikeBefore({ settings, catalog }: Run, spawn: SpawnEffect): string | undefined {
  const { copied } = spawn.spawn
  const version = versionOf(settings, catalog.owner(spawn.path))
  if (!copied || version === undefined || !before(version, copied.before) || spawn.initializer)
    return undefined
  return sharedDraws(spawn).some(({ from }) => from === copied.source) ? copied.before : undefined
}

/** What is wrong with a seeding that each worker does: which draws it makes alike. */
export function faultOfWorkerSeeding({
  seeding,
  seed,
}: SeedEffect): 'saved' | 'epochs' | 'alike' | undefined {
  if (seeding.restores || seed.kind === 'missing' || seed.kind === 'entropy') return undefined
  const has = (kind: string): boolean => seed.value.labels.some((label) => label.kind === kind)
  if (has('saved-state')) return 'saved'
  if (has('epoch')) return undefined
  if (has('worker')) return 'epochs'
  return isFixed(seed) ? 'alike' : undefined
}
