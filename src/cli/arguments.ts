/** What may be typed, and what is said about what may not. */
import { parseArgs } from 'node:util'
import { editDistance } from '../catalog/near-miss.ts'

/** What a person typed and cannot be meant; the message is all they get to see. */
export class UsageError extends Error {}

/** Commands that `runtime/commands/cli.ts` carries out. */
export const RUNTIME_COMMANDS = ['run', 'verify', 'compare', 'doctor', 'python'] as const

export const HELP = `Finds what makes one run of a training program differ from the last, in .js, .ts, .py and .ipynb files.

Usage: npx eslint-plugin-reproducible [options] [files, folders or globs…]     (without any: the current folder)
       npx eslint-plugin-reproducible <command> …

Options:
  --fix                 apply the fixes that change nothing but reproducibility
  --strict              all rules, over all modules
  --effects             print what was understood of each file, instead of findings
  --format <name>       stylish (default), unix, github, json, html, sarif, or an installed ESLint formatter
  --quiet               errors only
  --max-warnings <n>    fail when there are more warnings
  --exit-zero           exit with 0 also when there are errors
  --no-config           leave the project's own ESLint configuration aside
  --suppress-all        accept the errors there are: later runs, and ESLint's, report only new ones
  --suppress-rule <id>  the same for the errors of one rule; may be repeated
  --prune-suppressions  forget accepted errors that are gone
  --suppressions-location <path>          where they are kept (default: eslint-suppressions.json)
  --pass-on-unpruned-suppressions         do not fail when accepted errors are gone
  --debug               with stack traces
  --version, --help

Commands (each has its own --help):
  run --seed 42 -- node train.js       run a TensorFlow.js program with everything seeded
  verify --seed 42 -- node train.js    run it twice, and say where and why the runs part
  compare a.jsonl b.jsonl              the same for two recorded runs
  doctor                               what can be made reproducible on this machine
  python > reproducible_runs.py        the companion for Python programs

Examples:
  npx eslint-plugin-reproducible                          all of this folder, with the recommended rules
  npx eslint-plugin-reproducible --fix src/train.ts
  npx eslint-plugin-reproducible --strict notebooks/ train.py
  npx eslint-plugin-reproducible --effects train.py       how the plugin reads this program
  npx eslint-plugin-reproducible --format sarif . > reproducible.sarif

A project whose ESLint configuration loads the plugin is linted with that configuration.
Exit code: 0 no errors, 1 errors or too many warnings, 2 the linting itself could not be done.`

const OPTIONS = {
  fix: { type: 'boolean' },
  strict: { type: 'boolean' },
  effects: { type: 'boolean' },
  format: { type: 'string', short: 'f' },
  quiet: { type: 'boolean' },
  'max-warnings': { type: 'string' },
  'exit-zero': { type: 'boolean' },
  'no-config': { type: 'boolean' },
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
  readonly strict: boolean
  readonly effects: boolean
  readonly format: string
  readonly quiet: boolean
  /** Undefined when any number of warnings is fine. */
  readonly maxWarnings: number | undefined
  readonly exitZero: boolean
  readonly ownConfig: boolean
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
  const most = values['max-warnings']
  if (most !== undefined && !/^-?\d+$/u.test(most))
    throw new UsageError(`--max-warnings takes a whole number, but it is "${most}".`)
  return {
    paths: positionals.length > 0 ? positionals : ['.'],
    fix: values.fix ?? false,
    strict: values.strict ?? false,
    effects: values.effects ?? false,
    format: values.format ?? 'stylish',
    quiet: values.quiet ?? false,
    maxWarnings: most === undefined || Number(most) < 0 ? undefined : Number(most),
    exitZero: values['exit-zero'] ?? false,
    ownConfig: !values['no-config'],
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
  if (second !== undefined)
    throw new UsageError(`--${first} and --${second} cannot be used together: run the command twice.`)
}

function parsed(args: readonly string[]) {
  try {
    return parseArgs({ args: [...args], options: OPTIONS, allowPositionals: true })
  } catch (error) {
    const unknown = args.find((arg) => isUnknownOption(arg))
    if (unknown !== undefined) {
      const name = unknown.split('=')[0]!
      throw new UsageError(
        `There is no option ${name}.${didYouMean(name, optionNames())} All options: npx eslint-plugin-reproducible --help`,
        { cause: error },
      )
    }
    throw new UsageError(`${firstSentence((error as Error).message)} See --help.`, { cause: error })
  }
}

function isUnknownOption(arg: string): boolean {
  if (!arg.startsWith('-') || arg === '-' || arg === '--') return false
  const name = arg.split('=')[0]!
  return !optionNames().includes(name) && !['-f', '-v', '-h'].includes(name.slice(0, 2))
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
