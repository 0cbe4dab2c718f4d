/** What a run takes, what it leaves out, what it changes, and what it says at the end. */
import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { createRequire } from 'node:module'
import { describe, expect, it } from 'vitest'
import { command, folderWith, notebook, ROOT } from './command.ts'

const DRAW = 'import torch\n\nprint(torch.randperm(3))\n'
const MISSPELT =
  'import torch\ntorch.manual_seed(0)\ntorch.backends.cudnn.determinstic = True\nprint(torch.randn(2))\n'

const PROJECT = {
  '.git/HEAD': '',
  '.gitignore': 'data/\n',
  'train.py': DRAW,
  'data/cached.py': DRAW,
  'nested/.gitignore': 'out_*\n!out_kept.py\n',
  'nested/out_1.py': DRAW,
  'nested/out_kept.py': DRAW,
  'mine/pyvenv.cfg': '',
  'mine/lib/x.py': DRAW,
  'env/rooms.py': DRAW,
  'plain.js': 'export const a = 1\n',
  'page.html': '<script>1</script>',
  'page.astro': '<b>1</b>',
}

describe('the closing line', () => {
  it('says what was judged, and what was left out and why', () => {
    const { closing, code } = command([], folderWith(PROJECT))
    expect(code).toBe(1)
    expect(closing).toBe(
      '5 files read; 3 judged, in 3 programs. Left out: 1 file, data/ (ignored by git), mine/ (Python environments), 1 page (of a kind that is not read).',
    )
  })

  it.each(['stylish', 'json', 'sarif', 'unix', 'gitlab'])(
    'is said beside %s, also when nothing is found',
    (format) => {
      const folder = folderWith({
        'a.py': 'import torch\ntorch.manual_seed(1)\nprint(1)\n',
        'b.py': 'print(2)\n',
      })
      const { closing, code } = command(['-f', format], folder)
      expect(code).toBe(0)
      expect(closing).toBe('2 files read; 1 judged, in 1 program.')
    },
  )

  it('says why nothing was judged', () => {
    const { closing } = command([], folderWith({ 'a.py': 'print(2)\n' }))
    expect(closing).toBe('1 file read; none takes part in machine learning (--strict judges all).')
  })

  it("counts what the project's configuration leaves out", () => {
    const folder = folderWith({
      'eslint.config.mjs': `import reproducible from ${JSON.stringify(join(ROOT, 'dist/src/index.js'))}\nexport default [...reproducible.configs.recommended, { ignores: ['old/'] }]\n`,
      'a.py': DRAW,
      'old/b.py': DRAW,
    })
    expect(command([], folder).closing).toBe(
      '2 files read; 1 judged, in 1 program. Left out: 1 file (ignored by the configuration).',
    )
  })
})

describe('which files are ours', () => {
  it('is the same for eslint with configs.ignores and for --effects', () => {
    const folder = folderWith({
      ...PROJECT,
      'eslint.config.mjs': `import reproducible from ${JSON.stringify(join(ROOT, 'dist/src/index.js'))}\nexport default [...reproducible.configs.ignores, ...reproducible.configs.recommended]\n`,
    })
    const eslint = join(
      dirname(createRequire(import.meta.url).resolve('eslint/package.json')),
      'bin/eslint.js',
    )
    const theirs = spawnSync(process.execPath, [eslint, '-f', 'json', '.'], { cwd: folder, encoding: 'utf8' })
    const files = (json: string) =>
      (JSON.parse(json) as { filePath: string; messages: unknown[] }[])
        .filter(({ messages }) => messages.length > 0)
        .map(({ filePath }) => filePath.slice(folder.length + 1))
    const expected = ['env/rooms.py', 'nested/out_kept.py', 'train.py']
    expect(files(theirs.stdout)).toEqual(expected)
    expect(files(command(['-f', 'json'], folder).out)).toEqual(expected)
    expect(files(command(['-f', 'json', '--no-config'], folder).out)).toEqual(expected)
    const effects = command(['--effects'], folder).out
    for (const file of expected) expect(effects).toContain(`${file}:3`)
    expect(effects).not.toMatch(/cached|out_1|mine/u)
  })

  it('can be said on the command line', () => {
    const folder = folderWith({ 'a.py': DRAW, 'old/b.py': DRAW, 'new/c.py': DRAW })
    const { out } = command(['--ignore-pattern', 'old/', '--ignore-pattern', '**/c.py', '-f', 'unix'], folder)
    expect(out.match(/^\S+\.py/gmu)).toEqual(['a.py'])
  })
})

