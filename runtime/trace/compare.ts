/**
 * Compares two traces: whether two runs are the same to the last bit, and if not, at which step they part, in which
 * field, and what kind of thing does that.
 */
import type { Cause } from './advice.ts'
import type { ORDER } from './compare-steps.ts'
import { movedStreams, sayMoved, StepComparison } from './compare-steps.ts'
import { isRecord } from './json-lines.ts'
import { pairSteps, type Alone } from './pair-steps.ts'
import { printable, traceOfFile, traceOfText, type TraceReader } from './read-trace.ts'

export type { Cause } from './advice.ts'

/** Where two runs can part; `steps` is when one run has steps that the other has not. */
export type Field = (typeof ORDER)[number] | 'inputs' | 'steps'

/** Where two runs part first. */
export interface Divergence {
  readonly step: number
  readonly field: Field
  readonly cause: Cause
  /** The layer in which it began, where the traces have layers. */
  readonly layer?: string
  /** The rank that parted first, where there are several. */
  readonly rank?: number | string
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
const EXPERIMENT_KEYS = ['scheme', 'seed', 'rank', 'worldSize', 'path', 'writer', 'framework']

/** What a trace that does not say is taken for. */
const DEFAULTS: ReadonlyMap<string, string> = new Map([
  ['writer', 'javascript'],
  ['framework', 'tfjs'],
  ['fingerprint', 'sha256'],
])

function valueOf(record: Readonly<Record<string, unknown>>, key: string): unknown {
  return Object.hasOwn(record, key) ? record[key] : DEFAULTS.get(key)
}

/** The leaves of `a` and `b` that differ. */
export function differences(a: unknown, b: unknown, name: string): HeaderDifference[] {
  if (isRecord(a) && isRecord(b))
    return [...new Set([...Object.keys(a), ...Object.keys(b)])].flatMap((key) =>
      differences(
        Object.hasOwn(a, key) ? a[key] : undefined,
        Object.hasOwn(b, key) ? b[key] : undefined,
        name ? `${name}.${key}` : key,
      ),
    )
  return JSON.stringify(a) === JSON.stringify(b) ? [] : [{ name, values: [a, b] }]
}

/** Files that both runs read, and that changed in between: before any stream, that is why the data differ. */
function changedInputs([one, other]: readonly [TraceReader, TraceReader]): string[] {
  const [a, b] = [one, other].map(({ header }) => header['inputs'])
  if (!isRecord(a) || !isRecord(b)) return []
  const hash = (value: unknown) => (isRecord(value) ? value['before'] : value)
  return Object.entries(a).flatMap(([file, value]) =>
    Object.hasOwn(b, file) && hash(value) !== hash(b[file]) ? [printable(file)] : [],
  )
}

function inputDivergence(names: readonly string[], step: number): Divergence {
  const some = names.slice(0, 5).join(', ')
  return {
    step,
    field: 'inputs',
    cause: 'changed input',
    what: `${some}${names.length > 5 ? ` and ${String(names.length - 5)} more` : ''} ${names.length === 1 ? 'is' : 'are'} not the same in both runs`,
    where:
      'The runs read other data: whatever differs behind it may come of that alone. Run both on the same files.',
  }
}

const range = ({ first, last }: Alone) =>
  first === last ? `step ${String(first)}` : `steps ${String(first)} to ${String(last)}`

/** What there is to say of the steps that only one run has. */
function sayAlone(alone: readonly Alone[], names: readonly [string, string]): string[] {
  const notes = alone
    .filter(({ where }) => where === 'before')
    .map((gap) => {
      const [has, lacks] = [names[gap.run], names[gap.run === 0 ? 1 : 0]]
      return `${lacks} begins behind ${range(gap)} of ${has}, as a resumed run does: compared from there on.`
    })
  const between = alone.filter(({ where }) => where === 'between')
  if (between.length > 0)
    notes.push(
      `Not compared, because only one run has them: ${between
        .slice(0, 3)
        .map((gap) => `${range(gap)} of ${names[gap.run]}`)
        .join(', ')}${between.length > 3 ? ', …' : ''}.`,
    )
  return notes
}

/**
 * Compares two traces.
 *
 * @throws TraceError when one of them is no trace
 */
export function compareReaders(traces: readonly [TraceReader, TraceReader]): Comparison {
  const [one, other] = traces
  const names = [one.name, other.name] as const
  const headers = (keys: readonly string[]) =>
    keys.flatMap((key) => differences(valueOf(one.header, key), valueOf(other.header, key), key))
  const platform = headers(PLATFORM_KEYS)
  const experiment = headers(EXPERIMENT_KEYS)
  const notes: string[] = []
  const [kinds] = headers(['fingerprint'])
  if (kinds)
    notes.push(
      `The fingerprints are of two kinds (${kinds.values.map((kind) => printable(String(kind))).join(' and ')}): only draws and losses were compared.`,
    )
  for (const { header, name } of traces)
    if (Array.isArray(header['notes']))
      for (const note of header['notes'].slice(0, 20))
        if (typeof note === 'string') notes.push(`${name}: ${printable(note)}`)

  const alone: Alone[] = []
  const comparison = new StepComparison(one.header, !kinds)
  let steps = 0
  let divergence: Divergence | undefined
  // Behind the first difference only the steps are counted, and damage is found.
  for (const pair of pairSteps(traces, alone)) {
    steps++
    divergence ??= comparison.compare(pair)
  }
  const inputs = changedInputs(traces)
  if (divergence && inputs.length > 0) divergence = inputDivergence(inputs, divergence.step)
  else if (inputs.length > 0)
    notes.push(`Other inputs, without effect here: ${inputs.slice(0, 5).join(', ')}.`)

  notes.unshift(...traces.flatMap((trace) => trace.incomplete ?? []))
  const incomplete = comparison.unreadSteps > 0 || traces.some((trace) => trace.incomplete !== undefined)
  notes.push(...comparison.unread)
  if (comparison.unreadSteps > comparison.unread.length)
    notes.push(`${String(comparison.unreadSteps - comparison.unread.length)} more steps were not read whole.`)
  const { moved, computed } = comparison
  if (!divergence && moved.length > 0) {
    if (!computed) divergence = movedStreams(moved, one.header)
    else
      for (const stream of moved)
        notes.push(`In step ${String(stream.step)} ${sayMoved(stream)}; nothing else differs.`)
  }
  const rest = alone.filter(({ where }) => where === 'after')
  if (!divergence && !incomplete && steps > 0 && rest.length > 0) divergence = shorterRun(rest[0]!, traces)
  notes.push(...sayAlone(alone, names))
  if (comparison.bothNaN !== undefined)
    notes.push(
      `The loss is NaN in both runs from step ${String(comparison.bothNaN)} on: they repeat, and train nothing. Bits of a NaN are not compared.`,
    )
  if (!divergence && steps > 0 && !computed)
    notes.push('The traces have no batch, loss or weights in common: only the draws were compared.')
  if (steps === 0)
    notes.push(
      'The traces have no step in common, so there is nothing to compare. Call run.step(i, { batch, loss, weights }) once a step.',
    )
  const [mine, theirs] = comparison.streams
  notes.push(...streamsOfOne(mine, theirs, names[0]), ...streamsOfOne(theirs, mine, names[1]))

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

function shorterRun(rest: Alone, traces: readonly [TraceReader, TraceReader]): Divergence {
  const [one, other] = traces
  return {
    step: rest.first,
    field: 'steps',
    cause: 'different length',
    what: `${one.name} has ${String(one.steps)} steps and ${other.name} has ${String(other.steps)}`,
    where: 'One run stopped earlier: early stopping, a time limit, or less data.',
  }
}

/** A note about the streams that only one of two traces has. */
function streamsOfOne(own: ReadonlySet<string>, theirs: ReadonlySet<string>, name: string): string[] {
  const only = [...own].filter((stream) => !theirs.has(stream))
  if (only.length === 0 || theirs.size === 0) return []
  return [
    `Only ${name} uses ${only
      .slice(0, 20)
      .map((stream) => `'${printable(stream)}'`)
      .join(', ')}: not compared, and no divergence.`,
  ]
}

/**
 * Compares the texts of two traces.
 *
 * @param names what to call them in messages
 * @throws TraceError when one of them is no trace
 */
export function compareTraces(a: string, b: string, names: readonly [string, string]): Comparison {
  return compareReaders([traceOfText(a, names[0]), traceOfText(b, names[1])])
}

/**
 * Compares two trace files, of any length.
 *
 * @throws TraceError when one of them cannot be read or is no trace
 */
export function compare(a: string, b: string): Comparison {
  return compareFiles(a, b, [a, b])
}

/** {@link compare}, with other names in messages. */
export function compareFiles(a: string, b: string, names: readonly [string, string]): Comparison {
  return compareReaders([traceOfFile(a, names[0]), traceOfFile(b, names[1])])
}
