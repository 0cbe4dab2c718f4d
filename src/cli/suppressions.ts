/** Findings that a project has accepted, kept in `eslint-suppressions.json`: ESLint's own file, of the same meaning. */
import { existsSync, lstatSync, mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join, normalize, relative, resolve, sep } from 'node:path'
import type { ESLint, Linter } from 'eslint'
import { UsageError } from './arguments.ts'
import { readWholeFile } from '../project/node-host.ts'
import { reasonOf } from './unreadable.ts'

type Result = ESLint.LintResult

/** How many errors of a rule a file may have. */
interface Entry {
  count: number
}
/** By file, relative to the folder of the run and with `/`, and by rule. */
export type Suppressions = Map<string, Map<string, Entry>>

export interface Applied {
  readonly results: Result[]
  /** What is accepted and does not occur (any more), of the files that were linted. */
  readonly unused: Suppressions
}

const FILE_NAME = 'eslint-suppressions.json'

/**
 * Where the accepted findings of a run in `cwd` are kept. A folder gets one file for each `cwd`, as in ESLint.
 *
 * @param eslintRequire `require` as ESLint sees it, to name that file as ESLint does.
 */
export function suppressionsFile(
  location: string | undefined,
  cwd: string,
  eslintRequire: NodeJS.Require,
): string {
  const named = normalize(location ?? FILE_NAME)
  const path = resolve(cwd, named)
  const isFolder = named.endsWith(sep) || lstatSync(path, { throwIfNoEntry: false })?.isDirectory() === true
  if (!isFolder) return path
  const murmur = eslintRequire('imurmurhash') as (text: string) => { result(): number }
  return join(path, `suppressions_${murmur(cwd).result().toString(36)}`)
}

/** @throws UsageError where the file is none of ESLint's suppressions. */
export function readSuppressions(file: string): Suppressions {
  if (!existsSync(file)) return new Map()
  let value: unknown
  try {
    value = JSON.parse(readWholeFile(file).toString('utf8'))
  } catch (error) {
    if (!(error instanceof SyntaxError))
      throw new UsageError(
        `${file} is to hold the accepted findings, and it cannot be read (${reasonOf(error as NodeJS.ErrnoException)}).`,
        { cause: error },
      )
    throw new UsageError(
      `${file} holds the accepted findings, and it is no JSON: restore it, or delete it and accept them again with --suppress-all.`,
      { cause: error },
    )
  }
  const isTable = (each: unknown) => typeof each === 'object' && each !== null && !Array.isArray(each)
  const isCounted = (each: unknown) => isTable(each) && typeof (each as Entry).count === 'number'
  const tables = isTable(value) ? Object.entries(value as object) : undefined
  if (!tables?.every(([, rules]) => isTable(rules) && Object.values(rules as object).every(isCounted)))
    throw new UsageError(
      `${file} holds the accepted findings, and must say of each file and rule { "count": <number> }. Restore it, or delete it and accept them again with --suppress-all.`,
    )
  return new Map(
    tables.map(([path, rules]) => [path, new Map(Object.entries(rules as Record<string, Entry>))]),
  )
}

/** Sorted and without a line end, as ESLint writes it: both tools leave the other's file as it is. */
export function writeSuppressions(file: string, suppressions: Suppressions): void {
  const object = (entries: readonly string[], indent: string) =>
    ['{', entries.map((entry) => `${indent}  ${entry}`).join(',\n'), `${indent}}`].filter(Boolean).join('\n')
  const sorted = <Value>(map: ReadonlyMap<string, Value>) => [...map].sort(([a], [b]) => (a < b ? -1 : 1))
  const files = sorted(suppressions).map(([path, rules]) => {
    const entries = sorted(rules).map(
      ([rule, entry]) => `${JSON.stringify(rule)}: ${object([`"count": ${entry.count}`], '    ')}`,
    )
    return `${JSON.stringify(path)}: ${object(entries, '  ')}`
  })
  mkdirSync(dirname(file), { recursive: true })
  writeFileSync(file, object(files, ''))
}

