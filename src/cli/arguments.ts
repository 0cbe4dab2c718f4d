/** What may be typed, and what is said about what may not. */
import { parseArgs } from 'node:util'
import { command } from '../package.ts'
import { editDistance } from '../catalog/near-miss.ts'

/** What a person typed and cannot be meant; the message is all they get to see. */
export class UsageError extends Error {}

/** Commands that `runtime/commands/cli.ts` carries out. */
export const RUNTIME_COMMANDS = ['run', 'verify', 'compare', 'doctor', 'python'] as const

/** Commands of the linter. */
export const COMMANDS = [...RUNTIME_COMMANDS, 'explain', 'lsp'] as const

export const HELP = `Finds what makes one run of a training program differ from the last, in .js, .ts, .py, .ipynb and .html files.

Usage: ${command} [options] [files, folders or globs…]     (without any: the current folder)
       ${command} <command> …

Judging:
  --strict                        all rules, over all modules
  --no-config                     leave the project's own ESLint configuration aside; nothing of the folder is executed
  -c, --config <file>             use this ESLint configuration
  --effects                       print what was understood of each file, instead of findings
  --html                          with --effects: as a page, with a lane for each source of numbers

Mending:
  --fix                           apply the fixes that change nothing but reproducibility
  --fix-suggestions               apply the suggested changes as well, and name each

Accepting:
  --suppress-all                  accept the errors there are: later runs, and ESLint's, report only new ones
  --suppress-rule <id>            the same for the errors of one rule; may be repeated
  --prune-suppressions            forget accepted errors that are gone
  --suppressions-location <path>  where they are kept (default: eslint-suppressions.json)
  --pass-on-unpruned-suppressions do not fail when accepted errors are gone

Output:
  -f, --format <name>             stylish (default), full (with the lines of code and the suggested changes), unix,
                                  report (a page with a lane for each source of numbers), github, gitlab, sarif, junit,
                                  rdjson, json, html, or an installed ESLint formatter
  -o, --output-file <path>        write it to a file
  --statistics                    how many findings of each rule, instead of the findings
  --quiet                         errors only
  --max-warnings <n>              fail when there are more warnings
  --exit-zero                     exit with 0 also when there are errors

Files and time, as ESLint's:
  --ignore-pattern <glob>         leave these out too; may be repeated
  --cache, --cache-location <path>, --cache-strategy <metadata|content>
  --concurrency <n|auto|off>      lint in several threads

  --debug                         with stack traces
  --version, --help

Commands (each has its own --help):
  explain no-late-seed                 the page of a rule
  lsp --stdio                          the language server, for editors
  run --seed 42 -- node train.js       run a TensorFlow.js program with everything seeded
  verify --seed 42 -- node train.js    run it twice, and say where and why the runs part
  compare a.jsonl b.jsonl              the same for two recorded runs
  doctor                               what can be made reproducible on this machine
  python > reproducible_runs.py        the companion for Python programs

Examples:
  ${command}                          all of this folder, with the recommended rules
  ${command} --fix src/train.ts
  ${command} --strict notebooks/ train.py
  ${command} --effects train.py       how the plugin reads this program
  ${command} -f report -o report.html
  ${command} -f sarif -o findings.sarif

A project whose ESLint configuration loads the plugin is linted with that configuration.
Exit code: 0 no errors, 1 errors or too many warnings, 2 the linting itself could not be done.`

const OPTIONS = {
  fix: { type: 'boolean' },
  'fix-suggestions': { type: 'boolean' },
  strict: { type: 'boolean' },
  effects: { type: 'boolean' },
  html: { type: 'boolean' },
  format: { type: 'string', short: 'f' },
  'output-file': { type: 'string', short: 'o' },
  statistics: { type: 'boolean' },
  quiet: { type: 'boolean' },
  'max-warnings': { type: 'string' },
  'exit-zero': { type: 'boolean' },
  config: { type: 'string', short: 'c' },
  'no-config': { type: 'boolean' },
  'ignore-pattern': { type: 'string', multiple: true },
  cache: { type: 'boolean' },
  'cache-location': { type: 'string' },
  'cache-strategy': { type: 'string' },
  concurrency: { type: 'string' },
  'suppress-all': { type: 'boolean' },
  'suppress-rule': { type: 'string', multiple: true },
  'prune-suppressions': { type: 'boolean' },
  'suppressions-location': { type: 'string' },
  'pass-on-unpruned-suppressions': { type: 'boolean' },
  debug: { type: 'boolean' },
  version: { type: 'boolean', short: 'v' },
  help: { type: 'boolean', short: 'h' },
} as const

