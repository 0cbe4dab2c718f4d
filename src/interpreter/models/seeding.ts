/** Seeds and the states of sources: how a seed was given, what a seeding does to the world. */
import type { IgnoredSeed, SeedSlot, Seeding } from '../../catalog/schema.ts'
import type {
  CreateEffect,
  DrawEffect,
  Effect,
  EnforceEffect,
  SeedEffect,
  SeedUse,
  SourceState,
} from '../../effects.ts'
import type { EvaluatedArgument } from '../execute/arguments.ts'
import type { Request } from '../execute/calls.ts'
import type { Interpreter } from '../interpreter.ts'
import type { Model } from './model.ts'
import { earlyDrawsIn, joinEarly } from '../early-draws.ts'
import { namesIn } from '../execute/names.ts'
import { Cell, type CellKind, type Decided } from '../store.ts'
import { alternatives, constant, isNothing, type InstanceValue, type Value } from '../values/value.ts'

export const MISSING: SeedUse = {
  kind: 'missing',
  value: constant(undefined),
  node: undefined,
  expression: undefined,
}

const UNSEEDED: SourceState = { status: 'unseeded', early: undefined }
const UNKNOWN_STATE: SourceState = { status: 'unknown', early: undefined }

/** The cell with a source's state; made when the source is first met. */
export function sourceCell(interpreter: Interpreter, name: string): Cell<SourceState> {
  let cell = interpreter.sources.get(name)
  if (!cell) {
    const covered = interpreter.enforced.value && isCovered(interpreter, name)
    const by = interpreter.enforced.value
    const state: SourceState = covered
      ? { status: 'seeded', ...(by && { by }), early: undefined }
      : interpreter.outside === 'unseeded' && !interpreter.seedsUnknown.value
        ? UNSEEDED
        : UNKNOWN_STATE
    interpreter.sources.set(name, (cell = stateCell(state)))
  }
  return cell
}

export function stateCell(state: SourceState): Cell<SourceState> {
  return new Cell<SourceState>(state, joinStates, STATE)
}

const STATE: CellKind<SourceState> = {
  isAlike: (before, now) => before.status === now.status && before.by === now.by,
  isState: true,
}

function joinStates(a: SourceState, b: SourceState, decided: Decided): SourceState {
  const early = joinEarly(a.early, b.early)
  const by = a.by ?? b.by
  if (a.status === b.status) return { status: a.status, early, ...(by && { by }) }
  const seeded = a.status === 'seeded' ? a : b.status === 'seeded' ? b : undefined
  // `if seed is not None: torch.manual_seed(seed)`: whoever gives a seed gets a seeded source.
  if (seeded && guardsItsSeed(seeded, decided)) return { ...seeded, early }
  return { status: 'unknown', early, ...(by && { by }) }
}

function guardsItsSeed(state: SourceState, decided: Decided): boolean {
  if (decided.names.size === 0) return false
  const names = state.by?.kind === 'seed' ? state.by.seedNames : undefined
  for (const name of decided.names) {
    if (names?.has(name) || /seed/iu.test(name)) return true
  }
  return false
}

/**
 * How the argument in a seed's slot counts.
 *
 * @param isSeed it becomes one here, and is not only handed to somebody who may take it for one.
 */
