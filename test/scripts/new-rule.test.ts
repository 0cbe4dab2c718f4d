/** What `npm run new` writes is a whole rule: in a copy of the repository, everything passes before a line is changed. */
import { spawnSync } from 'node:child_process'
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'

const NAME = 'no-such-thing'
const ROOT = join(import.meta.dirname, '../..')
const PARTS = [
  'src',
  'rules',
  'runtime',
  'scripts',
  'docs',
  'test/rules',
  'test/messages',
  'test/evidence',
  'test/docs.test.ts',
  'package.json',
  '.prettierrc.json',
  'tsconfig.json',
  'vitest.config.ts',
]
const LEFT_OUT = new Set(['node_modules', '.cache', '__pycache__'])

let copy: string

function run(
  program: string,
  ...args: readonly string[]
): { readonly status: number | null; output: string } {
  const { status, stdout, stderr } = spawnSync(process.execPath, [program, ...args], {
    cwd: copy,
    encoding: 'utf8',
    env: { ...process.env, CI: '', NO_COLOR: '1' },
  })
  return { status, output: stdout + stderr }
}

function vitest(...args: readonly string[]) {
  return run('node_modules/vitest/vitest.mjs', 'run', ...args)
}

beforeAll(() => {
  copy = mkdtempSync(join(tmpdir(), 'reproducible-new-'))
  for (const part of PARTS)
    cpSync(join(ROOT, part), join(copy, part), {
      recursive: true,
      filter: (path) => !LEFT_OUT.has(basename(path)),
    })
  symlinkSync(join(ROOT, 'node_modules'), join(copy, 'node_modules'), 'junction')
})
afterAll(() => rmSync(copy, { recursive: true, force: true }))

describe('a new rule', () => {
  test('is written once', () => {
    expect(run('scripts/new-rule.mjs', NAME)).toMatchObject({ status: 0 })
    expect(run('scripts/new-rule.mjs', NAME)).toMatchObject({ status: 2 })
    expect(run('scripts/new-rule.mjs', 'NoSuchThing')).toMatchObject({ status: 2 })
  })

  test('compiles', () => {
    const settings = JSON.parse(readFileSync(join(copy, 'tsconfig.json'), 'utf8')) as object
    const files = [
      'rules/index.ts',
      `test/rules/${NAME}.javascript.test.ts`,
      `test/rules/${NAME}.python.test.ts`,
    ]
    writeFileSync(join(copy, 'tsconfig.json'), JSON.stringify({ ...settings, include: files }))
    expect(run('node_modules/typescript/bin/tsc', '--noEmit')).toEqual({ status: 0, output: '' })
  })

  test('is written as the rest is', () => {
    const written = [`rules/${NAME}.ts`, `rules/${NAME}.md`, `test/rules/${NAME}.*`]
    const { status, output } = run('node_modules/prettier/bin/prettier.cjs', '--check', ...written)
    expect({ status, output }).toMatchObject({ status: 0 })
  })

  test.each([
    ['tests pass, in both languages', [`test/rules/${NAME}`], 2],
    ['page keeps its word, in both languages', ['test/docs.test.ts', '-t', NAME, '-u'], 1],
    [
      'claims are claims, in both languages',
      ['test/evidence/evidence.test.ts', '-t', `${NAME}|-such-thing`],
      1,
    ],
  ])('its %s', (_, args, files) => {
    const { status, output } = vitest(...args)
    expect({ status, output }).toMatchObject({ status: 0 })
    expect(output).toMatch(new RegExp(`Test Files +${files} passed`, 'u'))
  })
})
