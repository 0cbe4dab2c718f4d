/** One run of ESLint over paths. */
import { existsSync, mkdirSync, statSync, writeFileSync } from 'node:fs'
import { dirname, relative, resolve } from 'node:path'
import type { ESLint, Linter } from 'eslint'
import plugin from '../index.ts'
import { whyNotRead } from '../project/node-host.ts'
import { COMMANDS, didYouMean, UsageError, type Arguments } from './arguments.ts'
import { closingLine, tallyOfRun } from './closing-line.ts'
import {
  configurationFor,
  isForeign,
  leavePythonAlone,
  unsupportedLanguage,
  type Configuration,
} from './configuration.ts'
import { loadEslint, type EslintPackage } from './eslint-package.ts'
import { formatNamed } from './formats/formats.ts'
import { reasonToLeaveOut } from './left-out.ts'
import { LEADS_OUT, nonFilesIn } from './non-files.ts'
import { eslintOptions, optionsModule, type Run } from './options.ts'
import { printable, printableLines, say } from './printable.ts'
import { progress } from './progress.ts'
import {
  accept,
  prune,
  readSuppressions,
  suppressionsFile,
  withoutAccepted,
  writeSuppressions,
  type Applied,
  type Suppressions,
} from './suppressions.ts'
import { reasonOf } from './unreadable.ts'

type Result = ESLint.LintResult

const KNOWN = /\.(?:[cm]?[jt]s|[jt]sx|py|ipynb|html?|vue|svelte)$/u
const IGNORED = 'it is ignored (as built, by .gitignore, or by the configuration)'
const UNKNOWN = 'it is no .js, .ts, .py, .ipynb or .html file'

/** What ESLint's own analysis cannot follow, it gives up without a word about the file. */
const TOO_DEEP = 'the code is nested too deeply'

/** Files that may vanish or be closed to us while linting, before the run is given up. */
const MOST_UNREADABLE = 50

/**
 * Lints, fixes where asked to, and writes the findings.
 *
 * @returns the exit code, as ESLint's: 0 no errors, 1 errors or too many warnings, 2 something could not be linted.
 * @throws UsageError when it cannot be begun: no such path, no such format, no ESLint.
 */
export async function lint(args: Arguments, cwd: string): Promise<number> {
  checkPaths(args.paths, cwd)
  if (args.cache) checkCache(resolve(cwd, args.cacheLocation ?? '.eslintcache'))
  if (args.effects && args.html) {
    const { effectsPage } = await import('./report.ts')
    await write(effectsPage(args.paths, cwd), args, cwd)
    return 0
  }
  if (args.effects) {
    const { effectsOf } = await import('./effects.ts')
    await write(`${printableLines(effectsOf(args.paths, cwd))}\n`, args, cwd)
    return 0
  }
  const eslint = loadEslint(cwd, args)
  const base = folderAround(args.paths, cwd)
  const paths = base === cwd ? args.paths : args.paths.map((path) => resolve(cwd, path))
  const configuration = await configurationFor(eslint, base, args)
  if (configuration.note !== undefined) say(configuration.note)
  const bar =
    args.concurrency === 'off'
      ? progress(process.stderr, (file) => printable(relative(cwd, file)))
      : undefined
  const more = bar ? [bar.config] : []
  // A wrong name is said before anything is linted.
  const first = eslintOptions(configuration.options, { args, cwd, base, unreadable: [] }, more)
  await formatNamed(args.format, new eslint.ESLint(first), args.ownConfig)
  const tally = args.concurrency === 'off' ? tallyOfRun() : undefined
  let linted: Linted = { engine: new eslint.ESLint(first), results: [], unreadable: new Map() }
  const { isPreset = false } = configuration
  const lintAll = async (): Promise<Result[]> => {
    linted = await lintWhatCanBeRead(eslint, configuration, paths, { args, cwd, base, unreadable: [] }, more)
    bar?.clear()
    if (args.fix) await eslint.ESLint.outputFixes(linted.results)
    return isPreset ? linted.results.map(withoutUnknownRules) : linted.results
  }
  const judged = await (args.fixSuggestions ? mended(lintAll, args, cwd, eslint, isPreset) : lintAll())
  const { engine, unreadable } = linted
  for (const [file, reason] of unreadable)
    say(
      `${printable(relative(cwd, file))} was left out: ${reason === LEADS_OUT ? reason : `it cannot be read (${reason})`}.`,
    )
  for (const path of args.paths)
    if (!unreadable.has(resolve(cwd, path)) && (await isLeftOut(engine, resolve(cwd, path))))
      say(`${printable(path)} was left out: ${KNOWN.test(path) ? IGNORED : UNKNOWN}.`)
  const { results, unused } = acceptedAside(judged, args, cwd, eslint, isPreset)
  const shown = args.quiet ? eslint.ESLint.getErrorResults([...results]) : results
  // A formatter may ask the engine about the files it has linted.
  const format = await formatNamed(args.format, engine, args.ownConfig)
  const { statistics } = await import('./statistics.ts')
  await write(args.statistics ? statistics(shown) : await format([...shown], cwd), args, cwd)
  const reason = isPreset ? reasonToLeaveOut(base) : () => undefined
  say(closingLine(results, tally, args.paths, cwd, reason, unreadable))
  const isIncomplete = [...unreadable.values()].some((why) => why !== LEADS_OUT)
  return exitCode(results, unused, isIncomplete, args)
}

