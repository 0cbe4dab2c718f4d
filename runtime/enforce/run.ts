import { Audit } from './audit.ts'
import { checkState, sealState, type RunState } from './checkpoint.ts'
import { Drawing, type Scope } from './drawing.ts'
import { Inputs } from './inputs.ts'
import { ModuleLoads } from './modules.ts'
import { DEFAULT, NamedStreams } from '../streams/named-streams.ts'
import { NativeEnvironment } from './native-environment.ts'
import { builtin, OTHER_RUNTIME } from './node.ts'
import type { CheckedOptions } from './options.ts'
import type { ProcessState } from './process-state.ts'
import {
  deepFreeze,
  EnforceError,
  Ledger,
  receiptHash,
  type Receipt,
  type ReceiptSetting,
} from './receipt.ts'
import { ownFile, recorder, type Recorded } from '../trace/recorder.ts'
import { Scopes } from '../streams/scopes.ts'
import { SCHEME, type PathPart, type Stream } from '../streams/stream.ts'
import { TfjsClasses } from '../tfjs/classes.ts'
import { TfjsEngine } from '../tfjs/engine.ts'
import { TraceFile } from '../trace/trace-file.ts'
import { checkStep, Trace, type StepFields } from '../trace/trace.ts'
import type { VerifyOptions, VerifyResult } from '../commands/verify.ts'
import { surroundings } from './surroundings.ts'
import { PRELOAD_FOUND, Workers } from './workers.ts'

/** How a run came about. */
export interface Origin {
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
  readonly #streams: NamedStreams
  readonly #children = new Map<string, number>()
  readonly #loads = new ModuleLoads(() => this.#state.mathRandom?.changed())
  readonly #drawing: Drawing
  readonly #classes: TfjsClasses
  readonly #engine: TfjsEngine
  readonly #audit: Audit | undefined
  readonly #undo: (() => void)[] = []
  readonly #started = Date.now()
  readonly #inputs: Inputs | undefined
  #trace: Trace | undefined
  #traceFile: TraceFile | undefined
  #resumed = false
  #over = false

