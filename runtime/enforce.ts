import { Audit, auditReport } from './audit.ts'
import { checkState, sealState, type RunState } from './checkpoint.ts'
import { callSite, EVERYWHERE } from './math-random.ts'
import { NativeEnvironment } from './native-environment.ts'
import { ModuleLoads } from './modules.ts'
import { builtin } from './node.ts'
import { checkOptions, type CheckedOptions, type EnforceOptions } from './options.ts'
import { processState, replaceMathRandom, restoreMathRandom, type ProcessState } from './process-state.ts'
import { recorder, type Recorded } from './recorder.ts'
import { deepFreeze, EnforceError, Ledger, receiptHash, type Receipt } from './receipt.ts'
import { Scopes } from './scopes.ts'
import { hex } from './sha256.ts'
import { deriveKey, SCHEME, Stream, type PathPart, type SavedStream } from './streams.ts'
import { TfjsClasses } from './tfjs-classes.ts'
import { TfjsEngine } from './tfjs.ts'
import { Trace, type StepFields } from './trace.ts'
import type { VerifyOptions, VerifyResult } from './verify.ts'
import { takeInheritance, Workers } from './workers.ts'

/** What a scope carries. */
interface Scope {
  readonly name: string
  readonly stream: Stream
}

const DEFAULT = 'default'

/** How a run came about. */
interface Origin {
  /** By the preload, from what a parent or the environment handed down: the program's own `enforce()` may follow. */
  readonly automatic: boolean
  /** The parent has set the environment of the process. */
  readonly inherited: boolean
}

/**
 * A reproducible run: what {@link enforce} returns.
 *
 * Streams are found by name, so that a new purpose never moves the draws of an old one.
 */
export class Run {
  readonly #options: CheckedOptions
  readonly #origin: Origin
  readonly #state: ProcessState
  readonly #ledger: Ledger
  readonly #scopes = new Scopes<Scope>(() => this.#state.mathRandom?.changed())
  readonly #streams = new Map<string, Stream>()
  readonly #layers = new Map<string, Stream>()
  #savedLayers: Readonly<Record<string, SavedStream>> = {}
  readonly #children = new Map<string, number>()
  readonly #loads = new ModuleLoads(() => this.#state.mathRandom?.changed())
  #imports: Stream | undefined
  readonly #classes: TfjsClasses
  readonly #engine: TfjsEngine
  readonly #audit: Audit | undefined
  readonly #undo: (() => void)[] = []
  readonly #started = Date.now()
  #trace: Trace | undefined
  #over = false

