/**
 * Runs a program from one of its entrypoints and gives its effects in order, each with the state of every source it
 * depends on.
 */
import { basename } from 'node:path'
import { applyApi, readApi } from './execute/calls.ts'
import { evaluate } from './execute/expressions.ts'
import { baseType, callFunction, callUnseen, extendsForeign, findMethod } from './execute/functions.ts'
import { exportedFrom, runModule } from './execute/modules.ts'
import { runBlock } from './execute/statements.ts'
import { apply, call, callBack, escape } from './models/application.ts'
import { catalogOf } from '../catalog/catalog.ts'
import type {
  CreateEffect,
  DrawEffect,
  Effect,
  EnforceEffect,
  SeedEffect,
  SetEffect,
  UncalledFunction,
} from '../effects.ts'
import type { Incomplete } from '../judged.ts'
import type { Module } from '../program.ts'
import { grouped } from '../questions/grouped.ts'
import { leaveSaved } from './models/outside.ts'
import { lifecyclesFor } from './models/pages.ts'
import { Interpreter, type ModuleInstance, type ProjectModules, type Ring, type Stop } from './interpreter.ts'
import { neverRuns, unknownSeeding } from './models/seeding.ts'
import { isSmokeRun } from './smoke-run.ts'
import { instance, type ClassValue, type FunctionValue, type Value } from './values/value.ts'

export interface Timeline {
  readonly entry: Module
  /** `unseeded`: the entry is where the program starts. `unknown`: somebody else runs it. */
  readonly outside: 'unseeded' | 'unknown'
  /** Of the run, and of the entry's functions that nobody is seen to call. */
  readonly effects: readonly Effect[]
  /** What the functions of other modules do that nobody is seen to call, by file. */
  readonly uncalled: ReadonlyMap<string, Uncalled>
  /** Every module that was read, the entry included. */
  readonly modules: readonly Module[]
  /** Scripts that the entry, a page, loads: they are a part of it. */
  readonly scripts: ReadonlySet<Module>
  /** It runs training or prepares data, rather than only defining things. */
  readonly runs: boolean
  /** Weights are loaded and nothing is trained or prepared for training, or a model is only looked at or tried out. */
  readonly infersOnly: boolean
  /** What shows that the program wants to repeat, first the plainest sign. */
  readonly intent: readonly (SeedEffect | SetEffect | EnforceEffect | DrawEffect | CreateEffect)[]
  /** Backends and accelerators in use. */
  readonly backends: ReadonlySet<string>
  /** Last names of everything that is called: `set_epoch`. */
  readonly called: ReadonlySet<string>
  /** `enforce()` is called, or the preload is loaded. */
  readonly enforced: boolean
  /** Where it was not followed any further, and why: what it does from there on is not known. */
  readonly incomplete?: Incomplete
}

/** What is found in functions without knowing who calls them, in which state. */
export interface Uncalled {
  readonly effects: readonly Effect[]
  readonly called: ReadonlySet<string>
  readonly backends: ReadonlySet<string>
  readonly incomplete: Stop | undefined
}

export interface RunOptions {
  /** Names of functions that seed everything, from the user's settings. */
  readonly seeders?: readonly string[]
  /** A framework renders what the entry exports. */
  readonly rendered?: boolean
  /** Whether the functions of another module that nobody is seen to call are looked at after this run. */
  readonly looksAt?: (module: Module) => boolean
}

const RING: Ring = { evaluate, runBlock, callFunction, call, apply, callBack, escape, applyApi, readApi }

