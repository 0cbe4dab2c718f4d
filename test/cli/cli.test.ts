import { spawnSync } from 'node:child_process'
import { readFileSync, symlinkSync, mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { CLI, command, folderWith, notebook, ROOT } from './command.ts'

const TYPESCRIPT =
  "import * as tf from '@tensorflow/tfjs'\nconst x: tf.Tensor = tf.randomNormal([2])\nx.print()\n"
const JAVASCRIPT = "const tf = require('@tensorflow/tfjs')\ntf.randomNormal([2]).print()\n"
const PYTHON = 'import torch\n\nprint(torch.randperm(3))\n'
const NOTEBOOK = notebook('import torch\n', 'print(1)\nprint(torch.randperm(3))\n')
const MISSPELT =
  'import torch\n\ntorch.manual_seed(0)\ntorch.backends.cudnn.determinstic = True\nprint(torch.randn(2))\n'

describe('without configuration', () => {
  const folder = folderWith({
    'a.ts': TYPESCRIPT,
    'b.js': JAVASCRIPT,
    'c.py': PYTHON,
    'd.ipynb': NOTEBOOK,
    'e.jsx': "import * as tf from '@tensorflow/tfjs'\nexport const view = <p>{tf.randomNormal([2])}</p>\n",
    'venv/lib/f.py': PYTHON,
    'ignored/g.py': PYTHON,
    '.gitignore': '# built\nignored/\n',
  })

  it('lints every language, the current folder by default', () => {
    const { code, out, err } = command([], folder)
    expect(err).toBe('')
    expect(code).toBe(1)
    for (const file of ['a.ts', 'b.js', 'c.py', 'd.ipynb']) expect(out).toContain(`${file}\n`)
    expect(out.match(/reproducible\/no-unseeded-random/gu)!.length).toBeGreaterThanOrEqual(4)
    expect(out).not.toContain('Parsing error')
    expect(out).not.toContain('venv')
    expect(out).not.toContain('ignored')
  })

  it('lints what lies in other folders', () => {
    const elsewhere = folderWith({
      'own/x.js': 'export {}\n',
      'model/train.py': PYTHON,
      'model/venv/f.py': PYTHON,
    })
    const own = join(elsewhere, 'own')
    for (const paths of [['../model'], ['../model/train.py'], ['../model/*.py'], ['.', '../model']]) {
      const { code, out, err } = command(paths, own)
      expect([code, err]).toEqual([1, ''])
      expect(out.match(/no-unseeded-random/gu)).toHaveLength(1)
    }
  })

  it('says what it leaves out', () => {
    const left = folderWith({ 'a.js': JAVASCRIPT, 'b.min.js': JAVASCRIPT })
    expect(command(['b.min.js'], left)).toMatchObject({ code: 0, out: '' })
    expect(command(['b.min.js'], left).err).toMatch(/^b\.min\.js was left out: it is ignored/u)
    const text = folderWith({ 'a.js': JAVASCRIPT, 'notes.txt': 'x' })
    expect(command(['a.js', 'notes.txt'], text).err).toBe(
      'notes.txt was left out: it is no .js, .ts, .py, .ipynb or .html file.\n',
    )
    expect(command(['a.js', 'b.min.js'], left).out).toContain('a.js\n')
  })

  it('leaves comments for other rules alone', () => {
    const quiet = folderWith({
      'a.js':
        '/* eslint-env browser */\n// eslint-disable-next-line @typescript-eslint/no-explicit-any\nexport const x = 1\n',
      'b.js': `/* eslint no-such-rule: error */\n/* eslint no-such-rule: off */\n// eslint-disable-next-line reproducible/no-unseeded-random\n${JAVASCRIPT.replace('\n', ';')}`,
    })
    expect(command([], quiet)).toMatchObject({ code: 0, out: '' })
  })

  it('names the cell and the line in a notebook', () => {
    const { out } = command(['d.ipynb'], folder)
    expect(out).toMatch(/^ {2}cell 3 2:7 {2}error/mu)
    expect(command(['-f', 'unix', 'd.ipynb'], folder).out).toMatch(/^d\.ipynb:cell 3:2: `torch\.randperm`/u)
  })

  it('writes for other programs', () => {
    expect(command(['--format', 'unix', 'b.js'], folder).out).toMatch(
      /^b\.js:2:1: .*\[error\/reproducible\/no-unseeded-random\]\n$/u,
    )
    const results = JSON.parse(command(['--format=json', '.'], folder).out) as { messages: unknown[] }[]
    expect(results.filter(({ messages }) => messages.length > 0).length).toBeGreaterThanOrEqual(4)
    const annotation = command(['-f', 'github', 'd.ipynb'], folder, { GITHUB_WORKSPACE: folder }).out
    expect(annotation).toMatch(
      /^::error file=d\.ipynb,line=\d+,.*title=reproducible\/no-unseeded-random::Cell 3, line 2: /u,
    )
  })

  it('exits as ESLint does', () => {
    expect(command(['--exit-zero', 'c.py'], folder).code).toBe(0)
    const seeded = folderWith({
      'x.py':
        'import torch\ntorch.manual_seed(0)\nmodel = torch.nn.Linear(2, 2).cuda()\nloss = model(torch.ones(1, 2).cuda()).sum()\nloss.backward()\n',
    })
    const warned = command(['.'], seeded)
    expect(warned.out).toContain('warning')
    expect(warned.code).toBe(0)
    expect(command(['--quiet', '.'], seeded).out).toBe('')
    const limited = command(['--max-warnings', '0', '.'], seeded)
    expect(limited.code).toBe(1)
    expect(limited.err).toContain('--max-warnings allows 0')
  })

  it('tells formatters about the rules, as SARIF needs', () => {
    const { code, out } = command(['--format', 'json-with-metadata', 'c.py'], folder)
    expect(code).toBe(1)
    const { metadata } = JSON.parse(out) as { metadata: { rulesMeta: Record<string, object> } }
    expect(Object.keys(metadata.rulesMeta)).toContain('reproducible/no-unseeded-random')
  })

  it.each([
    ['deno', 'typescript', "import * as tf from '@tensorflow/tfjs'", 'const x: tf.Tensor = '],
    ['tslab', 'typescript', "import * as tf from '@tensorflow/tfjs'", 'const x: tf.Tensor = '],
    ['jslab', 'javascript', "const tf = require('@tensorflow/tfjs')", 'const x = '],
  ])('reads the cells of a %s notebook as %s', (kernel, language, load, declared) => {
    const cells = [load, `${declared}tf.randomNormal([2], 0, 1, 'float32', 0)`]
    const own = folderWith({
      'x.ipynb': JSON.stringify({
        cells: cells.map((source) => ({ cell_type: 'code', source })),
        metadata: { kernelspec: { name: kernel, language }, language_info: { name: language } },
        nbformat: 4,
        nbformat_minor: 5,
      }),
    })
    const { code, out } = command(['-f', 'unix', '.'], own)
    expect(out).toMatch(/^x\.ipynb:cell 2:1: `tf\.randomNormal` takes the seed 0/mu)
    expect(code).toBe(1)
  })

  it('fixes', () => {
    const own = folderWith({ 'x.py': MISSPELT, 'y.ipynb': notebook(MISSPELT) })
    const before = command(['.'], own)
    expect(before.out).toContain('2 can be fixed with --fix')
    const after = command(['--fix', '.'], own)
    expect(after.out).not.toContain('determinstic')
    expect(readFileSync(join(own, 'x.py'), 'utf8')).toBe(MISSPELT.replace('determinstic', 'deterministic'))
    expect(readFileSync(join(own, 'y.ipynb'), 'utf8')).toBe(
      notebook(MISSPELT.replace('determinstic', 'deterministic')),
    )
  })

  it('has more rules when it is strict', () => {
    const own = folderWith({ 'x.js': 'export const sample = [3, 1, 2].sort(() => Math.random() - 0.5)\n' })
    expect(command(['.'], own).out).toBe('')
    expect(command(['--strict', '.'], own).out).toContain('no-unseeded-random')
  })

  it('shows what was understood', () => {
    const { code, out } = command(['--effects', '.'], folder)
    expect(code).toBe(0)
    expect(out).toMatch(/^c\.py:3:7 +draw +torch\.randperm +from torch\.cpu: unseeded/mu)
    expect(out).toMatch(/^a\.ts:2:\d+ +draw +tf\.randomNormal/mu)
    expect(out).toContain('d.ipynb')
  })
})

describe("the project's own configuration", () => {
  const configured = (rules: string) => ({
    'eslint.config.mjs': `import reproducible from ${JSON.stringify(join(ROOT, 'dist/src/index.js'))}\nexport default [...reproducible.configs.recommended, ${rules}]\n`,
    'c.py': PYTHON,
  })

  it('is used where it loads the plugin', () => {
    const folder = folderWith(
      configured("{ files: ['**/*.py'], rules: { 'reproducible/no-unseeded-random': 'off' } }"),
    )
    expect(command([], folder)).toMatchObject({ code: 0, out: '', err: '' })
    expect(command(['--no-config'], folder).code).toBe(1)
    expect(command(['--strict'], folder).code).toBe(1)
  })

  it.each([
    [
      "rules: { late: { create: () => ({ '*': (node) => node.no.such } ) } }",
      /^The rule other\/late is for JavaScript, and fails on Python \(.*c\.py:1: .*\)\. Give the configuration that brings it `files`, .*extends: \[theirs\]/u,
    ],
    [
      "rules: { late: { meta: { languages: ['js/js'] }, create: () => ({}) } }",
      /eslint\.config\.mjs: other\/late says that it cannot read reproducible\/python\. Give the configuration that brings it `files`/u,
    ],
  ])('says what to write where a rule of others fails on Python', (other, sentence) => {
    const folder = folderWith(
      configured(`{ plugins: { other: { ${other} } }, rules: { 'other/late': 'error' } }`),
    )
    const { code, err } = command([], folder)
    expect(code).toBe(2)
    expect(err).toMatch(sentence)
    expect(err.trim().split('\n')).toHaveLength(1)
  })

  it('is left aside where it does not', () => {
    const folder = folderWith({ 'eslint.config.mjs': 'export default []\n', 'c.py': PYTHON })
    expect(command([], folder).code).toBe(1)
  })

  it('is left aside, and that is said, where it cannot be loaded', () => {
    const folder = folderWith({ 'eslint.config.mjs': "import 'no-such-package'\n", 'c.py': PYTHON })
    const { code, err } = command([], folder)
    expect(code).toBe(1)
    expect(err).toMatch(
      /eslint\.config\.mjs could not be read, so the plugin's own preset is used: .*no-such-package/u,
    )
    expect(err).not.toMatch(/^ +at /mu)
  })

  it.each([
    ["{ settings: { reproducible: { scoop: 'all' } } }", 'settings.reproducible.scoop is no setting'],
    [
      "{ settings: { reproducible: { scope: 'some' } } }",
      'settings.reproducible.scope must be "ml" or "all"',
    ],
    ["{ settings: { reproducible: { seeders: 'seed' } } }", 'settings.reproducible.seeders must be a list'],
    [
      "{ rules: { 'reproducible/no-entropy-seed': ['error', { allowLoged: true }] }, files: ['**/*.py'] }",
      'allowLoged',
    ],
    ["{ rules: { 'reproducible/no-such-rule': 'error' }, files: ['**/*.py'] }", 'no-such-rule'],
  ])('says what is wrong with %s', (rules, message) => {
    const { code, err } = command([], folderWith(configured(rules)))
    expect(err).toContain(message)
    expect(err).not.toMatch(/^ +at /mu)
    expect(code).toBe(2)
  })
})

describe('what cannot be meant', () => {
  const folder = folderWith({ 'c.py': PYTHON, 'notes.txt': '', 'empty/.keep': '' })

  it.each([
    [['--formt', 'json'], 'There is no option --formt. Did you mean --format?'],
    [['--efects', 'c.py'], 'Did you mean --effects?'],
    [['--bogus'], 'There is no option --bogus.'],
    [['--format', 'unx', 'c.py'], 'There is no format "unx". Did you mean unix?'],
    [['--format'], "Option '-f, --format <value>' argument missing."],
    [['--max-warnings', 'many'], '--max-warnings takes a whole number, but it is "many".'],
    [['nowhere.py'], 'There is no file or folder nowhere.py here.'],
    [['verfy'], 'There is no file or folder verfy here. Did you mean verify?'],
    [['empty'], 'There is nothing to lint in empty'],
    [['run'], 'run: there is no program to run.'],
    [['verify', '--sed', '4', '--', 'node', 'x.js'], 'verify has no option --sed. Did you mean --seed? See '],
    [['run', '--seed', '--', 'x'], "run: Option '--seed <value>' argument missing. See "],
    [['compare', 'nothing', 'nowhere'], 'There is no trace nothing. A trace is written by run --trace'],
    [['doctor', '--jso'], 'doctor has no option --jso. Did you mean --json?'],
    [['--config', 'c.py', '--no-config'], '--config and --no-config cannot be used together.'],
  ])('%j', (args, message) => {
    const { code, out, err } = command(args, folder)
    expect(err).toContain(message)
    expect(err.trimEnd().split('\n').length).toBeLessThanOrEqual(2)
    expect(out).toBe('')
    expect(code).toBe(2)
  })

  it('is asked for: help and the version', () => {
    const { code, out } = command(['--help'], folder)
    expect(code).toBe(0)
    for (const word of ['--effects', 'verify', 'Examples:', 'Exit code:']) expect(out).toContain(word)
    const { version } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as { version: string }
    expect(command(['--version'], folder).out).toBe(`${version}\n`)
    expect(readFileSync(CLI, 'utf8')).toMatch(/^#!\/usr\/bin\/env node\n/u)
  })
})

describe('input that is no program', () => {
  const quiet = (files: Parameters<typeof folderWith>[0]) => {
    const said = command(['.'], folderWith(files))
    expect(said.err).toBe('')
    expect(said.out).not.toMatch(/^ +at /mu)
    return said
  }

  it.each([
    ['a.js', 'const ='],
    ['a.ts', 'const x: = 1'],
    ['a.py', 'def f(:\n'],
    ['a.ipynb', '{"cells": ['],
  ])('a syntax error in %s has a place', (name, text) => {
    const { code, out } = quiet({ [name]: text })
    expect(code).toBe(1)
    expect(out).toMatch(/\d+:\d+ {2}error/u)
  })

  it.each(['a.js', 'a.ts', 'a.py'])('an empty %s is fine', (name) => {
    expect(quiet({ [name]: '' })).toMatchObject({ code: 0, out: '' })
  })

  it('a binary file has a parse error', () => {
    const bytes = Buffer.from(Array.from({ length: 4096 }, (_, i) => (i * 7919) % 256))
    const { code, out } = quiet({ 'a.js': bytes, 'b.py': bytes })
    expect(code).toBe(1)
    expect(out).toContain('a.js')
    expect(out).toContain('b.py')
  })

  it('a bundle of two megabytes is read', { timeout: 600_000 }, () => {
    const part = 'function f(a,b){for(var i=0;i<a.length;i++){b.push(a[i]*Math.random())}return b}'
    const text = `var tf=require("@tensorflow/tfjs");${Array.from({ length: 26_000 }, (_, i) => part.replace('f(', `f${i}(`)).join(';')}`
    expect(text.length).toBeGreaterThan(2_000_000)
    expect(quiet({ 'bundle.js': text }).code).not.toBe(2)
  })

  it('imports that lead nowhere, to a folder or in a circle are followed no further', () => {
    const { code, out } = quiet({
      'a.js':
        "import './b.js'\nimport './gone.js'\nimport './folder.js'\nimport * as tf from '@tensorflow/tfjs'\ntf.randomNormal([2]).print()\n",
      'b.js': "import './a.js'\nimport './broken.js'\n",
      'folder.js/inside.txt': '',
      'x.py': 'import y\nimport torch\ntorch.save(torch.randn(2), "x.pt")\n',
      'y.py': 'import x\nfrom . import gone\n',
    })
    expect(code).toBe(1)
    expect(out).toContain('randomNormal')
    expect(out).toContain('torch.randn')
  })

  it('code that is nested too deeply is left out by name, and the others are linted', () => {
    const chain = `const x = f()${'.g(1)'.repeat(100_000)}\n`
    const folder = folderWith({ 'a.js': JAVASCRIPT, 'deep.js': chain, 'deep.ts': chain })
    const { code, out, err } = command(['.'], folder)
    expect(code).toBe(2)
    expect(err).toBe('deep.js was left out: it cannot be read (the code is nested too deeply).\n')
    expect(out).toContain('randomNormal')
    expect(out).toMatch(/deep\.ts\n +1:1 {2}error +Parsing error: The code is nested too deeply to be read/u)
  })

  it.skipIf(process.platform === 'win32')('whoever reads the output may stop reading', () => {
    const draws = "import * as tf from '@tensorflow/tfjs'\n" + 'tf.randomNormal([2]).print()\n'.repeat(4000)
    const line = `"${process.execPath}" "${CLI}" --effects a.js | head -n 1`
    const { stdout, stderr } = spawnSync('sh', ['-c', line], {
      cwd: folderWith({ 'a.js': draws }),
      encoding: 'utf8',
    })
    expect(stdout).toBe('a.js\n')
    expect(stderr).toBe('')
  })

  it('a file that is gone when it is read is left out, and the others are linted', () => {
    const folder = folderWith({ 'c.py': PYTHON })
    symlinkSync(join(folder, 'gone'), join(folder, 'b.py'))
    mkdirSync(join(folder, 'folder.py'))
    const { out, err } = command(['.'], folder)
    expect(out).toContain('torch.randperm')
    expect(err).not.toMatch(/^ +at /mu)
  })
})
