import { execFileSync, spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { notebook, ROOT } from '../cli/command.ts'

const CACHE = join(ROOT, '.cache/package')
const PROJECTS: readonly { name: string; packages: readonly string[] }[] = [
  { name: 'the oldest ESLint', packages: ['eslint@9.29.0'] },
  { name: 'the newest ESLint', packages: ['eslint@10'] },
  // It has no compiler API; the plugin brings a TypeScript of its own.
  { name: 'TypeScript 7', packages: ['eslint@10', 'typescript@7'] },
]

const README = readFileSync(join(ROOT, 'README.md'), 'utf8')
const CONFIGURATION = /```js\n([^`]*?export default defineConfig[^`]*?)```/u.exec(README)![1]!

let tarball = ''

beforeAll(() => {
  mkdirSync(CACHE, { recursive: true })
  const out = execFileSync('npm', ['pack', '--ignore-scripts', '--json', '--pack-destination', CACHE], {
    cwd: ROOT,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
  })
  tarball = join(CACHE, (JSON.parse(out) as { filename: string }[])[0]!.filename)
})

describe('the packed files', () => {
  it('are what is built, the pages and the companion, and no tests', () => {
    const names = execFileSync('tar', ['-tzf', tarball], { encoding: 'utf8' }).split('\n')
    for (const name of [
      'dist/src/index.js',
      'dist/src/cli.js',
      'dist/runtime/register.d.ts',
      'README.md',
      'LICENSE',
    ])
      expect(names).toContain(`package/${name}`)
    expect(names).toContain('package/rules/no-unseeded-random.md')
    expect(names).toContain('package/runtime/python/reproducible_runs.py')
    // The pages of the rules link to the evidence.
    expect(names.filter((name) => /test|examples|\.cache|evidence/u.test(name))).toEqual([
      'package/docs/evidence.md',
    ])
  })
})

describe.each(PROJECTS)('in a fresh project with $name', ({ packages }) => {
  const folder = join(CACHE, packages.join('-').replaceAll(/[^\w.]+/gu, '-'))
  let refused = ''

  beforeAll(() => {
    mkdirSync(folder, { recursive: true })
    const files = {
      'package.json': JSON.stringify({ name: 'fresh', private: true, type: 'module' }),
      'train.ts':
        "import * as tf from '@tensorflow/tfjs'\nconst x: tf.Tensor = tf.randomNormal([2])\nx.print()\n",
      'train.js': "import * as tf from '@tensorflow/tfjs'\ntf.randomNormal([2]).print()\n",
      'train.py': 'import torch\ntorch.save(torch.randn(2), "x.pt")\n',
      'train.ipynb': notebook('import torch', 'torch.save(torch.randn(2), "x.pt")'),
    }
    for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text)
    rmSync(join(folder, 'package-lock.json'), { force: true })
    const run = spawnSync('npm', ['install', '--no-audit', '--no-fund', '--save-dev', tarball, ...packages], {
      cwd: folder,
      encoding: 'utf8',
    })
    if (run.status !== 0) refused = run.stderr
  })

  it('installs', ({ skip }) => {
    if (/ENOTFOUND|ECONNREFUSED|ETIMEDOUT|network/u.test(refused))
      skip('skipped: the registry is out of reach')
    expect(refused).toBe('')
    expect(existsSync(join(folder, 'node_modules/@tensorflow'))).toBe(false)
  })

  it('lints every language with the configuration of the README', ({ skip }) => {
    if (refused !== '') skip('skipped: it is not installed')
    writeFileSync(join(folder, 'eslint.config.js'), CONFIGURATION)
    const run = spawnSync('npx', ['eslint', '-f', 'json', '.'], { cwd: folder, encoding: 'utf8' })
    expect(run.stderr).not.toContain('Error')
    const results = JSON.parse(run.stdout) as { filePath: string; messages: { ruleId: string }[] }[]
    const found = results.flatMap(({ filePath, messages }) =>
      messages.map(({ ruleId }) => `${basename(filePath)} ${ruleId}`),
    )
    const rule = 'reproducible/no-unseeded-random'
    expect(found.sort()).toEqual(
      ['train.ipynb', 'train.js', 'train.py', 'train.ts'].map((file) => `${file} ${rule}`),
    )
  })

  it('lints every language without configuration', ({ skip }) => {
    if (refused !== '') skip('skipped: it is not installed')
    const run = spawnSync(
      'npx',
      [
        'eslint-plugin-reproducible',
        '--no-config',
        '-f',
        'unix',
        'train.ts',
        'train.js',
        'train.py',
        'train.ipynb',
      ],
      {
        cwd: folder,
        encoding: 'utf8',
      },
    )
    expect(run.stderr).not.toMatch(/^ +at /mu)
    expect(run.stdout).not.toContain('Parsing error')
    expect(
      run.stdout
        .trim()
        .split('\n')
        .map((line) => line.split(':')[0])
        .sort(),
    ).toEqual(['train.ipynb', 'train.js', 'train.py', 'train.ts'])
    expect(run.status).toBe(1)
  })
})
