import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { ESLint as ESLint10, type Linter } from 'eslint'
import { beforeAll, describe, expect, it } from 'vitest'
import { folderWith, notebook, ROOT } from '../cli/command.ts'
import { installPlatform } from '../platforms/install.ts'
import reproducible from '../../src/index.ts'

const FILES = {
  'train.js': "import * as tf from '@tensorflow/tfjs'\ntf.randomNormal([2]).print()\n",
  'train.py': 'import torch\ntorch.save(torch.randn(2), "x.pt")\n',
  'train.ipynb': notebook('import torch', 'torch.save(torch.randn(2), "x.pt")'),
  'plain.js': 'export const sample = [3, 1, 2].sort(() => Math.random() - 0.5)\n',
}
const folder = folderWith(FILES)

type Engine = typeof ESLint10

let nine: NodeJS.Require | string = ''
beforeAll(() => {
  nine = installPlatform('eslint9', 'eslint')
})

/** `file rule` of every finding. */
async function found(Eslint: Engine, config: Linter.Config[], cwd = folder): Promise<string[]> {
  const eslint = new Eslint({ cwd, overrideConfigFile: true, overrideConfig: config })
  const results = await eslint.lintFiles(['.'])
  return results
    .flatMap(({ filePath, messages }) =>
      messages.map(({ ruleId, message }) => `${filePath.slice(cwd.length + 1)} ${ruleId ?? message}`),
    )
    .sort()
}

