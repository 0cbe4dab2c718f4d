/**
 * The two classes of TensorFlow.js that keep their randomness to themselves: `Dataset`, whose `shuffle` seeds itself
 * from the clock, and the `Dropout` layer, which repeats one mask for ever once it has a seed.
 */
import { exportsOf, loadedFiles } from '../enforce/modules.ts'
import type { Ledger } from '../enforce/receipt.ts'
import type { Stream } from '../streams/stream.ts'

/** What the wrapped classes ask the run for. */
export interface ClassRandomness {
  /** The name of the scope around the caller. */
  scopeName(): string
  /** A text seed for the unseeded shuffle number `ordinal` of a scope. */
  shuffleSeed(scope: string, ordinal: number): string
  /** The stream of the seeded dropout layer number `ordinal` of a scope. */
  dropoutStream(scope: string, ordinal: number, seed: string): Stream
}

interface Dataset {
  size: number | null
  iterator(): Promise<{ shuffle(window: number, seed: string): unknown }>
  shuffle(bufferSize: number, seed?: string, reshuffleEachIteration?: boolean): Dataset
}

interface DropoutLayer {
  seed?: number | null
  call(inputs: unknown, kwargs?: { training?: unknown }): unknown
}

interface Namespace {
  Dataset?: { prototype: Dataset }
  data?: { Dataset?: { prototype: Dataset } }
  serialization?: {
    SerializationMap?: {
      getMap(): { classNameMap: Record<string, [{ prototype: DropoutLayer }] | undefined> }
    }
  }
  version_core?: string
  version?: Record<string, string>
}

/** Counts per name: 0, 1, 2 … */
class Ordinals {
  readonly #next = new Map<string, number>()
  take(name: string): number {
    const ordinal = this.#next.get(name) ?? 0
    this.#next.set(name, ordinal + 1)
    return ordinal
  }
}

/** Finds the classes wherever they are loaded from, and wraps them until {@link restore}. */
export class TfjsClasses {
  /** Versions of the TensorFlow.js packages seen. */
  readonly versions = new Map<string, string>()
  /** How often each shuffled dataset was iterated, by scope and ordinal: part of a checkpoint. */
  readonly iterations = new Map<string, number>()
  readonly #randomness: ClassRandomness
  readonly #ledger: Ledger
  readonly #ordinals = new Ordinals()
  readonly #dropoutStreams = new WeakMap<DropoutLayer, Stream>()
  readonly #wrapped = new Set<object>()
  readonly #maps = new Set<{ classNameMap: Record<string, [{ prototype: DropoutLayer }] | undefined> }>()
  readonly #undo: (() => void)[] = []
  /** A copy of TensorFlow.js was seen, with what it has of classes. */
  #seen = false

  constructor(randomness: ClassRandomness, ledger: Ledger) {
    this.#randomness = randomness
    this.#ledger = ledger
  }

  /** Wraps what is loaded, and what will be. */
  install(tf: object | undefined): void {
    this.#record('Dataset.shuffle', 'pending')
    this.#record('Dropout.seed', 'pending')
    if (tf) this.#inspect(tf)
    const script = (globalThis as { tf?: unknown }).tf
    if (script) this.#inspect(script)
    for (const file of loadedFiles()) if (TENSORFLOW_JS.test(file)) this.#inspect(exportsOf(file))
  }