export interface Arguments {
  readonly paths: readonly string[]
  readonly fix: boolean
  readonly fixSuggestions: boolean
  readonly strict: boolean
  readonly effects: boolean
  /** The effects as a page. */
  readonly html: boolean
  readonly format: string
  readonly outputFile: string | undefined
  readonly statistics: boolean
  readonly quiet: boolean
  /** Undefined when any number of warnings is fine. */
  readonly maxWarnings: number | undefined
  readonly exitZero: boolean
  readonly ownConfig: boolean
  /** The configuration that was named. */
  readonly config: string | undefined
  readonly ignorePatterns: readonly string[]
  readonly cache: boolean
  readonly cacheLocation: string | undefined
  readonly cacheStrategy: 'metadata' | 'content'
  readonly concurrency: number | 'auto' | 'off'
  readonly suppressAll: boolean
  /** Empty: none by name. */
  readonly suppressRules: readonly string[]
  readonly pruneSuppressions: boolean
  readonly suppressionsLocation: string | undefined
  readonly passOnUnpruned: boolean
  readonly debug: boolean
  readonly version: boolean
  readonly help: boolean
}

/** @throws UsageError naming the option that does not exist or has a wrong value, and what was probably meant. */
export function readArguments(args: readonly string[]): Arguments {
  const { values, positionals } = parsed(args)
  refuseTogether(values, ['suppress-all', 'suppress-rule', 'prune-suppressions'])
  refuseTogether(values, ['config', 'no-config'])
  const most = values['max-warnings']
  if (most !== undefined && !/^-?\d+$/u.test(most))
    throw new UsageError(`--max-warnings takes a whole number, but it is "${most}".`)
  if (values.html && !values.effects)
    throw new UsageError('--html goes with --effects. A page of findings is --format report.')
  const { 'cache-strategy': strategy = 'metadata', concurrency = 'off' } = values
  if (strategy !== 'metadata' && strategy !== 'content')
    throw new UsageError(`--cache-strategy is metadata or content, but it is "${strategy}".`)
  if (!/^(?:auto|off|[1-9]\d*)$/u.test(concurrency))
    throw new UsageError(`--concurrency takes a number of threads, auto or off, but it is "${concurrency}".`)
  return {
    paths: positionals.length > 0 ? positionals : ['.'],
    fix: values.fix ?? false,
    fixSuggestions: values['fix-suggestions'] ?? false,
    strict: values.strict ?? false,
    effects: values.effects ?? false,
    html: values.html ?? false,
    format: values.format ?? 'stylish',
    outputFile: values['output-file'],
    statistics: values.statistics ?? false,
    quiet: values.quiet ?? false,
    maxWarnings: most === undefined || Number(most) < 0 ? undefined : Number(most),
    exitZero: values['exit-zero'] ?? false,
    ownConfig: !values['no-config'],
    config: values.config,
    ignorePatterns: values['ignore-pattern'] ?? [],
    cache: values.cache ?? false,
    cacheLocation: values['cache-location'],
    cacheStrategy: strategy,
    concurrency: concurrency === 'auto' || concurrency === 'off' ? concurrency : Number(concurrency),
    suppressAll: values['suppress-all'] ?? false,
    suppressRules: values['suppress-rule'] ?? [],
    pruneSuppressions: values['prune-suppressions'] ?? false,
    suppressionsLocation: values['suppressions-location'],
    passOnUnpruned: values['pass-on-unpruned-suppressions'] ?? false,
    debug: values.debug ?? false,
    version: values.version ?? false,
    help: values.help ?? false,
  }
}

/** Options that say different things. */
function refuseTogether(values: Readonly<Record<string, unknown>>, names: readonly string[]): void {
  const [first, second] = names.filter((name) => values[name] !== undefined)
  if (second !== undefined) throw new UsageError(`--${first} and --${second} cannot be used together.`)
}

function parsed(args: readonly string[]) {
  try {
    return parseArgs({ args: [...args], options: OPTIONS, allowPositionals: true })
  } catch (error) {
    const unknown = args.find((arg) => isUnknownOption(arg))
    if (unknown !== undefined) {
      const name = unknown.split('=')[0]!
      throw new UsageError(
        `There is no option ${name}.${didYouMean(name, optionNames())} All options: ${command} --help`,
        { cause: error },
      )
    }
    throw new UsageError(`${firstSentence((error as Error).message)} See --help.`, { cause: error })
  }
}

function isUnknownOption(arg: string): boolean {
  if (!arg.startsWith('-') || arg === '-' || arg === '--') return false
  const name = arg.split('=')[0]!
  return !optionNames().includes(name) && !['-f', '-o', '-c', '-v', '-h'].includes(name.slice(0, 2))
}

function optionNames(): string[] {
  return Object.keys(OPTIONS).map((name) => `--${name}`)
}

function firstSentence(text: string): string {
  return `${text.split(/\.\s|\n/u)[0]!.replace(/\.$/u, '')}.`
}

/** ` Did you mean --format?`, or nothing when nothing is near. */
export function didYouMean(typed: string, names: readonly string[]): string {
  const [nearest] = names
    .map((name) => ({ name, distance: editDistance(typed, name) }))
    .filter(({ name, distance }) => distance <= Math.max(2, Math.floor(name.length / 4)))
    .sort((a, b) => a.distance - b.distance)
  const begun = nearest ? undefined : names.find((name) => typed.length > 3 && name.startsWith(typed))
  const name = nearest?.name ?? begun
  return name === undefined ? '' : ` Did you mean ${name}?`
}
