/** Runs Python programs with the companion importable. */
import { spawnSync } from 'node:child_process'
import path from 'node:path'
import { root } from '../install.ts'
import type { PythonPackages } from './install.ts'

/** The folder of `reproducible_runs.py`. */
export const companion = path.join(root, 'runtime/python')

/** The programs that these suites run. */
export const programs = path.join(import.meta.dirname, 'programs')

/** Variables that a test sets, or takes away with `undefined`. */
export type Variables = Readonly<Record<string, string | undefined>>

/** What a program left. */
export interface Ended {
  readonly out: string
  readonly err: string
  readonly status: number | null
}

/** The environment in which a program finds the companion and `libraries`, and nothing that the tests are run with. */
export function pythonEnvironment(extra: Variables, libraries: readonly string[]): NodeJS.ProcessEnv {
  return {
    ...process.env,
    PYTHONHASHSEED: undefined,
    REPRODUCIBLE_SEED: undefined,
    REPRODUCIBLE_MODE: undefined,
    PYTHONDONTWRITEBYTECODE: '1',
    TF_CPP_MIN_LOG_LEVEL: '3',
    ...extra,
    PYTHONPATH: [companion, ...libraries].join(path.delimiter),
  }
}

/** Runs Python to its end: `python3`, or the `interpreter` that is named. */
export function runPython(
  args: readonly string[],
  {
    extra = {},
    libraries = [],
    cwd,
    input,
    interpreter = 'python3',
  }: {
    extra?: Variables
    libraries?: readonly string[]
    cwd?: string
    input?: string
    interpreter?: string
  } = {},
): Ended {
  const ended = spawnSync(interpreter, [...args], {
    encoding: 'utf8',
    env: pythonEnvironment(extra, libraries),
    ...(cwd === undefined ? {} : { cwd }),
    ...(input === undefined ? {} : { input }),
    timeout: 300_000,
  })
  return { out: ended.stdout, err: ended.stderr, status: ended.status }
}

/** The name of a suite or a test, and why it is skipped where it is. */
export function titled(name: string, { skip }: PythonPackages): string {
  return skip ? `${name} — skipped: ${skip}` : name
}