describe.each([10, 9])('with ESLint %i', (version) => {
  const engine = (skip: (note: string) => never): Engine => {
    if (version === 10) return ESLint10
    if (typeof nine === 'string') skip(nine)
    return (nine('eslint') as { ESLint: Engine }).ESLint
  }
  const ML = ['train.ipynb', 'train.js', 'train.py'].map((file) => `${file} reproducible/no-unseeded-random`)

  it('recommended judges machine learning in every language', async ({ skip }) => {
    expect(await found(engine(skip), reproducible.configs.recommended)).toEqual(ML)
  })

  it('TypeScript is read without another parser', async ({ skip }) => {
    const typed = folderWith({
      'a.ts':
        "import * as tf from '@tensorflow/tfjs'\nconst x: tf.Tensor = tf.randomNormal([2])\nx.print()\n",
      'b.tsx':
        "import * as tf from '@tensorflow/tfjs'\nexport const view = <p>{tf.randomNormal([2]) as unknown as string}</p>\n",
      'c.cts': "import tf = require('@tensorflow/tfjs')\ntf.randomNormal([2]).print()\n",
      'd.ts': 'const x: = 1\n',
    })
    const config = [...reproducible.configs.typescript, ...reproducible.configs.recommended]
    expect(await found(engine(skip), config, typed)).toEqual([
      ...['a.ts', 'b.tsx', 'c.cts'].map((file) => `${file} reproducible/no-unseeded-random`),
      'd.ts Parsing error: Type expected.',
    ])
  })

  it('strict judges every module', async ({ skip }) => {
    const all = await found(engine(skip), reproducible.configs.strict)
    expect(all).toEqual(expect.arrayContaining([...ML, 'plain.js reproducible/no-unseeded-random']))
  })

  it('a list of options is one object, held to its schema', async ({ skip }) => {
    const config = (options: unknown): Linter.Config[] => [
      ...reproducible.configs.recommended,
      {
        files: ['**/*.py'],
        rules: { 'reproducible/no-entropy-seed': ['error', options] as Linter.RuleEntry },
      },
    ]
    await expect(found(engine(skip), config({ allowLogged: false }))).resolves.toEqual(ML)
    await expect(found(engine(skip), config({ allowLoged: false }))).rejects.toThrow(/allowLoged/u)
    await expect(found(engine(skip), config({ allowLogged: 'no' }))).rejects.toThrow(/boolean/u)
  })

  it.each([
    [{ scope: 'everything' }, 'settings.reproducible.scope must be "ml" or "all", but it is "everything".'],
    [
      { seeder: [] },
      'settings.reproducible.seeder is no setting. There are: scope, entrypoints, seeders, versions.',
    ],
    [
      { versions: { torch: 2 } },
      'settings.reproducible.versions must be an object such as { "torch": "2.9" }',
    ],
    [
      { versions: { '@tensorflow/tfjs': '^4.22.0' } },
      'settings.reproducible.versions["@tensorflow/tfjs"] must be one version, such as "2.9", and no range, but it is "^4.22.0".',
    ],
    ['all', 'settings.reproducible must be an object'],
  ])('the setting %j is refused in words', async (setting, message) => {
    const Eslint =
      version === 9 && typeof nine !== 'string' ? (nine('eslint') as { ESLint: Engine }).ESLint : ESLint10
    const config = [...reproducible.configs.recommended, { settings: { reproducible: setting } }]
    await expect(found(Eslint, config)).rejects.toThrow(message)
    await expect(found(Eslint, config)).rejects.not.toHaveProperty('stack', expect.stringMatching(/^ +at /mu))
  })

  it('the user names what seeds', async ({ skip }) => {
    const own = folderWith({
      'a.py': 'import torch\nfrom elsewhere import fix_all\nfix_all()\ntorch.save(torch.randn(2), "x.pt")\n',
    })
    const lint = async (settings: object) => {
      const overrideConfig = [...reproducible.configs.recommended, { settings: { reproducible: settings } }]
      const eslint = new (engine(skip))({ cwd: own, overrideConfigFile: true, overrideConfig })
      return (await eslint.lintFiles(['.'])).flatMap(({ messages }) => messages.map(({ ruleId }) => ruleId))
    }
    expect(await lint({})).toEqual(['reproducible/no-unseeded-random'])
    expect(await lint({ seeders: ['fix_all'] })).toEqual([])
  })

  it('any name will do', async ({ skip }) => {
    const config: Linter.Config[] = [
      {
        files: ['**/*.py'],
        plugins: { repeat: reproducible },
        language: 'repeat/python',
        rules: { 'repeat/no-unseeded-random': 'error' },
      },
      { files: ['**/*.ipynb'], plugins: { repeat: reproducible }, processor: 'repeat/notebook' },
      {
        files: ['**/*.js'],
        plugins: { repeat: reproducible },
        rules: { 'repeat/no-unseeded-random': 'error' },
      },
    ]
    expect(await found(engine(skip), config)).toEqual(
      ML.map((line) => line.replace('reproducible/', 'repeat/')),
    )
  })

  it('a configuration may be CommonJS, and extend the preset by name', ({ skip }) => {
    const eslint =
      version === 10
        ? join(ROOT, 'node_modules/eslint/bin/eslint.js')
        : join(ROOT, 'test/platforms/eslint9/node_modules/eslint/bin/eslint.js')
    if (version === 9 && typeof nine === 'string') skip(nine)
    const from = version === 10 ? ROOT : join(ROOT, 'test/platforms/eslint9/')
    const own = folderWith({
      ...FILES,
      'eslint.config.js': `const { createRequire } = require('node:module')
const { defineConfig } = createRequire(${JSON.stringify(from)})('eslint/config')
const reproducible = require(${JSON.stringify(join(ROOT, 'dist/src/index.js'))})
module.exports = defineConfig([{ plugins: { reproducible }, extends: ['reproducible/recommended'] }, { ignores: ['eslint.config.js'] }])
`,
    })
    const run = spawnSync(process.execPath, [eslint, '-f', 'json', '.'], { cwd: own, encoding: 'utf8' })
    const results = JSON.parse(run.stdout || '[]') as { filePath: string; messages: { ruleId: string }[] }[]
    const all = results.flatMap(({ filePath, messages }) =>
      messages.map(({ ruleId }) => `${filePath.slice(own.length + 1)} ${ruleId}`),
    )
    expect(all.sort(), run.stderr).toEqual(ML)
  })
})
