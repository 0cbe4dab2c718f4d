/**
 * Compares two traces: whether two runs are the same to the last bit, and if not, at which step they part, in which
 * field, and what kind of thing does that.
 */
import { compareSteps, movedStreams, sayMoved, type ORDER } from './compare-steps.ts'
import { isRecord, readTrace, TraceError, type ReadTrace } from './read-trace.ts'
import type { StepRecord } from './trace.ts'

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
  const { fields, moved, unread, ...found } = compareSteps(one.steps, other.steps)
  notes.push(...unread)
  const incomplete = unread.length > 0 || traces.some((trace) => trace.incomplete !== undefined)
  const onlyDraws = !['batch', 'loss', 'gradients', 'weights'].some((name) => fields.has(name))
  let { divergence } = found
  if (!divergence && moved.length > 0) {
    if (onlyDraws) divergence = movedStreams(moved)
    else
      for (const stream of moved)
        notes.push(`In step ${String(stream.step)} ${sayMoved(stream)}; nothing else differs.`)
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
  notes.push(...streamsOfOne(one, other, names[0]), ...streamsOfOne(other, one, names[1]))

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

/** A note about the streams that only one of two traces has. */
function streamsOfOne(one: ReadTrace, other: ReadTrace, name: string): string[] {
  const theirs = streamNames(other.steps)
  const only = [...streamNames(one.steps)].filter((stream) => !theirs.has(stream))
  if (only.length === 0) return []
  return [
    `Only ${name} uses ${only.map((stream) => `'${stream}'`).join(', ')}: not compared, and no divergence.`,
  ]
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
      const { code, message } = error as NodeJS.ErrnoException
      throw new TraceError(
        code === 'ENOENT'
          ? `There is no trace ${file}. A trace is written by run --trace <file>, and by enforce({ trace }).`
          : `The trace ${file} cannot be read (${message.split(/[:,]/u)[1]?.trim() ?? message}).`,
      )
    }
  }
  return compareTraces(read(a), read(b), [a, b])
}
