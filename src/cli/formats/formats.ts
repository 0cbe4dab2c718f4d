/** The formats that findings are written in. */
import type { ESLint, Linter } from 'eslint'
import { didYouMean, UsageError } from '../arguments.ts'
import type { Findings } from './findings.ts'

/** @param cwd where the command was started. */
export type Write = (findings: readonly Findings[], cwd: string) => string

type Format = (results: ESLint.LintResult[], cwd: string) => string | Promise<string>

/** Loaded when they are asked for. */
const OWN: Readonly<Record<string, () => Promise<Write>>> = {
  stylish: async () => (await import('./stylish.ts')).stylish,
  full: async () => (await import('./full.ts')).full,
  unix: async () => (await import('./lines.ts')).unix,
  github: async () => (await import('./lines.ts')).github,
  gitlab: async () => (await import('./gitlab.ts')).gitlab,
  sarif: async () => (await import('./sarif.ts')).sarif,
  junit: async () => (await import('./junit.ts')).junit,
  rdjson: async () => (await import('./rdjson.ts')).rdjson,
}
const OF_ESLINT = ['json', 'json-with-metadata', 'html']

/**
 * Finds the formatter of a name.
 *
 * @param isTrusted whether a formatter that is installed in the linted folder may be executed.
 * @throws UsageError when there is none, saying which name was meant.
 */
export async function formatNamed(name: string, eslint: ESLint, isTrusted: boolean): Promise<Format> {
  if (Object.hasOwn(OWN, name)) {
    const [write, { findingsOf }] = await Promise.all([OWN[name]!(), import('./findings.ts')])
    return (results, cwd) => write(findingsOf(results), cwd)
  }
  if (name === 'report') {
    const [{ findingsPage }, { findingsOf }] = await Promise.all([
      import('../report.ts'),
      import('./findings.ts'),
    ])
    return (results, cwd) => findingsPage(findingsOf(results), cwd, (file) => settingsOf(eslint, file))
  }
  const names = [...Object.keys(OWN), 'report', ...OF_ESLINT]
  if (!isTrusted && !OF_ESLINT.includes(name))
    throw new UsageError(
      `With --no-config nothing of the folder is executed, and that is where the format "${name}" would be.${didYouMean(name, names)} There are ${names.join(', ')}.`,
    )
  try {
    const { format } = await eslint.loadFormatter(name)
    return (results) => format(results, {})
  } catch (error) {
    throw new UsageError(
      `There is no format "${name}".${didYouMean(name, names)} There are ${names.join(', ')}, and installed formatters of ESLint.`,
      { cause: error },
    )
  }
}

/** `settings.reproducible` of the configuration of a file. */
async function settingsOf(eslint: ESLint, file: string): Promise<unknown> {
  const config = (await eslint.calculateConfigForFile(file)) as Linter.Config | undefined
  return config?.settings?.['reproducible']
}
