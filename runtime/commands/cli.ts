/**
 * The commands of the runtime: `run`, `verify`, `compare`, `doctor` and `python`.
 *
 * Exit codes: 0 identical (or all well), 1 diverged (or a setting defeats reproducibility), 2 could not tell.
 */
import { spawn } from 'node:child_process'
import {
  existsSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  readdirSync,
  writeFileSync,
} from 'node:fs'
import { constants, tmpdir } from 'node:os'
import path from 'node:path'
import { parseArgs } from 'node:util'
import type { Comparison } from '../trace/compare.ts'
import { compareAnything } from './compare.ts'
import { TensorFileError } from './tensors/tensor-file.ts'
import { REPORT_FORMAT } from './verify-report.ts'
import { doctor } from './doctor.ts'
import { preloaded, pythonFolder } from './preloaded.ts'
import { TraceError } from '../trace/read-trace.ts'
import { STARTED } from '../enforce/enforce.ts'
import {
  PERTURBATIONS,
  PYTHON_PERTURBATIONS,
  PERTURBED,
  seenFile,
  VARIABLES,
  type Perturbation,
} from '../trace/recorder.ts'
import { seedFromEnvironment } from '../enforce/seed.ts'
import { verifyCommand, type Progress } from './verify.ts'

/** The names that {@link runtimeCommand} takes. */
export const RUNTIME_COMMANDS = ['run', 'verify', 'compare', 'doctor', 'python'] as const

/** The wheel for Python gives the command another name. */
const PROGRAM = process.env['REPRODUCIBLE_COMMAND'] ?? 'npx eslint-plugin-reproducible'

const USAGE: Record<string, string> = {
  run: `${PROGRAM} run --seed <seed> [--mode strict|warn|audit] [--trace <file> [--layers] [--exact]] -- node train.js
  Runs a program with enforce() called before anything else is loaded, in it and in its workers.
  --trace <file>  write what each step drew, read and computed, for "compare": the steps that the program tells
                  of with run.step(), or those that are seen of its training with TensorFlow.js or torch; each rank
                  of several writes one of its own, run.rank3.jsonl
  --layers        with every layer, forward and backward (torch)
  --exact         with SHA-256 of every byte (torch; in JavaScript always)`,
  verify: `${PROGRAM} verify [--seed <seed>] [--mode <mode>] [--runs <n>] [--perturb <what>]… [--control]
         [--output <file>]… [--keep <folder>] [--html <file>] [--json] -- node train.js
  Runs a program, of any language and under any launcher (torchrun, sbatch), twice or more, and says whether it did
  the same to the last bit, or where and why not: by its traces, its outputs, or else by what it prints.
  --perturb <what>  run it once more with something changed that it should not notice:
                    ${PERTURBATIONS.join(', ')}; for Python ${PYTHON_PERTURBATIONS.join(', ')}; or all
  --control         run it once more with another seed, which must change something
  --output <file>   (or --artifact) compare a file that it writes, or several ('out/*.npz'): safetensors, .pt and
                    .npz by tensors, others by bytes
  --keep <folder>   keep traces and outputs, for "compare"
  --html <file>     write a page as well: the fields by steps, where they part, and the curves
  --json            a report, which "compare" holds against one of before a change of the code
  Exit code: 0 identical, 1 diverged, 2 could not tell.`,
  compare: `${PROGRAM} compare <a> <b> [--html <file>] [--json]
  Says whether two runs are the same, or where they part and why: two traces (.jsonl) or folders of those of ranks,
  two files of tensors (.safetensors, .pt, .npz), two receipts, or two reports of "verify --json".
  --html <file>     write a page as well: the fields by steps, where they part, and the curves; receipts side by side
  Exit code: 0 identical, 1 diverged, 2 could not tell.`,
  doctor: `${PROGRAM} doctor [--json]
  Says what enforce() does on this machine with the TensorFlow.js that is installed in this folder.
  Exit code: 0 nothing in the way, 1 something defeats reproducibility, 2 could not tell.`,
  python: `${PROGRAM} python > reproducible_runs.py
  Prints the companion for Python programs: one file without dependencies.`,
}

const EXIT_CODES: Record<Comparison['verdict'], number> = { identical: 0, diverged: 1, unknown: 2 }

/** What a person typed and cannot be meant. */
class UsageError extends Error {}

function width(): number {
  return Math.min(Math.max(process.stdout.columns || 100, 40), 120)
}

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

function checkMode(mode: string | undefined): void {
  if (mode !== undefined && !['strict', 'warn', 'audit'].includes(mode))
    throw new UsageError(`--mode ${mode}: it must be strict, warn or audit.`)
}

