/**
 * Realistic training programs with one defect each, marked `# expect: rule` where it is reported. Lines that end in
 * `#-` belong to the defective program only, lines that begin with `#+` to its repaired twin only.
 */
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, relative } from 'node:path'
import { ESLint } from 'eslint'
import { afterAll, describe, expect, it } from 'vitest'
import plugin from '../../src/index.ts'

const FIXTURES = new URL('seeded/fixtures/', import.meta.url).pathname
const folders: string[] = []

function copyOf(name: string, edit: (text: string) => string): string {
  const folder = mkdtempSync(join(tmpdir(), 'reproducible-seeded-'))
  folders.push(folder)
  cpSync(join(FIXTURES, name), folder, { recursive: true })
  for (const file of pythonFiles(folder)) writeFileSync(file, edit(readFileSync(file, 'utf8')))
  return folder
}

function pythonFiles(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.py'))
    .map((path) => join(folder, path))
}

function defective(text: string): string {
  return text
    .split('\n')
    .filter((line) => !/^\s*#\+/u.test(line))
    .map((line) => line.replace(/ *#-$/u, ''))
    .join('\n')
}

function repaired(text: string): string {
  return text
    .split('\n')
    .filter((line) => !line.endsWith('#-'))
    .map((line) => line.replace(/^(\s*)#\+ ?/u, '$1').replace(/ *# expect: .*$/u, ''))
    .join('\n')
}

function announced(folder: string): string[] {
  return pythonFiles(folder).flatMap((file) =>
    readFileSync(file, 'utf8')
      .split('\n')
      .flatMap((line, at) => {
        const rule = /# expect: ([\w-]+)/u.exec(line)?.[1]
        return rule === undefined ? [] : [`${relative(folder, file)}:${at + 1} ${rule}`]
      }),
  )
}

async function reports(folder: string): Promise<string[]> {
  const eslint = new ESLint({
    cwd: folder,
    overrideConfigFile: true,
    overrideConfig: plugin.configs.recommended as never,
  })
  const results = await eslint.lintFiles(['**/*.py'])
  return results.flatMap(({ filePath, messages }) =>
    messages.map(
      ({ line, ruleId, message }) =>
        `${relative(folder, filePath)}:${line} ${ruleId === null ? message : ruleId.replace('reproducible/', '')}`,
    ),
  )
}

describe('programs with one defect', () => {
  afterAll(() => folders.splice(0).forEach((folder) => rmSync(folder, { recursive: true, force: true })))

  const names = readdirSync(FIXTURES)

  it.each(names)('%s: the defect is reported, and nothing else', async (name) => {
    const folder = copyOf(name, defective)
    const expected = announced(folder)
    expect(expected).toHaveLength(1)
    expect(await reports(folder)).toEqual(expected)
  })

  it.each(names)('%s: the repaired twin is silent', async (name) => {
    const folder = copyOf(name, repaired)
    expect(await reports(folder)).toEqual([])
  })
})
