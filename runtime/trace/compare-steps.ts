import type { Cause } from './advice.ts'
import { wordsOf } from './advice.ts'
import type { Divergence } from './compare.ts'
import type { StepPair } from './pair-steps.ts'
import type { LayerRecord, ReadLoss, ReadStep } from './read-trace.ts'
import { printable } from './read-trace.ts'

/** The fields of a step in the order in which a step comes about: the first that differs names the cause. */
export const ORDER = [
  'draws',
  'streams',
  'batch',
  'weightsBefore',
  'forward',
  'scale',
  'loss',
  'gradients',
  'learningRate',
  'weights',
] as const

/** Fields that say something of the computation, and not only of the generators. */
const COMPUTED = ['batch', 'forward', 'loss', 'gradients', 'weights'] as const

function times(count: number): string {
  return count === 1 ? 'once' : `${String(count)} times`
}

const short = (fingerprint: string) => printable(fingerprint).slice(0, 12)
const both = (a: string, b: string) => `${short(a)} and ${short(b)}`

/** The number that 16 hexadecimal digits stand for. */
export function numberOf(bits: string): number | undefined {
  const last = bits.split(',').at(-1)!
  if (!/^[0-9a-f]{16}$/.test(last)) return undefined
  const view = new DataView(new ArrayBuffer(8))
  view.setBigUint64(0, BigInt(`0x${last}`))
  return view.getFloat64(0)
}

function isNaNLoss(loss: ReadLoss | undefined): boolean {
  return loss !== undefined && Number.isNaN(numberOf(loss.bits))
}

function showLoss(loss: ReadLoss): string {
  const value = numberOf(loss.bits) ?? loss.value
  return value === undefined || value === null
    ? short(loss.bits)
    : `${String(value)} (bits ${printable(loss.bits).slice(-16)})`
}

/** NaN is NaN: which of its many bit patterns a kernel leaves says nothing. */
export function sameLoss(a: ReadLoss, b: ReadLoss): boolean {
  return a.bits === b.bits || (isNaNLoss(a) && isNaNLoss(b))
}

/** A stream that one run drew from more often than the other, since when, and how often in that step. */
export interface Moved {
  readonly name: string
  readonly step: number
  /** Absent where only states are known, which have no count. */
  readonly counts?: readonly [number, number]
  readonly field: 'draws' | 'streams'
  /** It stood in the same place when this step began. */
  readonly within?: true
}

/** A stream that moved, in words. */
export function sayMoved({ name, counts }: Moved): string {
  const stream = printable(name)
  return counts
    ? `stream '${stream}' was drawn from ${times(counts[0])} in one run and ${times(counts[1])} in the other`
    : `the generator '${stream}' stands at another place in one run than in the other`
}

type Header = Readonly<Record<string, unknown>>

/** The divergence that is nothing but streams that were used differently. */
export function movedStreams(moved: readonly Moved[], header: Header): Divergence {
  const step = Math.min(...moved.map((stream) => stream.step))
  const names = moved.map(({ name }) => `'${printable(name)}'`).join(' and ')
  return {
    step,
    field: moved.some(({ field }) => field === 'draws') ? 'draws' : 'streams',
    cause: 'stream used differently',
    what: moved.map(sayMoved).join('; '),
    where: `Something draws from ${names} in one run that does not in the other: a validation pass, a log line, an import, or a number of draws that depends on data. ${wordsOf(header).stream}`,
  }
}

/** What two runs have been through together. */
export class StepComparison {
  /** The fields that both runs have in some step. */
  readonly fields = new Set<string>()
  /** Steps of which something could not be read, in whole sentences; the first few. */
  readonly unread: string[] = []
  /** How many of them there are. */
  unreadSteps = 0
  /** The first step from which the loss is NaN in both runs. */
  bothNaN: number | undefined
  /** The names of the streams that each run has. */
  readonly streams: readonly [Set<string>, Set<string>] = [new Set(), new Set()]
  readonly #moved = new Map<string, Moved>()
  readonly #header: Header
  /** Fingerprints of two kinds cannot be compared. */
  readonly #sameKind: boolean
  #first = true

  constructor(header: Header, sameKind: boolean) {
    this.#header = header
    this.#sameKind = sameKind
  }