/** Accepts the errors of these results, or those of some rules, in place of what was accepted of the same. */
export function accept(
  suppressions: Suppressions,
  results: readonly Result[],
  cwd: string,
  rules?: readonly string[],
): void {
  for (const result of results) {
    const path = pathOf(result, cwd)
    for (const [rule, count] of errorsByRule(result)) {
      if (rules && !rules.includes(rule)) continue
      const known = suppressions.get(path) ?? new Map<string, Entry>()
      suppressions.set(path, known.set(rule, { count }))
    }
  }
}

/** Drops what was accepted and is gone: findings that were mended, files that were deleted. */
export function prune(suppressions: Suppressions, { unused }: Applied, cwd: string): void {
  for (const [path, rules] of unused) {
    const known = suppressions.get(path)!
    for (const [rule, { count }] of rules) {
      const entry = known.get(rule)!
      if (entry.count === count) known.delete(rule)
      else entry.count -= count
    }
    if (known.size === 0) suppressions.delete(path)
  }
  for (const path of suppressions.keys()) if (!existsSync(resolve(cwd, path))) suppressions.delete(path)
}

/**
 * Results without the accepted errors, which move to `suppressedMessages`. Where a file has more of a rule than were
 * accepted, all of them are shown: nobody can say which is the new one.
 *
 * @param isJudged whether this run asks a rule at all; what is accepted of others is no business of it.
 */
export function withoutAccepted(
  results: readonly Result[],
  suppressions: Suppressions,
  cwd: string,
  isJudged: (rule: string) => boolean,
): Applied {
  const unused: Suppressions = new Map()
  const left = results.map((result) => {
    const path = pathOf(result, cwd)
    const accepted = suppressions.get(path)
    if (accepted === undefined) return result
    const found = errorsByRule(result)
    const silent = new Set<string>()
    for (const [rule, { count }] of accepted) {
      const occurs = found.get(rule) ?? 0
      if (occurs > 0 && occurs <= count) silent.add(rule)
      if ((occurs > 0 && occurs >= count) || !isJudged(rule)) continue
      const rules = unused.get(path) ?? new Map<string, Entry>()
      unused.set(path, rules.set(rule, { count: count - occurs }))
    }
    return silent.size === 0 ? result : withoutRules(result, silent)
  })
  return { results: left, unused }
}

function withoutRules(result: Result, silent: ReadonlySet<string>): Result {
  const isSilent = ({ ruleId }: Linter.LintMessage) => ruleId !== null && silent.has(ruleId)
  const messages = result.messages.filter((message) => !isSilent(message))
  const accepted = result.messages
    .filter(isSilent)
    .map((message) => ({ ...message, suppressions: [{ kind: 'file', justification: '' }] }))
  const count = (which: (message: Linter.LintMessage) => unknown) => messages.filter(which).length
  const isError = ({ fatal, severity }: Linter.LintMessage) => fatal === true || severity === 2
  return {
    ...result,
    messages,
    suppressedMessages: [...result.suppressedMessages, ...accepted],
    errorCount: count(isError),
    fatalErrorCount: count(({ fatal }) => fatal),
    warningCount: count((message) => !isError(message)),
    fixableErrorCount: count((message) => message.fix && isError(message)),
    fixableWarningCount: count((message) => message.fix && !isError(message)),
  }
}

function errorsByRule({ messages }: Result): Map<string, number> {
  const counts = new Map<string, number>()
  for (const { ruleId, severity } of messages)
    if (ruleId !== null && severity === 2) counts.set(ruleId, (counts.get(ruleId) ?? 0) + 1)
  return counts
}

function pathOf({ filePath }: Result, cwd: string): string {
  return relative(cwd, filePath).split(sep).join('/')
}
