/** Judges what several runs of one program left. */
import { compareTraces, type Comparison } from '../trace/compare.ts'
import { compareRuns } from '../trace/compare-ranks.ts'
import { formatComparison } from '../trace/format-comparison.ts'
import { printable } from '../trace/read-trace.ts'
import { PERTURBED, type Perturbation } from '../trace/recorder.ts'
import type { VerifiedProcess } from './verified-process.ts'

/** A run compared with the first. */
export interface VerifiedRun {
  readonly perturbation?: Perturbation
  /** It had another seed: it must not be the same. */
  readonly control?: boolean
  readonly comparison: Comparison
  /** Its outputs, compared with those of the first run. */
  readonly outputs?: readonly ComparedOutput[]
}

/** A file that both runs wrote. */
export interface ComparedOutput {
  readonly file: string
  readonly verdict: Comparison['verdict']
  readonly text: string
  readonly details?: unknown
}

/** Compares two files; loaded where there are files. */
export type CompareOutputs = (
  a: string,
  b: string,
) => { readonly verdict: Comparison['verdict']; readonly text: string; readonly json: unknown }

const UNKNOWN: Omit<Comparison, 'notes'> = { verdict: 'unknown', steps: 0, platform: [], experiment: [] }

const NO_TRACE =
  'The program wrote no trace: it never called enforce(), or it trained nothing. Pass --seed 42 to have enforce() called for it, call run.step(i, { batch, loss, weights }) where TensorFlow.js or torch does not train, or name a file that it writes with --output.'

/** Traces of a run in this process, or the folders of those of another. */
export interface RunTraces {
  readonly told?: string
  readonly seen?: string
  readonly asked: boolean
  readonly perturbation?: Perturbation
}

/** Of two comparisons that part, the one that has seen the batches knows the cause. */
function best(comparisons: readonly Comparison[]): Comparison {
  const diverged = comparisons.filter(({ divergence }) => divergence)
  const vague = 'unseeded source or forward kernel'
  return (
    diverged.find(({ divergence }) => divergence!.cause !== vague) ??
    diverged[0] ??
    comparisons.find(({ verdict }) => verdict === 'unknown') ??
    comparisons[0]!
  )
}

const nameOf = (perturbation: Perturbation | undefined, control = false) =>
  control
    ? 'the run with another seed'
    : perturbation
      ? `the run with ${PERTURBED[perturbation]}`
      : 'the second run'

/** Compares the traces of runs in one process. */
export function compareTexts(first: RunTraces, other: RunTraces): Comparison {
  const kinds = (['told', 'seen'] as const).filter(
    (kind) => first[kind] !== undefined && other[kind] !== undefined,
  )
  if (kinds.length === 0) return { ...UNKNOWN, notes: [NO_TRACE] }
  const names = ['the first run', nameOf(other.perturbation)] as const
  return best(kinds.map((kind) => compareTraces(first[kind]!, other[kind]!, names)))
}

/** Compares a process with the first: its traces, its outputs, and what it printed where there is nothing else. */
export function compareProcesses(
  first: VerifiedProcess,
  other: VerifiedProcess,
  compareFiles: CompareOutputs,
  control = false,
): VerifiedRun {
  const what = {
    ...(other.perturbation && { perturbation: other.perturbation }),
    ...(control && { control }),
  }
  const failure = first.failure ?? other.failure
  if (failure) return { ...what, comparison: { ...UNKNOWN, notes: [failure] } }
  const kinds = (['told', 'seen'] as const).filter((kind) => first[kind] && other[kind])
  const names = ['the first run', nameOf(other.perturbation, control)] as const
  const outputs = compareOutputs(first, other, compareFiles)
  const missing = [...new Set([...first.missing, ...other.missing])].map(
    (pattern) => `No file ${pattern} was written.`,
  )
  const rest = { ...what, ...(outputs.length > 0 && { outputs }) }
  if (kinds.length > 0) {
    const comparison = best(
      kinds.map((kind) => compareRuns(`${first.folder}/${kind}`, `${other.folder}/${kind}`, names)),
    )
    return { ...rest, comparison: { ...comparison, notes: [...comparison.notes, ...missing] } }
  }
  if (outputs.length > 0)
    return {
      ...rest,
      comparison: {
        ...UNKNOWN,
        verdict: worst(outputs),
        notes: ['The program wrote no trace: only its outputs were compared.', ...missing],
      },
    }
  if (missing.length > 0) return { ...rest, comparison: { ...UNKNOWN, notes: missing } }
  return { ...rest, comparison: comparePrinted(first.printed, other.printed) }
}