function exitCode(
  results: readonly Result[],
  unused: Suppressions,
  isIncomplete: boolean,
  args: Arguments,
): number {
  const errors = results.reduce((sum, each) => sum + each.errorCount, 0)
  const warnings = results.reduce((sum, each) => sum + each.warningCount, 0)
  const tooMany = args.maxWarnings !== undefined && warnings > args.maxWarnings
  if (errors === 0 && tooMany)
    say(`There are ${warnings} warnings, and --max-warnings allows ${args.maxWarnings}.`)
  if (isIncomplete) return 2
  if (unused.size > 0 && !args.passOnUnpruned) {
    say(unprunedSentence(unused))
    return 2
  }
  return (errors > 0 || tooMany) && !args.exitZero ? 1 : 0
}

/** The results after the suggested changes were made to what the project has not accepted. */
async function mended(
  lintAll: () => Promise<Result[]>,
  args: Arguments,
  cwd: string,
  eslint: EslintPackage,
  isPreset: boolean,
): Promise<Result[]> {
  const [{ applySuggestions }, { findingsOf, shownFile, shownPlace }] = await Promise.all([
    import('./suggestions.ts'),
    import('./formats/findings.ts'),
  ])
  const { judged } = await applySuggestions(
    async () => {
      const all = await lintAll()
      return {
        judged: all,
        open: acceptedAside(
          all,
          { ...args, suppressAll: false, suppressRules: [], pruneSuppressions: false },
          cwd,
          eslint,
          isPreset,
        ).results,
      }
    },
    ({ result, message, description }) => {
      const [finding] = findingsOf([{ ...result, messages: [message] }])[0]!.findings
      say(
        `Changed ${shownFile(result.filePath, cwd)}:${shownPlace(finding!)}: ${printable(description)} (${message.ruleId})`,
      )
    },
    (file) =>
      say(
        `Not changed: ${printable(relative(cwd, file))} could not be read after it; the file is as before.`,
      ),
  )
  return judged
}

/** What is left of results when what the project has accepted is taken away, and written down first where asked to. */
function acceptedAside(
  results: Result[],
  args: Arguments,
  cwd: string,
  eslint: EslintPackage,
  isPreset = false,
): Applied {
  const { suppressAll, suppressRules, pruneSuppressions } = args
  const accepts = suppressAll || suppressRules.length > 0
  const file = suppressionsFile(args.suppressionsLocation, cwd, eslint.require)
  if (!accepts && !existsSync(file)) {
    if (args.suppressionsLocation !== undefined)
      throw new UsageError(
        `There is no file ${args.suppressionsLocation} with accepted findings. --suppress-all or --suppress-rule writes it.`,
      )
    return { results, unused: new Map() }
  }
  const own = `${plugin.meta.namespace}/`
  const isJudged = (rule: string) => !isPreset || rule.startsWith(own)
  const suppressions = readSuppressions(file)
  if (accepts) accept(suppressions, results, cwd, suppressAll ? undefined : suppressRules)
  for (const rule of suppressRules) sayWhereNothingOccurs(rule, results)
  const applied = withoutAccepted(results, suppressions, cwd, isJudged)
  if (pruneSuppressions) prune(suppressions, applied, cwd)
  if (accepts || pruneSuppressions) writeSuppressions(file, suppressions)
  return pruneSuppressions ? { ...applied, unused: new Map() } : applied
}

