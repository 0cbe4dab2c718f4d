import type { Divergence } from './compare.ts'
import type { LossRecord, StepRecord } from './trace.ts'

/** The fields of a step in the order in which a step comes about: the first that differs names the cause. */
export const ORDER = ['draws', 'batch', 'weightsBefore', 'loss', 'gradients', 'weights'] as const

type FingerprintField = 'batch' | 'weightsBefore' | 'gradients' | 'weights'

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
export interface Moved {
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

/** A stream that moved, in words. */
export function sayMoved({ name, counts }: Moved): string {
  return `stream '${name}' was drawn from ${times(counts[0])} in one run and ${times(counts[1])} in the other`
}

/** The divergence that is nothing but streams that were used differently. */
export function movedStreams(moved: readonly Moved[]): Divergence {
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

/** What the steps of two runs have in common, and where they part. */
export interface ComparedSteps {
  readonly divergence?: Divergence
  /** The fields that both runs have in some step. */
  readonly fields: ReadonlySet<string>
  /** Streams that do not stand in the same place in the end, without effect on anything else. */
  readonly moved: readonly Moved[]
  /** Steps of which something could not be read, in whole sentences. */
  readonly unread: readonly string[]
}

/** Compares the steps that both runs have, up to the first that differs. */
export function compareSteps(one: readonly StepRecord[], other: readonly StepRecord[]): ComparedSteps {
  const fields = new Set<string>()
  const moved = new Map<string, Moved>()
  const unread: string[] = []
  let divergence: Divergence | undefined
  for (let i = 0; i < Math.min(one.length, other.length) && !divergence; i++) {
    const [a, b] = [one[i]!, other[i]!]
    for (const record of [a, b])
      if (record.unread !== undefined)
        unread.push(`Step ${String(record.step)} was not read whole: ${record.unread}.`)
    for (const name of ORDER) if (a[name] !== undefined && b[name] !== undefined) fields.add(name)
    divergence =
      a.step === b.step
        ? compareStep([a, b], i > 0 ? [one[i - 1]!, other[i - 1]!] : undefined, moved)
        : {
            step: a.step,
            field: 'steps',
            cause: 'different length',
            what: `one run goes on with step ${String(a.step)}, the other with step ${String(b.step)}`,
            where:
              'The runs count their steps differently: they were resumed, stopped early, or had other options.',
          }
  }
  return { fields, moved: [...moved.values()], unread, ...(divergence && { divergence }) }
}

/** Compares one step of both runs; `moved` goes from step to step. */
function compareStep(
  [a, b]: readonly [StepRecord, StepRecord],
  before: readonly [StepRecord, StepRecord] | undefined,
  moved: Map<string, Moved>,
): Divergence | undefined {
  followStreams(a, b, before, moved)
  const divergence = compareFields(a, b, before === undefined)
  // A stream that stands elsewhere is the cause where it is used; unused, it is without effect.
  const used = [...moved.values()].filter(
    ({ name }) => drawsIn(a, before?.[0], name) > 0 || drawsIn(b, before?.[1], name) > 0,
  )
  return divergence && used.length > 0 ? movedStreams(used) : divergence
}
