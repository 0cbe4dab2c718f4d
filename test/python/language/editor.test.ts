import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { installPlatform } from '../../platforms/install.ts'
import { EslintServer } from './language-server.ts'

const root = fileURLToPath(new URL('../../../', import.meta.url))
const built = (file: string) => path.join(root, 'dist/src', file)
const server = installPlatform('langserver', 'vscode-langservers-extracted')

function why(file: string): string | undefined {
  if (typeof server === 'string') return server
  return existsSync(built(file))
    ? undefined
    : `skipped: dist/src/${file} is missing, run "npm run build" first`
}

/** Puts `sorted(…)` around calls, or suggests to delete them. */
const SMALL_RULE = `
import reproducible from ${JSON.stringify(pathToFileURL(built('index.js')).href)}
import { parser } from 'typescript-eslint'

const calls = {
  meta: { type: 'problem', fixable: 'code', hasSuggestions: true, messages: { found: 'Found {{what}}.', remove: 'Delete it.' } },
  create(context) {
    const report = (node) =>
      context.report({
        node,
        messageId: 'found',
        data: { what: context.sourceCode.getText(node) },
        fix: (fixer) => fixer.insertTextBefore(node, 'sorted'),
        suggest: [{ messageId: 'remove', fix: (fixer) => fixer.remove(node) }],
      })
    return { 'Call[func.id="listdir"]': report, 'CallExpression[callee.name="listdir"]': report }
  },
}
const plugin = { meta: { name: 'small', version: '1' }, languages: reproducible.languages, rules: { calls } }
const rules = { 'reproducible/calls': 'error' }
export default [
  { plugins: { reproducible: plugin } },
  { files: ['**/*.py'], language: 'reproducible/python', rules },
  { files: ['**/*.ts'], languageOptions: { parser }, rules },
]
`

const PRESET = `
import reproducible from ${JSON.stringify(pathToFileURL(built('index.js')).href)}
import { parser } from 'typescript-eslint'
export default [{ files: ['**/*.ts'], languageOptions: { parser } }, ...reproducible.configs.recommended]
`

function editor(config: string) {
  let folder = ''
  let session: EslintServer
  beforeAll(async () => {
    // Below the repository, so that the server finds ESLint.
    mkdirSync(path.join(root, '.cache'), { recursive: true })
    folder = mkdtempSync(path.join(root, '.cache/editor-'))
    writeFileSync(path.join(folder, 'eslint.config.mjs'), config)
    const command = (server as NodeJS.Require).resolve(
      'vscode-langservers-extracted/bin/vscode-eslint-language-server',
    )
    session = new EslintServer(command, folder)
    await session.start()
  })
  afterAll(() => {
    session.stop()
    rmSync(folder, { recursive: true })
  })
  return {
    async open(name: string, languageId: string, text: string) {
      const file = path.join(folder, name)
      writeFileSync(file, text)
      const diagnostics = await session.open(file, languageId, text)
      return { diagnostics, actions: () => session.actions(file, diagnostics[0]!), session }
    },
  }
}

describe.skipIf(why('index.js'))(`VS Code's ESLint server with a small rule ${why('index.js') ?? ''}`, () => {
  const { open } = editor(SMALL_RULE)

  it.each([
    ['a.py', 'python', '# é𝔘\nx = "𝔘", listdir("é")\n', 'x = "𝔘", sortedlistdir("é")\n', '# eslint-disable'],
    [
      'a.ts',
      'typescript',
      '// é𝔘\nconst x: string[] = listdir("é")\n',
      'const x: string[] = sortedlistdir("é")\n',
      '// eslint-disable',
    ],
  ])('shows and mends what is found in %s', { timeout: 60_000 }, async (name, languageId, text, fixed) => {
    const { diagnostics, actions, session } = await open(name, languageId, text)
    expect(diagnostics).toMatchObject([
      { source: 'eslint', code: 'reproducible/calls', message: 'Found listdir("é").' },
    ])
    const { start, end } = diagnostics[0]!.range
    const [, line] = text.split('\n')
    expect([start.line, end.line]).toEqual([1, 1])
    expect(line!.slice(start.character, end.character)).toBe('listdir("é")')

    const offered = await actions()
    const fix = offered.find(({ title }) => title === 'Fix this reproducible/calls problem')
    expect(await session.apply(fix!, text)).toBe(text.split('\n')[0] + '\n' + fixed)
    const suggestion = offered.find(({ title }) => title.startsWith('Delete it.'))
    expect(await session.apply(suggestion!, text)).toBe(text.replace('listdir("é")', ''))
  })

  it('shows where a Python file cannot be parsed', { timeout: 60_000 }, async () => {
    const { diagnostics } = await open('broken.py', 'python', 'x = 1\nfor i in range(3)\n    pass\n')
    expect(diagnostics).toMatchObject([
      {
        message: expect.stringMatching(/^Parsing error: Expected ':'/) as string,
        range: { start: { line: 1, character: 17 } },
      },
    ])
  })
})

describe.skipIf(why('index.js'))(
  `VS Code's ESLint server with the recommended preset ${why('index.js') ?? ''}`,
  () => {
    const { open } = editor(PRESET)

    it.each([
      [
        'train.py',
        'python',
        'from sklearn.model_selection import train_test_split\n\nparts = train_test_split([1, 2, 3], [0, 1, 0])\n',
        2,
      ],
      [
        'train.ts',
        'typescript',
        "import * as tf from '@tensorflow/tfjs'\n\nexport const weights: tf.Tensor = tf.randomNormal([2])\nweights.print()\n",
        2,
      ],
    ])(
      'shows an unseeded draw in %s, and what can be done',
      { timeout: 60_000 },
      async (name, languageId, text, line) => {
        const { diagnostics, actions } = await open(name, languageId, text)
        expect(diagnostics).toMatchObject([
          { source: 'eslint', code: 'reproducible/no-unseeded-random', range: { start: { line } } },
        ])
        expect((await actions()).map(({ title }) => title)).toContainEqual(
          expect.stringMatching(/reproducible\/no-unseeded-random/),
        )
      },
    )
  },
)
