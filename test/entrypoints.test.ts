/** Which files a program starts with, and how far it reaches. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { Linter } from 'eslint'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import reproducible from '../src/index.ts'

let folder = ''

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'entrypoints-'))
})

afterEach(() => {
  vi.restoreAllMocks()
  rmSync(folder, { recursive: true, force: true })
})

function write(files: Readonly<Record<string, string>>): void {
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true })
    writeFileSync(join(folder, name), text)
  }
}

function rulesAt(name: string, text: string, entrypoints: readonly string[] = [], cwd = folder): unknown[] {
  const config = [
    ...reproducible.configs.recommended,
    { languageOptions: { ecmaVersion: 'latest' }, settings: { reproducible: { entrypoints } } },
  ]
  return new Linter({ cwd }).verify(text, config as never, join(folder, name)).map(({ ruleId }) => ruleId)
}

const train = `import * as tf from '@tensorflow/tfjs'
const model = tf.sequential({ layers: [tf.layers.dense({ units: 1, inputShape: [2] })] })
model.compile({ optimizer: 'sgd', loss: 'meanSquaredError' })
await model.fit(tf.zeros([8, 2]), tf.zeros([8, 1]), { shuffle: false })
`
const main = `import { enforce } from 'eslint-plugin-reproducible/runtime'
enforce({ seed: 1 })
await import('./train.js')
`

describe('settings.entrypoints', () => {
  beforeEach(() => {
    mkdirSync(join(folder, '.git'))
    write({ 'src/main.js': main, 'src/train.js': train })
  })

  it('are run by themselves, whoever imports them', () => {
    expect(rulesAt('src/train.js', train)).toEqual([])
    expect(rulesAt('src/train.js', train, ['other/**', 'src/{train,test}.js'])).toContain(
      'reproducible/no-unseeded-random',
    )
  })

  it('are globs that no warning comes with', () => {
    const warned = vi.spyOn(process, 'emitWarning').mockReturnValue()
    expect(rulesAt('src/train.js', train, ['**/*.mjs'])).toEqual([])
    expect(warned).not.toHaveBeenCalled()
  })
})

describe('without a repository', () => {
  const seeding = `import { enforce } from 'eslint-plugin-reproducible/runtime'
export function prepare() { enforce({ seed: 1 }) }
`
  const seeded = train.replace('\n', `\nimport { prepare } from '@scope/setup'\nprepare()\n`)
  const packages = {
    'packages/setup/package.json': '{ "name": "@scope/setup", "main": "index.js", "type": "module" }',
    'packages/setup/index.js': seeding,
    'packages/model/package.json': '{ "name": "@scope/model", "type": "module" }',
    'packages/model/train.js': seeded,
  }

  it.each<[by: string, file: Record<string, string>]>([
    ['npm', { 'package.json': '{ "workspaces": ["packages/*"] }' }],
    ['pnpm', { 'pnpm-workspace.yaml': 'packages:\n  - packages/*\n' }],
  ])('packages of a workspace of %s see each other from any of them', (_, file) => {
    write({ ...packages, ...file })
    expect(rulesAt('packages/model/train.js', seeded, [], join(folder, 'packages/model'))).toEqual([])
  })
})
