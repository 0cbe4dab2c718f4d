/**
 * Judges files of others: Python's standard libraries and their tests, `node_modules`, installed packages. Nothing may
 * throw, and what a Python accepts in its own library is read. `--minutes 2.5` stops then, `--files 6000` are asked for.
 *
 * Another part of the files comes first each day; time and memory are printed, never asserted.
 */
import { spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs'
import { homedir, tmpdir } from 'node:os'
import { extname, join, sep } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { Linter } from 'eslint'
import plugin from '../../src/index.ts'
import { grouped } from '../../src/questions/grouped.ts'
import { parsePython } from '../../src/languages/python/parse/parse.ts'

const { values: options } = parseArgs({
  options: { minutes: { type: 'string', default: '2.5' }, files: { type: 'string', default: '6000' } },
})
const ROOT = fileURLToPath(new URL('../..', import.meta.url))
const VERDICTS = fileURLToPath(new URL('verdicts.py', import.meta.url))
/** In bytes: what is larger has been generated, and one of them takes the time of a hundred others. */
const LARGEST = 60_000
const JAVASCRIPT = new Set(['.js', '.mjs', '.cjs', '.jsx', '.ts', '.mts', '.cts', '.tsx'])

interface Foreign {
  readonly path: string
  readonly from: string
  /** The Python to whose library it belongs. */
  readonly python?: string
}

function walk(folder: string, wanted: (path: string) => boolean, leftOut: ReadonlySet<string>): string[] {
  if (!existsSync(folder)) return []
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name)
    if (entry.isDirectory()) return leftOut.has(entry.name) ? [] : walk(path, wanted, leftOut)
    return entry.isFile() && wanted(path) && statSync(path).size <= LARGEST ? [path] : []
  })
}

/** Every Python of the machine, by the folder of its standard library. */
function pythons(): ReadonlyMap<string, string> {
  const versions = join(homedir(), '.pyenv', 'versions')
  const installed = existsSync(versions)
    ? readdirSync(versions).map((version) => join(versions, version, 'bin', 'python'))
    : []
  const found = new Map<string, string>()
  for (const python of ['python3', ...installed]) {
    const { stdout, status } = spawnSync(
      python,
      [
        '-c',
        'import sys, sysconfig; assert sys.version_info >= (3, 8); print(sysconfig.get_paths()["stdlib"])',
      ],
      { encoding: 'utf8' },
    )
    if (status === 0) found.set(stdout.trim(), python)
  }
  return found
}

function allFiles(): Foreign[] {
  const python = (path: string): boolean => extname(path) === '.py'
  const caches = new Set(['__pycache__'])
  const libraries = [...pythons()].flatMap(([folder, executable]) =>
    walk(folder, python, new Set(['site-packages', ...caches])).map((path) => ({
      path,
      from: folder.split(sep).at(-1)!,
      python: executable,
    })),
  )
  const isScript = (path: string): boolean => JAVASCRIPT.has(extname(path))
  const modules = walk(join(ROOT, 'node_modules'), isScript, new Set())
  const packages = walk(join(ROOT, '.cache', 'python'), python, caches)
  return [
    ...libraries,
    ...modules.map((path) => ({ path, from: 'node_modules' })),
    ...packages.map((path) => ({ path, from: 'packages' })),
  ]
}

/** What each Python says of the files of its own library: those that it reads. */
function acceptedOf(files: readonly Foreign[]): ReadonlySet<string> {
  const accepted = new Set<string>()
  for (const [python, theirs] of grouped(files, (file) => file.python ?? '')) {
    if (python === '') continue
    const input = theirs.map(({ path }) => `${path}\n`).join('')
    const { stdout } = spawnSync(python, [VERDICTS], { input, encoding: 'utf8', maxBuffer: 2 ** 30 })
    for (const line of stdout.trim().split('\n')) {
      const { path, valid } = JSON.parse(line) as { path: string; valid: boolean }
      if (valid) accepted.add(path)
    }
  }
  return accepted
}

/** The same files in another order each day, mixed: whatever the time allows is a part of everything. */
function mixed(files: readonly Foreign[], day: number): Foreign[] {
  const weight = (index: number): number => (((index + 1) * 2654435761 + day * 40503) >>> 0) % 1_000_003
  return files
    .map((file, index) => ({ file, at: weight(index) }))
    .sort((a, b) => a.at - b.at)
    .map(({ file }) => file)
}

/** As Python decodes it, where no coding line says otherwise; others are the front end's business. */
function textOf(path: string): string | undefined {
  const text = readFileSync(path, 'utf8')
  return text.includes('\ufffd') ? undefined : text
}

const NOWHERE = mkdtempSync(join(tmpdir(), 'reproducible-foreign-'))
const linter = new Linter({ cwd: NOWHERE })
const config = [
  ...(plugin.configs.strict as unknown as Linter.Config[]),
  { settings: { reproducible: { scope: 'all' } } },
]

/** By itself, as if it lay in an empty folder: what it imports is judged when its own turn comes. */
function judge(path: string, text: string, accepted: boolean): string | undefined {
  try {
    if (extname(path) === '.py') {
      const read = parsePython(text)
      if (accepted && !read.ok) return `line ${read.error.line}: refused: ${read.error.message}`
      if (!read.ok) return undefined
    }
    linter.verify(text, config, { filename: join(NOWHERE, `foreign${extname(path)}`) })
    return undefined
  } catch (error) {
    return error instanceof Error ? (error.stack ?? error.message) : String(error)
  }
}

const started = Date.now()
const all = allFiles()
const files = mixed(all, Math.floor(started / 86_400_000)).slice(0, Number(options.files))
const accepted = acceptedOf(files)
const listed = Date.now()
const judged = new Map<string, number>()
const wrong: string[] = []
let characters = 0
let slowest = { path: '', time: 0 }
let peak = 0
for (const file of files) {
  if (Date.now() - started > Number(options.minutes) * 60_000) break
  const text = textOf(file.path)
  if (text === undefined) continue
  const before = Date.now()
  const problem = judge(file.path, text, accepted.has(file.path))
  const time = Date.now() - before
  if (time > slowest.time) slowest = { path: file.path, time }
  if (problem !== undefined) wrong.push(`${file.path}: ${problem}`)
  peak = Math.max(peak, process.memoryUsage.rss())
  characters += text.length
  judged.set(file.from, (judged.get(file.from) ?? 0) + 1)
}
const count = [...judged.values()].reduce((a, b) => a + b, 0)
for (const each of wrong) console.log(each)
for (const [from, each] of judged) console.log(`${each} of ${from}`)
const seconds = (since: number, until = Date.now()): string => ((until - since) / 1000).toFixed(0)
console.log(
  `${count} of ${all.length} files, ${(characters / 1e6).toFixed(1)} MB in ${seconds(listed)} s ` +
    `(${seconds(started, listed)} s to list them and ask Python), at most ${(peak / 2 ** 20).toFixed(0)} MB of memory; ` +
    `slowest ${slowest.path}: ${slowest.time} ms; ${wrong.length} wrong`,
)
rmSync(NOWHERE, { recursive: true })
if (count < files.length) console.log(`Time was up before all ${files.length} were judged.`)
if (wrong.length > 0) process.exitCode = 1
