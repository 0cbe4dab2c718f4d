/** A checkout that nobody trusts: nothing of it is executed, and nothing of it commands the terminal. */
import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs'
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

describe.skipIf(process.platform === 'win32')('what is no file', () => {
  const ends = (args: readonly string[], folder: string) => {
    const { code, out, err, closing } = command(args, folder)
    return { code, said: out + err + closing }
  }

  it.each(['pipe.py', 'pipe.js', 'pipe.ipynb', 'pipe.html', 'eslint.config.js', 'in/pipe.ts'])(
    'is left out where it is a pipe: %s',
    (name) => {
      const folder = folderWith({ 'a.py': DRAW, 'in/b.py': DRAW })
      execFileSync('mkfifo', [join(folder, name)])
      for (const args of [
        ['--no-config'],
        ['--no-config', name],
        ['--no-config', '--concurrency', '2'],
        ['--no-config', '--format', 'full', '--fix-suggestions', '--cache'],
      ]) {
        const { code, said } = ends(args, folder)
        expect(said).toContain(`${name} was left out: it cannot be read (it is a pipe or a device).`)
        expect(code).toBe(2)
      }
      expect(ends(['--effects', name], folder).said).toContain('it is a pipe or a device')
      expect(ends(['--effects'], folder).code).toBe(0)
      expect(ends(['--no-config', '--format', 'report'], folder).code).toBe(2)
    },
  )

  it('is left out where it never ends, or is larger than any program', () => {
    const folder = folderWith({ 'a.py': DRAW, 'large.py': '' })
    symlinkSync('/dev/zero', join(folder, 'zero.py'))
    truncateSync(join(folder, 'large.py'), 60_000_000)
    for (const args of [['--no-config'], ['--no-config', 'zero.py', 'large.py']]) {
      const { code, said } = ends(args, folder)
      expect(said).toMatch(/zero\.py was left out: it (?:cannot be read|is a link that leads out)/u)
      expect(said).toContain('large.py was left out: it cannot be read (it is larger than 50 MB).')
      expect(code).toBe(2)
    }
    expect(ends(['--effects', 'zero.py', 'large.py'], folder).said).toMatch(
      /zero\.py: it cannot be read \(it is a pipe or a device\)[^]*large\.py: it cannot be read \(it is larger/u,
    )
  })

  it.each(['requirements.txt', 'pyproject.toml', 'package.json', 'tsconfig.json', '.gitignore', 'uv.lock'])(
    'says nothing of the project: %s',
    (name) => {
      const plain = folderWith({ 'a.py': DRAW, 'a.ts': STRANGER['a.ts'] })
      const odd = folderWith({ 'a.py': DRAW, 'a.ts': STRANGER['a.ts'] })
      execFileSync('mkfifo', [join(odd, name)])
      expect(ends(['--no-config'], odd)).toEqual(ends(['--no-config'], plain))
    },
  )

  it('holds no accepted findings, and no cache', () => {
    for (const [name, args] of [
      ['eslint-suppressions.json', ['--no-config']],
      ['eslint-suppressions.json', ['--no-config', '--suppress-all']],
      ['.eslintcache', ['--no-config', '--cache']],
    ] as const) {
      const folder = folderWith({ 'a.py': DRAW })
      execFileSync('mkfifo', [join(folder, name)])
      const { code, said } = ends(args, folder)
      expect(said).toMatch(/cannot be read \(it is a pipe or a device\)/u)
      expect(code).toBe(2)
    }
  })
})

describe.skipIf(process.platform === 'win32')('a link that leads out of the project', () => {
  const SEEDS = 'import torch\n\ndef seed_all():\n    torch.manual_seed(0)\n'
  const TRAIN = 'import torch\nfrom helper import seed_all\n\nseed_all()\nprint(torch.randperm(3))\n'
  const outside = folderWith({
    'helper.py': SEEDS,
    'requirements.txt': 'torch==1.0\n',
    'secret.py': 'top secret(\n',
    'package.json': '{"name": "theirs", "exports": {".": "./real.ts"}}',
  })

  it('is not followed, and a link inside is', () => {
    const linked = (target: string) => {
      const folder = folderWith({ '.git/HEAD': '', 'train.py': TRAIN, 'in/helper.py': SEEDS })
      symlinkSync(target, join(folder, 'helper.py'))
      return command(['--no-config', 'train.py'], folder)
    }
    const inside = linked('in/helper.py')
    expect(inside.out).not.toContain('no-unseeded-random')
    // What seeds is not seen, as if there were no such file.
    const none = command(['--no-config', 'train.py'], folderWith({ '.git/HEAD': '', 'train.py': TRAIN }))
    expect(linked(join(outside, 'helper.py')).out.replaceAll(/\/\S*\//gu, '')).toBe(
      none.out.replaceAll(/\/\S*\//gu, ''),
    )
    const folder = folderWith({ '.git/HEAD': '', 'train.py': TRAIN })
    symlinkSync(outside, join(folder, 'helpers'))
    writeFileSync(join(folder, 'train.py'), TRAIN.replace('from helper', 'from helpers.helper'))
    expect(command(['--no-config', '--effects', 'train.py'], folder).out).not.toContain('manual_seed')
  })

  it('is not linted, and said', () => {
    const folder = folderWith({ '.git/HEAD': '', 'train.py': DRAW })
    symlinkSync(join(outside, 'secret.py'), join(folder, 'link.py'))
    const { code, out, err, closing } = command(['--no-config', '--exit-zero'], folder)
    expect(err).toContain('link.py was left out: it is a link that leads out of the project')
    expect(closing).toContain('1 link (out of the project)')
    expect(out).not.toContain('link.py')
    expect(code).toBe(0)
    // Whoever names it, means it.
    expect(command(['--no-config', 'link.py'], folder).out).toContain('link.py')
  })
})
