/**
 * A small abstract interpreter. It runs a program once, in order, with abstract values, follows calls into the
 * project's own functions, joins branches, and lets `calls.ts` write an effect wherever a catalogued library is used.
 *
 * What cannot be known is unknown, and stays so.
 */
import { limits } from './limits.ts'
import type { Catalog } from '../catalog/catalog.ts'
import type {
  Context,
  DrawEffect,
  Effect,
  EnforceEffect,
  Sink,
  SourceState,
  SpawnEffect,
  Loop,
} from '../effects.ts'
import type {
  CallExpression,
  ClassDefinition,
  Expression,
  FunctionDefinition,
  Module,
  Statement,
  SyntaxNode,
} from '../program.ts'
import type { EvaluatedArguments } from './execute/arguments.ts'
import type { Request } from './execute/calls.ts'
import { Cell, type Completion, type Exits, Store } from './store.ts'
import type { Hooked } from './models/hooks.ts'
import { unknownState } from './models/seeding.ts'
import { joinStarts, type StartedWith } from './models/start-switches.ts'
import { Summaries, type RunsOfFunction } from './summaries.ts'
import type { Channel } from './models/channels.ts'
import { Places } from './models/places.ts'
import { FunctionObjects } from './values/objects.ts'
import type { ApiValue, FunctionValue, Scope } from './values/value.ts'
import {
  alternatives,
  type ClassValue,
  joinLabels,
  joinValues,
  type Labels,
  type PendingDraw,
  UNKNOWN,
  type Value,
} from './values/value.ts'

/** What the timeline may ask of the project: other modules, already lowered. */
export interface ProjectModules {
  /** The module a specifier means, or undefined when it is not the project's (or cannot be read). */
  resolve(specifier: string, from: Module): Module | undefined
  /** The catalogued type of an expression whose value is not known, from type information, when there is some. */
  typeOf?(node: SyntaxNode, module: Module): string | undefined
}

export interface ModuleInstance {
  readonly module: Module
  readonly scope: Scope
  readonly commonjs: Cell<Value>
  readonly stars: Value[]
  done: boolean
}

interface Scheduled {
  readonly run: () => void
  readonly context: Context
  readonly module: Module
  /** What an object that calls it is known by. */
  readonly on: object | undefined
  ran?: boolean
}

export interface Stop {
  readonly reason: string
  readonly module: Module
  readonly node: SyntaxNode
}

export interface Frame {
  readonly module: Module
  readonly returns: Value[]
  readonly yields: Value[]
  readonly exits: Exits
  readonly definition: FunctionDefinition | undefined
  /** What a generator is sent. */
  readonly sent?: Channel | undefined
}

/**
 * What the parts of the interpreter ask of each other in a ring: a statement is run, its expressions are evaluated, what
 * they call is applied, and a function's body is a block of statements again. They meet here, so that no file of the
 * ring needs another one to be loaded.
 */
export interface Ring {
  evaluate(interpreter: Interpreter, expression: Expression, scope: Scope): Value
  runBlock(interpreter: Interpreter, statements: readonly Statement[], scope: Scope): Completion
  callFunction(
    interpreter: Interpreter,
    fn: FunctionValue,
    args: EvaluatedArguments,
    receiver: Value | undefined,
    node: SyntaxNode,
    callee: string,
  ): Value
  call(interpreter: Interpreter, expression: CallExpression, scope: Scope): Value
  apply(interpreter: Interpreter, callee: Value, invocation: Invocation): Value
  callBack(
    interpreter: Interpreter,
    callback: Value,
    values: readonly Value[],
    node: SyntaxNode,
    loop: Loop | undefined,
    name: string,
  ): Value
  escape(interpreter: Interpreter, value: Value, node: SyntaxNode, text: string, depth?: number): void
  applyApi(interpreter: Interpreter, request: Request): Value
  readApi(interpreter: Interpreter, value: ApiValue, property: string): Value
}

/** How a value is called. */
export interface Invocation {
  readonly args: EvaluatedArguments
  readonly node: SyntaxNode
  /** As the user wrote it. */
  readonly text: string
  /** Absent when somebody else calls it. */
  readonly call?: CallExpression | undefined
  readonly awaited?: boolean
  readonly scope?: Scope | undefined
}

interface Left {
  round: Labels
  call: Labels
}

