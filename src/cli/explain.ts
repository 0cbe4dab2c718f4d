/** `explain no-late-seed`: the page of a rule, from this package. */
import { createRequire } from 'node:module'
import { rules } from '../../rules/index.ts'
import { command } from '../package.ts'
import { didYouMean, UsageError } from './arguments.ts'
import { readWholeFile } from '../project/node-host.ts'

const USAGE = `Usage: ${command} explain <rule>      prints the page of a rule

Rules: ${Object.keys(rules).join(', ')}`

/** @returns the text to print. */
export function explain(args: readonly string[]): string {
  if (args.includes('--help') || args.includes('-h')) return USAGE
  const [named] = args
  if (named === undefined || args.length > 1) throw new UsageError(USAGE)
  const rule = named.split('/').at(-1)!
  if (!Object.hasOwn(rules, rule))
    throw new UsageError(
      `There is no rule ${named}.${didYouMean(rule, Object.keys(rules)) || ` Rules: ${Object.keys(rules).join(', ')}.`}`,
    )
  const require = createRequire(import.meta.url)
  const page = require
    .resolve('eslint-plugin-reproducible/package.json')
    .replace('package.json', `rules/${rule}.md`)
  return readWholeFile(page)
    .toString('utf8')
    .replaceAll(/^<!--.*-->\n+/gmu, '')
    .trimEnd()
}
