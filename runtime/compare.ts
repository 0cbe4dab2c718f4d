/**
 * Compares two traces: whether two runs are the same to the last bit, and if not, at which step they part, in which
 * field, and what kind of thing does that.
 */
import { isRecord, readTrace, TraceError } from './read-trace.ts'
import type { LossRecord, StepRecord } from './trace.ts'

/** The fields of a step in the order in which a step comes about: the first that differs names the cause. */
const ORDER = ['draws', 'batch', 'weightsBefore', 'loss', 'gradients', 'weights'] as const

type FingerprintField = 'batch' | 'weightsBefore' | 'gradients' | 'weights'

/** Where two runs can part; `steps` is when one run has steps that the other has not. */
export type Field = (typeof ORDER)[number] | 'steps'

/** What kind of thing makes two runs part there. */
export type Cause =
  | 'stream used differently'
  | 'unseeded source'
  | 'initialisation'
  | 'change between steps'
  | 'forward kernel'
  | 'unseeded source or forward kernel'
  | 'backward kernel'
  | 'different length'

/** Where two runs part first. */
export interface Divergence {
  readonly step: number
  readonly field: Field
  readonly cause: Cause
  /** What differs, with its values. */
  readonly what: string
  /** Where to look. */
  readonly where: string
}

/** A line of the header that differs. */
export interface HeaderDifference {
  /** Its path in the header, such as `platform.node`. */
  readonly name: string
  readonly values: readonly [unknown, unknown]
}

/** What a comparison found. */
export interface Comparison {
  /**
   * `identical`: every step of both runs is the same in every field both have. `diverged`: it is not, and nothing
   * else explains it. `unknown`: a trace is incomplete, or the runs are of different seeds, versions or devices.
   */
  readonly verdict: 'identical' | 'diverged' | 'unknown'
  /** How many steps both runs have. */
  readonly steps: number
  readonly divergence?: Divergence
  /** Other versions, drivers or devices: bits may differ for that alone. */
  readonly platform: readonly HeaderDifference[]
  /** Other seeds, ranks or schemes: these are two different experiments. */
  readonly experiment: readonly HeaderDifference[]
  /** What else there is to know, in whole sentences. */
  readonly notes: readonly string[]
}

const PLATFORM_KEYS = ['platform', 'versions', 'backend', 'driver', 'device', 'threads']
const EXPERIMENT_KEYS = ['scheme', 'seed', 'rank', 'worldSize', 'path']

/** The leaves of `a` and `b` that differ. */
function differences(a: unknown, b: unknown, name: string): HeaderDifference[] {
  if (isRecord(a) && isRecord(b))
    return [...new Set([...Object.keys(a), ...Object.keys(b)])].flatMap((key) =>
      differences(a[key], b[key], `${name}.${key}`),
    )
  return JSON.stringify(a) === JSON.stringify(b) ? [] : [{ name, values: [a, b] }]
}

function times(count: number): string {
  return count === 1 ? 'once' : `${String(count)} times`
}

function show(value: LossRecord | string): string {
  return typeof value === 'string' ? value.slice(0, 12) : `${String(value.value)} (bits ${value.bits})`
}

function sameLoss(a: LossRecord | string, b: LossRecord | string): boolean {
  return typeof a === 'object' && typeof b === 'object' ? a.bits === b.bits : a === b
}

/** A stream that one run drew from more often than the other, since when, and how often in that step. */
interface Moved {
  readonly name: string
  readonly step: number
  readonly counts: readonly [number, number]
}

/** How often a step drew from a stream. */
function drawsIn(record: StepRecord, before: StepRecord | undefined, name: string): number {
  return (record.draws[name] ?? 0) - (before?.draws[name] ?? 0)
}

/** Keeps `moved` up to date: the streams that do not stand in the same place in both runs. */
function followStreams(
  a: StepRecord,
  b: StepRecord,
  before: readonly [StepRecord, StepRecord] | undefined,
  moved: Map<string, Moved>,
): void {
  for (const [name, total] of Object.entries(a.draws)) {
    // What packages draw while they are loaded has a stream of its own, and one import more moves nothing.
    if (!(name in b.draws) || name === 'import') continue
    if (total === b.draws[name]) moved.delete(name)
    else if (!moved.has(name))
      moved.set(name, {
        name,
        step: a.step,
        counts: [drawsIn(a, before?.[0], name), drawsIn(b, before?.[1], name)],
      })
  }
}