export function seedUse(
  found: EvaluatedArgument | 'absent' | 'unknown',
  slot: SeedSlot | undefined,
  isSeed = true,
): SeedUse {
  if (found === 'absent') return MISSING
  if (found === 'unknown') return { ...MISSING, kind: 'unknown' }
  const { value, node, expression } = found
  // What seeds a generator is a number, and those come out of a set in one order.
  if (slot?.write?.as === 'number')
    for (const label of value.labels)
      if (label.kind === 'unordered' && label.effect.set) label.effect.ordered = true
  const common = { value, node, expression, ...(slot?.unread !== undefined && { unread: slot.unread }) }
  const options = alternatives(value)
  if (options.every((each) => isNothing(each))) {
    const ignored = options.some((each) => each.kind === 'constant' && each.value === null)
    return {
      ...common,
      kind: ignored && slot?.ignores?.includes('null') ? 'ignored' : 'missing',
      ...(ignored && { reason: 'null' }),
    }
  }
  for (const label of isSeed ? value.labels : [])
    if (label.kind === 'draw' || label.kind === 'text') label.effect.reaches.add('seed')
    else if (label.kind === 'channel') label.channel.reach('seed', true)
  if (value.labels.some((label) => label.kind === 'entropy')) return { ...common, kind: 'entropy' }
  const drawn = value.labels.find((label) => label.kind === 'draw' || label.kind === 'text')
  if (drawn?.kind === 'draw' || drawn?.kind === 'text') {
    const { status } = drawn.effect.state
    return { ...common, kind: status === 'unseeded' || status === 'entropy' ? 'random' : 'configured' }
  }
  const reason = slot ? ignoredBy(value, slot.ignores ?? []) : undefined
  if (reason) return { ...common, kind: 'ignored', reason }
  if (value.kind === 'instance' && value.generator) return { ...common, kind: derived(value) }
  if (value.labels.some((label) => label.kind === 'configured')) return { ...common, kind: 'configured' }
  if (value.kind === 'constant') return { ...common, kind: 'constant' }
  if (value.kind === 'list' && value.items?.every((item) => item.kind === 'constant')) {
    return { ...common, kind: 'constant' }
  }
  return { ...common, kind: 'unknown' }
}

/** A generator seeded with another generator (`default_rng(SeedSequence(0))`) is as seeded as that one, which may move. */
function derived(value: InstanceValue): SeedUse['kind'] {
  return value.generator!.state.value.status === 'seeded' ? 'configured' : 'unknown'
}

/** The reason a literal counts as no seed, if the slot's library ignores it. */
function ignoredBy(value: Value, ignores: readonly IgnoredSeed[]): string | undefined {
  if (ignores.length === 0) return undefined
  if (value.kind === 'record') return ignores.includes('object') ? 'object' : undefined
  if (value.kind !== 'constant') return undefined
  const { value: literal } = value
  const reason: IgnoredSeed | undefined =
    literal === 0
      ? 'zero'
      : literal === ''
        ? 'empty'
        : literal === null
          ? 'null'
          : literal === false
            ? 'false'
            : typeof literal === 'number' && Number.isNaN(literal)
              ? 'nan'
              : undefined
  return reason && ignores.includes(reason) ? reason : undefined
}

/** The state a generator or source is in after it was given this seed. */
export function stateAfter(
  seed: SeedUse,
  unseeded: SourceState['status'],
  by: SourceState['by'],
): SourceState {
  const status: SourceState['status'] =
    seed.kind === 'entropy' || seed.kind === 'random'
      ? 'entropy'
      : seed.kind === 'missing' || seed.kind === 'ignored'
        ? unseeded
        : 'seeded'
  return { status, early: undefined, ...(by && { by }) }
}

export const seeds: Model<'seeds'> = {
  fact: 'seeds',
  before({ interpreter, request }, seeding) {
    const { args, call, receiver } = request
    const met = args.meets(seeding.when)
    if (met === false) return
    const seed = seeding.seed ? seedUse(args.at(seeding.seed), seeding.seed) : MISSING
    if (met === true) emitSeeding(interpreter, request, seeding, seed, call, receiver)
    else if (seeding.sources !== 'receiver') unknownSeeding(interpreter)
    else generatorEscapes(receiver)
  },
}

export const takesOver: Model<'takesOver'> = {
  fact: 'takesOver',
  after({ request }, slot) {
    const found = request.args.at(slot)
    if (found !== 'absent' && found !== 'unknown') generatorEscapes(found.value)
  },
}

export const enforces: Model<'enforces'> = {
  fact: 'enforces',
  before({ interpreter, request, applies }) {
    if (applies) enforce(interpreter, request)
  },
}

/** What only a plain script brings is there where the page loads that script. */
function asLoaded({ scripts }: Interpreter, fact: Seeding): Seeding {
  const { void: _why, voidUnlessScript: script, ...rest } = fact
  return script !== undefined && scripts.has(script) ? rest : fact
}

