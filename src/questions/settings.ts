/** Questions asked of determinism switches. */
import type { Catalog } from '../catalog/catalog.ts'
import type { Library, Requirement, Setting } from '../catalog/schema.ts'
import type { DrawEffect, Effect, LoadEffect, SetEffect } from '../effects.ts'
import type { ConstantValue } from '../program.ts'
import type { Run } from '../rule.ts'
import { inRange, versionOf } from '../catalog/versions.ts'
import { areExclusive } from './branches.ts'
import { isOlderGeneration } from './generation.ts'
import { oncePerRun } from './once.ts'

/** The values that a setting takes, for a message. */
export function validValues({ valid = [] }: Setting): string {
  return [...new Set(valid.map(String))].join(', ')
}

/** What a function takes that switches determinism on when it is called; undefined when it takes nothing. */
export function switchedOnBy(catalog: Catalog, path: string): ConstantValue | undefined {
  const switches = (catalog.api(path)?.sets ?? []).some(
    ({ setting, value }) =>
      !('constant' in value) &&
      typeof setting === 'string' &&
      catalog.settings.get(setting)?.deterministic?.includes(true),
  )
  return switches ? true : undefined
}

/** A switch that a library needs and the program leaves open. */
export interface OpenSwitch {
  readonly library: Library
  readonly requirement: Requirement
  /** The draw that it is about, where it matters to few programs. */
  readonly concerns?: DrawEffect
}

/** The switches that the libraries in use need for two runs to agree, and nobody sets. */
export const openSwitches = oncePerRun((run): readonly OpenSwitch[] => {
  const used = librariesInUse(run)
  return run.catalog.requirements.flatMap(({ library, requirement }): OpenSwitch[] => {
    const { on, versions, mostlyIdle } = requirement
    const concerns = mostlyIdle ? drawInOverlappingCalls(run, library) : undefined
    const open = { library, requirement, ...(concerns && { concerns }) }
    if (mostlyIdle && !concerns && run.options['idle'] !== true) return []
    if (!used.has(library.name) || isOlderGeneration(run, library) || isSet(run, requirement)) return []
    if (on !== undefined && !run.backends.has(on)) return []
    // With an unknown version nothing is said about what only some versions need.
    return versions === undefined || inRange(versionOf(run.settings, library), versions) === true
      ? [open]
      : []
  })
})

/** A number that several calls of a function take from one generator at a time: which of them gets which is chance. */
function drawInOverlappingCalls(run: Run, library: Library): DrawEffect | undefined {
  return run
    .all('draw')
    .find(
      ({ context, path, generator, draw }) =>
        run.catalog.owner(path) === library &&
        !generator &&
        !draw.onlyMoves &&
        context.loops.some(({ concurrent }) => concurrent),
    )
}

/** The names of the libraries that compute something, and of those they run on. */
function librariesInUse(run: Run): ReadonlySet<string> {
  const inRun = ({ context }: Effect): boolean => context.phase === 'run'
  const paths = new Set<string>()
  for (const effect of run.all('draw', 'train', 'seed', 'set', 'key'))
    if (inRun(effect)) paths.add(effect.path)
  const computing = [...new Set([...paths].flatMap((path) => run.catalog.owner(path) ?? []))]
  const engines = new Set(computing.flatMap(enginesOf))
  // One that is only imported (TensorFlow for its log files, say), or on some way through the program, has no switch.
  const loads = run
    .all('load')
    .filter((load) => inRun(load) && load.context.guards.length === 0)
    .filter(({ engine }) => engine === undefined || engines.has(engine))
  return new Set([...loads.map(({ library }) => library), ...computing.map(({ name }) => name)])
}

/** What runs a library's operations: TensorFlow under Keras, PyTorch under Lightning. */
function enginesOf({ modules }: Library): readonly string[] {
  return Object.values(modules).flatMap(({ loads }) => loads ?? [])
}