export class Interpreter {
  readonly catalog: Catalog
  readonly project: ProjectModules
  readonly store = new Store()
  readonly effects: Effect[] = []
  readonly sources = new Map<string, Cell<SourceState>>()
  /** `unseeded` in an entrypoint; `unknown` where somebody else runs the module. */
  readonly outside: 'unseeded' | 'unknown'
  readonly modules = new Map<string, ModuleInstance>()
  /** Functions that were run, so that those nobody calls can be looked at afterwards. */
  readonly ran = new Set<FunctionDefinition>()
  /** Functions that a library was given, or that were decorated: they may be called by somebody who is not seen. */
  readonly givenAway = new Set<FunctionDefinition>()
  /** Something may call any function by its name: `globals()[name]()`. */
  callsByName = false
  /** Functions that the program gave to its own functions, each with what calls it if nobody else did. */
  readonly escapedCallbacks = new Map<FunctionDefinition, () => void>()
  /** Callbacks that somebody calls later. */
  readonly callbacks: Scheduled[] = []
  /** What a library was given and nothing is seen to hold: a training that starts calls it. */
  readonly unheld = new Map<object, Hooked>()
  /** Functions and classes among them. */
  readonly scheduled = new Set<FunctionDefinition | ClassDefinition>()
  context: Context = {
    phase: 'run',
    loops: [],
    guards: [],
    calls: [],
    isolated: false,
    traced: undefined,
    worker: undefined,
    attempt: undefined,
  }
  readonly enforced = new Cell<EnforceEffect | undefined>(undefined, (a, b) => a ?? b)
  /** What the program has found out of how it was started. */
  readonly startedWith = new Cell<StartedWith>(new Set(), joinStarts)
  /** The runtime's preload was loaded before any library. */
  readonly preloaded = new Cell(false, (a, b) => a && b)
  /** Something whose name says that it seeds was called and could not be followed. */
  readonly seedsUnknown = new Cell(false, (a, b) => a || b)
  /** Backends and devices that were selected or come with a loaded package. */
  readonly backends = new Cell<ReadonlySet<string>>(new Set(), (a, b) => new Set([...a, ...b]))
  /** Overlapping callbacks that have waited for something: what they do next comes in any order. */
  readonly suspended = new Set<Loop>()
  /** Last names of everything that was called. */
  readonly called = new Set<string>()
  /** The call whose value is thrown away, and the statement that does so. */
  discarded: { readonly call: SyntaxNode; readonly statement: SyntaxNode } | undefined
  /** Parts that were counted off what is shuffled anew at every iteration, by their counts. */
  readonly parts = new Map<PendingDraw, Map<unknown, { readonly part: string; readonly text: string }>>()
  /** Draws of initial weights that somebody has calculated with. */
  readonly lookedAt = new Set<DrawEffect>()
  /** A model was traced, exported or measured. */
  inspects = false
  /** Weights may be loaded: there are signs that it trains all the same. */
  trainsAnyhow = false
  /** A model was compiled for training while no weights had been loaded. */
  compilesFresh = false
  /** Libraries that a page loads as plain scripts, by the path of their module. */
  readonly scripts = new Set<string>()
  /** Scripts of the project that a page loads. */
  readonly ownScripts = new Set<Module>()
  /** Files, variables of the environment and whatever else a program finds again what it has left in. */
  readonly places = new Places()
  /** How many modules are being loaded, one for another, beside the program itself. */
  loading = 0
  /** Grows with everything that has a consequence for training. */
  consequences = 0
  /** What was drawn and has decided whether the present code is reached. */
  deciding: Labels = []
  /** What was drawn and has decided a jump out of the present round of a loop, or out of the present call. */
  left: Left = { round: [], call: [] }
  #order = 0
  steps = 0
  runs = new Map<FunctionDefinition, RunsOfFunction>()
  readonly summaries = new Summaries()
  readonly active = new Set<FunctionDefinition>()
  /** One of them runs once more, for whatever it may be called with by itself. */
  widening = false
  readonly functionObjects = new FunctionObjects()
  /** The states of generators that the program made. */
  readonly generators: Cell<SourceState>[] = []
  frame!: Frame

  /** Names of the user's own functions that seed everything. */
  readonly seeders: ReadonlySet<string>