function compareOutputs(
  first: VerifiedProcess,
  other: VerifiedProcess,
  compareFiles: CompareOutputs,
): ComparedOutput[] {
  return [...new Set([...first.outputs.keys(), ...other.outputs.keys()])].map((file) => {
    const [one, theirs] = [first.outputs.get(file), other.outputs.get(file)]
    if (one === undefined || theirs === undefined)
      return { file, verdict: 'diverged', text: 'Only one of the two runs wrote it.' }
    try {
      const { verdict, text, json } = compareFiles(one, theirs)
      return { file, verdict, text, details: json }
    } catch (error) {
      return { file, verdict: 'unknown', text: (error as Error).message }
    }
  })
}

/** What was printed, where there is nothing else to compare. */
function comparePrinted(a: string, b: string): Comparison {
  if (a.trim() === '' && b.trim() === '') return { ...UNKNOWN, notes: [NO_TRACE] }
  const [one, other] = [a.split('\n'), b.split('\n')]
  const at = one.findIndex((line, i) => line !== other[i])
  if (at < 0 && one.length === other.length)
    return {
      ...UNKNOWN,
      verdict: 'identical',
      notes: [`${NO_TRACE} What it printed was compared instead, ${String(one.length - 1)} lines.`],
    }
  const line = at < 0 ? one.length : at
  const quote = (text: string | undefined) =>
    text === undefined ? 'nothing' : `"${printable(text).slice(0, 120)}"`
  return {
    ...UNKNOWN,
    verdict: 'diverged',
    notes: [
      `What the program printed differs from line ${String(line + 1)} on: ${quote(one[line])} and ${quote(other[line])}. If that is a time, print none, or name a file that it writes with --output.`,
      NO_TRACE,
    ],
  }
}

function worst(all: readonly { readonly verdict: Comparison['verdict'] }[]): Comparison['verdict'] {
  for (const verdict of ['diverged', 'unknown'] as const)
    if (all.some((each) => each.verdict === verdict)) return verdict
  return 'identical'
}

/** What a run says of the program: one with another seed must differ, every other must not. */
export function verdictOf(run: VerifiedRun): Comparison['verdict'] {
  const { comparison, outputs = [], control } = run
  if (!control) return worst([comparison, ...outputs])
  const differs = comparison.divergence !== undefined || worst([comparison, ...outputs]) === 'diverged'
  return differs ? 'identical' : 'unknown'
}

/** The worst of all runs. */
export function verdictOfAll(runs: readonly VerifiedRun[]): Comparison['verdict'] {
  return worst(runs.map((run) => ({ verdict: verdictOf(run) })))
}

function describeControl(run: VerifiedRun): string {
  if (verdictOf(run) === 'identical') return 'With another seed: something changes, as it should.'
  const { comparison } = run
  return comparison.steps === 0 && comparison.verdict === 'unknown'
    ? `With another seed: could not tell. ${comparison.notes.join(' ')}`
    : 'With another seed: nothing changes, so the seed has no effect. The program draws nothing, or draws from something that the seed does not reach.'
}

/** A run for people. */
export function describeRun(run: VerifiedRun): string {
  if (run.control) return describeControl(run)
  const { comparison, outputs = [], perturbation } = run
  const head = perturbation ? `With ${PERTURBED[perturbation]}:` : 'Run again:'
  const traced = comparison.steps > 0 || comparison.verdict === 'unknown' || comparison.divergence
  const text = traced
    ? formatComparison(comparison)
    : [comparison.verdict === 'identical' ? 'Identical.' : 'Diverged.', ...comparison.notes].join('\n')
  return [`${head} ${text}`, ...outputs.map(({ file, text }) => `${file}: ${text}`)].join('\n')
}
