import { hex, sha256 } from '../streams/sha256.ts'
import type { MathRandomOption, Mode } from './options.ts'
import type { InputHashes } from './inputs.ts'
import type { Packages, Source } from './surroundings.ts'
import { SCHEME, type PathPart, type Seed } from '../streams/stream.ts'

/**
 * How a setting ended.
 *
 * - `applied`: `enforce()` set it. `already`: it was so before.
 * - `kept-user-value`: the program or the shell chose another value that repeats as well.
 * - `conflict`: the value that was found defeats reproducibility.
 * - `too-late`: the library that reads it was loaded before it was set.
 * - `unreachable`: it cannot be set from here. `impossible`: nothing can set it.
 * - `not-applicable`: this platform or this program has no such thing.
 * - `pending`: it will be set when the library it belongs to is loaded.
 */
export type Status =
  | 'applied'
  | 'already'
  | 'kept-user-value'
  | 'conflict'
  | 'too-late'
  | 'unreachable'
  | 'impossible'
  | 'not-applicable'
  | 'pending'

/** One setting in a receipt. */
export interface ReceiptSetting {
  readonly id: string
  readonly wanted: string | number | boolean | null
  readonly found: string | number | boolean | null
  readonly now: string | number | boolean | null
  readonly status: Status
  /** Who has undone it since, as `file:line:column`. */
  readonly by?: string
  /** How the status is known. */
  readonly proof?: string
  /** Why it matters. */
  readonly why?: string
  /** What it costs. */
  readonly cost?: string
}

/** What `enforce()` found, did and could not do: plain, frozen JSON. */
export interface Receipt {
  readonly scheme: string
  readonly seed: Seed
  /** Which worker this is: empty in the main thread of the program's first process. */
  readonly path: readonly PathPart[]
  readonly mode: Mode
  readonly rank: number
  readonly worldSize: number | null
  readonly rankSource: string
  readonly perRank: readonly string[]
  readonly mathRandom: MathRandomOption
  readonly settings: readonly ReceiptSetting[]
  /** Native libraries that were loaded before `enforce()` ran, by file name. */
  readonly late: readonly string[]
  /** 53-bit numbers drawn so far, by stream; `import` are those drawn before the seed was known. */
  readonly draws: Readonly<Record<string, number>>
  /** In audit mode: calls of clocks and of cryptographic generators so far, which nothing here replaces. */
  readonly counted?: Readonly<Record<string, number>>
  readonly versions: Readonly<Record<string, string>>
  /** SHA-256 of each file of the option `inputs`: as it was when the run began, and as it is. */
  readonly inputs: Readonly<Record<string, InputHashes>>
  /** What is installed, in alphabetical order; `null` where that cannot be read. The hash leaves it out. */
  readonly packages: Packages | null
  /** The commit of the program, and whether its files were changed since; `null` where git does not say. */
  readonly source: Source | null
  /** What the hash leaves out. */
  readonly machine: Readonly<Record<string, string | number>>
  /** SHA-256 over the settings, the seed, the path of a worker and the versions; without rank, process, time and draws. */
  readonly hash: string
}

/** What can be undone. */
const UNDOABLE: ReadonlySet<Status> = new Set(['applied', 'already', 'kept-user-value'])

/** What stops a strict run. The message holds one sentence or more for each problem. */
export class EnforceError extends Error {
  override readonly name = 'EnforceError'
}

/** Two receipts are equal where it counts if a setting has its value, whoever gave it. */
function essence({ id, now, status }: ReceiptSetting): unknown {
  return [id, now, status === 'already' ? 'applied' : status]
}

/** `sha256:` and 64 digits over what two machines' receipts must have in common. */
export function receiptHash(receipt: Omit<Receipt, 'hash'>): string {
  const { seed, path, mode, worldSize, perRank, mathRandom, settings, versions } = receipt
  const rows = [...settings].sort((a, b) => (a.id < b.id ? -1 : 1)).map(essence)
  const named = Object.entries(versions).sort(([a], [b]) => (a < b ? -1 : 1))
  const text = JSON.stringify([SCHEME, seed, path, mode, worldSize, perRank, mathRandom, rows, named])
  return `sha256:${hex(sha256(new TextEncoder().encode(text)))}`
}

/**
 * Collects settings and, in the way the mode asks for, their problems.
 */
export class Ledger {
  readonly mode: Mode
  readonly #rows = new Map<string, ReceiptSetting>()
  readonly #measures = new Map<string, () => ReceiptSetting['now']>()
  readonly #said = new Set<string>()
  #problems: string[] | undefined = []

  constructor(mode: Mode) {
    this.mode = mode
  }

  /** The settings as they are now: one that was undone since it was written down is a problem. */
  get settings(): ReceiptSetting[] {
    for (const [id, measure] of this.#measures) {
      const row = this.#rows.get(id)
      if (!row || !UNDOABLE.has(row.status)) continue
      const now = measure()
      if (now !== row.now) this.undone(row, now, 'somewhere that was not seen')
    }
    return [...this.#rows.values()]
  }

  get(id: string): ReceiptSetting | undefined {
    return this.#rows.get(id)
  }

  /**
   * Writes a setting down, in place of what was written under its `id`.
   *
   * @param measure Reads the setting: it is compared with `now` when the receipt is asked for.
   */
  record(setting: ReceiptSetting, measure?: () => ReceiptSetting['now']): void {
    this.#rows.set(setting.id, Object.freeze({ ...setting }))
    if (measure) this.#measures.set(setting.id, measure)
  }

  /** What is given back is not undone. */
  stopMeasuring(): void {
    this.#measures.clear()
  }

  /** Writes down that a setting is no longer what it was left at, and says so. */
  undone(row: ReceiptSetting, now: ReceiptSetting['now'], by: string): void {
    this.record({ ...row, now, status: 'conflict', by })
    const why = row.why === undefined ? '' : ` (${row.why})`
    this.problem(
      `${row.id} was undone by ${by}: it is ${JSON.stringify(now)} now, and enforce() had left it at ${JSON.stringify(row.now)}${why}.`,
    )
  }

  /**
   * Says what is wrong: `strict` throws, `warn` prints it once, `audit` leaves it to the receipt.
   *
   * @throws EnforceError in strict mode; while `enforce()` itself runs, all problems together at its end
   */
  problem(message: string): void {
    if (this.mode === 'audit') return
    if (this.mode === 'strict' && !this.#problems) throw new EnforceError(`enforce(): ${message}`)
    if (this.#said.has(message)) return
    this.#said.add(message)
    if (this.#problems && this.mode === 'strict') this.#problems.push(message)
    else console.warn(`enforce(): ${message}`)
  }

  /** Ends the collecting: from here on a problem is thrown where it happens. */
  settle(): void {
    const problems = this.#problems ?? []
    this.#problems = undefined
    if (problems.length > 0)
      throw new EnforceError(problems.map((message) => `enforce(): ${message}`).join('\n'))
  }
}

/** Freezes an object and everything in it. */
export function deepFreeze<T>(value: T): T {
  if (typeof value === 'object' && value !== null && !Object.isFrozen(value)) {
    Object.freeze(value)
    for (const inner of Object.values(value)) deepFreeze(inner)
  }
  return value
}
