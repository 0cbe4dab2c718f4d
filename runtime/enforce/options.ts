import { environment } from './node.ts'
import { readRank, type Rank } from './rank.ts'
import { checkSeed, seedFromEnvironment } from './seed.ts'
import type { PathPart, Seed } from '../streams/stream.ts'

/** What to do about a setting that cannot be had: throw, say so once, or change nothing at all and only report. */
export type Mode = 'strict' | 'warn' | 'audit'

/**
 * What `Math.random` becomes: a draw from the stream of the scope it runs in; the same, but an error outside every
 * scope; or itself.
 */
export type MathRandomOption = 'streams' | 'error' | 'leave'

/** The options of `enforce()`. */
export interface EnforceOptions {
  /** An integer 0 … 2^53-1 or a non-empty text. Default: the environment variable `REPRODUCIBLE_SEED`. */
  seed?: Seed
  /** Default: `'strict'`. */
  mode?: Mode
  /** This process's rank among equals, or `'auto'` (the default): what the launcher's variables say. */
  rank?: 'auto' | number
  /** Streams that differ from rank to rank. Every other stream is equal on every rank. Default: none. */
  perRank?: readonly string[]
  /** Default: `'streams'`. */
  mathRandom?: MathRandomOption
  /** The TensorFlow.js backend that must be in use whenever something is computed. Default: the first one used. */
  backend?: string
  /** Files that the run reads, as paths and globs: hashed when it begins, and looked at again for the receipt. */
  inputs?: readonly string[]
  /** Writes one line for each `run.step()` to this file. */
  trace?: { file: string }
  /**
   * The TensorFlow.js namespace. Needed only where its classes cannot be found: in a browser, or in a bundle.
   */
  tf?: object
}

/** The options after checking, with defaults filled in. */
export interface CheckedOptions {
  readonly seed: Seed
  readonly mode: Mode
  readonly rank: Rank
  readonly perRank: readonly string[]
  readonly mathRandom: MathRandomOption
  readonly backend?: string
  readonly inputs: readonly string[]
  readonly trace?: { file: string }
  readonly tf?: object
  /** Empty in the main thread of a program's first process; `['worker', name, ordinal, …]` below it. */
  readonly path: readonly PathPart[]
}

const NAMES = ['seed', 'mode', 'rank', 'perRank', 'mathRandom', 'backend', 'inputs', 'trace', 'tf'] as const

/** How many letters must be added, dropped, changed or swapped with their neighbour to make `a` into `b`. */
function editDistance(a: string, b: string): number {
  const rows: number[][] = [Array.from({ length: b.length + 1 }, (_, j) => j)]
  for (let i = 1; i <= a.length; i++) {
    const row = [i]
    for (let j = 1; j <= b.length; j++) {
      const cost = a[i - 1] === b[j - 1] ? 0 : 1
      let best = Math.min(rows[i - 1]![j]! + 1, row[j - 1]! + 1, rows[i - 1]![j - 1]! + cost)
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1])
        best = Math.min(best, rows[i - 2]![j - 2]! + 1)
      row.push(best)
    }
    rows.push(row)
  }
  return rows[a.length]![b.length]!
}

/** Asks whether the nearest of `names` was meant, unless every other letter would have to be another. */
export function guess(name: string, names: readonly string[]): string {
  const distance = (candidate: string) => editDistance(name.toLowerCase(), candidate.toLowerCase())
  const best = names.reduce((best, candidate) => (distance(candidate) < distance(best) ? candidate : best))
  return 2 * distance(best) < Math.max(name.length, best.length) ? ` Did you mean '${best}'?` : ''
}

function list(names: readonly string[]): string {
  return names.map((name) => `'${name}'`).join(', ')
}

function oneOf<Value extends string>(
  name: string,
  value: unknown,
  values: readonly Value[],
  variable?: string,
): Value {
  if (values.includes(value as Value)) return value as Value
  const isText = typeof value === 'string'
  throw new TypeError(
    `enforce(): ${variable ?? `the option ${name}`} is ${isText ? `'${value}'` : String(value)}; it must be one of ${list(values)}.${isText ? guess(value, values) : ''}`,
  )
}

/**
 * Checks what a program passed to `enforce()`.
 *
 * @throws TypeError for an unknown option (naming the nearest one), a wrong value, or a seed that is refused
 */
export function checkOptions(options: unknown): CheckedOptions {
  if (typeof options !== 'object' || options === null || Array.isArray(options))
    throw new TypeError(
      `enforce(): it takes one object, enforce({ seed: 42 }), and got ${Array.isArray(options) ? 'an array' : String(options)}.`,
    )
  for (const name of Object.keys(options))
    if (!(NAMES as readonly string[]).includes(name))
      throw new TypeError(
        `enforce(): there is no option '${name}', so it would have no effect.${guess(name, NAMES) || ` There are ${list(NAMES)}.`}`,
      )
  const {
    seed,
    mode,
    rank,
    perRank = [],
    mathRandom,
    backend,
    inputs = [],
    trace,
    tf,
  } = options as EnforceOptions
  if (!Array.isArray(perRank) || perRank.some((name) => typeof name !== 'string' || name === ''))
    throw new TypeError(
      "enforce(): the option perRank must be a list of streams' names, such as ['augment'].",
    )
  if (backend !== undefined && (typeof backend !== 'string' || backend === ''))
    throw new TypeError(
      `enforce(): the option backend must be the name of a TensorFlow.js backend, such as 'cpu'; it is ${backend === '' ? 'an empty text' : `of type ${typeof backend}`}.`,
    )
  if (!Array.isArray(inputs) || inputs.some((name) => typeof name !== 'string' || name === ''))
    throw new TypeError("enforce(): the option inputs must be a list of files, such as ['data/*.csv'].")
  if (trace !== undefined && (typeof trace !== 'object' || typeof trace?.file !== 'string' || !trace.file))
    throw new TypeError("enforce(): the option trace must name a file: trace: { file: 'run.trace.jsonl' }.")
  if (tf !== undefined && (tf === null || !['object', 'function'].includes(typeof tf)))
    throw new TypeError(
      'enforce(): the option tf must be the TensorFlow.js namespace: import * as tf, then { tf }.',
    )
  const env = environment()
  const fromEnvironment = env.REPRODUCIBLE_SEED
  return {
    seed:
      seed === undefined && fromEnvironment !== undefined
        ? seedFromEnvironment(fromEnvironment)
        : checkSeed(seed),
    mode: oneOf(
      'mode',
      mode ?? env.REPRODUCIBLE_MODE ?? 'strict',
      ['strict', 'warn', 'audit'],
      mode === undefined ? 'REPRODUCIBLE_MODE' : undefined,
    ),
    rank: readRank(rank ?? 'auto', env),
    perRank: [...(perRank as readonly string[])],
    mathRandom: oneOf('mathRandom', mathRandom ?? 'streams', ['streams', 'error', 'leave']),
    ...(backend === undefined ? {} : { backend }),
    inputs: [...(inputs as readonly string[])],
    ...(trace === undefined ? {} : { trace: { file: trace.file } }),
    ...(tf === undefined ? {} : { tf }),
    path: [],
  }
}
