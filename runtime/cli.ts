/**
 * The commands of the runtime: `run`, `verify`, `compare`, `doctor` and `python`.
 *
 * Exit codes: 0 identical (or all well), 1 diverged (or a setting defeats reproducibility), 2 could not tell.
 */
import { spawn } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { constants, tmpdir } from 'node:os'
import path from 'node:path'
import { parseArgs } from 'node:util'
import { compare, formatComparison, TraceError, type Comparison } from './compare.ts'
import type { Receipt } from './receipt.ts'
import { PERTURBATIONS, PERTURBED, VARIABLES, type Perturbation } from './recorder.ts'
import { seedFromEnvironment } from './seed.ts'
import { verifyCommand, type Progress } from './verify.ts'

/** The names that {@link runtimeCommand} takes. */
export const RUNTIME_COMMANDS = ['run', 'verify', 'compare', 'doctor', 'python'] as const

const PROGRAM = 'npx eslint-plugin-reproducible'

const USAGE: Record<string, string> = {
  run: `${PROGRAM} run --seed <seed> [--mode strict|warn|audit] [--trace <file>] -- node train.js
  Runs a program with enforce() called before anything else is loaded, in it and in its workers.
  --trace <file>  write what each step drew, read and computed, for "compare"`,
  verify: `${PROGRAM} verify [--seed <seed>] [--mode <mode>] [--times <n>] [--perturb <what>]… -- node train.js
  Runs a program twice or more, and says whether it did the same to the last bit, or where and why not.
  --perturb <what>  run it once more with something changed that it should not notice:
                    ${PERTURBATIONS.join(', ')}, or all
  Exit code: 0 identical, 1 diverged, 2 could not tell.`,
  compare: `${PROGRAM} compare <a.jsonl> <b.jsonl> [--json]
  Says whether two traces are of the same run, or where they part and why.
  Exit code: 0 identical, 1 diverged, 2 could not tell.`,
  doctor: `${PROGRAM} doctor [--json]
  Says what enforce() does on this machine with the TensorFlow.js that is installed in this folder.
  Exit code: 0 nothing in the way, 1 something defeats reproducibility, 2 could not tell.`,
  python: `${PROGRAM} python > reproducible.py
  Prints the companion for Python programs: one file without dependencies.`,
}

const EXIT_CODES: Record<Comparison['verdict'], number> = { identical: 0, diverged: 1, unknown: 2 }

/** What a person typed and cannot be meant. */
class UsageError extends Error {}

function width(): number {
  return Math.min(Math.max(process.stdout.columns || 100, 40), 120)
}

/** The address of the preload: absolute, so that it holds in every working directory. */
const REGISTER = new URL(import.meta.url.endsWith('.ts') ? './register.ts' : './register.js', import.meta.url)
  .href

/** The program behind `--`, and what stands before. */
function split(name: string, args: readonly string[]): { before: string[]; command: string[] } {
  const at = args.indexOf('--')
  const command = at < 0 ? [] : args.slice(at + 1)
  if (command.length === 0)
    throw new UsageError(
      `${name}: there is no program to run. Put it behind --, as in: ${USAGE[name]!.split('\n')[0]!}`,
    )
  return { before: args.slice(0, at), command }
}

/** The command and the environment in which the preload comes before everything, also in workers and children. */
function preloaded(command: readonly string[], seed: string | undefined, mode: string | undefined) {
  const [program, ...rest] = command as [string, ...string[]]
  const isNode = /^node(\.exe)?$/.test(path.basename(program)) || program === process.execPath
  const channel = `--import=${REGISTER}`
  return {
    command: [program === 'node' ? process.execPath : program, ...(isNode ? [channel] : []), ...rest],
    env: {
      ...process.env,
      NODE_OPTIONS: [process.env['NODE_OPTIONS'], channel].filter(Boolean).join(' '),
      ...(seed !== undefined && { REPRODUCIBLE_SEED: seed }),
      ...(mode !== undefined && { REPRODUCIBLE_MODE: mode }),
    },
  }
}

function checkMode(mode: string | undefined): void {
  if (mode !== undefined && !['strict', 'warn', 'audit'].includes(mode))
    throw new UsageError(`--mode ${mode}: it must be strict, warn or audit.`)
}