function sayWhereNothingOccurs(rule: string, results: readonly Result[]): void {
  const errors = results.flatMap(({ messages }) => messages.filter(({ severity }) => severity === 2))
  const found = new Set(errors.flatMap(({ ruleId }) => ruleId ?? []))
  if (!found.has(rule))
    say(`--suppress-rule ${rule}: there is no error of this rule.${didYouMean(rule, [...found])}`)
}

function unprunedSentence(unused: Suppressions): string {
  const [[path, rules]] = [...unused] as [[string, Map<string, unknown>]]
  const more = unused.size > 1 ? `, and in ${unused.size - 1} more` : ''
  return `Accepted findings are gone (${[...rules.keys()].join(', ')} in ${path}${more}). --prune-suppressions forgets them, so that they cannot come back unseen; --pass-on-unpruned-suppressions lets them be.`
}

/**
 * Comments for the rules of the project's own linting are errors to ESLint where those rules are not loaded, where two
 * of them say the same, and where they were written for an older ESLint.
 */
function withoutUnknownRules(result: Result): Result {
  const own = `${plugin.meta.namespace}/`
  const messages = result.messages.filter(({ ruleId, message }) =>
    (ruleId ?? FOREIGN_COMMENT.exec(message)?.[0] ?? own).startsWith(own),
  )
  const left = result.messages.length - messages.length
  if (left === 0) return result
  const fatalErrorCount = messages.filter(({ fatal }) => fatal).length
  return { ...result, messages, errorCount: result.errorCount - left, fatalErrorCount }
}

const FOREIGN_COMMENT = /(?<=^Rule ").+?(?=" is already configured)|(?<=^\/\* )eslint-env(?= \*\/ comments)/u

