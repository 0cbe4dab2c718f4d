/** The linters that are compared: how each is started, and which of its rules are about randomness. */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('../../', import.meta.url))

export interface Finding {
  readonly file: string
  readonly line: number
  readonly rule: string
}

export interface Tool {
  readonly name: string
  /** Endings of the files it reads. */
  readonly reads: readonly string[]
  /** Lints the folder it is started in, and prints what `findings` reads. */
  readonly command: readonly string[]
  readonly findings: (output: string) => readonly Finding[]
  /** Which of its rules speak of randomness or of what else makes runs differ. */
  readonly about: RegExp
  /** pip packages or npm packages it needs. */
  readonly needs: { readonly pip?: readonly string[]; readonly npm?: readonly string[] }
}

/** Where peers are installed: a folder that git ignores. */
export const installed = join(root, '.cache/peers')

const PYTHON = ['.py', '.ipynb']
const JAVASCRIPT = ['.js', '.mjs', '.cjs', '.jsx', '.ts', '.tsx']

interface EslintResult {
  readonly filePath: string
  readonly messages: readonly { readonly line?: number; readonly ruleId: string | null }[]
}

function fromEslint(output: string): Finding[] {
  return (JSON.parse(output) as EslintResult[]).flatMap(({ filePath, messages }) =>
    messages.map(({ line, ruleId }) => ({ file: filePath, line: line ?? 1, rule: ruleId ?? 'none' })),
  )
}

/** `path:line:column: CODE text`, as flake8 and TorchFix print. */
function fromLines(output: string): Finding[] {
  return output.split('\n').flatMap((line) => {
    const found = /^(.+?):(\d+):\d+:? (\w+)/u.exec(line)
    return found ? [{ file: found[1]!, line: Number(found[2]), rule: found[3]! }] : []
  })
}

interface PylintMessage {
  readonly path: string
  readonly line: number
  readonly 'message-id': string
}

function fromPylint(output: string): Finding[] {
  return (JSON.parse(output || '[]') as PylintMessage[]).map((message) => ({
    file: message.path,
    line: message.line,
    rule: message['message-id'],
  }))
}

interface RuffMessage {
  readonly filename: string
  readonly location: { readonly row: number }
  readonly code: string | null
}

function fromRuff(output: string): Finding[] {
  return (JSON.parse(output || '[]') as RuffMessage[]).map(({ filename, location, code }) => ({
    file: filename,
    line: location.row,
    rule: code ?? 'none',
  }))
}

const bin = (name: string): string => join(installed, 'python/bin', name)

/** ESLint with the recommended rules of one plugin. */
function eslintWith(plugin: string): readonly string[] {
  const config = join(installed, 'node', `${plugin}.config.mjs`)
  return [process.execPath, join(installed, 'node/node_modules/eslint/bin/eslint.js'), '--config', config]
}

/** Writes the configurations that `eslintWith` names. */
export function writeConfigurations(): void {
  for (const plugin of ['eslint-plugin-sonarjs', 'eslint-plugin-security'])
    writeFileSync(
      join(installed, 'node', `${plugin}.config.mjs`),
      [
        `import plugin from '${plugin}'`,
        `import parser from '@typescript-eslint/parser'`,
        `const files = ['**/*.{js,mjs,cjs,jsx,ts,tsx}']`,
        `const languageOptions = { parser, parserOptions: { ecmaFeatures: { jsx: true } } }`,
        `export default [{ ...plugin.configs.recommended, files, languageOptions, linterOptions: { noInlineConfig: true } }]`,
        '',
      ].join('\n'),
    )
}

export const OURS = 'eslint-plugin-reproducible'

export const tools: readonly Tool[] = [
  {
    name: OURS,
    reads: [...PYTHON, ...JAVASCRIPT, '.html', '.vue', '.svelte'],
    command: [
      process.execPath,
      join(root, 'dist/src/cli.js'),
      '--no-config',
      '--exit-zero',
      '--format',
      'json',
      '.',
    ],
    findings: fromEslint,
    about: /^reproducible\/(?!prefer-enforce)/u,
    needs: {},
  },
  {
    name: 'ruff, all rules',
    reads: PYTHON,
    command: [
      bin('ruff'),
      'check',
      '--isolated',
      '--no-cache',
      '--select',
      'ALL',
      '--exit-zero',
      '--output-format',
      'json',
      '.',
    ],
    findings: fromRuff,
    // Cryptographically weak generators, and NumPy's older ones.
    about: /^(?:S311|NPY002)$/u,
    needs: { pip: ['ruff'] },
  },
  {
    name: 'pylint',
    reads: ['.py'],
    command: [
      bin('pylint'),
      '--rcfile',
      process.platform === 'win32' ? 'NUL' : '/dev/null',
      '--recursive',
      'y',
      '--exit-zero',
      '--output-format',
      'json',
      '.',
    ],
    findings: fromPylint,
    about: /^(?!)/u,
    needs: { pip: ['pylint'] },
  },
  {
    name: 'flake8',
    reads: ['.py'],
    command: [bin('flake8'), '--isolated', '--exit-zero', '.'],
    findings: fromLines,
    about: /^(?!)/u,
    needs: { pip: ['flake8'] },
  },
  {
    name: 'TorchFix',
    reads: ['.py'],
    command: [bin('torchfix'), '--select', 'ALL', '.'],
    findings: fromLines,
    about: /^TOR401$/u,
    needs: { pip: ['torchfix'] },
  },
  {
    name: 'dslinter',
    reads: ['.py'],
    command: [
      bin('pylint'),
      '--rcfile',
      '/dev/null',
      '--load-plugins=dslinter',
      '--disable=all',
      '--enable=deterministic-pytorch,randomness-control-numpy,randomness-control-scikitlearn,randomness-control-tensorflow,randomness-control-pytorch,randomness-control-dataloader-pytorch',
      '--recursive',
      'y',
      '--exit-zero',
      '--output-format',
      'json',
      '.',
    ],
    findings: fromPylint,
    about: /^W55(?:0[7-9]|1[0-2])$/u,
    needs: { pip: ['dslinter'] },
  },
  {
    name: 'eslint-plugin-sonarjs',
    reads: JAVASCRIPT,
    command: [...eslintWith('eslint-plugin-sonarjs'), '--format', 'json', '.'],
    findings: fromEslint,
    about: /^sonarjs\/pseudo-random$/u,
    needs: { npm: ['eslint-plugin-sonarjs', 'eslint@10', '@typescript-eslint/parser', 'typescript@6'] },
  },
  {
    name: 'eslint-plugin-security',
    reads: JAVASCRIPT,
    command: [...eslintWith('eslint-plugin-security'), '--format', 'json', '.'],
    findings: fromEslint,
    about: /^security\/detect-pseudoRandomBytes$/u,
    needs: { npm: ['eslint-plugin-security', 'eslint@10', '@typescript-eslint/parser', 'typescript@6'] },
  },
]