  readonly #ring: Ring

  constructor(
    ring: Ring,
    catalog: Catalog,
    project: ProjectModules,
    outside: 'unseeded' | 'unknown',
    seeders: ReadonlySet<string> = new Set(),
  ) {
    this.#ring = ring
    this.seeders = seeders
    this.catalog = catalog
    this.project = project
    this.outside = outside
  }

  evaluate(expression: Expression, scope: Scope): Value {
    return this.#ring.evaluate(this, expression, scope)
  }

  runBlock(statements: readonly Statement[], scope: Scope): Completion {
    return this.#ring.runBlock(this, statements, scope)
  }

  /** Calls a function of the program. */
  callFunction(
    fn: FunctionValue,
    args: EvaluatedArguments,
    receiver: Value | undefined,
    node: SyntaxNode,
    callee: string,
  ): Value {
    return this.#ring.callFunction(this, fn, args, receiver, node, callee)
  }

  /** Evaluates a call expression. */
  call(expression: CallExpression, scope: Scope): Value {
    return this.#ring.call(this, expression, scope)
  }

  /** Calls a value. */
  apply(callee: Value, invocation: Invocation): Value {
    return this.#ring.apply(this, callee, invocation)
  }

  /** Calls whatever was passed as a callback. */
  callBack(
    callback: Value,
    values: readonly Value[],
    node: SyntaxNode,
    loop: Loop | undefined,
    name: string,
  ): Value {
    return this.#ring.callBack(this, callback, values, node, loop, name)
  }

  /** A value is given to somebody who is not followed. */
  escape(value: Value, node: SyntaxNode, text: string, depth?: number): void {
    this.#ring.escape(this, value, node, text, depth)
  }

  /** Calls a function of a library. */
  applyApi(request: Request): Value {
    return this.#ring.applyApi(this, request)
  }

  /** Reads a property of a library. */
  readApi(value: ApiValue, property: string): Value {
    return this.#ring.readApi(this, value, property)
  }

  /** The entrypoint. */
  get program(): Module {
    return this.modules.values().next().value?.module ?? this.module
  }

  get module(): Module {
    return this.frame.module
  }

  /** `await` may be written here. */
  get mayAwait(): boolean {
    const { definition, module } = this.frame
    return definition
      ? definition.asynchronous
      : module.exports.length > 0 || /(?:^|\n)[^\S\n]*import\b/u.test(module.text)
  }

  /** Where and why the run stops following: what comes after is not known, and nothing is missed for certain. */
  incomplete: Stop | undefined

  /**
   * The one way to stop following: whatever the code that is skipped could have touched is unknown from here on.
   *
   * @returns what the skipped code gives.
   */
  giveUp(reason: string, node: SyntaxNode): Value {
    this.incomplete ??= { reason, module: this.module, node }
    unknownState(this)
    return UNKNOWN
  }

  /** Nothing more is run. */
  get exhausted(): boolean {
    return this.steps > limits.steps
  }

  /** How deep statements, expressions and calls are within each other. */
  depth = 0

  /** Whether there is room for one more step; where not, it is given up. */
  mayStep(node: SyntaxNode): boolean {
    if (this.steps++ > limits.steps) {
      if (!this.incomplete) this.giveUp(`more than ${limits.steps} steps`, node)
      return false
    }
    if (this.depth < limits.depth) return true
    this.giveUp('statements, expressions and calls are too deep within each other', node)
    return false
  }

  nextOrder(): number {
    return this.#order++
  }

  emit<E extends Effect>(effect: E): E {
    this.effects.push(effect)
    return effect
  }

  /** The parts every effect has. */
  base(node: SyntaxNode, api: string, path: string) {
    return { module: this.module, node, api, path, order: this.nextOrder(), context: this.context }
  }

  within<T>(patch: Partial<Context>, body: () => T): T {
    const before = this.context
    this.context = Object.assign({ ...before }, patch)
    try {
      return body()
    } finally {
      this.context = before
    }
  }

  inFrame<T>(frame: Frame, body: () => T): T {
    const before = this.frame
    this.frame = frame
    try {
      return body()
    } finally {
      this.frame = before
    }
  }

  /** Something happens that has a consequence for training, and so has every draw that decided whether it does. */
  happens(): void {
    this.consequences++
    this.reachSink(this.deciding, 'branch')
  }