async function run(args: string[]): Promise<number> {
  const { before, command } = split('run', args)
  const { values } = parseArgs({
    args: before,
    options: {
      seed: { type: 'string' },
      mode: { type: 'string' },
      trace: { type: 'string' },
      layers: { type: 'boolean' },
      exact: { type: 'boolean' },
    },
  })
  checkMode(values.mode)
  const seed = values.seed ?? process.env['REPRODUCIBLE_SEED']
  if (seed === undefined)
    throw new UsageError('run: there is no seed. Pass --seed 42, or set REPRODUCIBLE_SEED.')
  seedFromEnvironment(seed)
  const started = preloaded(command, { seed, mode: values.mode })
  const trace = values.trace === undefined ? undefined : path.resolve(values.trace)
  if (trace !== undefined) removeTraces(trace)
  const folder = mkdtempSync(path.join(tmpdir(), 'reproducible-'))
  const marks = path.join(folder, 'started')
  try {
    const status = await runToItsEnd(started.command, {
      ...started.env,
      [STARTED]: marks,
      ...(trace !== undefined && { [VARIABLES.trace]: trace }),
      ...(values.layers && { REPRODUCIBLE_TRACE_LAYERS: '1' }),
      ...(values.exact && { REPRODUCIBLE_TRACE_EXACT: '1' }),
    })
    if (trace !== undefined) settleTrace(trace)
    if (!existsSync(marks)) console.error(nothingStarted(command, seed))
    return status
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/** What to say of a program in which nobody called enforce(): it is in a language, or was started in a way, that is not reached. */
function nothingStarted(command: readonly string[], seed: string): string {
  return `run: the seed ${seed} had no effect: enforce() was called in no process of "${command.join(' ')}". It is called in every Node, Bun and Python that starts with the environment that it is given (not python -I, -E or -S; not Deno; not inside a container). Call it in the program: import { enforce } from 'eslint-plugin-reproducible/runtime', or from reproducible_runs import enforce.`
}

/** A trace, and those of the ranks of one run that was told to write it. */
function tracesOf(file: string): string[] {
  const { dir, name, ext } = path.parse(file)
  const ofRank = (other: string) => {
    const rank = other.replace(/\.seen$/, '').slice(name.length, -ext.length || undefined)
    return other.startsWith(name) && /^\.rank\d+$/.test(rank)
  }
  const others = existsSync(dir) ? readdirSync(dir).filter(ofRank) : []
  return [file, ...new Set(others.map((other) => path.join(dir, other.replace(/\.seen$/, ''))))]
}

/** A trace of an earlier run must not be taken for one of this. */
function removeTraces(file: string): void {
  for (const each of tracesOf(file).flatMap((trace) => [trace, seenFile(trace)]))
    rmSync(each, { force: true })
}

/** Leaves one trace of each rank: of the steps that the program told of, or else of those that were seen. */
function settleTrace(file: string): void {
  const traces = tracesOf(file)
  for (const trace of traces) {
    const seen = seenFile(trace)
    if (existsSync(trace)) rmSync(seen, { force: true })
    else if (existsSync(seen)) renameSync(seen, trace)
  }
  if (!traces.some((trace) => existsSync(trace)))
    console.error(
      'run: there is no trace: the program trained nothing with TensorFlow.js or torch, and told of no step with run.step().',
    )
}

async function runToItsEnd(command: readonly string[], env: NodeJS.ProcessEnv): Promise<number> {
  const child = spawn(command[0]!, command.slice(1), { stdio: 'inherit', env })
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
      runs: { type: 'string' },
      times: { type: 'string' },
      perturb: { type: 'string', multiple: true },
      output: { type: 'string', multiple: true },
      artifact: { type: 'string', multiple: true },
      control: { type: 'boolean', default: false },
      keep: { type: 'string' },
      json: { type: 'boolean', default: false },
      html: { type: 'string' },
    },
  })
  checkMode(values.mode)
  const seed = values.seed ?? process.env['REPRODUCIBLE_SEED']
  if (seed !== undefined) seedFromEnvironment(seed)
  const known: readonly string[] = [...PERTURBATIONS, ...PYTHON_PERTURBATIONS, 'all']
  const perturb = (values.perturb ?? []).flatMap((list) => list.split(','))
  const unknown = perturb.find((name) => !known.includes(name))
  if (unknown !== undefined)
    throw new UsageError(`--perturb ${unknown}: it must be one of ${known.join(', ')}.`)
  const runs = values.runs ?? values.times
  const times = runs === undefined ? 2 : Number(runs)
  if (!Number.isInteger(times) || times < 2)
    throw new UsageError(`--runs ${String(runs)}: it must be 2 or more.`)
  const started = preloaded(command, values)
  const words = (['seed', 'mode'] as const).flatMap((name) =>
    values[name] === undefined ? [] : [`--${name}`, values[name]],
  )
  const outputs = [...(values.output ?? []), ...(values.artifact ?? [])]
  const line = progressLine()
  const result = await verifyCommand(
    started.command,
    started.env,
    {
      times,
      perturb: perturb as (Perturbation | 'all')[],
      outputs,
      ...(values.control && { control: { ...started.env, ...otherSeed(seed) } }),
      ...(values.keep !== undefined && { keep: values.keep }),
      draw: values.html !== undefined,
      onProgress: (progress) => line.show(progress),
    },
    { words: [...words, ...outputs.flatMap((file) => ['--output', file])], command },
  )
  line.clear()
  const { verdict, report, runs: compared, digests, pictures = [] } = result
  if (values.html !== undefined) {
    const { verificationPage } = await import('./comparison-page.ts')
    writePage(values.html, verificationPage(command, verdict, compared, pictures, report))
  }
  console.log(
    values.json
      ? JSON.stringify({ report: REPORT_FORMAT, command, verdict, runs: compared, digests }, undefined, 2)
      : report,
  )
  return EXIT_CODES[verdict]
}