/** Any write at all shows that the author thought of it; a wrong value or name is another rule's report. */
function isSet(run: Run, requirement: Requirement): boolean {
  const names = [requirement, ...(requirement.alternatives ?? [])].map(({ setting }) => setting)
  const meant = ({ setting, name }: SetEffect): string =>
    (setting ?? run.catalog.nearestSetting(name))?.name ?? name
  if (run.all('set').some((set) => names.includes(meant(set)))) return true
  // Who only mentions the call meant it: `no-ineffective-seed` says that the parentheses are missing.
  return run.all('mention').some((mention) => mention.settings.some((name) => names.includes(name)))
}

type Sign = Run['intent'][number]

/** What is never random, even without a seed (a key of JAX needs one), says nothing about other libraries. */
export function isMeantFor({ catalog }: Run, sign: Sign, library: Library): boolean {
  if (sign.kind !== 'create' || sign.creation.unseeded !== 'constant') return true
  return catalog.owner(sign.path) === library
}

/** What the interpreter has read before the program runs is the least plain sign. */
export function plainestFirst(signs: readonly Sign[]): readonly Sign[] {
  const late = (sign: Sign): boolean => sign.kind === 'set' && sign.setting?.read?.when === 'start'
  return [...signs.filter((sign) => !late(sign)), ...signs.filter(late)]
}

/** A sign, elsewhere, that the program wants to repeat, in a branch that can be taken together with this one. */
export function intentBeside(run: Run, set: SetEffect): Run['intent'][number] | undefined {
  const settingsOnly = run.options['intent'] === 'settings'
  if (isDecidedWithIntent(run, set) || isGivenUp(run, set) || isTakenBack(run, set)) return undefined
  return run.intent.find(
    (other) => other !== set && (!settingsOnly || other.kind === 'set') && !areExclusive(other, set),
  )
}

/** Benchmark modes that would not let a program repeat, were it to want to. */
export function openBenchmarks(run: Run): readonly SetEffect[] {
  return run
    .all('set')
    .filter(({ role, setting }) => role === 'benchmark' && setting?.benchmark !== undefined)
    .filter((set) => !isDecidedWithIntent(run, set) && !isGivenUp(run, set) && !isTakenBack(run, set))
}

/** The option that decides about it says what it is for, and decides about determinism as well. */
function isDecidedWithIntent(run: Run, { context }: SetEffect): boolean {
  const deciding = context.guards.filter(({ names }) =>
    [...names].some((name) => /determin|reproduc|benchmark/iu.test(name)),
  )
  return deciding.some(({ names }) =>
    run.intent.some((other) =>
      other.context.guards.some((guard) => [...guard.names].some((name) => names.has(name))),
    ),
  )
}

/** Determinism is switched off in so many words, in the same function: speed was chosen. */
function isGivenUp(run: Run, set: SetEffect): boolean {
  const inner = set.context.calls.at(-1)
  const last = run
    .all('set')
    .filter((other) => other !== set && other.setting?.deterministic?.includes(true))
    .findLast((other) => other.context.calls.at(-1) === inner && !areExclusive(other, set))
  return last?.role === 'other' && last.value.kind === 'constant' && last.value.value === false
}

/** It is set to what repeats, on the same way through the program, before anything is trained. */
function isTakenBack(run: Run, set: SetEffect): boolean {
  const guards = new Set(set.context.guards.map(({ statement }) => statement))
  const back = run
    .all('set')
    .find(
      ({ name, role, order, context }) =>
        name === set.name &&
        role === 'deterministic' &&
        order > set.order &&
        context.phase === set.context.phase &&
        context.guards.every(({ statement }) => guards.has(statement)),
    )
  return back !== undefined && !run.all('train').some(({ order }) => order > set.order && order < back.order)
}

/** The runtime was loaded before this library, and has set what it reads in time. */
export function isPreloaded(run: Run, library: LoadEffect): boolean {
  return run
    .all('load')
    .some(
      ({ specifier, order }) =>
        order < library.order && run.catalog.module(specifier)?.root.preloads === true,
    )
}
