/** Questions asked of seeds: whether they have an effect, and the one that was meant. */
import type { CreateEffect, DrawEffect, SeedEffect, SeedUse } from '../effects.ts'
import type { Run } from '../rule.ts'
import { seedSlotOf } from '../interpreter/models/seeding.ts'
import { isOlderGeneration } from './generation.ts'
import { before, versionOf } from '../catalog/versions.ts'

/** There is a seed, and it is the same in every run. */
export function isFixed(seed: SeedUse | undefined): seed is SeedUse {
  return seed?.kind === 'constant' || seed?.kind === 'configured'
}

const IGNORED: ReadonlyMap<string, string> = new Map([
  ['zero', '0'],
  ['empty', "''"],
  ['nan', 'NaN'],
  ['null', 'null'],
  ['false', 'false'],
  ['object', '(an object)'],
])

/** The seed that the library takes for none, as a message shows it. */
export function ignoredSeed({ seed }: DrawEffect | CreateEffect | SeedEffect): string | undefined {
  return seed?.kind === 'ignored' ? (IGNORED.get(seed.reason ?? '') ?? '') : undefined
}

/** The version that first reads the seed, where the project says that it runs an older one. */
export function sinceVersion({ settings, catalog }: Run, effect: DrawEffect | CreateEffect) {
  const since = seedSlotOf(effect)?.since
  if (since === undefined || !effect.seed?.node || effect.seed.kind === 'missing') return undefined
  const version = versionOf(settings, catalog.owner(effect.path))
  return version !== undefined && before(version, since) ? since : undefined
}

/** Called without a seed where one was in force. In a worker it is the worker's rule. */
export function undoes(effect: SeedEffect): boolean {
  const { seeding, seed, replaces, context } = effect
  // In every round of a loop it takes fresh entropy, whatever came before: `no-entropy-seed` says so.
  if (isCalledAgain(effect) || context.loops.length > 0) return false
  if (seeding.unseeded !== 'entropy' || seed.kind !== 'missing' || seeding.restores || context.worker)
    return false
  return replaces?.kind === 'enforce' || isFixed(replaces?.seed)
}

/**
 * A constant that a function of the program seeds with afterwards, in the place of an option of the run: whatever seed
 * is asked for, nothing has been drawn with it.
 */
export function overwrittenBy(run: Run, seeding: SeedEffect): SeedEffect | undefined {
  const { seed, context, sources, order } = seeding
  if (seed.kind !== 'configured' || context.phase !== 'run' || context.worker || context.loops.length > 0)
    return undefined
  const later = run.all('seed').filter((other) => other.order > order)
  const constants = sources.map((source) => later.find((other) => other.sources.includes(source)))
  const [first] = constants
  if (!first || !constants.every((other) => other && isAnothersConstant(other, seeding))) return undefined
  const last = Math.max(...constants.map((other) => other!.order))
  const drawn = run
    .all('draw')
    .some(
      (draw) =>
        draw.order > order && draw.order < last && sources.includes(draw.from) && !draw.draw.onlyMoves,
    )
  return drawn ? undefined : first
}

function isAnothersConstant({ seed, seeding, context, module }: SeedEffect, first: SeedEffect): boolean {
  if (seed.kind !== 'constant' || seeding.restores || seeding.scoped || context.worker) return false
  if (context.phase !== 'run' || context.guards.length > 0 || context.loops.length > 0) return false
  return (
    context.calls.length > 0 &&
    context.calls.at(-1) !== first.context.calls.at(-1) &&
    (module !== first.module || first.context.calls.length === 0)
  )
}

/** It stands in a function that was called with a seed before and is called with None now: it does as it is told. */
export function isCalledAgain({ replaces, node }: SeedEffect): boolean {
  return replaces?.node === node
}

/** It stands in a branch that optimised runs leave out. */
export function isLeftOut({ context }: SeedEffect): boolean {
  return context.guards.some(({ branch, names }) => branch === 'then' && names.has('__debug__'))
}

/** What the author of a seeding that nobody draws from may have meant to seed. */
export function meantInstead(run: Run, seeding: SeedEffect): CreateEffect | DrawEffect | undefined {
  const { sources } = seeding
  if (sources.length === 0 || !isFixed(seeding.seed)) return undefined
  if (run.all('draw').some((draw) => sources.includes(draw.from) && !draw.draw.onlyMoves)) return undefined
  // So may something that is not known: `batches.shuffle(1000)`.
  if (
    sources.some((source) =>
      [...(run.catalog.drawing.get(source) ?? [])].some((name) => run.called.has(name)),
    )
  )
    return undefined
  return mistakenDraw(run, seeding) ?? generatorBeside(run, seeding)
}

/** A draw that this is often taken to seed. */
function mistakenDraw(run: Run, { seeding: { mistakenFor } }: SeedEffect): DrawEffect | undefined {
  if (!mistakenFor) return undefined
  const version = run.settings.versions.get(mistakenFor.library)
  if (version !== undefined && before(version, mistakenFor.since)) return undefined
  return run
    .all('draw')
    .filter(
      ({ path }) => path.startsWith(mistakenFor.paths) && !isOlderGeneration(run, run.catalog.owner(path)),
    )
    .find(({ state }) => state.status === 'unseeded')
}

/** A generator without a seed, made by a function of the same module. */
function generatorBeside(run: Run, { path }: SeedEffect): CreateEffect | undefined {
  return run
    .all('create')
    .find(
      (created) =>
        created.creation.unseeded === 'entropy' &&
        created.seed?.kind === 'missing' &&
        !created.reseeded &&
        created.uses.length > 0 &&
        moduleOf(created.path) === moduleOf(path),
    )
}

function moduleOf(path: string): string {
  return path.slice(0, path.lastIndexOf('.'))
}
