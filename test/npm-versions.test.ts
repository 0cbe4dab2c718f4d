import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { ESLint } from 'eslint'
import { afterAll, describe, expect, it } from 'vitest'
import plugin from '../src/index.ts'
import { newestIn, npmVersions } from '../src/project/npm-versions.ts'

const TFJS = '@tensorflow/tfjs'
const NAMES: ReadonlySet<string> = new Set([TFJS, 'constructor'])

const folders: string[] = []
afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true })
})

type Files = Readonly<Record<string, string>>

function project(files: Files): string {
  const root = mkdtempSync(join(tmpdir(), 'npm-versions-'))
  folders.push(root)
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, name)), { recursive: true })
    writeFileSync(join(root, name), text)
  }
  return root
}

const versionIn = (files: Files, folder = ''): string | undefined => {
  const root = project(files)
  return npmVersions(root, join(root, folder), NAMES).get(TFJS)
}

const manifest = (range: string, more: object = {}): string =>
  JSON.stringify({ name: 'x', dependencies: { [TFJS]: range }, ...more })

describe('the newest version that a range of npm allows', () => {
  it.each([
    ['3.17.0', '3.17.0'],
    ['=3.17.0', '3.17.0'],
    ['v3.17.0', '3.17.0'],
    ['^3.17.0', '3.999'],
    ['^0.13.5', '0.13.999'],
    ['^0.0.3', '0.0.3.999'],
    ['~3.17.0', '3.17.999'],
    ['~3.17', '3.17.999'],
    ['3.x', '3.999'],
    ['3', '3.999'],
    ['3.17.*', '3.17.999'],
    ['<4', '3.999'],
    ['<4.2.0', '4.1.999'],
    ['<=4.1.0', '4.1.0'],
    ['>=3.0.0 <4.0.0', '3.999'],
    ['>= 3.0.0 < 4.0.0', '3.999'],
    ['1.0.0 - 3.9.0', '3.9.0'],
    ['^2.0.0 || ^3.0.0', '3.999'],
    ['3.17.0-rc.1', '3.17.0'],
    ['>=3', undefined],
    ['>3.0.0', undefined],
    ['^3.0.0 || >=4', undefined],
    ['*', undefined],
    ['x', undefined],
    ['', undefined],
    ['latest', undefined],
    ['next', undefined],
    ['workspace:*', undefined],
    ['file:../tfjs', undefined],
    ['github:tensorflow/tfjs#v3', undefined],
    ['npm:other@1.0.0', undefined],
    ['https://example.org/x-3.17.0.tgz', undefined],
  ])('%j is %j', (range, newest) => {
    expect(newestIn(range)).toBe(newest)
  })
})

const YARN_1 = `# yarn lockfile v1

"@tensorflow/tfjs-core@3.18.0":
  version "3.18.0"

"@tensorflow/tfjs@3.x", "@tensorflow/tfjs@^3.0.0":
  version "3.17.0"
  resolved "https://registry.yarnpkg.com/x"
  dependencies:
    version "9.9.9"
`
const YARN_4 = `__metadata:
  version: 8

"@tensorflow/tfjs@npm:^3.0.0":
  version: 3.17.0
  resolution: "@tensorflow/tfjs@npm:3.17.0"
`
const PNPM_9 = `lockfileVersion: '9.0'

importers:

  .:
    dependencies:
      '@tensorflow/tfjs':
        specifier: ^3.0.0
        version: 3.17.0(seedrandom@3.0.5)
      seedrandom:
        specifier: ^3.0.5
        version: 3.0.5

  packages/new:
    dependencies:
      '@tensorflow/tfjs':
        specifier: ^4.0.0
        version: 4.22.0

packages:

  '@tensorflow/tfjs@4.22.0':
    resolution: {integrity: sha512-x}
`
const PNPM_6 = `lockfileVersion: '6.0'

dependencies:
  '@tensorflow/tfjs':
    specifier: ^3.0.0
    version: 3.17.0

packages:

  /@tensorflow/tfjs@3.17.0:
    dev: false
`
const PNPM_5 = `lockfileVersion: 5.4

specifiers:
  '@tensorflow/tfjs': ^3.0.0

dependencies:
  '@tensorflow/tfjs': 3.17.0_seedrandom@3.0.5

packages:
`
const BUN = `{
  "lockfileVersion": 1,
  "packages": {
    "@tensorflow/tfjs": ["@tensorflow/tfjs@3.17.0", "", { "dependencies": {} }, "sha512-x"],
  },
}
`
const NPM_3 = JSON.stringify({
  lockfileVersion: 3,
  packages: {
    '': {},
    [`node_modules/${TFJS}`]: { version: '3.17.0' },
    [`packages/new/node_modules/${TFJS}`]: { version: '4.22.0' },
  },
})
const NPM_1 = JSON.stringify({ lockfileVersion: 1, dependencies: { [TFJS]: { version: '3.17.0' } } })

