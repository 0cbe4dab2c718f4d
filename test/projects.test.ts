/**
 * Small projects of several files, linted as a user would. A comment at the end of a line names the rule that reports
 * there; nothing else is reported.
 */
import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join, relative } from 'node:path'
import { ESLint } from 'eslint'
import tseslint from 'typescript-eslint'
import { describe, expect, it } from 'vitest'
import reproducible from '../src/index.ts'

const PROJECTS = join(import.meta.dirname, 'projects')

function filesIn(folder: string): readonly string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((file) => join(folder, file))
    .filter((file) => statSync(file).isFile() && /\.[jt]sx?$/u.test(file))
    .toSorted()
}

/** `line: rule`, from the comments of a file. */
function expected(file: string): readonly string[] {
  return readFileSync(file, 'utf8')
    .split('\n')
    .flatMap((line, at) => {
      const rule = /\/\/ ((?:no|require|prefer)-[a-z-]+)$/u.exec(line)?.[1]
      return rule === undefined ? [] : [`${at + 1}: ${rule}`]
    })
}

function engine(cwd: string): ESLint {
  return new ESLint({
    cwd,
    ignore: false,
    overrideConfigFile: true,
    overrideConfig: [
      { files: ['**/*.jsx'], languageOptions: { parserOptions: { ecmaFeatures: { jsx: true } } } },
      { files: ['**/*.ts'], languageOptions: { parser: tseslint.parser as never } },
      ...reproducible.configs.recommended,
    ],
  })
}

describe.each(readdirSync(PROJECTS))('%s', (name) => {
  const cwd = join(PROJECTS, name)

  it('is reported where its comments say, file by file', async () => {
    for (const file of filesIn(cwd)) {
      const [result] = await engine(cwd).lintFiles([file])
      const found = result!.messages.map(
        (each) => `${each.line}: ${each.ruleId?.split('/')[1] ?? each.message}`,
      )
      expect(found, relative(PROJECTS, file)).toEqual(expected(file))
    }
  })

  it('is reported alike in one run and in any order', async () => {
    const files = filesIn(cwd)
    const forwards = await engine(cwd).lintFiles([...files])
    const backwards = await engine(cwd).lintFiles(files.toReversed())
    const said = (results: readonly ESLint.LintResult[]): Record<string, readonly string[]> =>
      Object.fromEntries(
        results.map((each) => [
          each.filePath,
          each.messages.map(({ line, message }) => `${line}: ${message}`),
        ]),
      )
    expect(said(backwards)).toEqual(said(forwards))
  })
})
