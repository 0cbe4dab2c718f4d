/**
 * What the rules cost, as a ratio to the time ESLint itself takes to parse in the same run.
 *
 *     npm run bench [-- <folder>…]        without any: this repository's sources and examples
 *
 * Each pass lints a fresh copy of the files, so that nothing that the plugin knows of a project is left from the pass
 * before, while the code is as warm as in a long run. Times depend on the machine; only the ratios say something.
 */
import { execFileSync, spawnSync } from 'node:child_process'
import {
  appendFileSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, extname, join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { Linter } from 'eslint'
import tseslint from 'typescript-eslint'
import reproducible from '../dist/src/index.js'

const PASSES = 4
const LARGEST = 400_000
const SKIPPED = new Set(['node_modules', 'dist', 'build', 'venv', 'vendor', 'coverage', '__pycache__'])

const root = fileURLToPath(new URL('../', import.meta.url))
const given = process.argv.slice(2).filter((argument) => !argument.startsWith('-'))
const folders = (
  given.length > 0
    ? given
    : ['src', 'rules', 'runtime', 'examples', 'test/evidence/claims'].map((name) => root + name)
).map((path) => resolve(path))

function filesUnder(folder, endings) {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    if (entry.name.startsWith('.') || SKIPPED.has(entry.name)) return []
    const path = join(folder, entry.name)
    if (entry.isDirectory()) return filesUnder(path, endings)
    return entry.isFile() && endings.includes(extname(entry.name)) && statSync(path).size < LARGEST
      ? [path]
      : []
  })
}

let copies = 0

/** A copy of the files that end in one of these, under another path. */
function copied(endings, from = folders) {
  const target = mkdtempSync(join(tmpdir(), 'bench-'))
  mkdirSync(join(target, '.git'))
  for (const folder of from) {
    const files = new Set(filesUnder(folder, endings))
    cpSync(folder, join(target, basename(folder)), {
      recursive: true,
      filter: (path) => (statSync(path).isDirectory() ? !SKIPPED.has(basename(path)) : files.has(path)),
    })
  }
  // No text is the same as in the pass before, for what is remembered by text.
  copies++
  for (const file of filesUnder(target, endings))
    appendFileSync(file, `\n${file.endsWith('.py') ? '#' : '//'} ${copies}\n`)
  writeFileSync(
    join(target, 'tsconfig.json'),
    JSON.stringify({
      compilerOptions: { allowJs: true, module: 'nodenext', target: 'es2023', types: [] },
      include: ['**/*'],
    }),
  )
  return target
}

/** One pass over a fresh copy: milliseconds of ESLint's parsing and of each rule. */
function pass(endings, configFor, from) {
  const target = copied(endings, from)
  try {
    const linter = new Linter({ cwd: target })
    const config = configFor(target)
    const times = { files: 0, lines: 0, parse: 0, rules: new Map(), reports: 0, failed: 0, slowest: ['', 0] }
    for (const file of filesUnder(target, endings)) {
      const text = readFileSync(file, 'utf8')
      const { messages } = linter.verifyAndFix(text, config, { filename: file, fix: false, stats: true })
      if (messages.some((message) => message.fatal)) {
        times.failed++
        continue
      }
      const [only] = linter.getTimes().passes.slice(-1)
      times.files++
      times.lines += text.split('\n').length
      times.parse += only.parse.total
      times.reports += messages.length
      let own = 0
      for (const [rule, { total }] of Object.entries(only.rules ?? {})) {
        times.rules.set(rule, (times.rules.get(rule) ?? 0) + total)
        own += total
      }
      if (own > times.slowest[1]) times.slowest = [file.slice(target.length + 1), own]
    }
    return times
  } finally {
    rmSync(target, { recursive: true, force: true })
  }
}

const sum = (rules) => [...rules.values()].reduce((all, each) => all + each, 0)

