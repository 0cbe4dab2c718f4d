import { builtin, environment, OTHER_RUNTIME } from './node.ts'
import type { Ledger, ReceiptSetting } from './receipt.ts'
import { environmentSettings, type EnvironmentSetting } from './settings.ts'

const REGISTER = 'node --import eslint-plugin-reproducible/runtime/register'

/** A name for one of the program's own commands in a message. */
function startCommand(): string {
  const script = globalThis.process?.argv[1]?.split(/[\\/]/).at(-1)
  return `${REGISTER} ${script ?? 'train.js'}`
}

/**
 * The file names of the native libraries in this process, read from the process itself: `/proc/self/maps` where
 * there is one (0.4 ms), else Node's diagnostic report (about 10 ms).
 */
function loadedLibraries(): string[] {
  const fs = builtin('node:fs')
  if (!fs) return []
  let files: string
  try {
    files = fs.readFileSync('/proc/self/maps', 'utf8')
  } catch {
    files = diagnosticReport()?.sharedObjects?.join('\n') ?? ''
  }
  const names = files.matchAll(/[\\/]([^\\/\s]+\.(?:so[.\d]*|dylib|dll|node))$/gm)
  return [...new Set(Array.from(names, ([, name]) => name!))]
}

interface DiagnosticReport {
  sharedObjects?: string[]
  environmentVariables?: Record<string, string>
}

/** Node's own report about the process. In a worker it shows the real environment, which `process.env` there is not. */
function diagnosticReport(): DiagnosticReport | undefined {
  const report = globalThis.process?.report as
    (NodeJS.ProcessReport & { excludeNetwork?: boolean }) | undefined
  if (!report) return undefined
  const { excludeNetwork } = report
  try {
    if (excludeNetwork === false) report.excludeNetwork = true
    return report.getReport()
  } finally {
    if (excludeNetwork === false) report.excludeNetwork = false
  }
}

/** The environment the process was started with, where the system tells. */
function initialEnvironment(): ReadonlySet<string> {
  try {
    return new Set(builtin('node:fs')?.readFileSync('/proc/self/environ', 'utf8').split('\0'))
  } catch {
    return new Set()
  }
}

/** The settings that `enforce()` can serve in a JavaScript process. */
const rows = environmentSettings.filter((setting) => setting.libraries.includes('tfjs-node'))

interface Outcome {
  readonly row: ReceiptSetting
  readonly problem?: string
  /** The problem is one only if TensorFlow itself is in use. */
  readonly onlyInUse?: boolean
}

/**
 * The switches that native libraries read from the environment: sets what is missing, keeps what the user chose,
 * and measures whether it came in time.
 */
export class NativeEnvironment {
  /** Native libraries that were loaded before, by file name. */
  readonly loadedBefore: readonly string[]
  /** Whether it sets anything, or only reports. */
  readonly changes: boolean
  readonly #outcomes: Outcome[]
  readonly #undo: (() => void)[] = []

