/**
 * Python programs that carry the reports they expect: `x = np.random.rand()  # ! unseeded`.
 *
 * `# ! a, b` stands for two reports on the line; `->` after a report's name says that it offers a suggestion.
 */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { Linter, RuleTester } from 'eslint'
import { afterAll, describe, expect, it } from 'vitest'
import plugin from '../../src/index.ts'

RuleTester.describe = describe
RuleTester.it = it
RuleTester.itOnly = it.only

export type RuleName = keyof typeof plugin.rules

/** A program by itself, or with the other files of its project, options and settings. */
export type Case =
  | string
  | {
      readonly code: string
      readonly files?: Readonly<Record<string, string>>
      readonly filename?: string
      readonly options?: Readonly<Record<string, unknown>>
      readonly settings?: Readonly<Record<string, unknown>>
      /** The program after the automatic fix. */
      readonly output?: string
    }

export interface Cases {
  readonly valid: Readonly<Record<string, Case>>
  readonly invalid: Readonly<Record<string, Case>>
}

const folders: string[] = []

/** A folder of its own, so that no other file is taken for a part of the project. */
export function projectFolder(files: Readonly<Record<string, string>> = {}): string {
  const folder = mkdtempSync(join(tmpdir(), 'reproducible-rule-'))
  folders.push(folder)
  writeFileSync(join(folder, 'pyproject.toml'), '[project]\nname = "example"\n')
  for (const [path, text] of Object.entries(files)) {
    const file = join(folder, path)
    mkdirSync(dirname(file), { recursive: true })
    writeFileSync(file, dedented(text))
  }
  return folder
}

/** Without the indentation that all lines share, and the first line break. */
export function dedented(text: string): string {
  const lines = text.replace(/^\n/u, '').replace(/\n *$/u, '\n').split('\n')
  const depths = lines.filter((line) => line.trim() !== '').map((line) => /^ */u.exec(line)![0].length)
  const depth = Math.min(...depths)
  return lines.map((line) => line.slice(depth)).join('\n')
}

interface Expected {
  readonly messageId: string
  readonly line: number
  readonly suggestions?: number
}

/** The reports that a program's comments announce. */
export function announced(code: string): Expected[] {
  return code.split('\n').flatMap((line, index) => {
    const marks = /# ! (.+)$/u.exec(line)?.[1]
    if (marks === undefined) return []
    return marks.split(',').map((mark) => {
      const [messageId, offers] = mark.trim().split(' ')
      return { messageId: messageId!, line: index + 1, ...(offers === '->' && { suggestions: 1 }) }
    })
  })
}

/** Runs a rule on its programs, and what its suggestions write on the rule again. */
export function testPython(name: RuleName, { valid, invalid }: Cases): void {
  const tester = new RuleTester({
    plugins: { reproducible: plugin as never },
    language: 'reproducible/python',
  })
  const prepared = (title: string, each: Case) => {
    const given = typeof each === 'string' ? { code: each } : each
    const name = given.filename ?? 'train.py'
    const folder = projectFolder({ ...given.files, [name]: given.code })
    return {
      name: title,
      code: dedented(given.code),
      filename: join(folder, name),
      ...(given.options && { options: [given.options] }),
      ...(given.settings && { settings: { reproducible: given.settings } }),
      ...(given.output !== undefined && { output: dedented(given.output) }),
    }
  }
  const wrong = Object.entries(invalid).map(([title, each]) => {
    const test = prepared(title, each)
    return { ...test, errors: announced(test.code) }
  })
  tester.run(name, plugin.rules[name] as never, {
    valid: Object.entries(valid).map(([title, each]) => prepared(title, each)),
    invalid: wrong,
  })
  const offering = wrong.filter(({ errors }) => errors.some(({ suggestions }) => suggestions !== undefined))
  describe.runIf(offering.length > 0)(`${name}: what suggestions write is not reported again`, () => {
    it.each(offering)('$name', (test) => {
      const lint = (code: string) =>
        lintPython(code, test.filename, { [name]: ['error', ...(test.options ?? [])] })
      const fixed = withSuggestions(test.code, lint)
      expect(lint(fixed).filter(({ suggestions }) => suggestions?.length)).toEqual([])
      const kept = test.errors.filter(({ suggestions }) => suggestions === undefined).length
      expect(lint(fixed).length, fixed).toBeLessThanOrEqual(kept)
    })
  })
  afterAll(() => folders.splice(0).forEach((folder) => rmSync(folder, { recursive: true, force: true })))
}

/** Reports of the named rules on a program. */
export function lintPython(
  code: string,
  filename: string,
  rules: Linter.RulesRecord,
  settings: Readonly<Record<string, unknown>> = {},
): Linter.LintMessage[] {
  const linter = new Linter({ cwd: dirname(filename) })
  const prefixed = Object.entries(rules).map(([rule, entry]) => [`reproducible/${rule}`, entry] as const)
  const config: Linter.Config = {
    files: ['**/*.py'],
    plugins: { reproducible: plugin as never },
    language: 'reproducible/python',
    rules: Object.fromEntries(prefixed),
    settings: { reproducible: settings },
  }
  return linter.verify(code, config, { filename })
}

/** The program after the first suggestion (or fix) of each report, one at a time. */
export function withSuggestions(code: string, lint: (code: string) => readonly Linter.LintMessage[]): string {
  let text = code
  for (let round = 0; round < 20; round++) {
    const edit = lint(text)
      .map((message) => message.fix ?? message.suggestions?.[0]?.fix)
      .find((fix) => fix !== undefined)
    if (!edit) return text
    text = text.slice(0, edit.range[0]) + edit.text + text.slice(edit.range[1])
  }
  return text
}