  /** Streams that do not stand in the same place in the end, without effect on anything else. */
  get moved(): readonly Moved[] {
    return [...this.#moved.values()]
  }

  /** Whether something was compared besides the generators. */
  get computed(): boolean {
    return COMPUTED.some((name) => this.fields.has(name))
  }

  /** Compares the next step of both runs; goes on while there is no divergence. */
  compare({ steps, before }: StepPair): Divergence | undefined {
    const [a, b] = steps
    for (const [i, record] of steps.entries()) {
      for (const name of record.draws.keys()) this.streams[i]!.add(name)
      if (record.unread === undefined) continue
      this.unreadSteps++
      if (this.unread.length < 5)
        this.unread.push(`Step ${String(record.step)} was not read whole: ${printable(record.unread)}.`)
    }
    for (const name of ORDER)
      if (
        a[name] !== undefined &&
        b[name] !== undefined &&
        (this.#sameKind || name === 'draws' || name === 'loss')
      )
        this.fields.add(name)
    if (isNaNLoss(a.loss) && isNaNLoss(b.loss)) this.bothNaN ??= a.step
    this.#followDraws(a, b, before)
    this.#followStates(a, b)
    const found = this.#findDifference(a, b)
    this.#first = false
    if (!found) return undefined
    // A stream that stands elsewhere is the cause where it is used; unused, it is without effect.
    const early = ['batch', 'weightsBefore'].includes(found.field) && found.layer === undefined
    const used = this.moved.filter(
      (stream) => this.#isUsed(stream, steps, before) && !(early && stream.within && stream.step === a.step),
    )
    return used.length > 0 && found.cause !== 'different program' ? movedStreams(used, this.#header) : found
  }

  #isUsed({ name, field }: Moved, steps: StepPair['steps'], before: StepPair['before']): boolean {
    return steps.some((record, i) => {
      if (field === 'draws') return drawsIn(record, before[i], name) > 0
      const now = record.streams?.get(name)
      const [earlier, later] = [before[i]?.streamsAfter?.get(name), record.streamsAfter?.get(name)]
      return (earlier !== undefined && earlier !== now) || (later !== undefined && later !== now)
    })
  }

  /** The streams that do not stand in the same place in both runs. */
  #followDraws(a: ReadStep, b: ReadStep, before: StepPair['before']): void {
    for (const [name, total] of a.draws) {
      const other = b.draws.get(name)
      // What packages draw while they are loaded has a stream of its own, and one import more moves nothing.
      if (other === undefined || name === 'import') continue
      if (total === other) this.#moved.delete(name)
      else if (!this.#moved.has(name))
        this.#moved.set(name, {
          name,
          step: a.step,
          counts: [drawsIn(a, before[0], name), drawsIn(b, before[1], name)],
          field: 'draws',
        })
    }
  }