describe('the version of a package', () => {
  it.each<[name: string, files: Files]>([
    ['package-lock.json', { 'package-lock.json': NPM_3 }],
    ['package-lock.json of npm 6', { 'package-lock.json': NPM_1 }],
    ['npm-shrinkwrap.json', { 'npm-shrinkwrap.json': NPM_3 }],
    ['yarn.lock', { 'yarn.lock': YARN_1 }],
    ['yarn.lock with Windows line ends', { 'yarn.lock': YARN_1.replaceAll('\n', '\r\n') }],
    ['yarn.lock of Yarn 4', { 'yarn.lock': YARN_4 }],
    ['pnpm-lock.yaml of pnpm 9', { 'pnpm-lock.yaml': PNPM_9 }],
    ['pnpm-lock.yaml of pnpm 8', { 'pnpm-lock.yaml': PNPM_6 }],
    ['pnpm-lock.yaml of pnpm 7', { 'pnpm-lock.yaml': PNPM_5 }],
    ['bun.lock', { 'bun.lock': BUN }],
    ['node_modules', { [`node_modules/${TFJS}/package.json`]: '{ "version": "3.17.0" }' }],
    [
      'a lock file rather than node_modules',
      { 'yarn.lock': YARN_1, [`node_modules/${TFJS}/package.json`]: '{ "version": "3.21.0" }' },
    ],
  ])('is that of %s', (_, files) => {
    expect(versionIn({ 'package.json': manifest('^3.0.0'), ...files })).toBe('3.17.0')
    expect(versionIn({ 'package.json': manifest('^3.0.0'), ...files }, 'src/deep')).toBe('3.17.0')
  })

  it.each<[name: string, files: Files]>([
    ['package-lock.json', { 'package-lock.json': NPM_3 }],
    ['pnpm-lock.yaml', { 'pnpm-lock.yaml': PNPM_9 }],
    ['node_modules', { [`packages/new/node_modules/${TFJS}/package.json`]: '{ "version": "4.22.0" }' }],
    ['package.json', {}],
  ])('is that of the nearest package: %s', (name, files) => {
    const found = versionIn(
      { 'package.json': manifest('^3.0.0'), 'packages/new/package.json': manifest('^4.0.0'), ...files },
      'packages/new/src',
    )
    expect(found).toBe(name === 'package.json' ? '4.999' : '4.22.0')
  })

  it.each<[name: string, files: Files, version: string | undefined]>([
    ['what package.json allows', { 'package.json': manifest('^3.17.0') }, '3.999'],
    [
      'a development dependency',
      { 'package.json': JSON.stringify({ devDependencies: { [TFJS]: '3.17.0' } }) },
      '3.17.0',
    ],
    ['no bound', { 'package.json': manifest('>=3') }, undefined],
    ['a peer', { 'package.json': JSON.stringify({ peerDependencies: { [TFJS]: '^3.0.0' } }) }, undefined],
    ['a description', { 'package.json': '{ "description": "@tensorflow/tfjs 3.17.0" }' }, undefined],
    ['no JSON', { 'package.json': '{ "dependencies": { "@tensorflow/tfjs": "3.17.0" ' }, undefined],
    [
      'a lock file that is broken',
      { 'package.json': manifest('^3.17.0'), 'package-lock.json': '{' },
      '3.999',
    ],
    [
      'a lock file that does not know it',
      { 'package.json': manifest('^3.17.0'), 'yarn.lock': '# yarn lockfile v1\n' },
      '3.999',
    ],
    [
      'a package called constructor',
      { 'package.json': manifest('3.17.0', { devDependencies: { constructor: '1.0.0' } }), 'bun.lock': BUN },
      '3.17.0',
    ],
    ['nothing', {}, undefined],
  ])('of %s', (_, files, version) => {
    expect(versionIn(files)).toBe(version)
  })
})