  /** @internal Use {@link enforce}. */
  constructor(options: CheckedOptions, origin: Origin, state: ProcessState) {
    this.#options = options
    this.#origin = origin
    this.#state = state
    this.#ledger = new Ledger(options.mode)
    this.#classes = new TfjsClasses(
      {
        scopeName: () => this.#scopes.current?.name ?? DEFAULT,
        shuffleSeed: (scope, ordinal) =>
          hex(
            deriveKey(options.seed, [
              ...this.#pathOf(scope),
              'stream',
              scope,
              'Dataset.shuffle',
              ordinal,
            ]).subarray(0, 16),
          ),
        dropoutStream: (scope, ordinal, seed) => this.#layerStream(scope, ordinal, seed),
      },
      this.#ledger,
    )
    this.#engine = new TfjsEngine(this.#ledger, options.backend, () =>
      this.#state.environment?.report(this.#ledger, true),
    )
    this.#audit = options.mode === 'audit' ? new Audit() : undefined
  }

  /** The options after checking. */
  get options(): CheckedOptions {
    return this.#options
  }

  /** Whether the preload started it, not the program. */
  get automatic(): boolean {
    return this.#origin.automatic
  }

  /**
   * Takes hold of everything.
   *
   * @internal
   */
  install(): void {
    const { mode, tf } = this.#options
    const state = this.#state
    const changes = mode !== 'audit'
    if (state.environment && state.environment.changes !== changes) {
      // The preload could not know which mode the program would ask for.
      state.environment.restore()
      delete state.environment
    }
    state.environment ??= new NativeEnvironment(changes, this.#origin.inherited)
    this.#undo.push(() => {
      state.environment?.restore()
      delete state.environment
    })
    this.#installMathRandom()
    this.#ledger.record({
      id: 'AsyncLocalStorage',
      wanted: true,
      found: this.#scopes.isolated,
      now: this.#scopes.isolated,
      status: this.#scopes.isolated ? 'already' : 'not-applicable',
      why: 'without it Math.random between two awaits belongs to whichever scope is open',
    })
    if (this.#audit) {
      this.#audit.install()
      this.#undo.push(() => this.#audit?.restore())
      this.#engine.inspect()
    } else {
      this.#installWorkers()
      this.#undo.push(() => this.#loads.restore())
      this.#loads.install((file, exports) => this.#classes.loaded(file, exports))
      this.#undo.push(() => this.#classes.restore())
      this.#classes.install(tf)
      this.#undo.push(() => this.#engine.restore())
      this.#engine.install()
    }
    state.environment.report(this.#ledger, false)
    this.#ledger.settle()
    const recording = recorder()
    if (recording) this.#undo.push(recording.begin(this.recorded))
  }

  #installMathRandom(): void {
    const { mode, mathRandom } = this.#options
    const row = { id: 'Math.random', wanted: mathRandom, found: 'native' }
    if (mode === 'audit' || mathRandom === 'leave') {
      restoreMathRandom(this.#state)
      this.#ledger.record({
        ...row,
        now: 'native',
        status: mathRandom === 'leave' ? 'kept-user-value' : 'pending',
        proof: mathRandom === 'leave' ? "the option mathRandom is 'leave'" : 'audit mode changes nothing',
      })
      return
    }
    const run = this
    replaceMathRandom(this.#state, {
      get source() {
        return run.#source()
      },
      get holdsIn() {
        return run.#loads.loadingPackage ? EVERYWHERE : run.#scopes.holdsIn
      },
      contexts: run.#scopes.contexts,
    })
    this.#undo.push(() => restoreMathRandom(this.#state))
    const keepers = this.#state.keepers ?? []
    this.#ledger.record({
      ...row,
      now: 'replaced',
      status: keepers.length > 0 ? 'too-late' : 'applied',
      proof:
        keepers.length > 0
          ? `loaded before, and known to keep the original: ${keepers.join(', ')}`
          : this.#state.preloaded
            ? 'replaced by the preload'
            : 'no CommonJS package that is known to keep the original was loaded before; ES modules cannot be listed',
      why: 'libraries draw from it, each run another sequence',
    })
    if (keepers.length > 0)
      this.#ledger.problem(
        `too late. ${keepers.join(' and ')} was loaded before enforce() ran and keeps the original Math.random, so what it draws differs in every run. Static imports run before any statement, wherever they stand. Start with: node --import eslint-plugin-reproducible/runtime/register, or make import 'eslint-plugin-reproducible/runtime/register' the first import.`,
      )
  }

  /** What `Math.random` draws from here. No stream gets its key before: the first hash takes as long as all the rest. */
  #source(): Stream {
    const { seed, path, mathRandom } = this.#options
    if (this.#loads.loadingPackage) return (this.#imports ??= new Stream(seed, [...path, 'import']))
    const { current } = this.#scopes
    if (current) return current.stream
    if (mathRandom === 'streams') return this.stream(DEFAULT)
    throw new EnforceError(
      `enforce(): Math.random() was called at ${callSite()}, outside every scope, and the option mathRandom is 'error'. Draw inside run.scope('name', …), or from run.stream('name').`,
    )
  }

  #installWorkers(): void {
    const isNode = builtin('node:worker_threads') !== undefined
    this.#ledger.record({
      id: 'workers',
      wanted: 'own streams',
      found: isNode ? 'own entropy' : null,
      now: isNode ? 'own streams' : null,
      status: isNode ? 'applied' : 'not-applicable',
      proof: isNode
        ? 'Worker, fork, spawn, exec and cluster hand down a path and the preload to every Node they start'
        : 'in a browser, call enforce() in the worker with a seed made by run.stream(name)',
      why: 'a worker starts with its own entropy, or all of them with the same stream',
    })
    if (!isNode) return
    this.#state.workers ??= new Workers()
    this.#undo.push(() => this.#state.workers?.restore())
    this.#state.workers.install((name) => {
      const ordinal = this.#children.get(name) ?? 0
      this.#children.set(name, ordinal + 1)
      const { seed, mode, rank, perRank, mathRandom, path } = this.#options
      return { seed, mode, rank, perRank, mathRandom, path: [...path, 'worker', name, ordinal] }
    })
  }

  /** The path before a stream's own name: which worker, and which rank where the stream differs by rank. */
  #pathOf(name: string): PathPart[] {
    const { path, perRank, rank } = this.#options
    return perRank.includes(name) ? [...path, 'rank', rank.rank] : [...path]
  }

  #checkName(name: unknown): asserts name is string {
    if (typeof name !== 'string' || name === '')
      throw new TypeError(
        `A stream is found by its name, a non-empty text; this one is ${JSON.stringify(name)}.`,
      )
    if (name === 'import')
      throw new TypeError(
        "The stream 'import' is what was drawn before the seed was known; choose another name.",
      )
  }

  #checkNotOver(): void {
    if (this.#over) throw new EnforceError('This run is over: restore() was called. Call enforce() again.')
  }

  /**
   * The stream of a name; the same object every time.
   *
   * @param name any text but `import`; the stream `default` is what `Math.random` draws from outside every scope
   */
  stream(name: string): Stream {
    this.#checkName(name)
    let stream = this.#streams.get(name)
    if (!stream) {
      stream = new Stream(this.#options.seed, [...this.#pathOf(name), 'stream', name])
      this.#streams.set(name, stream)
    }
    return stream
  }

  /**
   * A stream of its own for a key, such as an epoch and an index: the sample's augmentation is the same in whatever
   * order, and by whichever worker, samples are loaded. Nothing is kept: the same key starts the same stream again.
   *
   * @param keys texts and integers 0 … 2^53-1
   */
  at(name: string, ...keys: PathPart[]): Stream {
    this.#checkName(name)
    const { perRank, rank, seed } = this.#options
    const place: PathPart[] = perRank.includes(name) ? ['rank', rank.rank] : []
    return new Stream(seed, [...place, 'at', name, ...keys])
  }

  /**
   * Calls `fn`; inside it, and in everything asynchronous it starts, `Math.random` draws from the stream `name`.
   *
   * @returns what `fn` returns
   */
  scope<Result>(name: string, fn: () => Result): Result {
    this.#checkNotOver()
    return this.#scopes.run({ name, stream: this.stream(name) }, fn)
  }

  #layerStream(scope: string, ordinal: number, seed: string): Stream {
    const id = `${scope}/${ordinal}`
    const path = [...this.#pathOf(scope), 'stream', scope, 'tf.layers.dropout', seed, ordinal]
    const stream = new Stream(this.#options.seed, path)
    const saved = this.#savedLayers[id]
    if (saved) stream.load(saved)
    this.#layers.set(id, stream)
    return stream
  }

  #draws(): Record<string, number> {
    const draws: Record<string, number> = {
      import: (this.#state.imports?.draws ?? 0) + (this.#imports?.draws ?? 0),
      [DEFAULT]: 0,
    }
    for (const [name, stream] of this.#streams) draws[name] = stream.draws
    for (const [id, stream] of this.#layers) draws[`tf.layers.dropout ${id}`] = stream.draws
    return draws
  }

  #versions(): Record<string, string> {
    const { node, v8 } = globalThis.process?.versions ?? {}
    const { backend } = this.#engine
    return {
      ...(node && v8 ? { node, v8 } : {}),
      ...this.#classes.versions,
      ...(backend ? { backend } : {}),
    }
  }

  #machine(): Record<string, string | number> {
    const os = builtin('node:os')
    const machine: Record<string, string | number> = {
      started: new Date(this.#started).toISOString(),
    }
    if (!os) return machine
    machine.platform = process.platform
    machine.arch = process.arch
    machine.cpus = os.availableParallelism()
    machine.host = os.hostname()
    machine.pid = process.pid
    return machine
  }

  /** What was found, done and could not be done, as of now. */
  get receipt(): Receipt {
    const { seed, path, mode, rank, perRank, mathRandom } = this.#options
    const receipt: Omit<Receipt, 'hash'> = {
      scheme: SCHEME,
      seed,
      path: [...path],
      mode,
      rank: rank.rank,
      worldSize: rank.worldSize ?? null,
      rankSource: rank.source,
      perRank: [...perRank],
      mathRandom,
      settings: this.#ledger.settings,
      late: [...(this.#state.environment?.loadedBefore ?? [])].filter((name) =>
        /^(libtensorflow|tfjs_binding|libcuda|libcublas|libcudnn|dawn|libonnxruntime|libtorch)/.test(name),
      ),
      draws: this.#draws(),
      ...(this.#audit ? { counted: { ...this.#audit.counts } } : {}),
      versions: this.#versions(),
      machine: this.#machine(),
    }
    return deepFreeze({ ...receipt, hash: receiptHash(receipt) })
  }

  /**
   * Writes one line of the trace: the draws of every stream so far, and fingerprints of what is given. Without the
   * option `trace` it does nothing, so it can stay in the program.
   *
   * @param index the step, counted through all epochs
   */
  step(index: number, fields: Omit<StepFields, 'draws'> = {}): void {
    this.#checkNotOver()
    const { trace } = this.#options
    const recording = recorder()
    if (!trace && !recording) return
    const told = { ...fields, draws: this.#draws() }
    // A verification compares its own traces: its runs must not write over the program's.
    if (recording) return recording.step(index, told, () => this.recorded.header())
    if (!trace) return
    this.#trace ??= new Trace(trace.file, this.recorded.header())
    this.#trace.step(index, told)
  }

  /**
   * What a trace says of this run.
   *
   * @internal
   */
  get recorded(): Recorded {
    return {
      draws: () => this.#draws(),
      header: () => {
        const { machine: _machine, settings: _settings, draws: _draws, ...header } = this.receipt
        return header
      },
    }
  }

  /** Where every stream stands, as plain JSON, to be saved with a checkpoint. */
  state(): RunState {
    const { seed, path, rank } = this.#options
    const save = (streams: ReadonlyMap<string, Stream>) =>
      Object.fromEntries([...streams].map(([name, stream]) => [name, stream.save()]))
    return sealState({
      scheme: SCHEME,
      seed,
      path: [...path],
      rank: rank.rank,
      worldSize: rank.worldSize ?? null,
      streams: save(this.#streams),
      layers: { ...this.#savedLayers, ...save(this.#layers) },
      iterations: { ...this.#classes.iterations },
    })
  }

  /**
   * Puts every stream where it stood when `state` was taken; streams that did not exist then start again.
   *
   * Datasets and models must be built in the same order as in the run that was saved. TensorFlow.js's `fit` and
   * `fitDataset` begin each call anew, so a training that is to be resumed calls them for one epoch at a time.
   *
   * @throws TypeError when `state` is damaged, of another scheme, or of another seed, worker, rank or number of ranks
   */
  resume(state: RunState): this {
    this.#checkNotOver()
    const { seed, path, rank } = this.#options
    const own = { seed, path, rank: rank.rank, worldSize: rank.worldSize ?? null }
    const { streams, layers, iterations } = checkState(state, own)
    for (const [name, stream] of this.#streams)
      stream.load(streams[name] ?? new Stream(seed, [...this.#pathOf(name), 'stream', name]).save())
    for (const [name, saved] of Object.entries(streams)) this.stream(name).load(saved)
    this.#savedLayers = { ...layers }
    for (const [id, stream] of this.#layers) {
      const saved = layers[id]
      if (saved) stream.load(saved)
    }
    this.#classes.iterations = { ...iterations }
    return this
  }

  /**
   * Runs `fn` twice and compares the two, step by step. See `verify.ts` for what it may perturb.
   */
  async verify(fn: (run: Run) => unknown, options: VerifyOptions = {}): Promise<VerifyResult> {
    this.#checkNotOver()
    const { verify } = await import('./verify.ts')
    return verify(fn, options, this)
  }

  /**
   * Makes room for the program's own `enforce()`: gives back everything but the environment, which was set in time.
   *
   * @internal
   */
  handOver(): void {
    const [, ...rest] = this.#undo.splice(0)
    for (const undo of rest.reverse()) undo()
    this.#over = true
    delete this.#state.run
  }

  /** Gives back every function, flag and environment variable. Calling it again does nothing. */
  restore(): void {
    if (this.#over) return
    this.#over = true
    void this.#trace?.close()
    for (const undo of this.#undo.splice(0).reverse()) undo()
    if (this.#state.run === this) delete this.#state.run
    delete this.#state.imports
  }

  /** The same as {@link restore}, for `using run = enforce(…)`. */
  [Symbol.dispose](): void {
    this.restore()
  }
}

/** What differs between the options of two calls, in one word; `undefined` if nothing does. */
function differingOption(
  options: EnforceOptions,
  active: CheckedOptions,
  checked: CheckedOptions,
): string | undefined {
  for (const name of Object.keys(options) as (keyof EnforceOptions)[])
    if (name !== 'tf' && JSON.stringify(checked[name]) !== JSON.stringify(active[name])) return name
  return undefined
}

function start(options: CheckedOptions, origin: Origin): Run {
  const state = processState()
  const run = new Run(options, origin, state)
  try {
    run.install()
  } catch (error) {
    run.restore()
    throw error
  }
  state.run = run
  return run
}

/**
 * Makes the TensorFlow.js training in this process, and in the workers it starts, give the same bits every time.
 *
 * Call it before anything draws a random number or loads a native library; what comes too late is measured, and in
 * strict mode an error. Static imports run before any statement, so start the program with
 * `node --import eslint-plugin-reproducible/runtime/register`, or make that module the first import.
 *
 * Called again with the same seed it returns the same run.
 *
 * @throws TypeError for a seed or an option that is refused
 * @throws EnforceError in strict mode, for settings in conflict, too late or out of reach
 */
export function enforce(options: EnforceOptions = {}): Run {
  const active = processState().run
  const given = typeof options === 'object' && options !== null && !Array.isArray(options)
  const handed = active?.automatic && given ? active.options : undefined
  const checked = checkOptions(
    handed
      ? {
          seed: handed.seed,
          mode: handed.mode,
          rank: handed.rank.rank,
          perRank: handed.perRank,
          mathRandom: handed.mathRandom,
          ...options,
        }
      : active && given
        ? { seed: active.options.seed, ...options }
        : options,
  )
  if (!active) return start(checked, { automatic: false, inherited: false })
  if (active.options.seed !== checked.seed) {
    const [has, wants] = [active.options.seed, checked.seed].map((seed) => JSON.stringify(seed))
    throw new EnforceError(
      active.options.path.length > 0
        ? `enforce(): this worker was handed the seed ${has} by its parent, and asks for ${wants}. Its streams differ from the other workers' already: leave the seed out.`
        : active.automatic
          ? `enforce(): the environment says REPRODUCIBLE_SEED=${has}, and the program asks for ${wants}. Remove one of the two.`
          : `enforce(): it was called before with the seed ${has}, and now with ${wants}. One process has one seed; call run.restore() on the first run to start another.`,
    )
  }
  if (!active.automatic) {
    const name = differingOption(options, active.options, checked)
    if (name)
      throw new EnforceError(
        `enforce(): it was called before with another ${name}. Call it once, or run.restore() first.`,
      )
    return active
  }
  active.handOver()
  const { path, rank } = active.options
  return start(
    { ...checked, path, rank: options.rank === undefined ? rank : checked.rank },
    {
      automatic: false,
      inherited: path.length > 0,
    },
  )
}

/**
 * What the preload does: takes up what a parent or the environment handed down. Without a seed it prepares for the
 * program's own `enforce()`, by setting the environment and replacing `Math.random` before anything else is loaded.
 */
export function register(): void {
  const state = processState()
  if (state.run || state.imports) return
  state.preloaded = true
  const inherited = takeInheritance()
  if (inherited) {
    start(inherited, { automatic: true, inherited: true })
    return
  }
  if (globalThis.process?.env.REPRODUCIBLE_SEED !== undefined) {
    const run = start(checkOptions({}), { automatic: true, inherited: false })
    if (run.options.mode === 'audit')
      globalThis.process.once('exit', () => {
        // Nobody has the receipt, unless the program called enforce() itself.
        if (state.run === run) console.warn(auditReport(run.receipt))
      })
    return
  }
  const imports = new Stream('import', [])
  state.imports = imports
  state.environment ??= new NativeEnvironment(true, false)
  replaceMathRandom(state, { source: imports, holdsIn: EVERYWHERE })
  globalThis.process?.once('exit', () => {
    if (state.imports === imports && !state.run && imports.draws > 0)
      console.warn(
        `eslint-plugin-reproducible/runtime/register was loaded, but enforce() was never called: ${imports.draws} draws from Math.random came from one fixed stream. Call enforce({ seed: 42 }), or set REPRODUCIBLE_SEED.`,
      )
  })
}