/** Runs a program: nothing but the entry, what it reads and these options decides what is found. */
export function runTimeline(
  entry: Module,
  project: ProjectModules,
  outside: Timeline['outside'],
  { seeders = [], rendered = false, looksAt = () => false }: RunOptions = {},
): Timeline {
  const interpreter = new Interpreter(
    RING,
    catalogOf(entry.language.name),
    project,
    outside,
    new Set(seeders),
  )
  const loaded = runModule(interpreter, entry)
  const page = rendered ? exportedFrom(interpreter, loaded, 'default') : undefined
  for (const each of [page, ...functionsOfPage(interpreter, loaded)])
    if (each?.kind === 'function' || each?.kind === 'class')
      interpreter.inModule(entry, () => interpreter.escape(each, each.definition.node, each.definition.name))
  interpreter.runCallbacks(0)
  interpreter.runEscaped()
  interpreter.finishPending()
  leaveSaved(interpreter)
  const others = [...interpreter.modules.values()].filter(({ module }) => module !== entry)
  const looker = new Looker(interpreter, outside)
  const own = looker.lookAt(loaded)
  for (const name of own.called) interpreter.called.add(name)
  const enforced = interpreter.enforced.value ?? own.enforced
  const infers =
    infersOnly(interpreter) ||
    (interpreter.inspects && inspectsOnly(interpreter.effects)) ||
    isSmokeRun(entry, interpreter)
  const run = [...interpreter.effects]
  const called = new Set(interpreter.called)
  if (outside === 'unseeded') looker.lookForSeedings(others)
  const looks = others.filter(({ module }) => looksAt(module)).map((other) => looker.lookAt(other))
  return {
    entry,
    outside,
    effects: run,
    uncalled: byFile(looks),
    modules: [...interpreter.everyModule.values()],
    scripts: interpreter.ownScripts,
    runs: run.some((effect) => effect.context.phase !== 'uncalled' && isWork(effect)),
    infersOnly: infers,
    intent: run.filter(showsIntent) as Timeline['intent'],
    backends: own.backends,
    called,
    enforced: enforced !== undefined && !neverRuns(enforced),
    ...told(entry, interpreter.incomplete ?? own.incomplete),
  }
}

/** For whoever asks where a run stopped. */
function told(entry: Module, stop: Stop | undefined): { readonly incomplete?: Incomplete } {
  if (!stop) return {}
  const { line } = stop.node.loc.start
  const place = stop.module.file === entry.file ? `line ${line}` : `${basename(stop.module.file)}:${line}`
  return { incomplete: { place, reason: stop.reason } }
}

interface Look extends Uncalled {
  readonly file: string
  readonly enforced: EnforceEffect | undefined
}

/**
 * Looks at functions that nobody is seen to call. It starts from the state that the run has left and leaves that as it
 * was, so that it does not matter which modules are looked at, and in which order.
 */
class Looker {
  readonly #interpreter: Interpreter
  readonly #mayBeSeeded: boolean
  readonly #called: ReadonlySet<string>
  /** Of the run, or of the run and the look at the entry. */
  #effects: number

  constructor(interpreter: Interpreter, outside: Timeline['outside']) {
    const { effects } = interpreter
    const ran = effects.some((effect) => isWork(effect))
    const seeding = effects.some((effect) => effect.kind === 'seed' || effect.kind === 'enforce')
    this.#interpreter = interpreter
    // A program that runs and never seeds anything is not seeded by a function whose caller is not seen either.
    this.#mayBeSeeded = !(outside === 'unseeded' && ran && !seeding)
    this.#called = new Set(interpreter.called)
    this.#effects = interpreter.nextOrder()
  }

  /** The functions of a module; what is found stays among the effects until the next look. */
  lookAt(loaded: ModuleInstance): Look {
    const interpreter = this.#interpreter
    let { value: enforced } = interpreter.enforced
    let { value: backends } = interpreter.backends
    const { effects, called, incomplete } = this.#aside(() => {
      runUncalled(interpreter, loaded, this.#called)
      interpreter.runCallbacks(0)
      enforced = interpreter.enforced.value
      backends = interpreter.backends.value
    })
    return { file: loaded.module.file, effects, called, backends, enforced, incomplete }
  }

  /** A draw that nothing has seeded may be one that the program has a function for, somewhere. */
  lookForSeedings(others: readonly ModuleInstance[]): void {
    const open = this.#interpreter.effects.some(
      (effect) =>
        effect.kind === 'draw' &&
        effect.context.phase === 'run' &&
        effect.state.status === 'unseeded' &&
        !effect.seededLater &&
        !effect.seededNever,
    )
    if (!open) return
    this.#aside(() => {
      for (const { module, scope } of others) {
        const values = Array.from(scope.names.values(), (cell) => cell.value)
        const functions = functionsIn(this.#interpreter, values, module).filter(({ fn: { definition } }) =>
          SEEDING.test(module.text.slice(...definition.node.range)),
        )
        runFunctions(this.#interpreter, functions, module, this.#called)
      }
    })
  }

  #aside(body: () => void): Pick<Uncalled, 'effects' | 'called' | 'incomplete'> {
    const { effects } = this.#interpreter
    effects.length = firstSince(effects, this.#effects)
    const since = this.#interpreter.nextOrder()
    const { called, incomplete } = this.#interpreter.aside(() => {
      if (this.#mayBeSeeded) unknownSeeding(this.#interpreter)
      body()
    })
    return { effects: effects.slice(firstSince(effects, since)), called, incomplete }
  }
}

