import { spawnSync } from 'node:child_process'
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { ESLint, type Linter } from 'eslint'
import { beforeAll, describe, expect, it } from 'vitest'
import tseslint from 'typescript-eslint'
import { installPlatform } from '../platforms/install.ts'
import { ROOT } from './command.ts'

const EXAMPLE = join(ROOT, 'examples/tfjs-classifier')

/** Rounds of edits after which an example has to have settled. */
const MOST_ROUNDS = 20

let plugin: typeof import('../../src/index.ts').default
beforeAll(async () => {
  plugin = ((await import(join(ROOT, 'dist/src/index.js'))) as { default: typeof plugin }).default
})

async function lint(folder: string, fix = false): Promise<ESLint.LintResult[]> {
  const eslint = new ESLint({
    cwd: folder,
    fix,
    overrideConfigFile: true,
    overrideConfig: [
      { files: ['**/*.ts'], languageOptions: { parser: tseslint.parser as Linter.Parser } },
      ...plugin.configs.recommended,
    ],
  })
  const results = await eslint.lintFiles(['src'])
  if (fix) await ESLint.outputFixes(results)
  return results
}

/** Applies the fixes, and then the first suggestion that there is, until there is none. */
async function mend(folder: string): Promise<number> {
  for (let round = 0; round < MOST_ROUNDS; round++) {
    await lint(folder, true)
    const results = await lint(folder)
    const suggested = results.flatMap(({ filePath, messages }) =>
      messages.flatMap(({ suggestions = [] }) =>
        suggestions.slice(0, 1).map(({ fix }) => ({ filePath, fix })),
      ),
    )[0]
    if (!suggested) return round
    const text = readFileSync(suggested.filePath, 'utf8')
    const [start, end] = suggested.fix.range
    writeFileSync(suggested.filePath, text.slice(0, start) + suggested.fix.text + text.slice(end))
  }
  throw new Error('The suggestions of the example never come to an end.')
}

function copy(): string {
  const folder = mkdtempSync(join(tmpdir(), 'example-'))
  cpSync(join(EXAMPLE, 'src'), join(folder, 'src'), { recursive: true })
  return folder
}

describe('the example', () => {
  it('has what its description promises', async () => {
    const rules = (await lint(EXAMPLE)).flatMap(({ messages }) => messages.map(({ ruleId }) => ruleId))
    expect(new Set(rules)).toEqual(
      new Set(
        [
          'no-unseeded-random',
          'require-worker-seed',
          'no-benchmark-mode',
          'no-ineffective-seed',
          'no-late-seed',
          'no-entropy-seed',
          'no-frozen-random',
          'no-silent-fallback',
        ].map((name) => `reproducible/${name}`),
      ),
    )
    expect(rules.length).toBeGreaterThanOrEqual(12)
  })

  it('mended, has nothing left to mend, and no new finding', async () => {
    const folder = copy()
    const before = await lint(folder)
    expect(await mend(folder)).toBeGreaterThan(2)
    const after = await lint(folder)
    const left = after.flatMap(({ messages }) => messages)
    expect(left.filter(({ fix, suggestions }) => fix ?? suggestions?.length)).toEqual([])
    expect(left.filter(({ fatal }) => fatal)).toEqual([])
    expect(left.length).toBeLessThan(before.flatMap(({ messages }) => messages).length)
  })
})

describe('the example, run', () => {
  /** The weights after a run in a fresh process. */
  function weights(folder: string): string {
    const run = spawnSync(process.execPath, ['train.mjs'], {
      cwd: join(folder, 'js'),
      encoding: 'utf8',
      env: { ...process.env, NODE_OPTIONS: '' },
      timeout: 300_000,
    })
    const line = run.stdout.split('\n').find((each) => each.startsWith('weights '))
    if (line === undefined) throw new Error(`The example did not run: ${run.stderr.slice(0, 2000)}`)
    return line
  }

  /** What Node 20 can run of a folder with TypeScript. */
  async function asJavaScript(folder: string, modules: string): Promise<void> {
    const { transpileModule, ModuleKind, ScriptTarget } = (await import('typescript')).default
    mkdirSync(join(folder, 'js'))
    for (const name of readdirSync(join(folder, 'src'))) {
      const { outputText } = transpileModule(readFileSync(join(folder, 'src', name), 'utf8'), {
        compilerOptions: { module: ModuleKind.ESNext, target: ScriptTarget.ES2023 },
      })
      writeFileSync(
        join(folder, 'js', name.replace(/\.ts$/u, '.mjs')),
        outputText.replaceAll(/(['"]\.\/[\w-]+)\.ts(['"])/gu, '$1.mjs$2'),
      )
    }
    mkdirSync(join(folder, 'node_modules'))
    // The plugin itself is there as well, once the suites of the runtime were run.
    for (const name of readdirSync(modules))
      if (!name.startsWith('.') && name !== 'eslint-plugin-reproducible')
        symlinkSync(join(modules, name), join(folder, 'node_modules', name))
    symlinkSync(ROOT, join(folder, 'node_modules/eslint-plugin-reproducible'))
  }

  it(
    'as it is differs from run to run; with its fixes and suggestions alone it learns the same weights',
    { timeout: 600_000 },
    async ({ skip }) => {
      const require = installPlatform('tfjs', '@tensorflow/tfjs')
      if (typeof require === 'string') skip(require)
      const modules = join(
        createRequire(join(ROOT, 'test/platforms/tfjs/package.json')).resolve.paths('x')![0]!,
      )
      const [flawed, mended] = [copy(), copy()]
      await mend(mended)
      for (const folder of [flawed, mended]) await asJavaScript(folder, modules)
      expect(weights(flawed)).not.toBe(weights(flawed))
      expect(weights(mended)).toBe(weights(mended))
    },
  )
})
