import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import type { ESLint } from 'eslint'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  accept,
  prune,
  readSuppressions,
  suppressionsFile,
  withoutAccepted,
  writeSuppressions,
} from '../../src/cli/suppressions.ts'
import { installPlatform } from '../platforms/install.ts'
import { command, folderWith, notebook, ROOT } from './command.ts'

const DRAW = 'import torch\n\nprint(torch.randperm(3))\n'
const TWO_DRAWS = `${DRAW}print(torch.randperm(4))\n`
const LATE = 'import torch\n\nprint(torch.randperm(3))\ntorch.manual_seed(0)\nprint(torch.randperm(3))\n'

const nine = installPlatform('eslint9', 'eslint')
const ESLINTS: [string, NodeJS.Require | string][] = [
  ['10', createRequire(join(ROOT, 'package.json'))],
  ['9', nine],
]

const readable = (folder: string) =>
  JSON.parse(readFileSync(join(folder, 'eslint-suppressions.json'), 'utf8')) as object

describe('accepted findings, without a package.json', () => {
  it('stay accepted, and new ones are reported', () => {
    const folder = folderWith({ 'a.py': DRAW, 'lib/b.py': DRAW })
    expect(command([], folder).code).toBe(1)
    expect(command(['--suppress-all'], folder)).toMatchObject({ code: 0, err: '' })
    expect(readable(folder)).toEqual({
      'a.py': { 'reproducible/no-unseeded-random': { count: 1 } },
      'lib/b.py': { 'reproducible/no-unseeded-random': { count: 1 } },
    })
    expect(command([], folder)).toMatchObject({ code: 0, err: '' })
    expect(command(['lib/b.py'], folder)).toMatchObject({ code: 0, err: '' })
    writeFileSync(join(folder, 'a.py'), TWO_DRAWS)
    const more = command([], folder)
    expect(more.code).toBe(1)
    expect(more.out.match(/no-unseeded-random/gu)).toHaveLength(2)
    expect(more.out).not.toContain('b.py')
  })

  it('fails where they are gone, until they are pruned', () => {
    const folder = folderWith({ 'a.py': TWO_DRAWS, 'b.py': DRAW })
    command(['--suppress-all'], folder)
    writeFileSync(join(folder, 'a.py'), DRAW)
    rmSync(join(folder, 'b.py'))
    const gone = command([], folder)
    expect(gone.code).toBe(2)
    expect(gone.err).toMatch(
      /^Accepted findings are gone \(reproducible\/no-unseeded-random in a\.py\)\. --prune/u,
    )
    expect(command(['--pass-on-unpruned-suppressions'], folder)).toMatchObject({ code: 0, err: '' })
    expect(command(['--prune-suppressions'], folder)).toMatchObject({ code: 0, err: '' })
    expect(readable(folder)).toEqual({ 'a.py': { 'reproducible/no-unseeded-random': { count: 1 } } })
  })

  it('accepts one rule', () => {
    const folder = folderWith({ 'a.py': LATE })
    const { code, out } = command(['--suppress-rule', 'reproducible/no-late-seed'], folder)
    expect(out).not.toContain('no-late-seed')
    expect(code).toBe(out.includes('error') ? 1 : 0)
    expect(readable(folder)).toEqual({ 'a.py': { 'reproducible/no-late-seed': { count: 1 } } })
    const wrong = command(['--suppress-rule', 'reproducible/no-late-sed'], folderWith({ 'a.py': LATE }))
    expect(wrong.code).toBe(1)
    expect(wrong.err).toContain('there is no error of this rule. Did you mean reproducible/no-late-seed?')
  })

  it('in a notebook survive that cells are added', () => {
    const folder = folderWith({ 'a.ipynb': notebook('import torch\n', 'print(torch.randperm(3))\n') })
    command(['--suppress-all'], folder)
    writeFileSync(
      join(folder, 'a.ipynb'),
      notebook(
        'import os\nprint(os.name)\n',
        'import torch\n',
        'print("before")\n',
        'print(torch.randperm(3))\n',
      ),
    )
    expect(command([], folder)).toMatchObject({ code: 0, err: '' })
    writeFileSync(
      join(folder, 'a.ipynb'),
      notebook('import torch\n', 'print(torch.randperm(3))\n', 'print(torch.randperm(3))\n'),
    )
    expect(command([], folder).out.match(/^ *cell \d/gmu)).toHaveLength(2)
  })

  it('of other rules are none of its business', () => {
    const other = { 'a.py': { 'ruff/x': { count: 2 } }, 'z.js': { 'no-undef': { count: 1 } } }
    const folder = folderWith({
      'a.py': DRAW,
      'z.js': 'export {}\n',
      'eslint-suppressions.json': JSON.stringify(other),
    })
    expect(command(['--suppress-all'], folder)).toMatchObject({ code: 0, err: '' })
    writeFileSync(join(folder, 'a.py'), '')
    expect(command(['--prune-suppressions'], folder)).toMatchObject({ code: 0, err: '' })
    expect(readable(folder)).toEqual(other)
  })

  it('are kept where the user wants', () => {
    const folder = folderWith({ 'a.py': DRAW, 'kept/x': '' })
    expect(command(['--suppressions-location', 'accepted.json'], folder)).toMatchObject({
      code: 2,
      err: 'There is no file accepted.json with accepted findings. --suppress-all or --suppress-rule writes it.\n',
    })
    for (const place of ['accepted.json', 'kept', 'kept/']) {
      expect(command(['--suppress-all', '--suppressions-location', place], folder).code).toBe(0)
      expect(command(['--suppressions-location', place], folder).code).toBe(0)
    }
    expect(existsSync(join(folder, 'accepted.json'))).toBe(true)
    expect(existsSync(join(folder, 'eslint-suppressions.json'))).toBe(false)
  })

  it.each(['[]', '{', '{"a.py": 1}', '{"a.py": {"x": {"count": "1"}}}'])(
    'says what is wrong with %s',
    (text) => {
      const folder = folderWith({ 'a.py': DRAW, 'eslint-suppressions.json': text })
      const { code, err } = command([], folder)
      expect(code).toBe(2)
      expect(err).toMatch(/eslint-suppressions\.json holds the accepted findings, and .*--suppress-all/u)
      expect(err.trim().split('\n')).toHaveLength(1)
    },
  )

  it('refuses what says two things', () => {
    const folder = folderWith({ 'a.py': DRAW })
    expect(command(['--suppress-all', '--prune-suppressions'], folder)).toMatchObject({
      code: 2,
      err: '--suppress-all and --prune-suppressions cannot be used together.\n',
    })
  })
})