/** ESLint lints nothing outside its folder: `npx eslint-plugin-reproducible ../model` is a run in that folder. */
function folderAround(paths: readonly string[], cwd: string): string {
  const folders = paths.map((path) => {
    const place = resolve(cwd, /^[^*?{[!]*/u.exec(path)![0])
    return existsSync(place) && statSync(place).isDirectory() ? place : dirname(place)
  })
  const isAround = (folder: string) =>
    folders.every((each) => !/^\.\.(?:[/\\]|$)/u.test(relative(folder, each)))
  let folder = cwd
  if (isAround(folder)) return folder
  folder = folders[0] ?? cwd
  while (!isAround(folder) && folder !== dirname(folder)) folder = dirname(folder)
  return folder
}

function checkPaths(paths: readonly string[], cwd: string): void {
  for (const path of paths) {
    if (/[*?{[!]/u.test(path) || existsSync(resolve(cwd, path))) continue
    const isWord = /^[a-z-]+$/u.test(path)
    throw new UsageError(
      `There is no file or folder ${path} here.${isWord ? didYouMean(path, COMMANDS) : ''}`,
    )
  }
}

/** ESLint reads it without looking at what it is. */
function checkCache(path: string): void {
  const stats = statSync(path, { throwIfNoEntry: false })
  const why = stats && !stats.isDirectory() ? whyNotRead(stats) : undefined
  if (why !== undefined) throw new UsageError(`${path} is to hold the cache, and it cannot be read (${why}).`)
}

async function isLeftOut(engine: ESLint, path: string): Promise<boolean> {
  return existsSync(path) && statSync(path).isFile() && (await engine.isPathIgnored(path))
}

interface Linted {
  readonly engine: ESLint
  readonly results: Result[]
  readonly unreadable: Map<string, string>
}

async function lintWhatCanBeRead(
  eslint: EslintPackage,
  { options, lastRead, isPreset = false }: Configuration,
  paths: readonly string[],
  run: Run,
  more: readonly Linter.Config[],
): Promise<Linted> {
  const leftOut = isPreset ? reasonToLeaveOut(run.base) : () => undefined
  const unreadable = nonFilesIn(paths, run.base, leftOut)
  let failures = 0
  for (;;) {
    const now = { ...run, unreadable: [...unreadable.keys()] }
    try {
      const engine = await engineFor(eslint, options, now, more)
      return { engine, results: await engine.lintFiles([...paths]), unreadable }
    } catch (error) {
      const { code, path: named, syscall } = error as NodeJS.ErrnoException
      const isReading = typeof code === 'string' && typeof named === 'string' && syscall !== undefined
      const path = isReading ? named : error instanceof RangeError ? lastRead?.() : undefined
      if (path === undefined) throw asSentence(error)
      const reason = isReading ? reasonOf(error as NodeJS.ErrnoException) : TOO_DEEP
      if (unreadable.has(path) || ++failures > MOST_UNREADABLE)
        throw new UsageError(`${relative(run.base, path)} cannot be read (${reason}).`, { cause: error })
      unreadable.set(path, reason)
    }
  }
}

/** Threads read the options by themselves: functions cannot be sent to them. */
async function engineFor(
  eslint: EslintPackage,
  options: ESLint.Options,
  run: Run,
  more: readonly Linter.Config[],
): Promise<ESLint> {
  if (run.args.concurrency === 'off') return new eslint.ESLint(eslintOptions(options, run, more))
  const { fromOptionsModule } = eslint.ESLint as { fromOptionsModule?: (module: URL) => Promise<ESLint> }
  if (fromOptionsModule === undefined)
    throw new UsageError(`--concurrency needs ESLint 9.34 or newer, and here is ${eslint.version}.`)
  return fromOptionsModule.call(eslint.ESLint, optionsModule(run))
}

/** What ESLint throws, in one sentence where it is about what was asked for or configured. */
export function asSentence(error: unknown): unknown {
  if (!(error instanceof Error)) return error
  const { messageTemplate, messageData } = error as Error & {
    messageTemplate?: string
    messageData?: { pattern?: string }
  }
  switch (messageTemplate) {
    case 'file-not-found':
    case 'all-matched-files-ignored':
    case 'no-config-found':
      return new UsageError(
        messageTemplate === 'no-config-found'
          ? error.message.split('\n')[0]!
          : `There is nothing to lint in ${messageData?.pattern ?? 'here'}: no .js, .ts, .py, .ipynb or .html file that is not ignored.`,
        { cause: error },
      )
    case 'rule-unsupported-language':
      return new UsageError(unsupportedLanguage(error), { cause: error })
    default: {
      const [told = '', ...rest] = error.message.split('\n')
      const rule = rest
        .find((line) => line.startsWith('Rule: '))
        ?.slice('Rule: '.length)
        .replaceAll('"', '')
      const file = rest.find((line) => line.startsWith('Occurred while linting '))?.slice(23)
      if (told.startsWith('settings.reproducible')) return new UsageError(told, { cause: error })
      if (rule === undefined && error instanceof RangeError)
        return new UsageError(`A file cannot be read: ${TOO_DEEP} for ESLint (${told}).`, { cause: error })
      if (rule === undefined) return new UsageError(error.message.trim(), { cause: error })
      if (isForeign(rule) && /\.(?:py|ipynb)\b/u.test(file ?? ''))
        return new UsageError(
          `The rule ${rule} is for JavaScript, and fails on Python (${file}: ${told.replace(/\.$/u, '')}). ${leavePythonAlone()}`,
          { cause: error },
        )
      return new UsageError(
        `The rule ${rule} failed on ${file ?? 'a file'} (${told}). This is an error in the rule: please report it, with the file. --debug shows where.`,
        { cause: error },
      )
    }
  }
}

/** Writes all of a text before the process may end, also into a pipe, or into the file that was named. */
async function write(text: string, { outputFile }: Arguments, cwd: string): Promise<void> {
  if (outputFile !== undefined) {
    const file = resolve(cwd, outputFile)
    try {
      mkdirSync(dirname(file), { recursive: true })
      writeFileSync(file, text)
    } catch (error) {
      const reason = reasonOf(error as NodeJS.ErrnoException)
      throw new UsageError(`--output-file ${outputFile} cannot be written (${reason}).`, { cause: error })
    }
  } else if (text !== '') await new Promise<void>((done) => process.stdout.write(text, () => done()))
}
