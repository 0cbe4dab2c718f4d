import { builtin } from '../enforce/node.ts'

/** Whatever a draw comes from. */
export interface Source {
  next(): number
}

/** Says what the next draw comes from, and for how long that holds. */
export interface Choice {
  readonly source: Source
  /** The id of the callback of Node's in which it holds, or {@link EVERYWHERE} or {@link IN_CONTEXT}. */
  readonly holdsIn: number
  /** Tells asynchronous contexts apart, for {@link IN_CONTEXT}. */
  readonly contexts?: { getStore(): unknown } | undefined
}

/** It holds until {@link MathRandom.changed}. */
export const EVERYWHERE = -1

/** It holds as long as the context has the value that it has now. */
export const IN_CONTEXT = -2

/** It holds no longer. */
const NOWHERE = -3

const callbackId = builtin('node:async_hooks')?.executionAsyncId ?? (() => NaN)

/**
 * The function that takes the place of `Math.random`.
 *
 * There is one for the life of the process. Libraries such as lodash keep the function they find when they are
 * loaded, so what is exchanged is what it draws from, and after `restore()` a kept one is the original again.
 */
export class MathRandom {
  readonly #original = Math.random
  readonly #unchanged: Choice = { source: { next: this.#original }, holdsIn: EVERYWHERE }
  readonly #replacement: () => number
  #choice = this.#unchanged
  #source = this.#unchanged.source
  #holdsIn = EVERYWHERE
  #contexts: Choice['contexts']
  #context: unknown

  constructor() {
    // Programs draw in their innermost loops, so what was chosen is kept for as long as it holds. The engines compile
    // this form, and this order of the questions below, to the fastest code.
    const random = () => {
      if (!this.#holds()) this.#choose()
      return this.#source.next()
    }
    this.#replacement = random
  }

  #holds(): boolean {
    return (
      this.#holdsIn === EVERYWHERE ||
      this.#holdsIn === callbackId() ||
      (this.#holdsIn === IN_CONTEXT && this.#context === this.#contexts!.getStore())
    )
  }

  #choose(): Source {
    const { source, holdsIn, contexts } = this.#choice
    this.#source = source
    this.#holdsIn = holdsIn
    this.#contexts = contexts
    this.#context = contexts?.getStore()
    return source
  }

  /** Lets `Math.random` draw from what `choice` says, each time anew. */
  use(choice: Choice): void {
    this.#choice = choice
    this.changed()
    Math.random = this.#replacement
  }

  /** The choice may be another now. */
  changed(): void {
    this.#holdsIn = NOWHERE
  }

  /** Nothing else has taken its place. */
  get isInPlace(): boolean {
    return Math.random === this.#replacement
  }

  /** Gives `Math.random` back, unless something else has taken its place since. */
  restore(): void {
    this.#choice = this.#unchanged
    this.changed()
    if (this.isInPlace) Math.random = this.#original
  }
}

/** Packages that keep `Math.random` when they are loaded; what they drew from can no longer be changed. */
const KEEPERS = /[\\/]node_modules[\\/](lodash|lodash\.(?:sample|sampleSize|shuffle|random)|d3-random)[\\/]/

/** The packages among `files` that took hold of the original `Math.random` while they were loaded. */
export function keepersOfMathRandom(files: Iterable<string>): string[] {
  const found = new Set<string>()
  for (const file of files) {
    const name = KEEPERS.exec(file)?.[1]
    if (name) found.add(name)
  }
  return [...found]
}

/**
 * The place in the program that made a call: the first frame of the stack outside this runtime, as `file:line:column`.
 */
export function callSite(): string {
  const own = (import.meta.url as string | undefined) ?? ''
  // The folder above this file's own.
  const here = own.slice(0, own.lastIndexOf('/', own.lastIndexOf('/') - 1) + 1)
  const frames = (new Error('').stack ?? '').split('\n').slice(1)
  for (const frame of frames) {
    const place = /^[^\s()]+:\d+:\d+$/.exec(
      frame.slice(frame.lastIndexOf(' ') + 1).replace(/^\(|\)$/g, ''),
    )?.[0]
    if (!place || place.startsWith('node:')) continue
    const url = place.startsWith('/') ? `file://${place}` : place
    if (!here || !url.startsWith(here)) return place.replace(/^file:\/\//, '')
  }
  return 'an unknown place'
}