describe('options of ESLint', () => {
  it('--output-file takes the findings', () => {
    const folder = folderWith({ 'a.py': DRAW })
    expect(command(['-f', 'unix', '-o', 'reports/a.txt'], folder)).toMatchObject({
      code: 1,
      out: '',
      err: '',
    })
    expect(readFileSync(join(folder, 'reports/a.txt'), 'utf8')).toMatch(/^a\.py:3:7: .*\n$/u)
    expect(command(['-o', '.'], folder).err).toMatch(/^--output-file \. cannot be written \(/u)
  })

  it('--cache keeps results', () => {
    const folder = folderWith({ 'a.py': DRAW })
    const first = command(['--cache', '--cache-location', 'kept/'], folder)
    const second = command(['--cache', '--cache-location', 'kept/', '--cache-strategy', 'content'], folder)
    expect(second.out).toBe(first.out)
    expect(existsSync(join(folder, 'kept'))).toBe(true)
    expect(existsSync(join(folder, '.eslintcache'))).toBe(false)
    expect(command(['--cache-strategy', 'magic'], folder)).toMatchObject({ code: 2 })
  })

  it('--concurrency says the same', () => {
    const folder = folderWith({
      'a.py': DRAW,
      'b.js': "require('@tensorflow/tfjs').randomNormal([2])\n",
      'c.ipynb': notebook(DRAW),
    })
    const alone = command(['-f', 'unix'], folder)
    expect(command(['-f', 'unix', '--concurrency', '2'], folder)).toMatchObject({ code: 1, out: alone.out })
    expect(command(['--concurrency', '-1'], folder).code).toBe(2)
    expect(command(['--concurrency=many'], folder).err).toBe(
      '--concurrency takes a number of threads, auto or off, but it is "many".\n',
    )
  })

  it('--config takes a configuration from anywhere, or says what is wrong with it', () => {
    const folder = folderWith({
      'a.py': DRAW,
      'elsewhere.mjs': `import reproducible from ${JSON.stringify(join(ROOT, 'dist/src/index.js'))}\nexport default [...reproducible.configs.recommended, { files: ['**/*.py'], rules: { 'reproducible/no-unseeded-random': 'warn' } }]\n`,
      'other.mjs': 'export default []\n',
      'broken.mjs': 'export default [{ rules: 3 }]\n',
    })
    expect(command(['-c', 'elsewhere.mjs'], folder)).toMatchObject({ code: 0, err: '' })
    for (const [file, sentence] of [
      ['nowhere.js', /^There is no configuration .*nowhere\.js\. Without --config/u],
      ['other.mjs', /other\.mjs does not load eslint-plugin-reproducible, .*configs\.recommended/u],
      ['broken.mjs', /broken\.mjs: .*rules/su],
    ] as const) {
      const { code, err } = command(['--config', file], folder)
      expect(code).toBe(2)
      expect(err).toMatch(sentence)
      expect(err).not.toMatch(/^ +at /mu)
    }
  })
})

describe('suggested changes', () => {
  it('are made, and named', () => {
    const folder = folderWith({
      'a.py': DRAW,
      'n.ipynb': notebook('import torch\n', 'print(torch.randperm(3))\n'),
      'b.py': MISSPELT,
    })
    const { code, err, out } = command(['--fix-suggestions', '--fix'], folder)
    expect(err.match(/^Changed .*$/gmu)).toEqual([
      expect.stringMatching(/^Changed a\.py:3:7: .+ \(reproducible\/no-unseeded-random\)$/u),
      expect.stringMatching(/^Changed n\.ipynb:cell 3 1:7: .+ \(reproducible\/no-unseeded-random\)$/u),
    ])
    expect(out).not.toContain('no-unseeded-random')
    expect(code).toBe(0)
    expect(readFileSync(join(folder, 'a.py'), 'utf8')).not.toBe(DRAW)
    expect(readFileSync(join(folder, 'b.py'), 'utf8')).toContain('deterministic = True')
    expect(() => JSON.parse(readFileSync(join(folder, 'n.ipynb'), 'utf8')) as unknown).not.toThrow()
  })

  it('are not made of what was accepted', () => {
    const folder = folderWith({ 'a.py': DRAW })
    command(['--suppress-all'], folder)
    expect(command(['--fix-suggestions'], folder)).toMatchObject({ code: 0, err: '' })
    expect(readFileSync(join(folder, 'a.py'), 'utf8')).toBe(DRAW)
  })
})

describe('what a person reads', () => {
  it('--statistics counts by rule', () => {
    const folder = folderWith({ 'a.py': DRAW, 'b.py': `${DRAW}print(torch.randperm(4))\n`, 'c.py': MISSPELT })
    const { out, code } = command(['--statistics'], folder)
    expect(code).toBe(1)
    expect(out.split('\n').slice(0, 2)).toEqual([
      expect.stringMatching(
        /^3 {2}reproducible\/no-unseeded-random +in 2 files; 3 with a change to apply; Disallow/u,
      ),
      expect.stringMatching(/^1 {2}reproducible\/no-ineffective-seed +in 1 file; /u),
    ])
  })

  it('--format full shows the line, a caret and what to write', () => {
    const folder = folderWith({
      'a.py': DRAW.replace('print', 'if 1:\n\tprint'),
      'n.ipynb': notebook('import torch\n', '# draw\nprint(torch.randperm(3))\n'),
    })
    const { out } = command(['-f', 'full'], folder)
    expect(out).toContain(
      [
        '  4 |     print(torch.randperm(3))',
        `    |           ${'^'.repeat('torch.randperm(3)'.length)}`,
      ].join('\n'),
    )
    expect(out).toMatch(/^ {2}Suggested: .+\n {4}- {5}print\(torch\.randperm\(3\)\)\n {4}\+ /mu)
    expect(out).toContain('n.ipynb:cell 3 2:7 error')
    expect(out).toContain('  2 | print(torch.randperm(3))\n')
  })

  it('explain prints the page of a rule', () => {
    const folder = folderWith({})
    const { code, out } = command(['explain', 'reproducible/no-late-seed'], folder)
    expect(code).toBe(0)
    expect(out).toMatch(/^# reproducible\/no-late-seed\n/u)
    expect(command(['explain', 'no-lat-seed'], folder).err).toBe(
      'There is no rule no-lat-seed. Did you mean no-late-seed?\n',
    )
    expect(command(['explain'], folder).code).toBe(2)
    expect(command(['explian'], folder).err).toContain('Did you mean explain?')
  })
})
