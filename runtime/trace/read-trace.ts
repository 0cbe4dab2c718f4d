/** Reads a trace, step by step, or says what is wrong with it. */
import { isRecord, linesOfFile, linesOfText, parseRecord, type Line } from './json-lines.ts'
import { TRACE_FORMAT } from './trace.ts'

/** A trace that cannot be compared: not one, of another format, or damaged. The message says which, and why. */
export class TraceError extends Error {
  override readonly name = 'TraceError'
}

/** What a layer gave, or what it was given (`input`). */
export interface LayerRecord {
  readonly name: string
  readonly fingerprint: string
  readonly input: boolean
}

/** A loss: its exact bits (of several losses, joined by commas), or a fingerprint. */
export interface ReadLoss {
  readonly value?: number | null
  readonly bits: string
}

/** A step as it was read: what people name is a key of a map. */
export interface ReadStep {
  readonly step: number
  readonly draws: ReadonlyMap<string, number>
  readonly optimizer?: string
  readonly streams?: ReadonlyMap<string, string>
  readonly streamsAfter?: ReadonlyMap<string, string>
  readonly batch?: string
  readonly weightsBefore?: string
  readonly forward?: readonly LayerRecord[]
  readonly scale?: string
  readonly loss?: ReadLoss
  readonly backward?: readonly LayerRecord[]
  readonly gradients?: string
  readonly skipped?: string
  readonly learningRate?: string
  readonly weights?: string
  readonly unread?: string
}

function mapOf<Value>(
  value: unknown,
  is: (inner: unknown) => inner is Value,
): ReadonlyMap<string, Value> | undefined {
  if (!isRecord(value)) return undefined
  const entries = Object.entries(value)
  return entries.every((entry): entry is [string, Value] => is(entry[1])) ? new Map(entries) : undefined
}

const isText = (value: unknown): value is string => typeof value === 'string'
const isNumber = (value: unknown): value is number => typeof value === 'number'

function layersOf(value: unknown): readonly LayerRecord[] | undefined {
  if (!Array.isArray(value)) return undefined
  const layers = value.map((entry: unknown) => {
    const [name, fingerprint, kind] = Array.isArray(entry) ? (entry as unknown[]) : []
    return isText(name) && isText(fingerprint) ? { name, fingerprint, input: kind === 'input' } : undefined
  })
  return layers.every((layer) => layer !== undefined) ? layers : undefined
}

function lossOf(value: unknown): ReadLoss | undefined {
  if (isText(value)) return { bits: value }
  if (!isRecord(value) || !isText(value['bits'])) return undefined
  return { bits: value['bits'], ...(isNumber(value['value']) && { value: value['value'] }) }
}

/** How each field is read; what a reader does not know it leaves alone. */
const READERS: readonly (readonly [keyof ReadStep, (value: unknown) => unknown])[] = [
  ['draws', (value) => mapOf(value, isNumber)],
  ['streams', (value) => mapOf(value, isText)],
  ['streamsAfter', (value) => mapOf(value, isText)],
  ['forward', layersOf],
  ['backward', layersOf],
  ['loss', lossOf],
  ...(['scale', 'skipped', 'learningRate'] as const).map(
    (name) => [name, (value: unknown) => JSON.stringify(value)] as const,
  ),
  ...(['optimizer', 'batch', 'weightsBefore', 'gradients', 'weights', 'unread'] as const).map(
    (name) => [name, (value: unknown) => (isText(value) ? value : undefined)] as const,
  ),
]

/** The step of a line, or the name of the field that is none of a trace's. */
function stepOf(record: Readonly<Record<string, unknown>>): ReadStep | keyof ReadStep {
  if (!Number.isSafeInteger(record['step']) || (record['step'] as number) < 0) return 'step'
  const read = new Map<string, unknown>([['step', record['step']]])
  for (const [name, reader] of READERS) {
    if (!Object.hasOwn(record, name)) continue
    const value = reader(record[name])
    if (value === undefined) return name
    read.set(name, value)
  }
  return read.has('draws') ? (Object.fromEntries(read) as unknown as ReadStep) : 'draws'
}