  #followStates(a: ReadStep, b: ReadStep): void {
    if (!this.#sameKind) return
    const note = (name: string, differs: boolean, within?: true) => {
      const id = `state of ${name}`
      if (!differs) this.#moved.delete(id)
      else if (!this.#moved.has(id))
        this.#moved.set(id, { name, step: a.step, field: 'streams', ...(within && { within }) })
    }
    for (const [name, state] of a.streams ?? []) {
      const other = b.streams?.get(name)
      if (other !== undefined) note(name, state !== other)
    }
    // What was drawn within the step shows behind it, whatever else it made differ by then.
    for (const [name, state] of a.streamsAfter ?? []) {
      const other = b.streamsAfter?.get(name)
      const stoodApart = this.#moved.has(`state of ${name}`)
      if (other !== undefined && !stoodApart) note(name, state !== other, true)
    }
  }

  /** The first field in which a step differs, generators aside, and what that says. */
  #findDifference(a: ReadStep, b: ReadStep): Divergence | undefined {
    if (a.optimizer !== undefined && b.optimizer !== undefined && a.optimizer !== b.optimizer)
      return this.#tell(a, 'steps', 'different program', {
        what: `one run steps the optimizer ${printable(a.optimizer)}, the other ${printable(b.optimizer)}`,
        where: 'The runs train their models in another order.',
      })
    return (
      this.#differentBatch(a, b) ??
      this.#differentWeightsBefore(a, b) ??
      this.#differentForward(a, b) ??
      this.#differentLoss(a, b) ??
      this.#differentUpdate(a, b)
    )
  }

  #tell(
    { step }: ReadStep,
    field: Divergence['field'],
    cause: Cause,
    words: { what: string; where: string; layer?: string },
  ): Divergence {
    return { step, field, cause, ...words }
  }

  #differ(a: ReadStep, b: ReadStep, name: 'batch' | 'weightsBefore' | 'gradients' | 'weights'): boolean {
    return this.#sameKind && a[name] !== undefined && b[name] !== undefined && a[name] !== b[name]
  }

  #differentBatch(a: ReadStep, b: ReadStep): Divergence | undefined {
    if (!this.#differ(a, b, 'batch')) return undefined
    return this.#tell(a, 'batch', 'unseeded source', {
      what: `the batches are ${both(a.batch!, b.batch!)}, after the same draws from every stream`,
      where: wordsOf(this.#header)['unseeded source'],
    })
  }

  #differentWeightsBefore(a: ReadStep, b: ReadStep): Divergence | undefined {
    if (!this.#differ(a, b, 'weightsBefore')) return undefined
    const prints = both(a.weightsBefore!, b.weightsBefore!)
    return this.#first
      ? this.#tell(a, 'weightsBefore', 'initialisation', {
          what: `the initial weights are ${prints}, after the same draws from every stream`,
          where: wordsOf(this.#header).initialisation,
        })
      : this.#tell(a, 'weightsBefore', 'change between steps', {
          what: `the weights before the step are ${prints}, though the step before ended equal`,
          where:
            'Something changes the weights between two steps: a callback, an averaged or loaded model, a second optimizer.',
        })
  }

  #differentForward(a: ReadStep, b: ReadStep): Divergence | undefined {
    if (this.#sameKind && a.forward && b.forward) {
      const found = firstDifference(a.forward, b.forward)
      if (found) return this.#differentLayer(a, found)
    }
    if (a.scale !== undefined && b.scale !== undefined && a.scale !== b.scale)
      return this.#tell(a, 'scale', 'optimizer', {
        what: `the gradient scaler multiplied the loss with ${printable(a.scale)} and ${printable(b.scale)}`,
        where: "The scaler's state is not the same: it was resumed without it, or saw other infinities.",
      })
    return undefined
  }

  #differentLayer(a: ReadStep, [one, other]: LayerDifference): Divergence {
    if (one?.name !== other?.name) {
      const say = (entry: LayerRecord | undefined) => (entry ? printable(entry.name) : 'nothing more')
      return this.#tell(a, 'forward', 'different program', {
        what: `one run calls ${say(one)} where the other calls ${say(other)}`,
        where: 'The model takes another way: a branch that depends on data, or another model.',
      })
    }
    const layer = one!.name
    const prints = both(one!.fingerprint, other!.fingerprint)
    if (one!.input)
      return this.#tell(a, 'batch', 'unseeded source', {
        layer,
        what: `what is given to ${printable(layer)} is ${prints}, after the same draws from every stream`,
        where: wordsOf(this.#header)['unseeded source'],
      })
    return this.#tell(a, 'forward', 'forward kernel', {
      layer,
      what: `the layer ${printable(layer)} gives ${prints}, from equal inputs and weights`,
      where: `The forward pass of ${printable(layer)} is not deterministic: ${wordsOf(this.#header)['forward kernel']}.`,
    })
  }

  #differentLoss(a: ReadStep, b: ReadStep): Divergence | undefined {
    if (!a.loss || !b.loss || sameLoss(a.loss, b.loss)) return undefined
    const known = a.batch !== undefined && b.batch !== undefined && this.#sameKind
    const what = `the losses are ${showLoss(a.loss)} and ${showLoss(b.loss)}`
    const kernel = wordsOf(this.#header)['forward kernel']
    const oneNaN =
      isNaNLoss(a.loss) || isNaNLoss(b.loss) ? ' One of them is NaN: the other run may follow.' : ''
    return known
      ? this.#tell(a, 'loss', 'forward kernel', {
          what: `${what}, from equal batches and weights`,
          where: `The forward pass is not deterministic${a.forward && b.forward ? ' behind its last layer, in what computes the loss' : ''}: ${kernel}.${oneNaN}`,
        })
      : this.#tell(a, 'loss', 'unseeded source or forward kernel', {
          what,
          where: `The trace does not have the batches, so either they differ, or the forward pass is not deterministic: ${kernel}. Give run.step() the batch to tell which.${oneNaN}`,
        })
  }

  #differentUpdate(a: ReadStep, b: ReadStep): Divergence | undefined {
    const kernel = wordsOf(this.#header)['backward kernel']
    const after = a.loss === undefined || b.loss === undefined ? '' : ', after equal losses'
    if (this.#differ(a, b, 'gradients')) {
      const found = a.backward && b.backward && firstDifference(a.backward, b.backward)
      const layer = found?.[0]?.name ?? found?.[1]?.name
      return this.#tell(a, 'gradients', 'backward kernel', {
        ...(layer !== undefined && { layer }),
        what: `the gradients are ${both(a.gradients!, b.gradients!)}${layer === undefined ? '' : `, and the first to differ is that of ${printable(layer)}`}${after}`,
        where: kernel,
      })
    }
    if (a.learningRate !== undefined && b.learningRate !== undefined && a.learningRate !== b.learningRate)
      return this.#tell(a, 'learningRate', 'learning rate', {
        what: `the learning rates are ${printable(a.learningRate)} and ${printable(b.learningRate)}`,
        where:
          'The schedule does not stand at the same step: it was resumed without its state, counts something else, or depends on a measured value.',
      })
    if (!this.#differ(a, b, 'weights')) return undefined
    const what = `the weights after the step are ${both(a.weights!, b.weights!)}`
    return a.gradients !== undefined && b.gradients !== undefined
      ? this.#tell(a, 'weights', 'optimizer', {
          what: `${what}, after equal gradients`,
          where:
            "The optimizer does not do the same: its state (moments, step count) was not resumed, its update is a fused kernel that is not deterministic, or the model's running means changed.",
        })
      : this.#tell(a, 'weights', 'backward kernel', { what: `${what}${after}`, where: kernel })
  }
}

/** How often a step drew from a stream. */
function drawsIn(record: ReadStep, before: ReadStep | undefined, name: string): number {
  return (record.draws.get(name) ?? 0) - (before?.draws.get(name) ?? 0)
}

type LayerDifference = readonly [LayerRecord | undefined, LayerRecord | undefined]

function firstDifference(a: readonly LayerRecord[], b: readonly LayerRecord[]): LayerDifference | undefined {
  for (let i = 0; i < Math.max(a.length, b.length); i++) {
    const [one, other] = [a[i], b[i]]
    if (one?.name !== other?.name || one?.fingerprint !== other?.fingerprint) return [one, other]
  }
  return undefined
}