export function emitSeeding(
  interpreter: Interpreter,
  request: Pick<Request, 'node' | 'text' | 'path'>,
  fact: Seeding,
  seed: SeedUse,
  call: SeedEffect['call'],
  receiver: Value | undefined,
): SeedEffect {
  const seeding = asLoaded(interpreter, fact)
  const generators = seeding.sources === 'receiver' ? generatorsOf(receiver) : []
  const names =
    seeding.sources === 'receiver'
      ? []
      : seeding.sources === 'all'
        ? [...interpreter.catalog.sources.keys()].filter(
            (name) => !interpreter.catalog.sources.get(name)!.unseedable,
          )
        : seeding.sources
  const cells = names.map((name) => [name, sourceCell(interpreter, name)] as const)
  const early = cells.flatMap(([, cell]) => earlyDrawsIn(cell.value.early))
  const before = cells
    .map(([, cell]) => cell.value.by)
    .find((by) => by?.kind === 'seed' || by?.kind === 'enforce')
  const generator = generators[0]?.generator?.created
  const effect: SeedEffect = interpreter.emit({
    kind: 'seed',
    ...interpreter.base(request.node, request.text, request.path),
    seeding,
    sources: names,
    ...(generator && { generator }),
    seed,
    seedNames: namesOf(seed),
    call,
    early,
    replaces: before,
  })
  guardSeen(effect)
  guardedBefore(interpreter, effect)
  interpreter.context.worker?.seedings.push(effect)
  if (seeding.void !== undefined) return effect
  const nothing: SourceState['status'] =
    seeding.unseeded === 'constant' || seeding.restores ? 'seeded' : 'entropy'
  const known: SeedUse = seeding.restores ? { ...seed, kind: 'configured' } : seed
  const ignoredKeeps = seed.kind === 'ignored'
  for (const [, cell] of cells) {
    if (ignoredKeeps) continue
    interpreter.store.set(cell, stateAfter(known, nothing, effect))
  }
  if (!ignoredKeeps) rememberFor(early, effect)
  for (const each of generators) {
    each.generator!.created.reseeded = effect
    interpreter.store.set(each.generator!.state, stateAfter(known, nothing, effect))
  }
  return effect
}

/** Draws that came before a seeding of their source know it, and one that never happens for what it is. */
function rememberFor(early: readonly DrawEffect[], seeding: SeedEffect | EnforceEffect): void {
  for (const draw of early) {
    if (seeding.context.worker && seeding.context.worker !== draw.context.worker) continue
    if (comesNever(seeding, draw)) draw.seededNever ??= seeding
    else draw.seededLater ??= seeding
  }
}

/** It stands in a function that nobody calls. */
export function neverRuns({ context }: Effect): boolean {
  return context.uncalled?.certain === true
}

function comesNever(seeding: Effect, { context: { phase } }: DrawEffect): boolean {
  // Two functions that nobody is seen to call may be called by one who is not seen.
  if (!neverRuns(seeding) || phase === 'uncalled') return false
  return phase === 'run' || !seeding.context.uncalled!.exported
}

function namesOf(seed: SeedUse): ReadonlySet<string> {
  const names = new Set<string>()
  for (const label of seed.value.labels) if (label.kind === 'configured') names.add(label.name)
  return names
}

type Seeded = SeedEffect | EnforceEffect | CreateEffect | DrawEffect

/** Where the call takes its seed. */
export function seedSlotOf(effect: Seeded): SeedSlot | undefined {
  switch (effect.kind) {
    case 'seed':
      return effect.seeding.seed
    case 'create':
      return effect.creation.seed
    case 'draw':
      return effect.draw.seed
    default:
      return undefined
  }
}

/** It is given a seed, and 0 would be one. */
export function takesZero(effect: Effect): effect is Seeded & { readonly seed: SeedUse } {
  const { kind } = effect
  if (kind !== 'seed' && kind !== 'enforce' && kind !== 'create' && kind !== 'draw') return false
  return effect.seed !== undefined && seedSlotOf(effect)?.ignores?.includes('zero') !== true
}