function firstSince(effects: readonly Effect[], order: number): number {
  return effects.findLastIndex((effect) => effect.order < order) + 1
}

const SEEDING = /seed|enforce/iu

/** A run together with what the functions of this file do that nobody is seen to call. */
export function withUncalled(timeline: Timeline, file: string): Timeline {
  const found = timeline.uncalled.get(file)
  if (!found) return timeline
  return {
    ...timeline,
    effects: [...timeline.effects, ...found.effects],
    called: new Set([...timeline.called, ...found.called]),
    backends: new Set([...timeline.backends, ...found.backends]),
    ...(!timeline.incomplete && told(timeline.entry, found.incomplete)),
  }
}

/** What was found in each file that was looked at, through whichever file's functions that came to light. */
function byFile(looks: readonly (Uncalled & { readonly file: string })[]): ReadonlyMap<string, Uncalled> {
  const effects = grouped(
    looks.flatMap((look) => look.effects),
    ({ module }) => module.file,
  )
  return new Map(looks.map(({ file, ...look }) => [file, { ...look, effects: effects.get(file) ?? [] }]))
}

/** What a library calls by name in a script that shares its names with the page. */
function functionsOfPage(
  interpreter: Interpreter,
  { module, scope }: ModuleInstance,
): readonly FunctionValue[] {
  return lifecyclesFor(interpreter, module)
    .flatMap(({ calls }) => calls)
    .map((name) => scope.names.get(name)?.value)
    .filter((value) => value?.kind === 'function')
}

function runUncalled(
  interpreter: Interpreter,
  { module, scope }: ModuleInstance,
  called: ReadonlySet<string>,
): void {
  const values = Array.from(scope.names.values(), (cell) => cell.value)
  runFunctions(interpreter, functionsIn(interpreter, values, module), module, called)
}

interface Callable {
  readonly fn: FunctionValue
  readonly receiver: Value | undefined
  readonly owner?: ClassValue
}

/** The functions and methods of a module. */
function functionsIn(interpreter: Interpreter, values: Iterable<Value>, module: Module): readonly Callable[] {
  const functions: Callable[] = []
  for (const value of values)
    if (value.kind === 'function') functions.push({ fn: value, receiver: undefined })
  for (const owner of interpreter.classes.get(module) ?? []) {
    const receiver = instance({ type: baseType(interpreter, owner), class: owner })
    for (const member of owner.definition.members) {
      if (!member.definition) continue
      const method = findMethod(interpreter, owner, member.name)
      if (method)
        functions.push({
          fn: method,
          receiver: member.kind === 'static-method' ? undefined : receiver,
          owner,
        })
    }
  }
  return functions
}

function runFunctions(
  interpreter: Interpreter,
  functions: readonly Callable[],
  module: Module,
  called: ReadonlySet<string>,
): void {
  interpreter.inModule(module, () => {
    for (const { fn, receiver, owner } of functions) {
      if (fn.module !== module || interpreter.ran.has(fn.definition)) continue
      if (TEST.test(fn.definition.name)) continue
      const uncalled = uncalledFunction(interpreter, fn, owner, called)
      const loops = hookLoop(interpreter, fn, receiver, owner)
      interpreter.within({ phase: 'uncalled', uncalled, loops }, () => callUnseen(interpreter, fn, receiver))
    }
  })
}