/** The environment of the control: enforce() takes its seed before the program's own. */
function otherSeed(seed: string | undefined): Record<string, string> {
  const number = seed === undefined || seed.trim() === '' ? NaN : Number(seed)
  const other = Number.isSafeInteger(number) ? String(number === 1 ? 2 : 1) : '1'
  return { REPRODUCIBLE_SEED: other, REPRODUCIBLE_CONTROL: '1' }
}

/** @throws UsageError where it cannot be written. */
function writePage(file: string, page: string): void {
  try {
    writeFileSync(file, page)
  } catch (error) {
    throw new UsageError(`--html ${file}: it cannot be written (${(error as Error).message}).`)
  }
}

async function compareFiles(args: string[]): Promise<number> {
  const { values, positionals } = parseArgs({
    args,
    options: { json: { type: 'boolean', default: false }, html: { type: 'string' } },
    allowPositionals: true,
  })
  const [a, b] = positionals
  if (a === undefined || b === undefined || positionals.length > 2)
    throw new UsageError(`compare: it takes two files or folders, and got ${String(positionals.length)}.`)
  const compared = compareAnything(a, b, width())
  if (values.html !== undefined) {
    const { comparisonPage } = await import('./comparison-page.ts')
    writePage(values.html, comparisonPage(a, b, compared))
  }
  console.log(values.json ? JSON.stringify(compared.json, undefined, 2) : compared.text)
  return EXIT_CODES[compared.verdict]
}

function python(): number {
  process.stdout.write(readFileSync(path.join(pythonFolder(), 'reproducible_runs.py'), 'utf8'))
  return 0
}

/** What Node says about options, in one sentence. */
function aboutOptions(
  name: string,
  message: string,
  didYouMean: (typed: string, names: readonly string[]) => string,
): string {
  const unknown = /^Unknown option '(-[^']*)'/u.exec(message)?.[1]
  const help = `${PROGRAM} ${name} --help`
  if (unknown === undefined) return `${name}: ${message.split('\n')[0]!.replace(/\.$/u, '')}. See ${help}`
  const options = [...new Set(USAGE[name]!.match(/--[a-z]+/gu))]
  return `${name} has no option ${unknown}.${didYouMean(unknown, options)} See ${help}`
}

/**
 * Runs one of {@link RUNTIME_COMMANDS}.
 *
 * @param args what follows the command's name
 * @param didYouMean says which option was probably meant
 * @returns the exit code: 0 identical, 1 diverged, 2 could not tell; that of the program itself for `run`
 */
export async function runtimeCommand(
  name: string,
  args: string[],
  didYouMean: (typed: string, names: readonly string[]) => string = () => '',
): Promise<number> {
  const before = args.includes('--') ? args.slice(0, args.indexOf('--')) : args
  if (before.includes('--help') || before.includes('-h')) {
    console.log(USAGE[name])
    return 0
  }
  try {
    if (name === 'run') return await run(args)
    if (name === 'verify') return await verify(args)
    if (name === 'compare') return await compareFiles(args)
    if (name === 'doctor') {
      const { values } = parseArgs({ args, options: { json: { type: 'boolean', default: false } } })
      return await doctor(values.json)
    }
    if (name === 'python') return python()
    throw new UsageError(`There is no command ${name}. There are ${RUNTIME_COMMANDS.join(', ')}.`)
  } catch (error) {
    const { code, message } = error as { code?: string; message: string }
    const typed =
      error instanceof UsageError || code?.startsWith('ERR_PARSE_ARGS') || error instanceof TypeError
    if (!typed && !(error instanceof TraceError || error instanceof TensorFileError)) throw error
    console.error(code?.startsWith('ERR_PARSE_ARGS') ? aboutOptions(name, message, didYouMean) : message)
    return 2
  }
}