function sayMoved({ name, counts }: Moved): string {
  return `stream '${name}' was drawn from ${times(counts[0])} in one run and ${times(counts[1])} in the other`
}

function movedStreams(moved: readonly Moved[]): Divergence {
  const step = Math.min(...moved.map((stream) => stream.step))
  const names = moved.map(({ name }) => `'${name}'`).join(' and ')
  return {
    step,
    field: 'draws',
    cause: 'stream used differently',
    what: moved.map(sayMoved).join('; '),
    where: `Something draws from ${names} in one run that does not in the other: a validation pass, a log line, an import, or a number of draws that depends on data. Give it a stream of its own: run.scope(name, …).`,
  }
}

/** The first field in which a step differs, draws aside, and what that says. */
function compareFields(a: StepRecord, b: StepRecord, first: boolean): Divergence | undefined {
  const { step } = a
  const differ = (name: FingerprintField) =>
    a[name] !== undefined && b[name] !== undefined && a[name] !== b[name]
  const fingerprints = (name: FingerprintField) => `${a[name]!.slice(0, 12)} and ${b[name]!.slice(0, 12)}`
  if (differ('batch'))
    return {
      step,
      field: 'batch',
      cause: 'unseeded source',
      what: `the batches are ${fingerprints('batch')}, after the same draws from every stream`,
      where:
        'The data comes from something no stream feeds: Dataset.shuffle() without a seed (it takes the clock), crypto, Date.now(), the order of files in a folder, or asynchronous reads that race under prefetch().',
    }
  if (differ('weightsBefore'))
    return !first
      ? {
          step,
          field: 'weightsBefore',
          cause: 'change between steps',
          what: `the weights before the step are ${fingerprints('weightsBefore')}, though the step before ended equal`,
          where:
            'Something changes the weights between two steps: a callback, an averaged or loaded model, a second optimizer.',
        }
      : {
          step,
          field: 'weightsBefore',
          cause: 'initialisation',
          what: `the initial weights are ${fingerprints('weightsBefore')}, after the same draws from every stream`,
          where:
            'The weights come from something no stream feeds: an initializer that ran before enforce(), another process, or a file that changed.',
        }
  const forward =
    'a kernel that adds with float atomics (on WebGPU a matrix product over 2000 terms or more), random numbers drawn outside JavaScript (tf.multinomial on tfjs-node), or another number of threads'
  if (a.loss !== undefined && b.loss !== undefined && !sameLoss(a.loss, b.loss)) {
    const batchKnown = a.batch !== undefined && b.batch !== undefined
    return {
      step,
      field: 'loss',
      cause: batchKnown ? 'forward kernel' : 'unseeded source or forward kernel',
      what: `the losses are ${show(a.loss)} and ${show(b.loss)}${batchKnown ? ', from equal batches and weights' : ''}`,
      where: batchKnown
        ? `The forward pass is not deterministic: ${forward}.`
        : `The trace does not have the batches, so either they differ, or the forward pass is not deterministic: ${forward}. Give run.step() the batch to tell which.`,
    }
  }
  for (const name of ['gradients', 'weights'] as const)
    if (differ(name))
      return {
        step,
        field: name,
        cause: 'backward kernel',
        what: `the ${name === 'weights' ? 'weights after the step' : 'gradients'} are ${fingerprints(name)}${a.loss === undefined ? '' : ', after equal losses'}`,
        where:
          'A kernel of the backward pass is not deterministic: the gradient of an embedding or of tf.gather (UnsortedSegmentSum adds with float atomics on a GPU), a weight gradient over a large batch, or another number of threads.',
      }
  return undefined
}

/**
 * Compares the texts of two traces.
 *
 * @param names what to call them in messages
 * @throws TraceError when one of them is no trace
 */