/**
 * Whether nobody calls a function, for certain, or only nobody who is seen. Who is decorated, or a method of a class that
 * derives from somebody else's, is called by those; a script without imports shares its names with a page.
 */
function uncalledFunction(
  interpreter: Interpreter,
  { definition, module }: FunctionValue,
  owner: ClassValue | undefined,
  called: ReadonlySet<string>,
): UncalledFunction {
  const { name, decorators } = definition
  const member = owner?.definition.members.find((each) => each.definition === definition)
  const special = /^__\w+__$/u.test(member?.name ?? name)
  const certain =
    !interpreter.exhausted &&
    !interpreter.callsByName &&
    !interpreter.givenAway.has(definition) &&
    decorators.length === 0 &&
    !(owner && (extendsForeign(owner) || special || owner.definition.decorators.length > 0)) &&
    !called.has(member?.name ?? name) &&
    (!module.language.scriptsShareNames || module.specifiers.length > 0)
  const exported =
    !module.language.modulesAreScopes &&
    module.exports.some(({ local }) => local === (owner?.definition.name ?? name))
  return { definition, module, method: owner !== undefined, certain, exported }
}

/** What a test runner calls is no training, and a test may well use one seed twice. */
const TEST = /^test(?:_|$|[A-Z])/u

/** A method that a framework calls again and again is a loop body. */
function hookLoop(
  interpreter: Interpreter,
  fn: FunctionValue,
  receiver: Value | undefined,
  owner: ClassValue | undefined,
) {
  if (!owner || receiver?.kind !== 'instance') return []
  const { name, node } = fn.definition
  const member = owner.definition.members.find((each) => each.definition === fn.definition)
  const hook = interpreter.catalog.hook(receiver.type, member?.name ?? name)
  if (hook === undefined || hook === 'once') return []
  return [{ kind: 'hook' as const, node, module: fn.module, name: member?.name ?? name, concurrent: false }]
}

/** Work that makes a module an entrypoint: it draws, trains or prepares data. */
function isWork(effect: Effect): boolean {
  return effect.kind === 'draw' || effect.kind === 'train' || effect.kind === 'spawn'
}

function infersOnly({ effects, trainsAnyhow, compilesFresh }: Interpreter): boolean {
  if (!effects.some((effect) => effect.kind === 'weights' && effect.context.phase !== 'uncalled'))
    return false
  if (trainsAnyhow || compilesFresh || evolves(effects)) return false
  return !effects.some(
    (effect) =>
      (effect.kind === 'train' && effect.trains !== 'gradient') ||
      (effect.kind === 'spawn' && effect.shuffles),
  )
}

/** Random numbers are drawn and weights are given to models in one loop: a population is bred. */
function evolves(effects: readonly Effect[]): boolean {
  const rounds = effects.flatMap((effect) =>
    effect.kind === 'weights' && effect.given
      ? effect.context.loops.filter(({ kind }) => kind === 'loop')
      : [],
  )
  return effects.some(
    (effect) =>
      effect.kind === 'draw' &&
      effect.implicit === undefined &&
      effect.context.loops.some((loop) => rounds.includes(loop)),
  )
}

/** It makes a model to look at it: nothing is trained, seeded or iterated. */
function inspectsOnly(effects: readonly Effect[]): boolean {
  return !effects.some(({ kind }) => kind === 'train' || kind === 'spawn' || kind === 'seed')
}

function showsIntent(effect: Effect): boolean {
  switch (effect.kind) {
    case 'enforce':
      return !neverRuns(effect)
    case 'seed':
      return (
        !neverRuns(effect) &&
        effect.seeding.void === undefined &&
        effect.seeding.sources !== 'receiver' &&
        effect.seed.kind !== 'missing' &&
        effect.seed.kind !== 'ignored' &&
        effect.seed.kind !== 'entropy'
      )
    case 'set':
      return effect.role === 'deterministic'
    case 'draw':
      return effect.seed?.kind === 'constant' || effect.seed?.kind === 'configured'
    case 'create':
      return effect.creation.describes === true && effect.seed?.kind === 'constant'
    default:
      return false
  }
}
