/**
 * TensorFlow.js, reached without importing it: every copy of the library in a program shares one engine and one
 * kernel registry on the global object.
 */
import type { Ledger } from '../enforce/receipt.ts'
import { callSite } from '../streams/math-random.ts'
import { atomicKernels, flagSettings, type FlagSetting } from '../enforce/settings.ts'
import { replacements, type Engine, type KernelCall, type KernelConfig } from './kernels.ts'

interface TfjsGlobals {
  _tfengine?: Engine
  _tfGlobals?: Map<string, unknown>
}

const globals = globalThis as TfjsGlobals

type Registry = Map<string, KernelConfig>

/** Hundreds of kernels are registered, most of them while `enforce()` is waited for. */
function byKernel<Row extends { kernel: string; backend: string }>(
  rows: readonly Row[],
): ReadonlyMap<string, Row> {
  return new Map(rows.map((row) => [`${row.kernel}@${row.backend}`, row]))
}

const REPLACEMENTS = byKernel(replacements)
const ATOMIC_KERNELS = byKernel(atomicKernels)

/** The engine, once a copy of TensorFlow.js is loaded. */
function currentEngine(): Engine | undefined {
  return globals._tfengine
}

/** Hooks on the engine, its flags and its kernels. */
export class TfjsEngine {
  readonly #ledger: Ledger
  readonly #wantedBackend: string | undefined
  readonly #onNativeBackend: () => void
  readonly #onFirstKernel: () => void
  #computed = false
  readonly #undo: (() => void)[] = []
  #pinned: string | undefined

  /**
   * @param backend the backend that must be in use; otherwise the first one used
   * @param onNativeBackend called when TensorFlow's native backend is there
   * @param onFirstKernel called before the first kernel runs, and again before the next where it throws
   */
  constructor(
    ledger: Ledger,
    backend: string | undefined,
    onNativeBackend: () => void,
    onFirstKernel: () => void,
  ) {
    this.#ledger = ledger
    this.#wantedBackend = backend
    this.#onNativeBackend = onNativeBackend
    this.#onFirstKernel = onFirstKernel
  }

  /** The backend that computes, once something was computed. */
  get backend(): string | undefined {
    return this.#pinned
  }