export function compareTraces(a: string, b: string, names: readonly [string, string]): Comparison {
  const traces = [readTrace(a, names[0]), readTrace(b, names[1])] as const
  const [one, other] = traces
  const headers = (keys: readonly string[]) =>
    keys.flatMap((key) => differences(one.header[key], other.header[key], key))
  const platform = headers(PLATFORM_KEYS)
  const experiment = headers(EXPERIMENT_KEYS)
  const notes = traces.flatMap((trace) => trace.incomplete ?? [])

  const steps = Math.min(one.steps.length, other.steps.length)
  let divergence: Divergence | undefined
  let incomplete = traces.some((trace) => trace.incomplete !== undefined)
  const compared = new Set<string>()
  const moved = new Map<string, Moved>()
  for (let i = 0; i < steps && !divergence; i++) {
    const [x, y] = [one.steps[i]!, other.steps[i]!]
    for (const record of [x, y])
      if (record.unread) {
        incomplete = true
        notes.push(`Step ${String(record.step)} was not read whole: ${record.unread}.`)
      }
    for (const name of ORDER) if (x[name] !== undefined && y[name] !== undefined) compared.add(name)
    if (x.step !== y.step)
      divergence = {
        step: x.step,
        field: 'steps',
        cause: 'different length',
        what: `one run goes on with step ${String(x.step)}, the other with step ${String(y.step)}`,
        where:
          'The runs count their steps differently: they were resumed, stopped early, or had other options.',
      }
    else {
      const before = i > 0 ? ([one.steps[i - 1]!, other.steps[i - 1]!] as const) : undefined
      followStreams(x, y, before, moved)
      divergence = compareFields(x, y, i === 0)
      // A stream that stands elsewhere is the cause where it is used; unused, it is without effect.
      const used = [...moved.values()].filter(
        ({ name }) => drawsIn(x, before?.[0], name) > 0 || drawsIn(y, before?.[1], name) > 0,
      )
      if (divergence && used.length > 0) divergence = movedStreams(used)
    }
  }
  const onlyDraws = !['batch', 'loss', 'gradients', 'weights'].some((name) => compared.has(name))
  if (!divergence && moved.size > 0) {
    if (onlyDraws) divergence = movedStreams([...moved.values()])
    else
      notes.push(
        ...[...moved.values()].map(
          (stream) => `In step ${String(stream.step)} ${sayMoved(stream)}; nothing else differs.`,
        ),
      )
  }
  if (!divergence && !incomplete && one.steps.length !== other.steps.length)
    divergence = {
      step: steps,
      field: 'steps',
      cause: 'different length',
      what: `${names[0]} has ${String(one.steps.length)} steps and ${names[1]} has ${String(other.steps.length)}`,
      where: 'One run stopped earlier: early stopping, a time limit, or less data.',
    }
  if (!divergence && steps > 0 && onlyDraws)
    notes.push('The traces have no batch, loss or weights in common: only the draws were compared.')
  if (steps === 0)
    notes.push(
      'The traces have no step in common, so there is nothing to compare. Call run.step(i, { batch, loss, weights }) once a step.',
    )
  const onlyOne = [...streamNames(one.steps)].filter((name) => !streamNames(other.steps).has(name))
  const onlyOther = [...streamNames(other.steps)].filter((name) => !streamNames(one.steps).has(name))
  for (const [i, only] of [onlyOne, onlyOther].entries())
    if (only.length > 0)
      notes.push(
        `Only ${names[i]!} uses ${only.map((name) => `'${name}'`).join(', ')}: not compared, and no divergence.`,
      )

  const explained = platform.length > 0 || experiment.length > 0
  const verdict = divergence
    ? explained
      ? 'unknown'
      : 'diverged'
    : incomplete || steps === 0
      ? 'unknown'
      : 'identical'
  return { verdict, steps, ...(divergence && { divergence }), platform, experiment, notes }
}

function streamNames(steps: readonly StepRecord[]): Set<string> {
  return new Set(steps.flatMap((step) => Object.keys(step.draws)))
}

/**
 * Compares two trace files.
 *
 * @throws TraceError when one of them cannot be read or is no trace
 */
export function compare(a: string, b: string): Comparison {
  const fs = globalThis.process.getBuiltinModule('node:fs')
  const read = (file: string) => {
    try {
      return fs.readFileSync(file, 'utf8')
    } catch (error) {
      throw new TraceError(`${file} cannot be read: ${(error as Error).message}`)
    }
  }
  return compareTraces(read(a), read(b), [a, b])
}