  /** Runs what these labels decide. What is written there carries them on, and so does what a jump out of it skips. */
  decided<T>(by: Labels, body: () => T): T {
    const before = this.deciding
    this.deciding = joinLabels(before, by)
    try {
      return body()
    } finally {
      this.deciding = joinLabels(before, joinLabels(this.left.round, this.left.call))
    }
  }

  /** A statement leaves the round of a loop, or the call: what comes after it there is decided by what decided this. */
  leave(what: keyof Left): void {
    this.left[what] = joinLabels(this.left[what], this.deciding)
  }

  /** Runs a body that jumps do not lead out of. Returns the labels that decided whether one was made. */
  confined(what: keyof Left | 'all', body: () => void): Labels {
    const { deciding, left } = this
    this.left = what === 'round' ? { round: [], call: left.call } : { round: [], call: [] }
    try {
      body()
      return what === 'round' ? this.left.round : joinLabels(this.left.round, this.left.call)
    } finally {
      this.left = { round: left.round, call: what === 'round' ? this.left.call : left.call }
      this.deciding = joinLabels(deciding, this.left.call)
    }
  }

  /** A value is thrown: the next handler around gets it. */
  thrown(value: Value): void {
    this.#thrown = this.#thrown ? joinValues(this.#thrown, value) : value
  }

  /** Runs the body of a `try`. Returns what decided a jump out of it, and what was thrown in it. */
  catching(body: () => void): readonly [Labels, Value] {
    const before = this.#thrown
    this.#thrown = undefined
    const jumps = this.confined('call', body)
    const caught = this.#thrown ?? UNKNOWN
    this.#thrown = before
    return [jumps, caught]
  }
  #thrown: Value | undefined

  /** Remembers that values with these labels arrived somewhere that matters. */
  reachSink(labels: Labels, sink: Sink): void {
    for (const label of labels) {
      if (label.kind === 'draw' || label.kind === 'entropy' || label.kind === 'unordered')
        label.effect.reaches.add(sink)
      else if (label.kind === 'channel' && !label.text) label.channel.reach(sink, label.parsed)
    }
  }

  /** The call that is directly awaited, while it is evaluated. */
  awaiting: SyntaxNode | undefined

  /** Functions that a library runs once, to trace them. */
  readonly traced = new Map<FunctionDefinition, SyntaxNode>()

  readonly classes = new Map<Module, ClassValue[]>()

  addClass(value: ClassValue): void {
    const known = this.classes.get(value.module)
    if (known) known.push(value)
    else this.classes.set(value.module, [value])
  }

  /** What was first run and called while something is looked at aside. */
  #aside: { readonly ran: FunctionDefinition[]; readonly called: Set<string> } | undefined

  noteRun(definition: FunctionDefinition): void {
    if (this.ran.has(definition)) return
    this.ran.add(definition)
    this.#aside?.ran.push(definition)
  }

  noteCalled(name: string): void {
    if (this.called.has(name)) return
    this.called.add(name)
    this.#aside?.called.add(name)
  }

  /**
   * Runs something that is no part of the program's run, and puts the state back as it was.
   *
   * @returns the names of what was called there alone, and where it was not followed to the end.
   */
  aside(body: () => void): {
    readonly called: ReadonlySet<string>
    readonly incomplete: Stop | undefined
  } {
    let stop: Stop | undefined
    const aside = { ran: [] as FunctionDefinition[], called: new Set<string>() }
    const { steps, incomplete, runs } = this
    this.steps = 0
    this.runs = new Map()
    this.incomplete = undefined
    this.#aside = aside
    try {
      this.store.aside(body)
    } finally {
      this.#aside = undefined
      stop = this.incomplete
      this.steps = steps
      this.runs = runs
      this.incomplete = incomplete
      for (const definition of aside.ran) this.ran.delete(definition)
      for (const name of aside.called) this.called.delete(name)
    }
    return { called: aside.called, incomplete: stop }
  }

  /** Every module that was run, in any realm. */
  readonly everyModule = new Map<string, Module>()

  inModule(module: Module, body: () => void): void {
    this.inFrame({ module, returns: [], yields: [], exits: [], definition: undefined }, body)
  }