  /** @internal Use {@link enforce}. */
  constructor(options: CheckedOptions, origin: Origin, state: ProcessState) {
    this.#options = options
    this.#origin = origin
    this.#state = state
    this.#ledger = new Ledger(options.mode)
    this.#streams = new NamedStreams(options)
    this.#drawing = new Drawing(options.mathRandom, this.#streams, this.#scopes, this.#loads)
    this.#classes = new TfjsClasses(
      {
        scopeName: () => this.#scopes.current?.name ?? DEFAULT,
        shuffleSeed: (scope, ordinal) => this.#streams.shuffleSeed(scope, ordinal),
        dropoutStream: (scope, ordinal, seed) => this.#streams.ofLayer(scope, ordinal, seed),
      },
      this.#ledger,
    )
    this.#engine = new TfjsEngine(
      this.#ledger,
      options.backend,
      () => this.#state.environment?.report(this.#ledger, true),
      () => this.#classes.computing(),
    )
    this.#inputs = options.inputs.length > 0 ? new Inputs(options.inputs) : undefined
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
    this.#undo.push(this.#drawing.install(state, this.#ledger))
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
    this.#openTrace()
    state.environment.report(this.#ledger, false)
    this.#ledger.settle()
    const recording = recorder()
    if (recording) this.#undo.push(recording.begin(this.recorded))
  }

  #installWorkers(): void {
    const isNode = builtin('node:worker_threads') !== undefined && !OTHER_RUNTIME
    const reached = isNode && PRELOAD_FOUND
    this.#ledger.record({
      id: 'workers',
      wanted: 'own streams',
      found: isNode ? 'own entropy' : null,
      now: reached ? 'own streams' : null,
      status: reached ? 'applied' : isNode ? 'unreachable' : 'not-applicable',
      proof: reached
        ? 'Worker, fork, spawn, exec and cluster hand down a path and the preload to every Node they start'
        : isNode
          ? 'the runtime is in a bundle, and the package that has the preload is not installed; reported when a worker starts'
          : `in ${OTHER_RUNTIME ?? 'a browser'}, call enforce() in the worker with a seed made by run.stream(name)`,
      why: 'a worker starts with its own entropy, or all of them with the same stream',
    })
    if (!isNode) return
    const unreached = (name: string) =>
      this.#ledger.problem(
        `the worker ${name} cannot be reached. The runtime is in a bundle, and its preload is not to be found: the worker would draw from its own entropy. Leave the package out of the bundle (esbuild --external:eslint-plugin-reproducible) and install it beside.`,
      )
    this.#state.workers ??= new Workers()
    this.#undo.push(() => this.#state.workers?.restore())
    this.#state.workers.install(
      (name) => {
        const ordinal = this.#children.get(name) ?? 0
        this.#children.set(name, ordinal + 1)
        const { seed, mode, rank, perRank, mathRandom, path } = this.#options
        return { seed, mode, rank, perRank, mathRandom, path: [...path, 'worker', name, ordinal] }
      },
      unreached,
      this.automatic,
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
    return this.#streams.get(name)
  }

  /**
   * A stream of its own for a key, such as an epoch and an index: the sample's augmentation is the same in whatever
   * order, and by whichever worker, samples are loaded. Nothing is kept: the same key starts the same stream again.
   *
   * @param keys texts and integers 0 … 2^53-1
   */
  at(name: string, ...keys: PathPart[]): Stream {
    return this.#streams.at(name, keys)
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

  #draws(): Record<string, number> {
    return {
      import: (this.#state.imports?.draws ?? 0) + this.#drawing.importDraws,
      ...this.#streams.draws(),
    }
  }

  #versions(): Record<string, string> {
    const { node, v8 } = globalThis.process?.versions ?? {}
    const { backend } = this.#engine
    return {
      ...(node && v8 ? { node, v8 } : {}),
      ...Object.fromEntries(this.#classes.versions),
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
    machine.threads = os.availableParallelism()
    const { driver } = surroundings()
    if (driver !== null) machine.driver = driver
    machine.host = os.hostname()
    machine.pid = process.pid
    return machine
  }

  /** The rows of the receipt, measured now. */
  #settings(inputs: Receipt['inputs']): ReceiptSetting[] {
    const changed = Object.entries(inputs).flatMap(([file, { before, now }]) =>
      before === now ? [] : [file],
    )
    if (this.#inputs)
      this.#ledger.record({
        id: 'inputs',
        wanted: 'unchanged',
        found: 'unchanged',
        now: changed.length > 0 ? 'changed' : 'unchanged',
        status: changed.length > 0 ? 'conflict' : 'already',
        proof: changed.length > 0 ? `since the run began: ${changed.slice(0, 5).join(', ')}` : 'SHA-256',
        why: 'another run reads other data',
      })
    return this.#ledger.settings
  }

  /** What was found, done and could not be done, as of now. */
  get receipt(): Receipt {
    const { seed, path, mode, rank, perRank, mathRandom } = this.#options
    const inputs = this.#inputs?.hashes() ?? {}
    const around = surroundings()
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
      settings: this.#settings(inputs),
      late: [...(this.#state.environment?.loadedBefore ?? [])].filter((name) =>
        /^(libtensorflow|tfjs_binding|libcuda|libcublas|libcudnn|dawn|libonnxruntime|libtorch)/.test(name),
      ),
      draws: this.#draws(),
      ...(this.#audit ? { counted: Object.fromEntries(this.#audit.counts) } : {}),
      versions: this.#versions(),
      inputs,
      packages: around.packages,
      source: around.source,
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
    checkStep(index, fields)
    const recording = recorder()
    // A verification compares its own traces: its runs must not write over the program's.
    if (recording) recording.step(index, { ...fields, draws: this.#draws() }, () => this.recorded.header())
    else if (this.#traceFile?.usable) {
      this.#trace ??= this.#startTrace(this.#traceFile, index)
      this.#trace.step(index, { ...fields, draws: this.#draws() })
    }
  }

  /** Begins the trace with its first step, or goes on with that of the run that was resumed. */
  #startTrace(file: TraceFile, index: number): Trace {
    const kept = this.#resumed ? file.takeOver(index) : []
    const footer = () => (kept.length > 0 ? { resumed: [index] } : {})
    const trace = new Trace(file, this.recorded.header(), footer, kept)
    file.dropEarlier()
    return trace
  }

  /** The trace's file is opened by enforce(), which says what is wrong with its name before hours have gone by. */
  #openTrace(): void {
    const { trace, rank, path } = this.#options
    if (!trace || recorder()) return
    try {
      this.#traceFile = new TraceFile(ownFile(trace.file, rank, path))
    } catch (error) {
      throw new EnforceError(
        `enforce(): the trace ${trace.file} cannot be opened: ${(error as Error).message}`,
        { cause: error },
      )
    }
    this.#undo.push(() => this.#traceFile?.close())
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
        const {
          machine: _machine,
          settings: _settings,
          draws: _draws,
          packages: _packages,
          ...header
        } = this.receipt
        const { driver } = surroundings()
        return { ...header, ...(driver === null ? {} : { driver }) }
      },
    }
  }

  /** Where every stream stands, as plain JSON, to be saved with a checkpoint. */
  state(): RunState {
    const { seed, path, rank } = this.#options
    return sealState({
      scheme: SCHEME,
      seed,
      path: [...path],
      rank: rank.rank,
      worldSize: rank.worldSize ?? null,
      ...this.#streams.save(),
      iterations: Object.fromEntries(this.#classes.iterations),
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
    this.#streams.load({ streams, layers })
    this.#resumed = true
    this.#classes.iterations.clear()
    for (const [id, done] of Object.entries(iterations)) this.#classes.iterations.set(id, done)
    return this
  }

  /**
   * Runs `fn` twice and compares the two, step by step. See `verify.ts` for what it may perturb.
   */
  async verify(fn: (run: Run) => unknown, options: VerifyOptions = {}): Promise<VerifyResult> {
    this.#checkNotOver()
    const { verify } = await import('../commands/verify.ts')
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
    this.#ledger.stopMeasuring()
    delete this.#state.run
  }

  /** Gives back every function, flag and environment variable. Calling it again does nothing. */
  restore(): void {
    if (this.#over) return
    this.#over = true
    this.#ledger.stopMeasuring()
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
