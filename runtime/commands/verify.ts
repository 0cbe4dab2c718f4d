/**
 * Verification: runs the same thing again and compares the traces, step by step.
 *
 * Each run is a process of its own: within one process equality can hide what a second process would show, because
 * caches, timings and counters go on. Runs can be perturbed by what a reproducible program does not notice.
 */
import type { RunState } from '../enforce/checkpoint.ts'
import { builtin } from '../enforce/node.ts'
import type { Comparison } from '../trace/compare.ts'
import { linesOfFile, parseRecord } from '../trace/json-lines.ts'
import {
  PERTURBATIONS,
  PYTHON_PERTURBATIONS,
  recorder,
  Recorder,
  useRecorder,
  VARIABLES,
  type Perturbation,
  type Recorded,
} from '../trace/recorder.ts'
import { Trace } from '../trace/trace.ts'
import {
  compareProcesses,
  compareTexts,
  describeRun,
  verdictOf,
  verdictOfAll,
  type RunTraces,
  type VerifiedRun,
} from './judge-runs.ts'
import { runProcess, type ProcessRequest, type VerifiedProcess } from './verified-process.ts'
import { digestsOf, type RunDigests } from './verify-report.ts'
import type { TracePicture } from '../html/trace-picture.ts'

export type { VerifiedRun } from './judge-runs.ts'

/** Options of a verification. */
export interface VerifyOptions {
  /** How often the unchanged program is run: 2 or more. Default: 2. */
  readonly times?: number
  /** `'process'` (the default): each run is a process of its own. `'none'`: all in this one, which is faster. */
  readonly isolate?: 'process' | 'none'
  /** Runs it once more for each of these. With `isolate: 'none'` only `'validation'` can be had. */
  readonly perturb?: readonly Perturbation[]
  /** Told about the progress: which run, and how many steps it has done. */
  readonly onProgress?: (progress: Progress) => void
}

/** How far a verification is. */
export interface Progress {
  /** The run that is going on, from 1. */
  readonly run: number
  readonly runs: number
  readonly perturbation?: Perturbation
  /** Steps that it has written. */
  readonly steps: number
}

/** What a verification found. */
export interface VerifyResult {
  /** The worst of the runs: `diverged` before `unknown` before `identical`. */
  readonly verdict: Comparison['verdict']
  readonly runs: readonly VerifiedRun[]
  /** For people: what was found, and how to see it again. */
  readonly report: string
  /** One command that runs it again; absent when there is nothing to show. */
  readonly replay?: string
}

function checkOptions({
  times = 2,
  isolate = 'process',
  perturb = [],
}: VerifyOptions): Required<Omit<VerifyOptions, 'onProgress'>> {
  if (!Number.isInteger(times) || times < 2)
    throw new TypeError(`verify(): times is ${String(times)}; two runs or more are needed to compare them.`)
  if (isolate !== 'process' && isolate !== 'none')
    throw new TypeError(`verify(): isolate is '${String(isolate)}'; it must be 'process' or 'none'.`)
  for (const name of perturb) {
    if (!(PERTURBATIONS as readonly string[]).includes(name))
      throw new TypeError(
        `verify(): there is no perturbation '${name}'. There are ${PERTURBATIONS.map((known) => `'${known}'`).join(', ')}.`,
      )
    if (isolate === 'none' && name !== 'validation')
      throw new TypeError(
        `verify(): the perturbation '${name}' needs a process of its own: leave out isolate: 'none'.`,
      )
  }
  return { times, isolate, perturb }
}

/** Puts together what the runs say. */
function conclude(runs: readonly VerifiedRun[], replayFor: (run: VerifiedRun) => string): VerifyResult {
  const verdict = verdictOfAll(runs)
  const report = runs.map(describeRun).join('\n')
  const failed = runs.find((run) => verdictOf(run) === verdict)
  if (verdict === 'identical' || !failed) return { verdict, runs, report }
  const replay = replayFor(failed)
  return { verdict, runs, report: `${report}\nAgain: ${replay}`, replay }
}

/** A run that was to have a validation pass more, and never asked for it, shows nothing. */
function withoutValidation(run: VerifiedRun, asked: boolean): VerifiedRun {
  const { comparison, perturbation } = run
  if (perturbation !== 'validation' || comparison.verdict !== 'identical' || asked) return run
  const note =
    "The program has no extra validation pass to run: ask for it with if (perturbation() === 'validation')."
  return { ...run, comparison: { ...comparison, verdict: 'unknown', notes: [...comparison.notes, note] } }
}