  /** Loaders that were made and never seen to be iterated are iterated by somebody who is not seen. */
  finishPending(): void {
    for (const each of this.pending)
      if (!each.pending.emitted()) this.inModule(each.module, each.pending.emit)
  }
  /** Nobody will iterate it. */
  dropped(value: Value): void {
    for (const each of alternatives(value)) {
      if (each.kind !== 'instance') continue
      for (const dropped of each.pending) {
        const at = this.pending.findIndex(({ pending }) => pending === dropped)
        if (at >= 0) this.pending.splice(at, 1)
      }
    }
  }
  readonly pending: { readonly pending: PendingDraw; readonly module: Module }[] = []

  /** Somebody calls it after the code around has run; once is enough: an animation frame asks for the next one for ever. */
  schedule(definition: FunctionDefinition | ClassDefinition, run: () => void, on?: object): void {
    if (this.scheduled.has(definition)) return
    this.scheduled.add(definition)
    const { context, module } = this
    const phase = context.phase === 'run' ? 'later' : context.phase
    this.callbacks.push({ module, context: { ...context, phase, guards: [] }, run, on })
  }

  /** Runs at once what an object was given to call, as it calls it now. */
  raise(on: object): void {
    this.#runNow((each) => each.on === on)
  }

  /** Runs what was registered since the queue had this length: whoever waits for it waits until it has run. */
  runAwaited(since: number): void {
    const due = new Set(this.callbacks.slice(since))
    this.#runNow((each) => due.has(each))
  }

  #runNow(isDue: (each: Scheduled) => boolean): void {
    const due = this.callbacks.filter((each) => !each.ran && isDue(each))
    for (const each of due) {
      each.ran = true
      this.inModule(each.module, () => this.within(each.context, each.run))
    }
  }

  /** A function of the program is given this one: where it only keeps it, it is called when an event comes. */
  deferEscaped(definition: FunctionDefinition, run: () => void): void {
    const { context, module } = this
    if (context.phase === 'uncalled' || this.escapedCallbacks.has(definition)) return
    this.escapedCallbacks.set(definition, () => this.inModule(module, () => this.within(context, run)))
  }

  /** Runs what was only kept, and the callbacks that this registers. */
  runEscaped(): void {
    // What is added while it is gone through is gone through as well.
    for (const [definition, run] of this.escapedCallbacks) {
      if (this.ran.has(definition)) continue
      run()
      this.runCallbacks(0)
    }
  }

  /** Runs the callbacks that were registered since the queue had this length, and those they register. */
  runCallbacks(since: number): void {
    for (let at = since; at < this.callbacks.length && !this.exhausted; at++) {
      const { context, module, run, ran } = this.callbacks[at]!
      if (!ran) this.inModule(module, () => this.within(context, run))
    }
    this.callbacks.length = since
  }

  /** Runs code of another thread or process. */
  inWorker(worker: SpawnEffect, body: () => void): void {
    const before = new Map([...this.sources].map(([name, cell]) => [name, cell.value] as const))
    this.within({ worker, guards: [] }, body)
    // What another process seeds, it seeds for itself.
    if (worker.spawn.what === 'thread') return
    for (const [name, cell] of this.sources) {
      const value = before.get(name)
      if (!value) this.sources.delete(name)
      else if (cell.value !== value) this.store.set(cell, value)
    }
  }

  /** What workers were started with that are being run: who starts itself is not started for ever. */
  readonly realms = new Set<Module>()

  /** Runs code with sources and modules of its own: a worker shares nothing with the thread that started it. */
  inRealm(module: Module, body: () => void): void {
    this.realms.add(module)
    const sources = new Map(this.sources)
    const modules = new Map(this.modules)
    const enforced = this.enforced.value
    const seedsUnknown = this.seedsUnknown.value
    // The function that starts the worker may be the one that the worker runs.
    const active = [...this.active]
    this.sources.clear()
    this.modules.clear()
    this.active.clear()
    try {
      body()
    } finally {
      this.realms.delete(module)
      this.sources.clear()
      this.modules.clear()
      for (const definition of active) this.active.add(definition)
      this.store.set(this.enforced, enforced)
      this.store.set(this.seedsUnknown, seedsUnknown)
      for (const [name, cell] of sources) this.sources.set(name, cell)
      for (const [file, loaded] of modules) this.modules.set(file, loaded)
    }
  }
}