function measure(title, endings, configFor, from) {
  const passes = Array.from({ length: PASSES }, () => {
    globalThis.gc?.()
    return pass(endings, configFor, from)
  })
  const warm = passes.slice(1)
  const best = warm.reduce((one, other) =>
    sum(other.rules) / other.parse < sum(one.rules) / one.parse ? other : one,
  )
  if (best.files === 0) return undefined
  const cold = passes[0]
  console.log(
    `\n${title}: ${best.files} files, ${best.lines} lines${best.failed > 0 ? `, ${best.failed} not parsed` : ''}, ${best.reports} reports`,
  )
  const rows = [
    ['', 'ms a file', 'µs a line', 'of parsing'],
    ['ESLint parses', best.parse / best.files, (1000 * best.parse) / best.lines, '1'],
    [
      'all rules, warm',
      sum(best.rules) / best.files,
      (1000 * sum(best.rules)) / best.lines,
      ratio(sum(best.rules), best.parse),
    ],
    [
      'all rules, first pass',
      sum(cold.rules) / cold.files,
      (1000 * sum(cold.rules)) / cold.lines,
      ratio(sum(cold.rules), cold.parse),
    ],
    ...[...best.rules]
      .sort(([, one], [, other]) => other - one)
      .map(([rule, total]) => [
        `  ${rule.split('/')[1]}`,
        total / best.files,
        (1000 * total) / best.lines,
        ratio(total, best.parse),
      ]),
  ]
  print(rows)
  console.log(
    `  the first rule of a file is charged with the analysis that all share; slowest: ${best.slowest[0]}, ${best.slowest[1].toFixed(1)} ms`,
  )
  return best
}

const ratio = (part, whole) => `${((100 * part) / whole).toFixed(1)} %`

function print(rows) {
  for (const row of rows) {
    const [name, ...cells] = row.map((cell) => (typeof cell === 'number' ? cell.toFixed(2) : cell))
    console.log(`  ${name.padEnd(34)}${cells.map((cell) => cell.padStart(12)).join('')}`)
  }
}

// ------------------------------------------------------------------------------------------------------------ languages

const SCRIPTS = ['.js', '.mjs', '.cjs', '.jsx']
const TYPED = ['.ts', '.mts', '.cts', '.tsx']
const jsx = { ecmaFeatures: { jsx: true } }

const preset = reproducible.configs.strict.map((config) =>
  // As judged by default: modules of machine learning, with all rules.
  ({ ...config, settings: {} }),
)

const scripts = () => [
  {
    files: SCRIPTS.map((ending) => `**/*${ending}`),
    languageOptions: { ecmaVersion: 'latest', parserOptions: jsx },
  },
  ...preset,
]
measure('JavaScript, ESLint’s parser', SCRIPTS, scripts)
if (given.length === 0)
  measure('JavaScript that trains nothing: ESLint itself', SCRIPTS, scripts, [
    root + 'node_modules/eslint/lib',
  ])
measure('JavaScript and TypeScript, the parser of typescript-eslint', [...SCRIPTS, ...TYPED], () => [
  {
    files: [...SCRIPTS, ...TYPED].map((ending) => `**/*${ending}`),
    languageOptions: { parser: tseslint.parser, parserOptions: jsx },
  },
  ...preset,
])
measure('the same with type information', [...SCRIPTS, ...TYPED], (target) => [
  {
    files: [...SCRIPTS, ...TYPED].map((ending) => `**/*${ending}`),
    languageOptions: {
      parser: tseslint.parser,
      parserOptions: { ...jsx, projectService: true, tsconfigRootDir: target },
    },
  },
  ...preset,
])
const python = measure('Python', ['.py'], () => preset)

// --------------------------------------------------------------------------------------------------------------- pylint

