/** A checkout that nobody trusts: nothing of it is executed, and nothing of it commands the terminal. */
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { command, folderWith, notebook } from './command.ts'

const DRAW = 'import torch\n\nprint(torch.randperm(3))\n'

/** A module that leaves a mark where it is executed. */
function trap(name: string): string {
  return `require('node:fs').appendFileSync(require('node:path').join(process.env.TRAPS, 'sprung'), ${JSON.stringify(`${name}\n`)}); module.exports = { ESLint: class {}, rules: {} }\n`
}

const PACKAGES = [
  'eslint',
  'eslint-plugin-reproducible',
  'eslint-formatter-theirs',
  '@microsoft/eslint-formatter-sarif',
  'typescript',
  'typescript-eslint',
  '@typescript-eslint/parser',
  '@typescript-eslint/typescript-estree',
  '@typescript-eslint/utils',
  'espree',
  'ignore',
  'picomatch',
  'py-ast',
  'imurmurhash',
  '@tensorflow/tfjs-node',
]

const STRANGER = {
  ...Object.fromEntries(
    PACKAGES.flatMap((name) => [
      [`node_modules/${name}/package.json`, JSON.stringify({ name, version: '99.0.0', main: 'index.js' })],
      [`node_modules/${name}/index.js`, trap(name)],
    ]),
  ),
  ...Object.fromEntries(
    [
      'eslint.config.js',
      'eslint.config.cjs',
      '.eslintrc.js',
      'train.config.js',
      'formatter.js',
      '.pnp.cjs',
    ].map((name) => [name, trap(name)]),
  ),
  'package.json': JSON.stringify({
    name: 'theirs',
    scripts: { preinstall: 'touch sprung' },
    eslintConfig: { extends: './formatter.js' },
  }),
  'tsconfig.json': JSON.stringify({
    extends: './formatter.js',
    compilerOptions: { plugins: [{ name: './formatter.js' }] },
  }),
  '.gitignore': 'ignored/\n',
  'a.py': DRAW,
  'a.ts':
    "import * as tf from '@tensorflow/tfjs'\nimport './formatter.js'\nconst x: tf.Tensor = tf.randomNormal([2])\nx.print()\n",
  'a.js': "const tf = require('@tensorflow/tfjs')\n@decorated class A {}\ntf.randomNormal([2]).print()\n",
  'a.ipynb': notebook('import torch\n', 'print(torch.randperm(3))\n'),
  'index.html': '<script type="module">import "./formatter.js"</script>',
}

describe('--no-config', () => {
  it.each([
    [['--no-config']],
    [['--no-config', '--strict', '--fix', '--fix-suggestions']],
    [['--no-config', '--cache', '--concurrency', '2', '--format', 'html']],
    [['--no-config', '--format', 'sarif']],
    [['--no-config', '--format', 'json-with-metadata', '--suppress-all', '--suppressions-location', 'kept/']],
    [['--no-config', '--effects']],
    [['--no-config', '--format', 'theirs']],
    [['--no-config', '--format', './formatter.js']],
  ])('%j executes nothing of the folder', (args) => {
    const folder = folderWith(STRANGER)
    const traps = folderWith({})
    const { code, err } = command(args, folder, { TRAPS: traps })
    expect(existsSync(join(traps, 'sprung')) ? readFileSync(join(traps, 'sprung'), 'utf8') : '').toBe('')
    if (args.at(-1)!.includes('theirs') || args.at(-1)!.includes('formatter')) {
      expect(code).toBe(2)
      expect(err).toMatch(/^With --no-config nothing of the folder is executed/u)
    } else expect([0, 1]).toContain(code)
  })

  it('is not needed to see that the traps work', () => {
    const folder = folderWith(STRANGER)
    const traps = folderWith({})
    command([], folder, { TRAPS: traps })
    command(['--no-config', 'a.py'], folder, { TRAPS: traps })
    expect(readFileSync(join(traps, 'sprung'), 'utf8')).toContain('eslint.config')
  })
})

it('sentences about files hold no control characters', () => {
  const odd = 'x\x1b[2J\x9b31m\u202e.py'
  const folder = folderWith({
    [odd]: 'def f(:\n',
    'eslint-suppressions.json': `{"${'x\\u001b[2J'}.py": {"reproducible/no-late-seed": {"count": 1}}}`,
    '.gitignore': '*.txt\n',
    'a\x1b[2J.txt': '',
  })
  for (const args of [
    [],
    [odd],
    ['a\x1b[2J.txt'],
    ['no\x1b[2J.py'],
    ['--effects'],
    ['--fo\x1b[2J'],
    ['--statistics'],
    ['-c', 'c\x1b[2J.js'],
  ]) {
    const { out, err, closing } = command(args, folder)
    // The terminal would obey these.
    expect(out + err + closing).not.toMatch(/[\0-\x08\x0b-\x1f\x7f-\x9f\u202e]/u)
  }
})

describe('a report is accepted where it is', () => {
  const html = (comment: string) =>
    `<script src="https://cdn.jsdelivr.net/npm/@tensorflow/tfjs"></script>\n<script>\n${comment}\ntf.randomNormal([2]).print()\n</script>\n`
  const RULE = 'reproducible/no-unseeded-random'
  it.each([
    ['a.py', (comment: string) => DRAW.replace('\n\n', `\n${comment}\n`), '#'],
    [
      'a.ipynb',
      (comment: string) => notebook('import torch\n', `${comment}\nprint(torch.randperm(3))\n`),
      '#',
    ],
    [
      'a.js',
      (comment: string) =>
        `const tf = require('@tensorflow/tfjs')\n${comment}\ntf.randomNormal([2]).print()\n`,
      '//',
    ],
    [
      'a.ts',
      (comment: string) =>
        `import * as tf from '@tensorflow/tfjs'\n${comment}\nexport const x: tf.Tensor = tf.randomNormal([2])\n`,
      '//',
    ],
    ['a.html', html, '//'],
  ])('in %s, by the comment that --format full prints', (name, text, mark) => {
    const { out, code } = command(['-f', 'full', '--strict'], folderWith({ [name]: text('') }))
    expect(code).toBe(1)
    const comment = `${mark} eslint-disable-next-line ${RULE} -- why`
    expect(out).toContain(`  To accept it: ${comment}\n`)
    const silent = command(['--strict'], folderWith({ [name]: text(comment) }))
    expect(silent.out).not.toContain(RULE)
  })
})