  /**
   * @param change false in audit mode: nothing is set
   * @param inherited the main thread has set the real environment already, and this is one of its workers
   */
  constructor(change: boolean, inherited: boolean) {
    this.changes = change
    if (!builtin('node:fs') || OTHER_RUNTIME) {
      this.loadedBefore = []
      const proof = OTHER_RUNTIME
        ? `what ${OTHER_RUNTIME} passes on to native libraries was not measured: set it in the shell`
        : 'a browser has no environment variables'
      this.#outcomes = rows.map((setting) => ({
        row: this.#row(setting, undefined, 'not-applicable', proof),
      }))
      return
    }
    this.loadedBefore = loadedLibraries()
    const isMainThread = builtin('node:worker_threads')?.isMainThread ?? true
    this.#outcomes =
      isMainThread || inherited
        ? rows.map((setting) => this.#apply(setting, change))
        : this.#applyInWorker(change)
  }

  /**
   * Writes every outcome into `ledger`.
   *
   * @param inUse TensorFlow's native library is known to be in use
   */
  report(ledger: Ledger, inUse: boolean): void {
    const tensorflow = inUse || this.loadedBefore.some((name) => name.startsWith('libtensorflow'))
    for (const { row, problem, onlyInUse } of this.#outcomes) {
      const written = ledger.get(row.id)
      const measure = () => environment()[row.id] ?? null
      // What was undone since stays so.
      if (written?.by === undefined) ledger.record(row, measure)
      if (problem && (tensorflow || !onlyInUse)) ledger.problem(problem)
    }
  }

  /** Puts back what was changed, unless somebody has changed it since. */
  restore(): void {
    for (const undo of this.#undo.splice(0).reverse()) undo()
  }

  #row(
    setting: EnvironmentSetting,
    found: string | undefined,
    status: ReceiptSetting['status'],
    proof: string,
  ): ReceiptSetting {
    const { name, wanted, why, cost } = setting
    const now = environment()[name] ?? null
    return { id: name, wanted: wanted ?? null, found: found ?? null, now, status, proof, why, cost }
  }

  #write(name: string, value: string | null): void {
    const env = environment()
    const before = env[name]
    const put = (to: string | undefined) => {
      if (to === undefined) delete env[name]
      else env[name] = to
    }
    put(value ?? undefined)
    this.#undo.push(() => {
      if (env[name] === (value ?? undefined)) put(before)
    })
  }

  /** What can be said before anything is written: a value that was found. */
  #judgeFound(setting: EnvironmentSetting, found: string | undefined): Outcome | undefined {
    const { name, wanted, keep, readable, unreadable, why } = setting
    if (found !== undefined && readable && !readable.includes(found))
      return {
        row: this.#row(setting, found, 'conflict', 'the value is not one that the library can read'),
        problem: `${name}=${found} is in the environment, and ${unreadable}: it reads only ${readable.join(', ')}. Set it to ${wanted}, or unset it and let enforce() set it.`,
      }
    if (wanted === undefined)
      return found === undefined
        ? { row: this.#row(setting, found, 'not-applicable', 'unset: the library decides; recorded only') }
        : { row: this.#row(setting, found, 'kept-user-value', 'in the environment; recorded only') }
    if (found === (wanted ?? undefined)) {
      const atStart = found !== undefined && initialEnvironment().has(`${name}=${found}`)
      return {
        row: this.#row(
          setting,
          found,
          'already',
          found === undefined
            ? 'unset'
            : atStart
              ? 'in the environment the process was started with'
              : 'in the environment',
        ),
      }
    }
    if (found !== undefined && (keep === 'any' || keep?.includes(found)))
      return { row: this.#row(setting, found, 'kept-user-value', 'a value that repeats as well') }
    if (found !== undefined && wanted !== null)
      return {
        row: this.#row(setting, found, 'conflict', 'in the environment'),
        problem: `${name}=${found} is in the environment, and enforce() wants ${wanted}: ${why}. Unset it, or set it to ${wanted}.`,
      }
    return undefined
  }

  #apply(setting: EnvironmentSetting, change: boolean): Outcome {
    const { name, wanted, readBy } = setting
    const found = environment()[name]
    const judged = this.#judgeFound(setting, found)
    if (judged) return judged
    if (!change)
      return {
        row: this.#row(setting, found, 'pending', 'audit mode changes nothing; enforce() would set it'),
      }
    this.#write(name, wanted ?? null)
    const reader = this.loadedBefore.find((library) => readBy.some((prefix) => library.startsWith(prefix)))
    if (reader === undefined)
      return {
        row: this.#row(
          setting,
          found,
          'applied',
          readBy.length > 0
            ? `none of ${readBy.join(', ')} was loaded before`
            : 'the library reads it at every use',
        ),
      }
    return {
      row: this.#row(setting, found, 'too-late', `${reader} was loaded before enforce() ran`),
      problem: `too late. ${reader} was loaded before enforce() ran, so ${name}=${wanted} may have been read already. Static imports run before any statement, wherever they stand. Start with: ${startCommand()}`,
    }
  }

  /** In a worker `process.env` is a copy: what is written there never reaches a native library. */
  #applyInWorker(change: boolean): Outcome[] {
    const real = diagnosticReport()?.environmentVariables ?? {}
    const missing: EnvironmentSetting[] = []
    const outcomes = rows.flatMap((setting) => {
      const judged = this.#judgeFound(setting, real[setting.name])
      if (!judged) missing.push(setting)
      return judged ?? []
    })
    if (missing.length === 0) return outcomes
    if (!change)
      return [
        ...outcomes,
        ...missing.map((setting) => ({
          row: this.#row(setting, real[setting.name], 'pending', 'audit mode changes nothing'),
        })),
      ]
    for (const { name, wanted } of missing) this.#write(name, wanted ?? null)
    const after = diagnosticReport()?.environmentVariables ?? {}
    for (const setting of missing) {
      const { name, wanted } = setting
      if (after[name] === (wanted ?? undefined))
        outcomes.push({
          row: this.#row(setting, real[name], 'applied', 'the worker shares the real environment'),
        })
      else
        outcomes.push({
          row: this.#row(setting, real[name], 'unreachable', 'the real environment of the process lacks it'),
          onlyInUse: true,
          problem: `${name} cannot be set in a worker: process.env here is a copy, and native libraries read the real environment. Call enforce() in the main thread before it starts this worker, or start with: ${startCommand()}`,
        })
    }
    return outcomes
  }
}
