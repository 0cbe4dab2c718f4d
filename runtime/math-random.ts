/**
 * The function that takes the place of `Math.random`.
 *
 * There is one for the life of the process. Libraries such as lodash keep the function they find when they are
 * loaded, so what is exchanged is what it draws from, and after `restore()` a kept one is the original again.
 */
export class MathRandom {
  readonly #original = Math.random
  readonly #replacement: () => number
  #source: () => number

  constructor() {
    const original = this.#original
    this.#source = original
    this.#replacement = { random: () => this.#source() }.random
  }

  /** Lets `Math.random` draw from `source` from now on. */
  use(source: () => number): void {
    this.#source = source
    Math.random = this.#replacement
  }

  /** Whether `Math.random` is still the replacement, and not something that came later. */
  get inPlace(): boolean {
    return Math.random === this.#replacement
  }

  /** Gives `Math.random` back, unless something else has taken its place since. */
  restore(): void {
    this.#source = this.#original
    if (this.inPlace) Math.random = this.#original
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
  const here = own.slice(0, own.lastIndexOf('/') + 1)
  const frames = (new Error('').stack ?? '').split('\n').slice(1)
  for (const frame of frames) {
    const place = /\(?([^\s()]+:\d+:\d+)\)?$/.exec(frame.trim())?.[1]
    if (!place || place.startsWith('node:')) continue
    const url = place.startsWith('/') ? `file://${place}` : place
    if (!here || !url.startsWith(here)) return place.replace(/^file:\/\//, '')
  }
  return 'an unknown place'
}