describe.each(ESLINTS)("ESLint %s's own command", (_, eslint) => {
  const missing = typeof eslint === 'string' ? eslint : undefined
  const binary = () =>
    join(dirname((eslint as NodeJS.Require).resolve('eslint/package.json')), 'bin/eslint.js')

  it.skipIf(missing)('writes the same file, and each accepts what the other has written', () => {
    const files = {
      'eslint.config.mjs': `import reproducible from ${JSON.stringify(join(ROOT, 'dist/src/index.js'))}\nexport default [...reproducible.configs.recommended, { files: ['**/*.js'], rules: { 'no-undef': 'error' } }]\n`,
      'a.py': TWO_DRAWS,
      'lib/ß.js': 'undefinedThing()\n',
      'lib/c.ipynb': notebook('import torch\n', 'print(torch.randperm(3))\n'),
    }
    const theirs = folderWith(files)
    const ours = folderWith(files)
    const run = (args: string[], cwd: string) =>
      spawnSync(process.execPath, [binary(), ...args, '.'], { cwd, encoding: 'utf8' })
    const text = (folder: string) => readFileSync(join(folder, 'eslint-suppressions.json'), 'utf8')
    expect(run(['--suppress-all'], theirs)).toMatchObject({ status: 0 })
    expect(command(['--suppress-all'], ours)).toMatchObject({ code: 0, err: '' })
    expect(text(ours)).toBe(text(theirs))
    expect(Object.keys(JSON.parse(text(ours)) as object)).toHaveLength(3)
    expect(run([], ours).status).toBe(0)
    expect(command([], theirs).code).toBe(0)
    for (const folder of [ours, theirs]) writeFileSync(join(folder, 'a.py'), DRAW)
    expect([run([], ours).status, command([], theirs).code]).toEqual([2, 2])
    run(['--prune-suppressions'], theirs)
    command(['--prune-suppressions'], ours)
    expect(text(ours)).toBe(text(theirs))
  })

  it.skipIf(missing)('is in accord about any findings and any acceptance', async () => {
    interface Service {
      suppress(results: unknown, rules?: string[]): Promise<void>
      prune(results: unknown): Promise<void>
      load(): Promise<object>
      applySuppressions(results: unknown, suppressions: object): { results: unknown[]; unused: object }
    }
    const require = eslint as NodeJS.Require
    const service = join(
      dirname(require.resolve('eslint/package.json')),
      'lib/services/suppressions-service.js',
    )
    const { SuppressionsService } = require(service) as {
      SuppressionsService: new (options: { filePath: string; cwd: string }) => Service
    }
    const cwd = mkdtempSync(join(tmpdir(), 'accord-'))
    const names = ['a.py', 'sub/b.js', 'constructor.py', 'gone.py']
    for (const name of ['a.py', 'constructor.py']) writeFileSync(join(cwd, name), '')
    mkdirSync(join(cwd, 'sub'))
    writeFileSync(join(cwd, 'sub/b.js'), '')
    const rule = fc.constantFrom('x', 'reproducible/no-late-seed', 'b/toString')
    const message = fc.record({
      ruleId: fc.oneof(rule, fc.constant(null)),
      severity: fc.constantFrom(1, 2),
      message: fc.constant('m'),
    })
    const results = fc.uniqueArray(
      fc.record({ name: fc.constantFrom(...names), messages: fc.array(message, { maxLength: 6 }) }),
      { selector: ({ name }) => name, maxLength: 4 },
    )
    const counts = fc.dictionary(rule, fc.record({ count: fc.integer({ min: 0, max: 3 }) }), {
      noNullPrototype: true,
    })
    const accepted = fc.dictionary(fc.constantFrom(...names), counts, { noNullPrototype: true })
    const asked = fc.option(fc.array(rule, { maxLength: 2 }), { nil: undefined })
    await fc.assert(
      fc.asyncProperty(results, accepted, asked, async (found, before, rules) => {
        const linted = found.map(
          ({ name, messages }) =>
            ({
              filePath: join(cwd, name),
              messages,
              suppressedMessages: [],
            }) as unknown as ESLint.LintResult,
        )
        const mine = join(cwd, 'mine.json')
        const theirs = join(cwd, 'theirs.json')
        for (const step of ['suppress', 'prune', 'apply']) {
          for (const file of [mine, theirs]) writeFileSync(file, JSON.stringify(before))
          const other = new SuppressionsService({ filePath: theirs, cwd })
          const suppressions = readSuppressions(mine)
          if (step === 'suppress') {
            accept(suppressions, linted, cwd, rules)
            await other.suppress(linted, rules)
          } else {
            const applied = withoutAccepted(linted, suppressions, cwd, () => true)
            if (step === 'prune') {
              prune(suppressions, applied, cwd)
              await other.prune(linted)
            } else {
              const expected = other.applySuppressions(linted, await other.load())
              const shown = (each: unknown[]) =>
                (each as ESLint.LintResult[]).map(({ messages, suppressedMessages: silent }) => [
                  messages,
                  // ESLint has them by rule, and here they stay in the order of the file.
                  silent.toSorted((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1)),
                ])
              expect(shown(applied.results)).toEqual(shown(expected.results))
              const unused = [...applied.unused].map(([file, kept]) => [file, Object.fromEntries(kept)])
              expect(Object.fromEntries(unused)).toEqual(expected.unused)
              continue
            }
          }
          writeSuppressions(mine, suppressions)
          expect(readFileSync(mine, 'utf8')).toBe(readFileSync(theirs, 'utf8'))
        }
      }),
      { numRuns: 200 },
    )
    expect(suppressionsFile('sub/', cwd, require)).toMatch(/suppressions_[a-z0-9]+$/u)
  })
})
