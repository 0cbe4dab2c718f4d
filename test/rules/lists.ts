/**
 * Runs a rule over two lists of code, in JavaScript through espree and in TypeScript through the typescript-eslint
 * parser, and holds its repairs to their word: after each one there is less to report.
 */
import { join } from 'node:path'
import { Linter, RuleTester } from 'eslint'
import tseslint from 'typescript-eslint'
import { describe, expect, it } from 'vitest'
import type { ReproducibleRule } from '../../src/rule.ts'

RuleTester.describe = describe
RuleTester.it = it
RuleTester.itOnly = it.only

interface Invalid {
  readonly code: string
  /** How many reports; 1 when absent. */
  readonly errors?: number
  /** The automatic fix's result. */
  readonly output?: string
  readonly options?: readonly [object]
  readonly settings?: object
}

interface Valid {
  readonly code: string
  readonly options?: readonly [object]
  readonly settings?: object
}

export interface Lists {
  readonly valid: readonly (string | Valid)[]
  readonly invalid: readonly (string | Invalid)[]
  /** Which parsers can read the code; both when absent. */
  readonly parsers?: readonly ParserName[]
  /** The folder the code is taken to stand in, for what is beside it; one that does not exist when absent. */
  readonly folder?: string
}

type ParserName = 'espree' | 'typescript'

// No file of this name exists: nobody imports it.
const NAMES: Readonly<Record<ParserName, string>> = { espree: 'nobody.js', typescript: 'nobody.ts' }
const NOWHERE = join(import.meta.dirname, 'nowhere')

const LANGUAGE_OPTIONS: Readonly<Record<ParserName, Linter.LanguageOptions>> = {
  espree: { ecmaVersion: 'latest', sourceType: 'module' },
  typescript: { ecmaVersion: 'latest', sourceType: 'module', parser: tseslint.parser as Linter.Parser },
}

const TENSORFLOW = "import * as tf from '@tensorflow/tfjs'\n"

/** The same code in a module that imports TensorFlow.js. */
export function withTf(...codes: readonly string[]): string[] {
  return codes.map((code) => TENSORFLOW + code)
}

/** The same code in a module that imports TensorFlow.js and has called `enforce()`. */
export function enforced(...codes: readonly string[]): string[] {
  const head = `import { enforce } from 'eslint-plugin-reproducible/runtime'\n${TENSORFLOW}enforce({ seed: 42 })\n`
  return codes.map((code) => head + code)
}

export function judge(rule: ReproducibleRule, lists: Lists): void {
  const { name } = rule.definition
  const invalid = lists.invalid.map((each) => (typeof each === 'string' ? { code: each } : each))
  const valid = lists.valid.map((each) => (typeof each === 'string' ? { code: each } : each))
  for (const parser of lists.parsers ?? (['espree', 'typescript'] as const)) {
    const tester = new RuleTester({ languageOptions: LANGUAGE_OPTIONS[parser] })
    const filename = join(lists.folder ?? NOWHERE, NAMES[parser])
    describe(`${name} (${parser})`, () => {
      tester.run(name, rule, {
        valid: valid.map((each) => ({ ...each, filename, name: oneLine(each.code) }) as never),
        invalid: invalid.map(
          ({ errors = 1, ...each }) => ({ ...each, errors, filename, name: oneLine(each.code) }) as never,
        ),
      })
      it.each(invalid)('repairs $code', (each) => {
        const before = lint(rule, each, each.code, parser, lists.folder)
        for (const message of before) {
          const repairs = [message.fix, ...(message.suggestions ?? []).map((suggestion) => suggestion.fix)]
          for (const repair of repairs) {
            if (!repair) continue
            const text = each.code.slice(0, repair.range[0]) + repair.text + each.code.slice(repair.range[1])
            const after = lint(rule, each, text, parser, lists.folder)
            expect(
              after.filter((left) => left.fatal),
              text,
            ).toEqual([])
            expect(after.length, text).toBeLessThan(before.length)
          }
        }
      })
    })
  }
}

/** The texts that the suggestions of a rule make of a piece of code, in order. */
export function suggestionsFor(
  rule: ReproducibleRule,
  code: string,
  parser: ParserName = 'espree',
): string[] {
  return lint(rule, { code }, code, parser).flatMap((message) =>
    (message.suggestions ?? []).map(
      ({ fix }) => code.slice(0, fix.range[0]) + fix.text + code.slice(fix.range[1]),
    ),
  )
}

/** What a rule says of a piece of code. */
export function messagesFor(rule: ReproducibleRule, code: string, parser: ParserName = 'espree'): string[] {
  return lint(rule, { code }, code, parser).map((message) => message.message)
}

const linter = new Linter({ cwd: join(import.meta.dirname, '../..') })

function lint(
  rule: ReproducibleRule,
  each: { readonly code: string; readonly options?: readonly [object]; readonly settings?: object },
  code: string,
  parser: ParserName,
  folder: string = NOWHERE,
): Linter.LintMessage[] {
  return linter.verify(
    code,
    {
      files: ['**/*'],
      languageOptions: LANGUAGE_OPTIONS[parser],
      plugins: { reproducible: { rules: { rule } } },
      rules: { 'reproducible/rule': ['error', ...(each.options ?? [])] },
      ...(each.settings && { settings: each.settings as Linter.Config['settings'] & object }),
    },
    { filename: join(folder, NAMES[parser]) },
  )
}

function oneLine(code: string): string {
  return code.replaceAll(/\s*\n\s*/gu, ' ⏎ ')
}