async function run(args: string[]): Promise<number> {
  const { before, command } = split('run', args)
  const { values } = parseArgs({
    args: before,
    options: { seed: { type: 'string' }, mode: { type: 'string' }, trace: { type: 'string' } },
  })
  checkMode(values.mode)
  const seed = values.seed ?? process.env['REPRODUCIBLE_SEED']
  if (seed === undefined)
    throw new UsageError('run: there is no seed. Pass --seed 42, or set REPRODUCIBLE_SEED.')
  seedFromEnvironment(seed)
  const started = preloaded(command, seed, values.mode)
  const trace = values.trace === undefined ? {} : { [VARIABLES.trace]: path.resolve(values.trace) }
  const child = spawn(started.command[0]!, started.command.slice(1), {
    stdio: 'inherit',
    env: { ...started.env, ...trace },
  })
  const pass = (signal: NodeJS.Signals) => child.kill(signal)
  const signals: NodeJS.Signals[] = ['SIGINT', 'SIGTERM', 'SIGHUP']
  for (const signal of signals) process.on(signal, pass)
  try {
    return await new Promise<number>((resolve, reject) => {
      child.once('error', reject)
      child.once('exit', (code, signal) => resolve(code ?? 128 + constants.signals[signal!]))
    })
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException
    throw new UsageError(code === 'ENOENT' ? `run: there is no program ${command[0]!} here.` : message)
  } finally {
    for (const signal of signals) process.off(signal, pass)
  }
}

/** Shows the progress of a verification in one line of a terminal; says nothing where there is none. */
function progressLine(): { show(progress: Progress): void; clear(): void } {
  const { stderr } = process
  const started = Date.now()
  const write = (text: string) => {
    if (stderr.isTTY) stderr.write(`\r\x1b[K${text}`)
  }
  return {
    show({ run: number, runs, steps, perturbation }) {
      const seconds = Math.round((Date.now() - started) / 1000)
      write(
        `run ${String(number)} of ${String(runs)}${perturbation ? `, with ${PERTURBED[perturbation]}` : ''}: step ${String(steps)}, ${String(seconds)} s`,
      )
    },
    clear: () => write(''),
  }
}

async function verify(args: string[]): Promise<number> {
  const { before, command } = split('verify', args)
  const { values } = parseArgs({
    args: before,
    options: {
      seed: { type: 'string' },
      mode: { type: 'string' },
      times: { type: 'string' },
      perturb: { type: 'string', multiple: true },
    },
  })
  checkMode(values.mode)
  if (values.seed !== undefined) seedFromEnvironment(values.seed)
  const wanted = (values.perturb ?? []).flatMap((list) => list.split(','))
  const unknown = wanted.find(
    (name) => name !== 'all' && !(PERTURBATIONS as readonly string[]).includes(name),
  )
  if (unknown !== undefined)
    throw new UsageError(`--perturb ${unknown}: it must be ${PERTURBATIONS.join(', ')} or all.`)
  const perturb = wanted.includes('all') ? PERTURBATIONS : (wanted as Perturbation[])
  const times = values.times === undefined ? 2 : Number(values.times)
  if (!Number.isInteger(times) || times < 2)
    throw new UsageError(`--times ${String(values.times)}: it must be 2 or more.`)
  const started = preloaded(command, values.seed, values.mode)
  const words = (['seed', 'mode'] as const).flatMap((name) =>
    values[name] === undefined ? [] : [`--${name}`, values[name]],
  )
  const line = progressLine()
  const result = await verifyCommand(
    started.command,
    started.env,
    { times, perturb, onProgress: (progress) => line.show(progress) },
    { words, command },
  )
  line.clear()
  console.log(result.report)
  return EXIT_CODES[result.verdict]
}

function compareFiles(args: string[]): number {
  const { values, positionals } = parseArgs({
    args,
    options: { json: { type: 'boolean', default: false } },
    allowPositionals: true,
  })
  const [a, b] = positionals
  if (a === undefined || b === undefined || positionals.length > 2)
    throw new UsageError(`compare: it takes two traces, and got ${String(positionals.length)}.`)
  const comparison = compare(a, b)
  console.log(values.json ? JSON.stringify(comparison, undefined, 2) : formatComparison(comparison, width()))
  return EXIT_CODES[comparison.verdict]
}

const PACKAGES = [
  '@tensorflow/tfjs-node-gpu',
  '@tensorflow/tfjs-node',
  '@tensorflow/tfjs',
  '@tensorflow/tfjs-core',
]

