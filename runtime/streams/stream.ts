/**
 * Named random streams.
 *
 * A stream is chosen by a key, never by arithmetic on a seed: the key is SHA-256 over the scheme's name, the seed
 * and a path such as `['worker', 'augment', 2, 'stream', 'init']`. Two different paths are two unrelated streams,
 * whatever order they are asked for in, so a new stream never moves an old one. `streams.vectors.json` holds the
 * published test vectors that every implementation of the scheme must reproduce.
 */
import { hex, sha256 } from './sha256.ts'

/** Names the derivation and the generator. Changing either changes every run, so it changes this name. */
export const SCHEME = 'reproducible/v1'

/** A checked seed: an integer 0 … 2^53-1 or a non-empty string. `seed.ts` does the checking. */
export type Seed = number | string

/** One step of a key's path: a string, or an integer 0 … 2^53-1. `1` and `'1'` are different steps. */
export type PathPart = number | string

/** A stream's position as plain JSON; made by {@link Stream.save}, read by {@link Stream.load}. */
export interface SavedStream {
  readonly scheme: string
  /** Which stream it is: the half of the key that the generator does not use, as 32 hexadecimal digits. */
  readonly key: string
  /** The generator's 128 bits, as 32 hexadecimal digits. */
  readonly state: string
  /** How many 53-bit numbers were drawn so far. */
  readonly draws: number
}

const encoder = new TextEncoder()

/**
 * Appends one part to the bytes that are hashed: one byte for its type (`s` or `i`), its length in bytes as 32 bits
 * big-endian, and its bytes (UTF-8, or the integer in decimal). No two lists of parts give the same bytes.
 *
 * @returns where the part ends
 */
function encodePart(part: PathPart, bytes: Uint8Array, at: number): number {
  if (typeof part !== 'string' && !(Number.isSafeInteger(part) && part >= 0))
    throw new TypeError(
      `A stream's key is made of strings and integers from 0 to 2^53-1; ${String(part)} is neither.`,
    )
  // Every lone surrogate would become the same replacement character, and two names one stream.
  if (typeof part === 'string' && /\p{Surrogate}/u.test(part))
    throw new TypeError(
      `A stream's key must be text that UTF-8 can write; ${JSON.stringify(part)} holds half of a character.`,
    )
  bytes[at] = typeof part === 'string' ? 0x73 : 0x69
  const length = encoder.encodeInto(String(part), bytes.subarray(at + 5)).written
  bytes[at + 1] = length >>> 24
  bytes[at + 2] = length >>> 16
  bytes[at + 3] = length >>> 8
  bytes[at + 4] = length
  return at + 5 + length
}

/** `node:crypto` is ten times as fast, and a sampler may ask for one key per sample. Browsers have neither. */
const nodeHash = globalThis.process?.getBuiltinModule?.('node:crypto')?.hash

/** The 32 bytes that stand for (scheme, seed, path). */
export function deriveKey(seed: Seed, path: readonly PathPart[]): Uint8Array {
  const parts = [SCHEME, seed, ...path]
  // UTF-8 needs at most three bytes for each UTF-16 unit; an integer has at most 16 digits.
  const bytes = new Uint8Array(
    parts.reduce<number>((sum, part) => sum + 5 + (typeof part === 'string' ? 3 * part.length : 16), 0),
  )
  let end = 0
  for (const part of parts) end = encodePart(part, bytes, end)
  const used = bytes.subarray(0, end)
  return nodeHash ? nodeHash('sha256', used, 'buffer') : sha256(used)
}

const LN2 = 0.6931471805599453

/**
 * Natural logarithm of a positive number, to about one unit in the last place, from additions, multiplications
 * and divisions only. `Math.log` may differ between engines and from Python's; these operations may not.
 */
function logarithm(x: number): number {
  let exponent = 0
  while (x < 0.7071067811865476) {
    x *= 2
    exponent--
  }
  const f = (x - 1) / (x + 1)
  const square = f * f
  let sum = 0
  for (let n = 23; n >= 1; n -= 2) sum = sum * square + 1 / n
  return 2 * f * sum + exponent * LN2
}

/** One output of sfc32, thrown away. */
function advance(words: Int32Array): void {
  const [a, b, c, counter] = words as unknown as [number, number, number, number]
  words[0] = b ^ (b >>> 9)
  words[1] = c + (c << 3)
  words[2] = ((c << 21) | (c >>> 11)) + (a + b + counter)
  words[3] = counter + 1
}

/**
 * One random stream: Chris Doty-Humphrey's sfc32, its 128 bits of state taken from a key, giving doubles of 53 bits.
 */