/** The text a shell would need to run `command`. */
function shellCommand(command: readonly string[]): string {
  return command
    .map((word) => (/^[\w./:=@%+,-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`))
    .join(' ')
}

/** What the command `verify` may be asked for besides. */
export interface VerifyCommandOptions extends Omit<VerifyOptions, 'perturb'> {
  readonly perturb?: readonly (Perturbation | 'all')[]
  /** Paths and globs of files that the program writes: compared as well. */
  readonly outputs?: readonly string[]
  /** Another environment, with another seed: a run in it must differ. */
  readonly control?: Readonly<Record<string, string | undefined>>
  /** A folder to keep traces and outputs in. */
  readonly keep?: string
  /** Also draw what each run did beside the first. */
  readonly draw?: boolean
}

/** What a verification from outside found. */
export interface VerifyCommandResult extends VerifyResult {
  /** Hashes of what the first run computed; absent where it failed. */
  readonly digests?: RunDigests
  /** Of each run, where they were to be drawn; none of one that left no trace. */
  readonly pictures?: readonly (readonly TracePicture[])[]
}

function keepRun(keep: string, { folder }: VerifiedProcess, number: number): void {
  const [fs, path] = [builtin('node:fs')!, builtin('node:path')!]
  fs.rmSync(path.join(keep, `run-${String(number)}`), { recursive: true, force: true })
  fs.cpSync(folder, path.join(keep, `run-${String(number)}`), { recursive: true })
}

/** Which perturbations `all` stands for: what is for Python is left out where the program is written in JavaScript. */
function expand(
  perturb: readonly (Perturbation | 'all')[],
  { folder, told, seen }: VerifiedProcess,
): Perturbation[] {
  const [fs, path] = [builtin('node:fs')!, builtin('node:path')!]
  const kind = told ? 'told' : seen ? 'seen' : undefined
  const file = kind && path.join(folder, kind, fs.readdirSync(path.join(folder, kind))[0]!)
  const [first] = file ? linesOfFile(file) : []
  const isPython = first !== undefined && parseRecord(first.text)?.['writer'] === 'python'
  const all = [...PERTURBATIONS, ...(isPython ? PYTHON_PERTURBATIONS : [])]
  return [...new Set(perturb.flatMap((name) => (name === 'all' ? all : name)))]
}

/**
 * Runs a command again and again, each time as a process of its own, and compares what the runs recorded.
 *
 * @param command the program and its arguments, such as `['node', 'train.js']`
 * @param env its environment
 * @param replay words between `verify` and `--` that the replay command repeats
 */
export async function verifyCommand(
  command: readonly string[],
  env: Readonly<Record<string, string | undefined>>,
  options: VerifyCommandOptions,
  replay: { readonly words: readonly string[]; readonly command: readonly string[] },
): Promise<VerifyCommandResult> {
  const { times = 2, perturb = [], outputs = [], control, keep, draw = false } = options
  const drawing = draw ? await import('./comparison-page.ts') : undefined
  const { compareOutputs } = await import('./compare-outputs.ts')
  const processes: VerifiedProcess[] = []
  const runs: VerifiedRun[] = []
  const pictures: (readonly TracePicture[])[] = []
  const total = () => times + (first ? expand(perturb, first) : perturb).length + (control ? 1 : 0)
  let first: VerifiedProcess | undefined
  const start = async (request: Pick<ProcessRequest, 'env' | 'perturbation'>) => {
    const tell = (steps: number) =>
      options.onProgress?.({
        run: processes.length + 1,
        runs: total(),
        steps,
        ...(request.perturbation && { perturbation: request.perturbation }),
      })
    tell(0)
    const ended = await runProcess({ command, outputs, onSteps: tell, ...request })
    processes.push(ended)
    if (keep !== undefined) keepRun(keep, ended, processes.length)
    return ended
  }
  const compareWith = (one: VerifiedProcess, other: VerifiedProcess, isControl = false) => {
    runs.push(withoutValidation(compareProcesses(one, other, compareOutputs, isControl), other.asked))
    const kind = (['told', 'seen'] as const).find((each) => one[each] && other[each])
    pictures.push(
      drawing && kind ? drawing.picturesOf(`${one.folder}/${kind}`, `${other.folder}/${kind}`) : [],
    )
  }
  try {
    first = await start({ env })
    // What failed unchanged would fail again.
    if (first.failure !== undefined) compareWith(first, first)
    else {
      for (let i = 1; i < times; i++) compareWith(first, await start({ env }))
      for (const perturbation of expand(perturb, first))
        compareWith(first, await start({ env, perturbation }))
      if (control) compareWith(first, await start({ env: control }), true)
    }
    const result = conclude(runs, ({ perturbation, control }) =>
      [
        'npx eslint-plugin-reproducible verify',
        ...replay.words,
        ...(perturbation ? ['--perturb', perturbation] : []),
        ...(control ? ['--control'] : []),
        '--',
        shellCommand(replay.command),
      ].join(' '),
    )
    return {
      ...result,
      ...(first.failure === undefined && { digests: digestsOf(first) }),
      ...(draw && { pictures }),
    }
  } finally {
    for (const { folder } of processes) builtin('node:fs')!.rmSync(folder, { recursive: true, force: true })
  }
}

/** The run of `enforce()`, as far as a verification needs it. */
export interface VerifiableRun {
  state(): RunState
  resume(state: RunState): unknown
  readonly recorded: Recorded
}

/** Runs `fn` twice or more in this process, from the same position of every stream. */
async function verifyHere<R extends VerifiableRun>(
  fn: (run: R) => unknown,
  { times, perturb }: { times: number; perturb: readonly Perturbation[] },
  run: R,
  onProgress: VerifyOptions['onProgress'],
): Promise<VerifyResult> {
  const start = run.state()
  const traces: RunTraces[] = []
  const plan: (Perturbation | undefined)[] = [...Array<undefined>(times), ...perturb]
  for (const [i, perturbation] of plan.entries()) {
    onProgress?.({ run: i + 1, runs: plan.length, steps: 0, ...(perturbation && { perturbation }) })
    run.resume(start)
    const lines = { told: [] as string[], seen: [] as string[] }
    const recording = new Recorder(
      (kind, header, footer) => new Trace((line) => lines[kind].push(`${line}\n`), header, footer),
      perturbation,
    )
    const before = useRecorder(recording)
    const stop = recording.begin(run.recorded)
    try {
      const result = await fn(run)
      if (result !== undefined) recording.result(result, run.recorded)
    } finally {
      stop()
      useRecorder(before)
      await recording.close()
    }
    traces.push({
      asked: recording.askedFor,
      ...(lines.told.length > 0 && { told: lines.told.join('') }),
      ...(lines.seen.length > 0 && { seen: lines.seen.join('') }),
      ...(perturbation && { perturbation }),
    })
  }
  const program = globalThis.process
    ? shellCommand(['node', ...process.execArgv, ...process.argv.slice(1)])
    : 'the page again'
  const [first, ...others] = traces as [RunTraces, ...RunTraces[]]
  const runs = others.map((other) =>
    withoutValidation(
      {
        comparison: compareTexts(first, other),
        ...(other.perturbation && { perturbation: other.perturbation }),
      },
      other.asked,
    ),
  )
  return conclude(runs, () => program)
}

/**
 * Runs `fn` twice or more and compares the runs, step by step.
 *
 * With `isolate: 'process'` this program is started again for each run, up to this call; there `fn` runs, and the
 * process ends. So what stands above the call is repeated in each run, and what stands below it is not. Here `fn`
 * does not run at all. A program that is verified from outside, by the command `verify`, just calls `fn`.
 *
 * @param fn gets the run; what it returns, final weights perhaps, is compared as well
 */
export async function verify<R extends VerifiableRun>(
  fn: (run: R) => unknown,
  options: VerifyOptions,
  run: R,
): Promise<VerifyResult> {
  const checked = checkOptions(options)
  callsHere++
  const recording = recorder()
  if (recording) {
    const skip = recording.call !== undefined && callsHere < recording.call
    if (skip) return { verdict: 'unknown', runs: [], report: 'Another call of verify() is being run.' }
    const result = await fn(run)
    if (result !== undefined) recording.result(result, run.recorded)
    if (recording.call === undefined)
      return { verdict: 'unknown', runs: [], report: 'The whole program is being verified from outside.' }
    await recording.close()
    process.exit(0)
  }
  if (checked.isolate === 'none') return verifyHere(fn, checked, run, options.onProgress)
  if (!globalThis.process?.argv[1])
    throw new TypeError(
      "verify(): this program cannot be started again, because it is no file that Node was given. Use verify(fn, { isolate: 'none' }).",
    )
  const command = [process.execPath, ...process.execArgv, ...process.argv.slice(1)]
  const env = { ...process.env, [VARIABLES.call]: String(callsHere) }
  return verifyCommand(command, env, options, {
    words: [],
    command: ['node', ...process.execArgv, ...process.argv.slice(1)],
  })
}

/** How often {@link verify} was called in this process. */
let callsHere = 0
