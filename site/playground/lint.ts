/** Lints a project in memory as the command lints a folder, and draws its lanes. */
import type { ESLint, Linter as NodeLinter } from 'eslint'
import { Linter } from 'eslint/universal'
import { anyJavaScriptParser } from '../../src/cli/parser.ts'
import { JAVASCRIPT_FILES } from '../../src/configs.ts'
import { findingsOf } from '../../src/cli/formats/findings.ts'
import plugin from '../../src/index.ts'
import { LEGEND } from '../../src/report/page.ts'
import { programOf } from '../../src/report/program.ts'
import { reportOf } from '../../src/report/of-files.ts'
import { html } from '../../runtime/html/html.ts'
import { loadTypescript, requirePackage } from './packages.ts'
import { ROOT, useFiles, type Files } from './project.ts'

export interface Message extends Omit<NodeLinter.LintMessage, 'severity'> {
  readonly severity: number
}

export interface Linted {
  /** By file. */
  readonly messages: Readonly<Record<string, readonly Message[]>>
  readonly lanes: string
}

const TYPED = /\.(?:[cm]?ts|tsx)$/u
const LINTED = /\.(?:[cm]?[jt]s|[jt]sx|py|ipynb|html?|vue|svelte)$/u

const config = (preset: 'recommended' | 'strict') =>
  [
    {
      files: JAVASCRIPT_FILES,
      languageOptions: {
        ecmaVersion: 'latest',
        parser: anyJavaScriptParser(requirePackage as unknown as NodeJS.Require, () => undefined),
      },
    },
    { linterOptions: { reportUnusedDisableDirectives: 'off' } },
    ...plugin.configs[preset],
    ...plugin.configs.pages,
  ] as NodeLinter.Config[]
const configs = { recommended: config('recommended'), strict: config('strict') }

/** Lints all files. TypeScript is loaded where one of them is written in it. */
export async function lintProject(
  files: Files,
  preset: 'recommended' | 'strict' = 'recommended',
): Promise<Linted> {
  if (Object.keys(files).some((name) => TYPED.test(name))) await loadTypescript()
  useFiles(files)
  const linter = new Linter({ cwd: ROOT, configType: 'flat' }) as unknown as NodeLinter
  const names = Object.keys(files).filter((name) => LINTED.test(name))
  const messages: Record<string, readonly Message[]> = {}
  for (const name of names)
    messages[name] = linter.verify(files[name]!, configs[preset], {
      filename: `${ROOT}/${name}`,
      filterCodeBlock: () => true,
    })
  return { messages, lanes: lanesOf(files, names, messages, preset) }
}

function lanesOf(
  files: Files,
  names: readonly string[],
  messages: Linted['messages'],
  preset: 'recommended' | 'strict',
): string {
  const results = names.map((name) => ({
    filePath: `${ROOT}/${name}`,
    messages: messages[name],
    source: files[name],
  })) as unknown as ESLint.LintResult[]
  const settings = preset === 'strict' ? { scope: 'all' } : {}
  const reported = names.map((name) => ({ file: `${ROOT}/${name}`, text: { text: files[name]! }, settings }))
  const { programs, findings } = reportOf(reported, findingsOf(results), ROOT)
  return html`${LEGEND}
  ${programs.map(
    (program, at) =>
      html`<section class="program" aria-label="Lanes of ${program.entry}">
        <h2>${program.entry}</h2>
        ${programOf(program, findings, `p${String(at)}`)}
      </section>`,
  )}
  ${programs.length === 0 && html`<p class="soft">No file here takes part in machine learning.</p>`}`.text
}