export class Stream {
  /** How many 53-bit numbers were drawn so far; every method below is made of such draws. */
  draws = 0
  readonly #key: string
  /** The generator's words a, b, c and its counter. */
  readonly #words = new Int32Array(4)

  constructor(seed: Seed, path: readonly PathPart[]) {
    const key = deriveKey(seed, path)
    const view = new DataView(key.buffer, key.byteOffset)
    for (let i = 0; i < 4; i++) this.#words[i] = view.getInt32(i * 4)
    this.#key = hex(key.subarray(16))
    for (let i = 0; i < 15; i++) advance(this.#words)
  }

  /** A double, uniform over the multiples of 2^-53 in [0, 1). One draw. */
  next(): number {
    this.draws++
    // Two outputs of sfc32 in one piece over local variables: every call of Math.random comes through here.
    const words = this.#words
    const b = words[1]!
    const c = words[2]!
    const counter = words[3]!
    const high = (words[0]! + b + counter) | 0
    const a2 = b ^ (b >>> 9)
    const b2 = (c + (c << 3)) | 0
    const c2 = (((c << 21) | (c >>> 11)) + high) | 0
    const counter2 = (counter + 1) | 0
    const low = (a2 + b2 + counter2) | 0
    words[0] = b2 ^ (b2 >>> 9)
    words[1] = (c2 + (c2 << 3)) | 0
    words[2] = (((c2 << 21) | (c2 >>> 11)) + low) | 0
    words[3] = (counter2 + 1) | 0
    return ((high >>> 5) * 67108864 + (low >>> 6)) / 9007199254740992
  }

  /**
   * An integer from 0 to `n - 1`, every one equally likely. One draw, rarely more.
   *
   * @param n how many values there are: an integer 1 … 2^53
   */
  int(n: number): number {
    if (!Number.isInteger(n) || n < 1 || n > 9007199254740992)
      throw new RangeError(`int(n) needs an integer n from 1 to 2^53; it got ${String(n)}.`)
    const limit = 9007199254740992 - (9007199254740992 % n)
    for (;;) {
      const value = this.next() * 9007199254740992
      if (value < limit) return value % n
    }
  }

  /** A normal deviate, mean 0 and standard deviation 1 (Marsaglia's polar method). Two draws or more. */
  normal(): number {
    for (;;) {
      const x = 2 * this.next() - 1
      const y = 2 * this.next() - 1
      const square = x * x + y * y
      if (square > 0 && square < 1) return x * Math.sqrt((-2 * logarithm(square)) / square)
    }
  }

  /** Puts `array` into a random order, in place, every order equally likely (Fisher–Yates, from the end). */
  shuffle<A extends { [index: number]: unknown; readonly length: number }>(array: A): A {
    for (let i = array.length - 1; i > 0; i--) {
      const j = this.int(i + 1)
      const value = array[i]
      array[i] = array[j]
      array[j] = value
    }
    return array
  }

  /**
   * A seed to hand to TensorFlow.js: an integer 1 … 2^31-1. Never 0, which half of its functions take for "no seed".
   */
  tfSeed(): number {
    return 1 + this.int(2147483647)
  }

  /** Where the stream stands, as JSON. */
  save(): SavedStream {
    const state = Array.from(this.#words, (word) => (word >>> 0).toString(16).padStart(8, '0')).join('')
    return { scheme: SCHEME, key: this.#key, state, draws: this.draws }
  }

  /**
   * Goes on from where {@link save} was called.
   *
   * @throws TypeError when `saved` is not what `save()` wrote, or is another stream's
   */
  load(saved: SavedStream): this {
    const { scheme, key, state, draws } = (saved ?? {}) as Partial<SavedStream>
    if (scheme !== SCHEME)
      throw new TypeError(
        `This stream's state was saved by the scheme ${JSON.stringify(scheme)}, and this is ${SCHEME}: the same bits would mean other numbers.`,
      )
    if (key !== this.#key)
      throw new TypeError(
        `This state belongs to another stream (key ${String(key)}, not ${this.#key}): the seed, the rank, the worker or the name differs.`,
      )
    if (
      typeof state !== 'string' ||
      !/^[0-9a-f]{32}$/.test(state) ||
      !Number.isSafeInteger(draws) ||
      draws! < 0
    )
      throw new TypeError(
        "This stream's state is damaged: it needs 32 hexadecimal digits and a count of draws.",
      )
    for (let i = 0; i < 4; i++) this.#words[i] = Number.parseInt(state.slice(i * 8, i * 8 + 8), 16)
    this.draws = draws!
    return this
  }
}
