import type { SavedStreams } from '../enforce/checkpoint.ts'
import type { CheckedOptions } from '../enforce/options.ts'
import { hex } from './sha256.ts'
import { deriveKey, Stream, type PathPart, type SavedStream } from './stream.ts'

/** The stream that `Math.random` draws from outside every scope. */
export const DEFAULT = 'default'

function checkName(name: unknown): asserts name is string {
  if (typeof name !== 'string' || name === '')
    throw new TypeError(
      `A stream is found by its name, a non-empty text; this one is ${JSON.stringify(name)}.`,
    )
  if (name === 'import')
    throw new TypeError(
      "The stream 'import' is what was drawn before the seed was known; choose another name.",
    )
}

/** A member of its own: `constructor` is a name like any other. */
function own(saved: SavedStreams, name: string): SavedStream | undefined {
  return Object.hasOwn(saved, name) ? saved[name] : undefined
}

/** The streams of a run: which there are, and where they stand. No stream gets its key before it is asked for. */
export class NamedStreams {
  readonly #options: Pick<CheckedOptions, 'seed' | 'path' | 'perRank' | 'rank'>
  readonly #streams = new Map<string, Stream>()
  /** Of the layers that drop units, by the scope they were made in and their number there. */
  readonly #layers = new Map<string, { readonly stream: Stream; readonly path: readonly PathPart[] }>()
  /** Of layers that are not made yet. */
  #savedLayers: SavedStreams = {}

  constructor(options: Pick<CheckedOptions, 'seed' | 'path' | 'perRank' | 'rank'>) {
    this.#options = options
  }

  /** The path of a stream: which worker, and which rank where the stream differs by rank, before its own name. */
  #pathOf(name: string): PathPart[] {
    const { path, perRank, rank } = this.#options
    return [...path, ...(perRank.includes(name) ? ['rank', rank.rank] : []), 'stream', name]
  }

  #start(path: readonly PathPart[]): Stream {
    return new Stream(this.#options.seed, path)
  }

  /** The stream of a name; the same object every time. */
  get(name: string): Stream {
    checkName(name)
    let stream = this.#streams.get(name)
    if (!stream) this.#streams.set(name, (stream = this.#start(this.#pathOf(name))))
    return stream
  }

  /** A new stream of a key, the same in every worker. */
  at(name: string, keys: readonly PathPart[]): Stream {
    checkName(name)
    const { perRank, rank } = this.#options
    return this.#start([...(perRank.includes(name) ? ['rank', rank.rank] : []), 'at', name, ...keys])
  }

  /** A new stream for what packages draw while they are loaded. */
  ofImports(): Stream {
    return this.#start([...this.#options.path, 'import'])
  }

  /** The stream of a layer that drops units and was given a seed by the user. */
  ofLayer(scope: string, ordinal: number, seed: string): Stream {
    const id = `${scope}/${ordinal}`
    const path = [...this.#pathOf(scope), 'tf.layers.dropout', seed, ordinal]
    const stream = this.#start(path)
    const saved = own(this.#savedLayers, id)
    if (saved) stream.load(saved)
    this.#layers.set(id, { stream, path })
    return stream
  }

  /** The seed of a `Dataset.shuffle` that was given none. */
  shuffleSeed(scope: string, ordinal: number): string {
    const key = deriveKey(this.#options.seed, [...this.#pathOf(scope), 'Dataset.shuffle', ordinal])
    return hex(key.subarray(0, 16))
  }

  /** How often each was drawn from. */
  draws(): Record<string, number> {
    const draws = new Map([[DEFAULT, 0]])
    for (const [name, stream] of this.#streams) draws.set(name, stream.draws)
    for (const [id, { stream }] of this.#layers) draws.set(`tf.layers.dropout ${id}`, stream.draws)
    // Names are other people's: a stream may be called __proto__.
    return Object.fromEntries(draws)
  }

  /** Where they stand, as plain JSON. */
  save(): { streams: SavedStreams; layers: SavedStreams } {
    const streams = [...this.#streams].map(([name, stream]) => [name, stream.save()] as const)
    const layers = [...this.#layers].map(([id, { stream }]) => [id, stream.save()] as const)
    return {
      streams: Object.fromEntries(streams),
      layers: { ...this.#savedLayers, ...Object.fromEntries(layers) },
    }
  }

  /** Puts each where it stood; those that did not exist then start again. */
  load({ streams, layers }: { streams: SavedStreams; layers: SavedStreams }): void {
    for (const [name, stream] of this.#streams)
      stream.load(own(streams, name) ?? this.#start(this.#pathOf(name)).save())
    for (const [name, saved] of Object.entries(streams)) this.get(name).load(saved)
    this.#savedLayers = { ...layers }
    for (const [id, { stream, path }] of this.#layers)
      stream.load(own(layers, id) ?? this.#start(path).save())
  }
}