/**
 * A seed that went through `seed or default` reached a seeding. What scales a random number is no seed itself, and who
 * ignores a seed of 0 has nothing from one that comes through.
 */
export function guardSeen(effect: Seeded): void {
  if (!takesZero(effect) || effect.seed.value.labels.some(({ kind }) => kind === 'draw')) return
  const seeding = effect.kind === 'seed' || effect.kind === 'enforce' ? effect : undefined
  for (const label of effect.seed.value.labels) {
    if (label.kind === 'falsy') {
      label.effect.used = true
      label.effect.seeding ??= seeding
    }
  }
}

/** `if not seed: return` stands before a seeding in the same function. */
function guardedBefore(interpreter: Interpreter, seeding: SeedEffect): void {
  const names = seeding.seed.expression && namesIn(seeding.seed.expression)
  if (!names) return
  const here = interpreter.context.calls.at(-1)
  for (const effect of interpreter.effects) {
    if (effect.kind !== 'guard' || effect.form !== 'negated' || effect.used) continue
    if (effect.context.calls.at(-1) !== here || !names.has(effect.api)) continue
    effect.used = true
    effect.seeding = seeding
  }
}

export function generatorsOf(value: Value | undefined): InstanceValue[] {
  return value
    ? alternatives(value).filter(
        (each): each is InstanceValue => each.kind === 'instance' && each.generator !== undefined,
      )
    : []
}

/** From here on nobody sees what becomes of these generators. */
function generatorEscapes(value: Value | undefined): void {
  for (const each of generatorsOf(value)) each.generator!.created.escapes = true
}

/** Something may have seeded anything: from here on nobody knows. */
export function unknownSeeding(interpreter: Interpreter): void {
  interpreter.store.set(interpreter.seedsUnknown, true)
  for (const [, cell] of interpreter.sources) {
    if (cell.value.status === 'unseeded')
      interpreter.store.set(cell, { status: 'unknown', early: cell.value.early })
  }
}

/** Beyond what is followed anything may have been done to any source and generator. */
export function unknownState(interpreter: Interpreter): void {
  unknownSeeding(interpreter)
  for (const cell of [...interpreter.sources.values(), ...interpreter.generators])
    if (cell.value.status !== 'unknown')
      interpreter.store.set(cell, { status: 'unknown', early: cell.value.early })
}

/** Puts sources into the state in which they are elsewhere; those whose state is not known stay so. */
export function forgetSeeds(
  interpreter: Interpreter,
  stateElsewhere: (name: string) => 'unseeded' | 'unknown' | undefined,
): void {
  for (const name of interpreter.catalog.sources.keys()) {
    const state = stateElsewhere(name)
    if (state === undefined) continue
    const cell = sourceCell(interpreter, name)
    if (cell.value.status !== 'unknown')
      interpreter.store.set(cell, state === 'unseeded' ? UNSEEDED : UNKNOWN_STATE)
  }
}

/** What a library captured while loading is only covered when the runtime was loaded first. */
function isCovered(interpreter: Interpreter, name: string): boolean {
  const enforced = interpreter.catalog.sources.get(name)?.enforced
  return enforced === true || (enforced === 'preload' && interpreter.preloaded.value)
}

/** `enforce()` seeds every source it knows, whatever was before. */
function enforce(interpreter: Interpreter, request: Request): void {
  const seed = seedUse(request.args.at({ at: 0, key: 'seed' }), undefined)
  const covered = [...interpreter.catalog.sources.keys()].filter((name) => isCovered(interpreter, name))
  const cells = covered.map((name) => sourceCell(interpreter, name))
  const early = cells.flatMap((cell) => earlyDrawsIn(cell.value.early))
  const effect: EnforceEffect = interpreter.emit({
    kind: 'enforce',
    ...interpreter.base(request.node, request.text, request.path),
    seed,
    early,
    lateFor: undefined,
  })
  guardSeen(effect)
  interpreter.context.worker?.enforces.push(effect)
  rememberFor(early, effect)
  interpreter.store.set(interpreter.enforced, effect)
  const state: SourceState = { status: 'seeded', by: effect, early: undefined }
  for (const cell of cells) interpreter.store.set(cell, state)
}