  /** Reports what is there without touching it. */
  inspect(): void {
    const engine = currentEngine()
    for (const flag of flagSettings) {
      const found = (engine?.ENV.flags[flag.name] as number | undefined) ?? null
      const harmless = found === flag.wanted || (found !== null && flag.keep.includes(found))
      this.#recordFlag(
        flag,
        found,
        found,
        harmless ? 'already' : found === 1 ? 'conflict' : 'pending',
        'audit mode changes nothing',
      )
    }
  }

  /** Hooks what is loaded, and what will be. */
  install(): void {
    for (const flag of flagSettings)
      this.#recordFlag(flag, null, null, 'pending', `the backend ${flag.backend} is not loaded`)
    this.#recordBackend('pending', 'nothing was computed yet')
    this.#hookRegistry()
    const engine = globals._tfengine
    if (engine) this.#attach(engine)
    else this.#waitForEngine()
  }

  restore(): void {
    for (const undo of this.#undo.splice(0).reverse()) undo()
  }

  /** TensorFlow.js puts its engine on the global object while it is loaded; this is told at that moment. */
  #waitForEngine(): void {
    let waiting = true
    const arrived = (engine: Engine | undefined) => {
      waiting = false
      Object.defineProperty(globals, '_tfengine', {
        value: engine,
        writable: true,
        configurable: true,
        enumerable: true,
      })
      if (engine) this.#attach(engine)
    }
    Object.defineProperty(globals, '_tfengine', {
      get: () => undefined,
      set: arrived,
      configurable: true,
      enumerable: false,
    })
    this.#undo.push(() => {
      if (waiting) delete globals._tfengine
    })
  }

  /** Replaces a method of one object; `restore()` takes it away again. */
  #override<Target extends object, Name extends keyof Target>(
    target: Target,
    name: Name,
    make: (original: Target[Name]) => Target[Name],
  ): void {
    const own = Object.getOwnPropertyDescriptor(target, name)
    const replacement = make(target[name])
    target[name] = replacement
    this.#undo.push(() => {
      if (target[name] !== replacement) return
      if (own) Object.defineProperty(target, name, own)
      else delete target[name]
    })
  }

  #attach(engine: Engine): void {
    this.#hookBackend(engine)
    this.#hookFlags(engine)
    if (engine.registryFactory.tensorflow) this.#onNativeBackend()
    this.#override(engine, 'registerBackend', (original) => (name, factory, priority) => {
      const registered = original.call(engine, name, factory, priority)
      if (name === 'tensorflow') this.#onNativeBackend()
      return registered
    })
  }

  #recordBackend(status: 'pending' | 'applied' | 'already', proof: string): void {
    this.#ledger.record({
      id: 'backend',
      wanted: this.#wantedBackend ?? 'the first one used',
      found: currentEngine()?.backendName ?? null,
      now: this.#pinned ?? null,
      status,
      proof,
      why: 'no two backends compute the same bits, and TensorFlow.js changes to another without a word',
    })
  }

  #hookBackend(engine: Engine): void {
    let requested: string | undefined
    this.#override(engine, 'setBackend', (original) => async (name) => {
      requested = name
      const worked = await original.call(engine, name)
      if (worked && (this.#wantedBackend ?? name) === name) this.#pin(name)
      else if (worked) this.#pinned = undefined
      else
        this.#ledger.problem(
          `the backend. tf.setBackend('${name}') failed, and TensorFlow.js would go on with another backend, whose bits differ. Install what '${name}' needs, or choose the other backend by name.`,
        )
      return worked
    })
    this.#override(engine, 'runKernel', (original) => (kernel, inputs, attrs) => {
      if (!this.#computed) {
        this.#onFirstKernel()
        this.#computed = true
      }
      const name = engine.backendName
      if (name !== this.#pinned && name !== undefined && name !== null) this.#used(name, kernel, requested)
      return original.call(engine, kernel, inputs, attrs)
    })
  }

  #pin(name: string): void {
    this.#pinned = name
    this.#recordBackend('applied', 'checked before every kernel')
  }

  /** Something is computed by a backend that is not the pinned one. */
  #used(name: string, kernel: string, requested: string | undefined): void {
    const expected = this.#wantedBackend ?? requested ?? this.#pinned
    if (expected !== undefined && name !== expected)
      this.#ledger.problem(
        `the backend. ${kernel} is about to run on the backend '${name}', and this run belongs on '${expected}': other bits would come out. ${
          this.#wantedBackend
            ? `Call await tf.setBackend('${expected}') first.`
            : `Call await tf.setBackend('${name}') if that is what you want.`
        }`,
      )
    this.#pin(name)
  }

  #recordFlag(
    flag: FlagSetting,
    found: number | boolean | null,
    now: number | boolean | null,
    status: 'applied' | 'already' | 'kept-user-value' | 'conflict' | 'pending',
    proof: string,
    by?: string,
  ): void {
    const { name: id, wanted, why, cost } = flag
    this.#ledger.record({ id, wanted, found, now, status, ...(by !== undefined && { by }), proof, why, cost })
  }

  /** Sets a flag, unless it has a value that must not be touched. */
  #applyFlag(ENV: Engine['ENV'], flag: FlagSetting, set: (value: number | boolean) => void): void {
    const found = (ENV.flags[flag.name] as number | boolean | undefined) ?? null
    if (found === flag.wanted) this.#recordFlag(flag, found, found, 'already', 'tf.env()')
    else if (found !== null && flag.keep.includes(found))
      this.#recordFlag(flag, found, found, 'kept-user-value', 'a value that repeats as well')
    // -1 is the default, which tf.env() stores when it is asked for; any other harmful value was chosen.
    else if (found !== null && found !== -1 && flag.harmful.includes(found)) {
      this.#recordFlag(flag, found, found, 'conflict', 'set by the program or in the address')
      this.#ledger.problem(
        `tf.env() has ${flag.name} = ${String(found)}: ${flag.why}. Set it to ${String(flag.wanted)}, or do not set it.`,
      )
    } else {
      set(flag.wanted)
      this.#undo.push(() => {
        if (ENV.flags[flag.name] !== flag.wanted) return
        if (found === null) delete ENV.flags[flag.name]
        else set(found)
      })
      this.#recordFlag(flag, found, flag.wanted, 'applied', 'tf.env()')
    }
  }

  #hookFlags(engine: Engine): void {
    const { ENV } = engine
    const setFlag = ENV.set
    const apply = (flag: FlagSetting) => {
      this.#applyFlag(ENV, flag, (value) => {
        setFlag.call(ENV, flag.name, value)
      })
    }
    for (const flag of flagSettings) if (flag.name in ENV.flagRegistry) apply(flag)
    this.#override(ENV, 'registerFlag', (original) => (name, ...rest) => {
      original.call(ENV, name, ...rest)
      const flag = flagSettings.find((candidate) => candidate.name === name)
      if (flag) apply(flag)
    })
    this.#override(ENV, 'set', (original) => (name, value) => {
      const flag = flagSettings.find((candidate) => candidate.name === name)
      const by = callSite()
      if (flag?.harmful.includes(value as number))
        this.#ledger.problem(
          `the program sets ${name} to ${String(value)} at ${by}: ${flag.why}. Leave it at ${String(flag.wanted)}.`,
        )
      original.call(ENV, name, value)
      if (flag)
        this.#recordFlag(
          flag,
          value as number,
          value as number,
          flag.harmful.includes(value as number)
            ? 'conflict'
            : value === flag.wanted
              ? 'already'
              : 'kept-user-value',
          'set by the program',
          by,
        )
    })
  }

  /** The registry is a `Map` that TensorFlow.js looks for before it makes one. */
  #hookRegistry(): void {
    const hadGlobals = globals._tfGlobals
    const map = (globals._tfGlobals ??= new Map<string, unknown>())
    const hadRegistry = map.has('kernelRegistry')
    if (!hadRegistry) map.set('kernelRegistry', new Map())
    const registry = map.get('kernelRegistry') as Registry
    const originals = new Map<KernelConfig, KernelConfig>()
    const set = registry.set
    const replaced = (config: KernelConfig) => {
      const ours = this.#deterministic(config)
      if (ours !== config) originals.set(ours, config)
      return ours
    }
    for (const [key, config] of registry) {
      const ours = replaced(config)
      if (ours !== config) registry.set(key, ours)
    }
    const put = (key: string, config: KernelConfig): Registry => set.call(registry, key, replaced(config))
    registry.set = put
    this.#undo.push(() => {
      delete (registry as Partial<Pick<Registry, 'set'>>).set
      for (const [key, config] of [...registry]) {
        const original = originals.get(config)
        if (original) registry.set(key, original)
      }
      if (!hadRegistry && registry.size === 0) map.delete('kernelRegistry')
      if (!hadGlobals && map.size === 0) delete globals._tfGlobals
    })
  }

  /** A kernel that repeats, in place of one that does not. */
  #deterministic(config: KernelConfig): KernelConfig {
    const { kernelName, backendName, kernelFunc } = config
    const id = `${kernelName}@${backendName}`
    const replacement = REPLACEMENTS.get(id)
    if (replacement) {
      this.#ledger.record({
        id,
        wanted: 'deterministic',
        found: 'original',
        now: 'replaced',
        status: 'applied',
        why: replacement.why,
        proof: 'kernel registry',
      })
      return {
        ...config,
        kernelFunc: (call: KernelCall) => {
          const engine = currentEngine()
          const result = engine?.tidy(() => replacement.replace(call, engine) ?? null)
          return result ?? kernelFunc(call)
        },
      }
    }
    const atomic = ATOMIC_KERNELS.get(id)
    if (!atomic) return config
    const { why, instead, reachedBy } = atomic
    this.#ledger.record({
      id,
      wanted: 'deterministic',
      found: 'original',
      now: 'original',
      status: 'impossible',
      why,
      proof: 'kernel registry; reported when it is used',
    })
    return {
      ...config,
      kernelFunc: (call: KernelCall) => {
        this.#ledger.problem(
          `${kernelName} on ${backendName} (${reachedBy.join(', ')}) ${why}, and no setting changes that. ${
            instead ? `Use ${instead}.` : 'Run this part on another backend.'
          }`,
        )
        return kernelFunc(call)
      },
    }
  }
}
