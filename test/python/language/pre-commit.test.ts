import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

const root = fileURLToPath(new URL('../../../', import.meta.url))
const cache = path.join(root, '.cache/pre-commit')
const command = path.join(cache, 'venv/bin/pre-commit')

/** Installs pre-commit from PyPI into `.cache/pre-commit` unless it is there. */
function install(): boolean {
  if (existsSync(command)) return true
  mkdirSync(cache, { recursive: true })
  const made = spawnSync('python3', ['-m', 'venv', path.join(cache, 'venv')], { timeout: 120_000 })
  if (made.status !== 0) return false
  const pip = ['install', '--quiet', '--disable-pip-version-check', 'pre_commit']
  return spawnSync(path.join(cache, 'venv/bin/pip'), pip, { timeout: 300_000 }).status === 0
}

/** Installing the hook as a user would takes two minutes and the network. */
const why = !process.env['REPRODUCIBLE_PRE_COMMIT']
  ? 'skipped: set REPRODUCIBLE_PRE_COMMIT=1 to install the hook as pre-commit does'
  : !existsSync(path.join(root, 'src/cli.ts'))
    ? 'skipped: there is no command line yet'
    : install()
      ? undefined
      : 'skipped: pip could not install pre_commit here'

const NOTEBOOK = JSON.stringify({
  cells: [
    { cell_type: 'markdown', source: ['# Split\n'] },
    {
      cell_type: 'code',
      source: ['%matplotlib inline\n', 'from sklearn.model_selection import train_test_split\n'],
    },
    { cell_type: 'code', source: ['parts = train_test_split([1, 2, 3], [0, 1, 0])\n'] },
  ],
  metadata: { kernelspec: { name: 'python3', language: 'python' } },
  nbformat: 4,
  nbformat_minor: 5,
})

describe.skipIf(why !== undefined)(`the pre-commit hook ${why ?? ''}`, () => {
  let folder = ''
  beforeAll(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'pre-commit-'))
    const split =
      'from sklearn.model_selection import train_test_split\n\nparts = train_test_split([1, 2, 3], [0, 1, 0]'
    writeFileSync(path.join(folder, 'train.py'), `${split})\n`)
    writeFileSync(path.join(folder, 'fixed.py'), `${split}, random_state=0)\n`)
    writeFileSync(path.join(folder, 'train.ipynb'), NOTEBOOK)
    spawnSync('git', ['init', '--quiet'], { cwd: folder })
    spawnSync('git', ['add', '.'], { cwd: folder })
  })
  afterAll(() => rmSync(folder, { recursive: true }))

  function hook(...files: string[]): { status: number | null; output: string } {
    const args = ['try-repo', root, 'eslint-plugin-reproducible', '--verbose', '--files', ...files]
    const env = { ...process.env, PRE_COMMIT_HOME: path.join(cache, 'home') }
    const run = spawnSync(command, args, { cwd: folder, env, encoding: 'utf8', timeout: 580_000 })
    return { status: run.status, output: run.stdout + run.stderr }
  }

  it('reports a script and a notebook, without any configuration', { timeout: 600_000 }, () => {
    const { status, output } = hook('train.py', 'train.ipynb', 'fixed.py')
    expect(output).toMatch(/train\.py[\s\S]*reproducible\/no-unseeded-random/)
    expect(output).toMatch(/train\.ipynb[\s\S]*reproducible\/no-unseeded-random/)
    expect(output).not.toMatch(/fixed\.py/)
    expect(status).toBe(1)
  })

  it('passes where nothing is wrong', { timeout: 600_000 }, () => {
    expect(hook('fixed.py').status).toBe(0)
  })
})
