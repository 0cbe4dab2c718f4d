/**
 * Verification: runs the same thing again and compares the traces, step by step.
 *
 * Each run is a process of its own: within one process equality can hide what a second process would show, because
 * caches, timings and counters go on. Runs can be perturbed by what a reproducible program does not notice.
 */
import type { RunState } from '../enforce/checkpoint.ts'
import { compareTraces, type Comparison } from '../trace/compare.ts'
import { formatComparison } from '../trace/format-comparison.ts'
import {
  PERTURBATIONS,
  PERTURBED,
  recorder,
  Recorder,
  useRecorder,
  VARIABLES,
  type Perturbation,
  type Recorded,
} from '../trace/recorder.ts'
import { Trace } from '../trace/trace.ts'
import { runProcess, type RunTraces } from './verified-process.ts'

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

/** A run compared with the first. */
export interface VerifiedRun {
  readonly perturbation?: Perturbation
  readonly comparison: Comparison
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
    if (!PERTURBATIONS.includes(name))
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

const UNKNOWN: Omit<Comparison, 'notes'> = { verdict: 'unknown', steps: 0, platform: [], experiment: [] }

/** Whether any step of a trace has its batch: only then can a loss be told from a batch that differs. */
function hasBatches(trace: string | undefined): boolean {
  return trace?.includes('"batch":') ?? false
}

function compareRuns(first: RunTraces, other: RunTraces): Comparison {
  const failure = first.failure ?? other.failure
  if (failure) return { ...UNKNOWN, notes: [failure] }
  const name = other.perturbation ? `the run with ${PERTURBED[other.perturbation]}` : 'the second run'
  const kinds = (['told', 'seen'] as const).filter(
    (kind) => first[kind] !== undefined && other[kind] !== undefined,
  )
  if (kinds.length === 0)
    return {
      ...UNKNOWN,
      notes: [
        'The program wrote no trace: it never called enforce(), or it trained nothing. Pass --seed 42 to have enforce() called for it, and call run.step(i, { batch, loss, weights }) where TensorFlow.js does not train.',
      ],
    }
  const comparisons = kinds.map((kind) => compareTraces(first[kind]!, other[kind]!, ['the first run', name]))
  const diverged = comparisons.filter(({ divergence }) => divergence)
  // Of two that part, the one that has seen the batches knows the cause.
  const best =
    diverged.find((_, i) => hasBatches(first[kinds[comparisons.indexOf(diverged[i]!)]!])) ?? diverged[0]
  if (best) return best
  const worst = comparisons.find(({ verdict }) => verdict === 'unknown') ?? comparisons[0]!
  return worst
}

function verdictOf(runs: readonly VerifiedRun[]): Comparison['verdict'] {
  const verdicts = runs.map(({ comparison }) => comparison.verdict)
  return verdicts.includes('diverged') ? 'diverged' : verdicts.includes('unknown') ? 'unknown' : 'identical'
}

function judge(
  traces: readonly RunTraces[],
  replayFor: (perturbation?: Perturbation) => string,
): VerifyResult {
  const [first, ...others] = traces as [RunTraces, ...RunTraces[]]
  const runs = others.map((other): VerifiedRun => {
    let comparison = compareRuns(first, other)
    if (other.perturbation === 'validation' && comparison.verdict === 'identical' && !other.asked)
      comparison = {
        ...comparison,
        verdict: 'unknown',
        notes: [
          ...comparison.notes,
          "The program has no extra validation pass to run: ask for it with if (perturbation() === 'validation').",
        ],
      }
    return { comparison, ...(other.perturbation && { perturbation: other.perturbation }) }
  })
  const verdict = verdictOf(runs)
  const failed = runs.find(({ comparison }) => comparison.verdict === verdict)!
  const parts = runs.map(({ comparison, perturbation }) =>
    [perturbation ? `With ${PERTURBED[perturbation]}:` : 'Run again:', formatComparison(comparison)].join(
      ' ',
    ),
  )
  if (verdict === 'identical') return { verdict, runs, report: parts.join('\n') }
  const replay = replayFor(failed.perturbation)
  return { verdict, runs, report: [...parts, `Again: ${replay}`].join('\n'), replay }
}

/** The text a shell would need to run `command`. */
function shellCommand(command: readonly string[]): string {
  return command
    .map((word) => (/^[\w./:=@%+,-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`))
    .join(' ')
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
  options: VerifyOptions,
  replay: { readonly words: readonly string[]; readonly command: readonly string[] },
): Promise<VerifyResult> {
  const { times, perturb } = checkOptions(options)
  const plan: (Perturbation | undefined)[] = [...Array<undefined>(times), ...perturb]
  const traces: RunTraces[] = []
  for (const [i, perturbation] of plan.entries()) {
    const tell = (steps: number) =>
      options.onProgress?.({
        run: i + 1,
        runs: plan.length,
        steps: Math.max(0, steps),
        ...(perturbation && { perturbation }),
      })
    tell(0)
    traces.push(await runProcess({ command, env, onSteps: tell, ...(perturbation && { perturbation }) }))
    // What failed unchanged would fail again.
    if (traces[0]?.failure) {
      traces.push(traces[0])
      break
    }
  }
  return judge(traces, (perturbation) =>
    [
      'npx eslint-plugin-reproducible verify',
      ...replay.words,
      ...(perturbation ? ['--perturb', perturbation] : []),
      '--',
      shellCommand(replay.command),
    ].join(' '),
  )
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
  return judge(traces, () => program)
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