describe('a seed that an older TensorFlow.js ignores', () => {
  const code = (from: string): string =>
    `import * as tf from '${from}'\nconst kernelInitializer = tf.initializers.glorotUniform({ seed: 7 })\nconst model = tf.sequential({ layers: [tf.layers.dense({ units: 1, inputShape: [1], kernelInitializer })] })\nmodel.compile({ loss: 'meanSquaredError', optimizer: 'sgd' })\nawait model.fit(tf.zeros([1, 1]), tf.zeros([1, 1]), { shuffle: false })\n`

  async function found(files: Files, name = 'train.mjs'): Promise<readonly (string | null)[]> {
    const engine = new ESLint({
      cwd: project(files),
      overrideConfigFile: true,
      overrideConfig: [...plugin.configs.recommended, ...plugin.configs.pages],
    })
    const [result] = await engine.lintFiles([name])
    return result!.messages.map(({ ruleId, message }) => ruleId ?? message)
  }

  it.each<[name: string, files: Files, reports: number]>([
    ['an exact version', { 'package.json': manifest('3.17.0'), 'train.mjs': code(TFJS) }, 1],
    ['a range', { 'package.json': manifest('^3.17.0'), 'train.mjs': code(TFJS) }, 1],
    ['a lock file', { 'package.json': manifest('*'), 'pnpm-lock.yaml': PNPM_9, 'train.mjs': code(TFJS) }, 1],
    ['an address', { 'train.mjs': code('https://esm.sh/@tensorflow/tfjs@3.17.0') }, 1],
    ['an address of a generation', { 'train.mjs': code('https://esm.sh/@tensorflow/tfjs@3') }, 1],
    [
      'an address rather than package.json',
      { 'package.json': manifest('3.17.0'), 'train.mjs': code('npm:@tensorflow/tfjs@4.22.0') },
      0,
    ],
    ['a new version', { 'package.json': manifest('^4.2.0'), 'train.mjs': code(TFJS) }, 0],
    ['a range that may be new', { 'package.json': manifest('^3.0.0 || ^4.0.0'), 'train.mjs': code(TFJS) }, 0],
    ['an unknown version', { 'train.mjs': code(TFJS) }, 0],
    [
      'the version of another package of the family',
      {
        'package.json': JSON.stringify({ dependencies: { '@tensorflow/tfjs-vis': '1.5.1' } }),
        'train.mjs': code(TFJS),
      },
      0,
    ],
  ])('by %s', async (_, files, reports) => {
    expect(await found(files)).toEqual(
      Array.from({ length: reports }, () => 'reproducible/no-ineffective-seed'),
    )
  })

  it.each([
    ['jsDelivr', 'https://cdn.jsdelivr.net/npm/@tensorflow/tfjs@3.17.0/dist/tf.min.js', 1],
    ['cdnjs', 'https://cdnjs.cloudflare.com/ajax/libs/tensorflow/3.17.0/tf.min.js', 1],
    ['a new one', 'https://cdn.jsdelivr.net/npm/@tensorflow/tfjs@4.22.0/dist/tf.min.js', 0],
    ['an unknown one', 'https://cdn.jsdelivr.net/npm/@tensorflow/tfjs', 0],
  ])('in a page: %s', async (_, src, reports) => {
    const script = code('').split('\n').slice(1).join('\n').replace('await ', '')
    const text = `<script src="${src}"></script>\n<script>\n${script}</script>\n`
    expect(await found({ 'page.html': text }, 'page.html')).toHaveLength(reports)
  })
})
