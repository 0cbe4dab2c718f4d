/**
 * What a change does to real code: lints checkouts with two states of the plugin and prints what came (+), went (-),
 * changed its words (~) or its severity, end or edits (*), with the source lines.
 *
 *     npm run ecosystem -- [--base <commit>] [--head <commit>] [--strict] <folder>…
 *
 * Without `--head` the working tree is the later state. Without `--base` the earlier one is the commit at which the
 * branch left main; on main itself the last commit where there are changes to it, else the one before.
 */
import { execFile, execFileSync } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, statSync, symlinkSync } from 'node:fs'
import { join, relative, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs, promisify } from 'node:util'
import { compare, report, type Result, summary } from './compare.ts'

const run = promisify(execFile)
const root = fileURLToPath(new URL('../../', import.meta.url))
const npm = process.platform === 'win32' ? 'npm.cmd' : 'npm'

function git(...args: string[]): string {
  return execFileSync('git', args, { cwd: root, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] }).trim()
}

function commitOf(name: string): string | undefined {
  try {
    return git('rev-parse', '--verify', '--quiet', `${name}^{commit}`)
  } catch {
    return undefined
  }
}

function defaultBase(): string | undefined {
  const head = commitOf('HEAD')!
  const main = commitOf('main') ?? commitOf('origin/main')
  const fork = main && git('merge-base', head, main)
  if (fork && fork !== head) return fork
  return git('status', '--porcelain', '--untracked-files=no') === '' ? commitOf('HEAD~1') : head
}

/** The folder of a commit's built plugin. It is built once, into a folder that git ignores. */
async function built(commit: string): Promise<string> {
  const folder = join(root, '.cache/ecosystem', commit)
  if (existsSync(folder)) return folder
  const making = `${folder}.${process.pid}`
  mkdirSync(making, { recursive: true })
  try {
    const env = { ...process.env, GIT_INDEX_FILE: join(making, '.index') }
    await run('git', ['read-tree', commit], { cwd: root, env })
    await run('git', ['checkout-index', '--all', `--prefix=${making}/`], { cwd: root, env })
    const lock = (place: string) => readFileSync(join(place, 'package-lock.json'), 'utf8')
    if (lock(making) === lock(root))
      symlinkSync(join(root, 'node_modules'), join(making, 'node_modules'), 'junction')
    else await run(npm, ['ci', '--ignore-scripts', '--no-audit', '--no-fund'], { cwd: making })
    await run(npm, ['run', 'build'], { cwd: making })
    renameSync(making, folder)
    return folder
  } catch (error) {
    rmSync(making, { recursive: true, force: true })
    throw error
  }
}

interface Linted {
  readonly results: readonly Result[]
  readonly said: readonly string[]
}

/** The findings in a folder, and what the command says beside them. */
async function linted(plugin: string, folder: string, strict: boolean): Promise<Linted> {
  const cli = join(plugin, 'dist/src/cli.js')
  const options = ['--no-config', '--exit-zero', '--format', 'json', ...(strict ? ['--strict'] : [])]
  const { stdout, stderr } = await run(process.execPath, [cli, ...options, '.'], {
    cwd: folder,
    maxBuffer: Infinity,
    env: { ...process.env, NODE_OPTIONS: `${process.env['NODE_OPTIONS'] ?? ''} --max-old-space-size=4096` },
  }).catch((error: { code: unknown; stdout: string; stderr: string }) => {
    // That it cannot lint is what is to be seen, not the end of the comparison.
    if (typeof error.code !== 'number') throw error
    return { stdout: error.stdout, stderr: `${error.stderr}\nexit code ${error.code}` }
  })
  return {
    results: stdout.trim() === '' ? [] : (JSON.parse(stdout) as Result[]),
    said: stderr.split('\n').filter((line) => line.trim() !== ''),
  }
}

const { values, positionals } = parseArgs({
  options: {
    base: { type: 'string' },
    head: { type: 'string' },
    strict: { type: 'boolean', default: false },
  },
  allowPositionals: true,
})
const missing = positionals.find((folder) => !existsSync(folder) || !statSync(folder).isDirectory())
if (positionals.length === 0 || missing !== undefined) {
  console.error(
    missing === undefined
      ? 'Which checkouts? npm run ecosystem -- [--base <commit>] [--head <commit>] [--strict] <folder>…'
      : `There is no folder ${missing}.`,
  )
  process.exit(2)
}
const base = values.base === undefined ? defaultBase() : commitOf(values.base)
const head = values.head === undefined ? undefined : commitOf(values.head)
if (base === undefined || (values.head !== undefined && head === undefined)) {
  console.error(
    `There is no commit ${base === undefined ? (values.base ?? 'before this one') : values.head}.`,
  )
  process.exit(2)
}

const titleOf = (commit: string | undefined) =>
  commit === undefined ? 'the working tree' : git('log', '-1', '--format=%h %s', commit)
console.log(`before: ${titleOf(base)}\nafter:  ${titleOf(head)}`)
const before = await built(base)
if (head === undefined) await run(npm, ['run', 'build'], { cwd: root })
const after = head === undefined ? root : await built(head)

for (const given of positionals) {
  const folder = resolve(given)
  const [former, present] = await Promise.all([
    linted(before, folder, values.strict),
    linted(after, folder, values.strict),
  ])
  const comparison = compare(former.results, present.results)
  console.log(`\n${folder}: ${summary(comparison)}`)
  const body = report(
    comparison,
    (file) => readFileSync(file, 'utf8'),
    (file) => relative(folder, file),
  )
  if (body !== '') console.log(`\n${body}`)
  const said = [
    ...present.said.filter((line) => !former.said.includes(line)).map((line) => `+ ${line}`),
    ...former.said.filter((line) => !present.said.includes(line)).map((line) => `- ${line}`),
  ]
  if (said.length > 0) console.log(`\nsaid beside the findings:\n${said.join('\n')}`)
}