/** Computes something with TensorFlow.js under enforce(), in a process of its own, and gives the receipt. */
async function receiptOfThisFolder(): Promise<{ receipt?: Receipt; library?: string; failure?: string }> {
  const require = createRequire(path.join(process.cwd(), 'index.js'))
  const library = PACKAGES.find((name) => {
    try {
      require.resolve(name)
      return true
    } catch {
      return false
    }
  })
  const folder = mkdtempSync(path.join(tmpdir(), 'doctor-'))
  const program = path.join(folder, 'doctor.mjs')
  const answer = path.join(folder, 'receipt.json')
  const index = new URL(import.meta.url.endsWith('.ts') ? './index.ts' : './index.js', import.meta.url).href
  writeFileSync(
    program,
    `import { writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
const { enforce } = await import(${JSON.stringify(index)})
const run = enforce({ seed: 0, mode: 'warn' })
${
  library
    ? `const tf = createRequire(${JSON.stringify(path.join(process.cwd(), 'index.js'))})(${JSON.stringify(library)})
if (tf.ready) await tf.ready()
if (tf.getBackend && tf.getBackend()) await tf.add(1, 2).data()`
    : ''
}
writeFileSync(${JSON.stringify(answer)}, JSON.stringify(run.receipt))
`,
  )
  try {
    const { command, env } = preloaded(['node', program], undefined, undefined)
    const { REPRODUCIBLE_SEED: _seed, ...rest } = env as Record<string, string | undefined>
    const said: Buffer[] = []
    const child = spawn(command[0]!, command.slice(1), { stdio: ['ignore', 'ignore', 'pipe'], env: rest })
    child.stderr.on('data', (chunk: Buffer) => said.push(chunk))
    await new Promise((resolve, reject) => child.once('error', reject).once('close', resolve))
    const named = library === undefined ? {} : { library }
    if (!existsSync(answer))
      return { ...named, failure: Buffer.concat(said).toString().trim().split('\n').slice(-6).join('\n') }
    return { ...named, receipt: JSON.parse(readFileSync(answer, 'utf8')) as Receipt }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

const BAD = ['conflict', 'too-late', 'unreachable']

/** A line for each setting: its name, how it ended, and its value or why it has none. */
function formatSettings(settings: Receipt['settings']): string {
  const column = (key: 'id' | 'status') => Math.max(...settings.map((row) => row[key].length)) + 2
  return settings
    .map(
      ({ id, status, now, proof = '' }) =>
        `${id.padEnd(column('id'))}${status.padEnd(column('status'))}${now === null ? proof : String(now)}`,
    )
    .join('\n')
}

async function doctor(args: string[]): Promise<number> {
  const { values } = parseArgs({ args, options: { json: { type: 'boolean', default: false } } })
  const { receipt, library, failure } = await receiptOfThisFolder()
  if (!receipt) {
    console.error(
      `doctor: ${library ?? 'enforce()'} cannot be used on this machine:\n${failure ?? 'it says nothing.'}`,
    )
    return 2
  }
  const bad = receipt.settings.filter(({ status }) => BAD.includes(status))
  if (values.json) console.log(JSON.stringify(receipt, undefined, 2))
  else {
    const versions = Object.entries(receipt.versions).map(([name, version]) => `${name} ${version}`)
    console.log(`${library ?? 'No TensorFlow.js in this folder'}; ${versions.join(', ')}`)
    console.log(formatSettings(receipt.settings))
    for (const { id, status, why, proof } of bad) console.log(`${id} (${status}): ${why ?? proof ?? 'no reason is known'}.`)
    if (bad.length === 0) console.log('Nothing is in the way of a reproducible run.')
    console.log(`${receipt.hash}  (equal on every machine where all of this is equal)`)
  }
  return bad.length > 0 ? 1 : 0
}

function python(): number {
  // The package holds the file beside the sources; compiled files lie one folder deeper.
  const file = ['./python/reproducible.py', '../../runtime/python/reproducible.py']
    .map((relative) => new URL(relative, import.meta.url))
    .find((url) => existsSync(url))
  if (!file) throw new Error('The file runtime/python/reproducible.py is missing from this package.')
  process.stdout.write(readFileSync(file, 'utf8'))
  return 0
}

/**
 * Runs one of {@link RUNTIME_COMMANDS}.
 *
 * @param args what follows the command's name
 * @returns the exit code: 0 identical, 1 diverged, 2 could not tell; that of the program itself for `run`
 */
export async function runtimeCommand(name: string, args: string[]): Promise<number> {
  const before = args.includes('--') ? args.slice(0, args.indexOf('--')) : args
  if (before.includes('--help') || before.includes('-h')) {
    console.log(USAGE[name])
    return 0
  }
  try {
    if (name === 'run') return await run(args)
    if (name === 'verify') return await verify(args)
    if (name === 'compare') return compareFiles(args)
    if (name === 'doctor') return await doctor(args)
    if (name === 'python') return python()
    throw new UsageError(`There is no command ${name}. There are ${RUNTIME_COMMANDS.join(', ')}.`)
  } catch (error) {
    const { code, message } = error as { code?: string; message: string }
    const typed =
      error instanceof UsageError || code?.startsWith('ERR_PARSE_ARGS') || error instanceof TypeError
    if (!typed && !(error instanceof TraceError)) throw error
    console.error(message)
    if (code?.startsWith('ERR_PARSE_ARGS')) console.error(`\n${USAGE[name]!}`)
    return 2
  }
}