function besidePylint() {
  const places = ['.cache/python', '.cache/pylint'].map((name) => root + name)
  const place = places.find((folder) => existsSync(join(folder, 'pylint')))
  if (place === undefined) {
    console.log('\npylint: skipped, it is not installed. pip install --target .cache/pylint pylint')
    return
  }
  const target = copied(['.py'])
  try {
    const files = filesUnder(target, ['.py'])
    const checks =
      'unused-import,unused-variable,redefined-outer-name,undefined-variable,global-statement,dangerous-default-value,unreachable,pointless-statement,bare-except,no-member,not-callable,unused-argument,consider-using-with,unspecified-encoding,unsubscriptable-object'
    const started = performance.now()
    const run = spawnSync(
      'python3',
      ['-m', 'pylint', '--disable=all', `--enable=${checks}`, '--score=n', ...files],
      { cwd: target, env: { ...process.env, PYTHONPATH: place }, encoding: 'utf8', maxBuffer: 1 << 28 },
    )
    const theirs = performance.now() - started
    if (run.error || (run.status ?? 32) >= 32) {
      console.log(`\npylint: it did not run (${run.error?.message ?? run.stderr.split('\n')[0]}).`)
      return
    }
    const began = performance.now()
    spawnSync(
      process.execPath,
      [join(root, 'dist/src/cli.js'), '--no-config', '--strict', '--exit-zero', '.'],
      { cwd: target },
    )
    const ours = performance.now() - began
    console.log(`\npylint with 15 checks, ${files.length} files, both as a whole process`)
    print([
      ['', 'ms a file', 'ratio', ''],
      ['pylint', theirs / files.length, theirs / ours, ''],
      ['this plugin, 15 rules', ours / files.length, 1, ''],
      [
        'this plugin, once it is started',
        (python.parse + sum(python.rules)) / python.files,
        theirs / files.length / ((python.parse + sum(python.rules)) / python.files),
        '× faster',
      ],
    ])
  } finally {
    rmSync(target, { recursive: true, force: true })
  }
}
if (python) besidePylint()

// --------------------------------------------------------------------------------------------------------------- import

function importing(text) {
  const program = `const started = performance.now(); ${text}; console.log(performance.now() - started)`
  const runs = Array.from({ length: 5 }, () =>
    Number(
      execFileSync(
        process.execPath,
        [
          '--input-type=module',
          '-e',
          `${text.includes('plugin') ? "await import('eslint');" : ''} ${program}`,
        ],
        { cwd: root, encoding: 'utf8' },
      ),
    ),
  )
  return Math.min(...runs)
}
const eslint = importing("await import('eslint')")
const plugin = importing("await import('eslint-plugin-reproducible')")
console.log('\nimporting, best of 5')
print([
  ['', 'ms', 'of ESLint', ''],
  ['eslint', eslint, '1', ''],
  ['the plugin, with ESLint loaded', plugin, ratio(plugin, eslint), ''],
  ['the runtime', importing("await import('eslint-plugin-reproducible/runtime')"), '', ''],
])

// --------------------------------------------------------------------------------------------------------------- start

/** The shortest of five runs of a command, as a whole process. */
function starting(script, ...args) {
  const folder = mkdtempSync(join(tmpdir(), 'bench-'))
  try {
    writeFileSync(
      join(folder, 'train.js'),
      "import * as tf from '@tensorflow/tfjs'\ntf.randomNormal([2]).print()\n",
    )
    writeFileSync(join(folder, 'train.py'), 'import torch\nprint(torch.rand(2))\n')
    writeFileSync(join(folder, 'notes.js'), 'export const notes = []\n')
    writeFileSync(join(folder, 'eslint.config.mjs'), 'export default []\n')
    const runs = Array.from({ length: 5 }, () => {
      const began = performance.now()
      spawnSync(process.execPath, [join(root, script), ...args], { cwd: folder })
      return performance.now() - began
    })
    return Math.min(...runs)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

const cli = 'dist/src/cli.js'
const alone = starting('node_modules/eslint/bin/eslint.js', 'notes.js')
console.log('\nstarting, best of 5, as a whole process')
print([
  ['', 'ms', 'of ESLint', ''],
  ['eslint, a file without rules', alone, '1', ''],
  ...[
    ['the command, --version', '--version'],
    ['the command, a file that trains nothing', '--no-config', 'notes.js'],
    ['the command, a JavaScript program', '--no-config', 'train.js'],
    ['the command, a Python program', '--no-config', 'train.py'],
  ].map(([title, ...args]) => {
    const own = starting(cli, ...args)
    return [title, own, ratio(own, alone), '']
  }),
])