  /**
   * Something is about to be computed: by a copy of TensorFlow.js that was seen, or by one in a bundle, whose classes
   * stand in no module that could be found.
   */
  computing(): void {
    const script = (globalThis as { tf?: unknown }).tf
    if (script) this.#inspect(script)
    const absent = this.#seen ? 'not-applicable' : 'unreachable'
    for (const id of ['Dataset.shuffle', 'Dropout.seed'] as const)
      if (this.#ledger.get(id)?.status === 'pending') this.#record(id, absent)
    if (!this.#seen)
      this.#ledger.problem(
        "TensorFlow.js computes, and its classes cannot be found: it is in a bundle, or was loaded as an ES module. Dataset.shuffle() would take its seed from the clock, and a dropout layer with a seed would repeat one mask. Pass the namespace: import * as tf from '@tensorflow/tfjs', then enforce({ seed: 42, tf }).",
      )
  }

  /** A module was loaded: is it a part of TensorFlow.js? */
  loaded(file: string, exports: unknown): void {
    if (TENSORFLOW_JS.test(file)) this.#inspect(exports)
  }

  restore(): void {
    for (const undo of this.#undo.splice(0).reverse()) undo()
  }

  #record(id: 'Dataset.shuffle' | 'Dropout.seed', status: keyof typeof PROOFS): void {
    this.#ledger.record({
      id,
      wanted: id === 'Dataset.shuffle' ? 'a seed from the stream' : 'a new mask at every call',
      found: id === 'Dataset.shuffle' ? 'a seed from the clock' : 'the same mask at every call',
      now: status === 'applied' ? 'wrapped' : null,
      status,
      proof: PROOFS[status],
    })
  }

  #inspect(exports: unknown): void {
    if ((typeof exports !== 'object' && typeof exports !== 'function') || exports === null) return
    const namespace = exports as Namespace
    if (namespace.serialization ?? namespace.Dataset ?? namespace.data ?? namespace.version_core)
      this.#seen = true
    for (const found of [namespace.Dataset, namespace.data?.Dataset])
      if (typeof found?.prototype?.shuffle === 'function') this.#wrapDataset(found.prototype)
    const map = namespace.serialization?.SerializationMap?.getMap?.()
    if (map) this.#maps.add(map)
    for (const { classNameMap } of this.#maps) {
      const layer = classNameMap.Dropout?.[0]
      if (layer) this.#wrapDropout(layer.prototype)
    }
    if (typeof namespace.version_core === 'string') this.versions.set('tfjs-core', namespace.version_core)
    if (typeof namespace.version === 'object')
      for (const [name, version] of Object.entries(namespace.version ?? {}))
        if (typeof version === 'string') this.versions.set(name, version)
  }

  #wrapDataset(prototype: Dataset): void {
    if (this.#wrapped.has(prototype)) return
    this.#wrapped.add(prototype)
    const original = prototype.shuffle
    const nameShuffle = () => {
      const scope = this.#randomness.scopeName()
      return { scope, ordinal: this.#ordinals.take(`Dataset.shuffle/${scope}`) }
    }
    const seedFor = (scope: string, ordinal: number) => this.#randomness.shuffleSeed(scope, ordinal)
    const { iterations } = this
    function shuffle(
      this: Dataset,
      bufferSize: number,
      seed?: string,
      reshuffleEachIteration?: boolean,
    ): Dataset {
      const base = this
      // TensorFlow.js itself says which seed each iteration gets: it shuffles a stand-in that answers with the seed.
      const standIn = Object.assign(Object.create(Object.getPrototypeOf(base) as object) as Dataset, {
        size: base.size,
        iterator: () =>
          Promise.resolve({ shuffle: (_window: number, iterationSeed: string) => iterationSeed }),
      })
      let text = seed
      const plan = () => original.call(standIn, bufferSize, text, reshuffleEachIteration)
      let seeds = plan()
      const { scope, ordinal } = nameShuffle()
      if (!seed) {
        text = seedFor(scope, ordinal)
        seeds = plan()
      }
      const id = `${scope}/${ordinal}`
      let taken = 0
      const shuffled = plan()
      shuffled.iterator = async () => {
        const done = iterations.get(id) ?? 0
        if (taken > done) {
          seeds = plan()
          taken = 0
        }
        // After a checkpoint was resumed: the seeds of the iterations that took place before it.
        for (; taken < done; taken++) void seeds.iterator()
        const next = seeds.iterator() as Promise<unknown> as Promise<string>
        taken++
        iterations.set(id, done + 1)
        return (await base.iterator()).shuffle(bufferSize, await next) as never
      }
      return shuffled
    }
    prototype.shuffle = shuffle
    this.#undo.push(() => {
      if (prototype.shuffle === shuffle) prototype.shuffle = original
    })
    this.#record('Dataset.shuffle', 'applied')
  }

  #wrapDropout(prototype: DropoutLayer): void {
    if (this.#wrapped.has(prototype)) return
    this.#wrapped.add(prototype)
    const original = prototype.call
    const streamOf = (layer: DropoutLayer, seed: number) => this.#dropoutStream(layer, seed)
    function call(this: DropoutLayer, inputs: unknown, kwargs?: { training?: unknown }): unknown {
      const { seed } = this
      if (seed === undefined || seed === null || !kwargs?.training) return original.call(this, inputs, kwargs)
      this.seed = streamOf(this, seed).tfSeed()
      try {
        return original.call(this, inputs, kwargs)
      } finally {
        this.seed = seed
      }
    }
    prototype.call = call
    this.#undo.push(() => {
      if (prototype.call === call) prototype.call = original
    })
    this.#record('Dropout.seed', 'applied')
  }

  #dropoutStream(layer: DropoutLayer, seed: number): Stream {
    let stream = this.#dropoutStreams.get(layer)
    if (!stream) {
      const scope = this.#randomness.scopeName()
      const ordinal = this.#ordinals.take(`Dropout/${scope}`)
      stream = this.#randomness.dropoutStream(scope, ordinal, String(seed))
      this.#dropoutStreams.set(layer, stream)
    }
    return stream
  }
}

/** How the status of a class is known. */
const PROOFS = {
  pending: 'no such class is loaded yet; from a bundle or in a browser pass enforce({ tf })',
  applied: 'the class of the loaded TensorFlow.js is wrapped',
  'not-applicable': 'the TensorFlow.js that computes has no such class',
  unreachable: 'TensorFlow.js computes, and its classes are in no module that can be found',
} as const

/** Paths and requests of TensorFlow.js packages. */
const TENSORFLOW_JS = /tfjs|tensorflow/