/** A trace being read. */
export class TraceReader {
  readonly name: string
  readonly header: Readonly<Record<string, unknown>>
  readonly #lines: Iterator<Line>
  #line = 1
  #steps = 0
  #last: ReadStep | undefined
  #ended = false
  #incomplete: string | undefined

  /**
   * Reads the first line.
   *
   * @param name what to call it in messages
   * @throws TraceError when it is empty or something else
   */
  constructor(lines: Iterator<Line>, name: string) {
    this.name = name
    this.#lines = lines
    const first = this.#take()
    if (!first || (first.text.trim() === '' && !first.whole))
      throw new TraceError(
        `${name} is empty: the run ended before its trace was begun, or wrote it elsewhere.`,
      )
    const header = parseRecord(first.text)
    if (!header || !isText(header['trace']))
      throw new TraceError(
        `${name} is not a trace: its first line must be JSON with "trace": "${TRACE_FORMAT}". Traces are written by enforce({ trace: { file } }).`,
      )
    if (header['trace'] !== TRACE_FORMAT)
      throw new TraceError(
        `${name} is of the format "${printable(header['trace'])}", and this version reads "${TRACE_FORMAT}". Compare it with the version that wrote it.`,
      )
    this.header = header
  }

  /** Why the trace is not whole, once it was read to its end. */
  get incomplete(): string | undefined {
    return this.#incomplete
  }

  /** How many steps were read. */
  get steps(): number {
    return this.#steps
  }

  #take(): Line | undefined {
    try {
      const next = this.#lines.next()
      return next.done ? undefined : next.value
    } catch (error) {
      const { code, message } = error as NodeJS.ErrnoException
      throw new TraceError(
        code === 'ENOENT'
          ? `There is no trace ${this.name}. A trace is written by run --trace <file>, and by enforce({ trace }).`
          : `The trace ${this.name} cannot be read (${message.split(/[:,]/u)[1]?.trim() ?? message}).`,
      )
    }
  }

  #damaged(why: string): TraceError {
    return new TraceError(`${this.name}, line ${String(this.#line)} is damaged: ${why}.`)
  }

  /**
   * The next step; `undefined` at the end.
   *
   * @throws TraceError at a line in the middle that cannot be read
   */
  next(): ReadStep | undefined {
    const line = this.#take()
    if (!line?.whole) {
      if (!this.#ended) this.#incomplete = this.#truncated(line !== undefined)
      return undefined
    }
    this.#line++
    if (this.#ended) throw this.#damaged('it comes after the last line, so two runs wrote into this file')
    const record = parseRecord(line.text)
    if (record?.['end'] === true) {
      if (record['steps'] !== this.#steps)
        throw new TraceError(
          `${this.name} lacks lines: its last line counts ${JSON.stringify(record['steps']) ?? 'no'} steps, and it has ${String(this.#steps)}.`,
        )
      this.#ended = true
      return this.next()
    }
    if (!record || !Object.hasOwn(record, 'step'))
      throw this.#damaged('it is neither a step nor the last line of a trace')
    const step = stepOf(record)
    if (typeof step === 'string') throw this.#damaged(`its "${step}" is not what a trace has there`)
    this.#steps++
    this.#last = step
    return step
  }

  #truncated(inLine: boolean): string {
    const where = this.#last ? `after step ${String(this.#last.step)}` : 'before its first step'
    return `${this.name} is truncated: it stops ${where}${inLine ? ' in the middle of a line' : ''}, and its last line is missing. The run was killed, crashed, or called process.exit() before its trace was closed.`
  }
}

/** Text of others without what moves a terminal's cursor. */
export function printable(text: string): string {
  return text.replace(/[\u0000-\u001f\u007f-\u009f\u2028\u2029]/g, '\ufffd').slice(0, 500)
}

/** Reads the text of a trace. */
export function traceOfText(text: string, name: string): TraceReader {
  return new TraceReader(linesOfText(text), name)
}

/** Reads a file. */
export function traceOfFile(file: string, name = file): TraceReader {
  return new TraceReader(linesOfFile(file), name)
}
