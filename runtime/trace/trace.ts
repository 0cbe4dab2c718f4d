/**
 * The trace of a run: one JSON line for each training step, for {@link compare} to find where two runs part.
 *
 * The first line says what the run is and what it ran on. Each step says how often every stream was drawn from and
 * gives fingerprints of what went in and came out. The last line says that nothing is missing.
 */
import { guess } from '../enforce/options.ts'
import { TraceFile } from './trace-file.ts'
import { fingerprint, fingerprintLater, mustWait, readTensor } from './fingerprint.ts'

/** Names the format; in the first line of every trace. */
export const TRACE_FORMAT = 'reproducible/trace/1'

/** What a step tells. Fields that are left out are not compared. */
export interface StepFields {
  /** How often each stream was drawn from since the run began (totals: the comparison takes the differences). */
  draws: Record<string, number>
  /** What the step was given: tensors, typed arrays, numbers, and arrays or objects of these. */
  batch?: unknown
  /** The weights before the step. */
  weightsBefore?: unknown
  /** The loss: a number or a tensor with one element. */
  loss?: unknown
  /** What the optimizer is about to apply to the weights. */
  gradients?: unknown
  /** The weights after the step. */
  weights?: unknown
}

/** A loss as it is written: its exact bits, and a number for people. */
export interface LossRecord {
  readonly value: number
  readonly bits: string
}

/** One line of a trace after the first. */
export interface StepRecord {
  readonly step: number
  readonly draws: Readonly<Record<string, number>>
  readonly batch?: string
  readonly weightsBefore?: string
  readonly loss?: LossRecord | string
  readonly gradients?: string
  readonly weights?: string
  /** Why a field is missing: its tensor could not be read. */
  readonly unread?: string
}

/** What the bits of a computation may depend on, besides the program. */
export function platform(): Record<string, string | number> {
  const { process } = globalThis
  const os = process?.getBuiltinModule?.('node:os')
  if (!os) {
    const { navigator } = globalThis as { navigator?: { userAgent: string; hardwareConcurrency: number } }
    return { browser: navigator?.userAgent ?? 'unknown', threads: navigator?.hardwareConcurrency ?? 0 }
  }
  return {
    node: process.versions.node,
    v8: process.versions.v8,
    os: `${process.platform} ${os.release()}`,
    arch: process.arch,
    cpu: os.cpus()[0]?.model ?? 'unknown',
    threads: os.availableParallelism(),
  }
}

/** The 64 bits of a double, as 16 hexadecimal digits. */
function bitsOf(value: number): string {
  const view = new DataView(new ArrayBuffer(8))
  view.setFloat64(0, value)
  return view.getBigUint64(0).toString(16).padStart(16, '0')
}

function lossOf(data: unknown): LossRecord | string {
  if (typeof data === 'number') return { value: data, bits: bitsOf(data) }
  const { length, 0: only } = (data ?? {}) as { length?: number; 0?: unknown }
  return length === 1 && typeof only === 'number' ? lossOf(only) : fingerprint(data)
}

interface OneTensor {
  readonly dataId?: object
  dataSync(): unknown
  data(): Promise<ArrayBufferView>
}

function isTensor(value: unknown): value is OneTensor {
  return typeof (value as Partial<OneTensor> | null | undefined)?.dataSync === 'function'
}

/** Calls `write` with the field, now or once its tensors are there; resolves to why it could not be read, if so. */
function readField(
  name: keyof StepFields,
  value: unknown,
  write: (read: LossRecord | string) => void,
): Promise<string | undefined> | undefined {
  const later = (read: Promise<LossRecord | string>) =>
    read.then(
      (done): string | undefined => {
        write(done)
        return undefined
      },
      (error: unknown) => `${name}: ${error instanceof Error ? error.message : String(error)}`,
    )
  const wait = mustWait(value)
  if (name === 'loss' && isTensor(value)) {
    if (wait) return later(readTensor(value).then(lossOf))
    write(lossOf(value.dataSync()))
  } else if (name === 'loss') write(lossOf(value))
  else if (wait) return later(fingerprintLater(value))
  else write(fingerprint(value))
  return undefined
}

const FIELDS = ['batch', 'weightsBefore', 'loss', 'gradients', 'weights'] as const

/**
 * Checks what a program says of a step, whether it is traced or not.
 *
 * @throws TypeError for what is no number of a step, and for fields that there are not
 */
export function checkStep(index: unknown, fields: unknown): void {
  if (!Number.isSafeInteger(index) || (index as number) < 0)
    throw new TypeError(
      `step(${typeof index === 'string' ? `'${index}'` : String(index)}): the first argument is the number of the step, an integer from 0 on.`,
    )
  if (typeof fields !== 'object' || fields === null || Array.isArray(fields))
    throw new TypeError(
      `step(${String(index)}): what it tells is one object, such as { batch, loss, weights: model }.`,
    )
  for (const name of Object.keys(fields))
    if (!(FIELDS as readonly string[]).includes(name))
      throw new TypeError(
        `step(): there is no field '${name}'.${guess(name, FIELDS)} The fields are ${FIELDS.map((field) => `'${field}'`).join(', ')}.`,
      )
}

/** A trace being written. */
export class Trace {
  #write: (line: string) => void
  #closeFile: () => void
  #steps = 0
  #open = true
  readonly #footer: () => object
  /** Lines that wait for a GPU, in order. */
  #waiting: Promise<void> | undefined

  /**
   * Starts a trace with its first line.
   *
   * @param file where to write: a path, which is overwritten, or a function that is given each line
   * @param header what the run is: seed, scheme, backend, versions; {@link platform} is added
   * @param footer what else the last line is to say
   * @param kept lines of steps of an earlier run, which this one goes on with
   * @throws Error where there are no files (a browser) and `file` is a path
   */
  constructor(
    file: string | TraceFile | ((line: string) => void),
    header: object,
    footer = (): object => ({}),
    kept: readonly string[] = [],
  ) {
    this.#footer = footer
    if (typeof file === 'function') {
      this.#write = file
      this.#closeFile = () => {}
    } else {
      const target = typeof file === 'string' ? new TraceFile(file) : file
      const onExit = () => {
        // What still waits for a GPU is lost now, and a trace without its last line says so.
        if (this.#open && !this.#waiting) void this.close()
      }
      globalThis.process.on('exit', onExit)
      this.#write = (line) => target.write(line)
      this.#closeFile = () => {
        globalThis.process.off('exit', onExit)
        target.close()
      }
      if (typeof file === 'string') target.dropEarlier()
    }
    this.#write(JSON.stringify({ trace: TRACE_FORMAT, platform: platform(), ...header }))
    for (const line of kept) this.#write(line)
    this.#steps = kept.length
  }

  /**
   * Writes one step. What a GPU must be asked for is written when it has answered, in order.
   *
   * @param index the step's number: the comparison pairs equal numbers
   * @throws TypeError for values that have no bytes, such as functions
   */
  step(index: number, fields: StepFields): void {
    if (!this.#open) throw new Error(`step(${String(index)}): this trace is closed.`)
    const record: Record<string, unknown> = { step: index, draws: { ...fields.draws } }
    const reads: Promise<string | undefined>[] = []
    for (const name of FIELDS) {
      const value = fields[name]
      if (value === undefined) continue
      record[name] = undefined
      const read = readField(name, value, (done) => (record[name] = done))
      if (read) reads.push(read)
    }
    this.#steps++
    if (!reads.length && !this.#waiting) {
      this.#write(JSON.stringify(record))
      return
    }
    const before = this.#waiting
    const write = async () => {
      const problems = (await Promise.all(reads)).filter((problem) => problem !== undefined)
      await before
      if (problems.length) record['unread'] = problems.join('; ')
      this.#write(JSON.stringify(record))
    }
    const line = write()
    this.#waiting = line
    void line.then(() => {
      if (this.#waiting === line) this.#waiting = undefined
    })
  }

  /** Writes the last line. At once where nothing waits for a GPU; else the promise says when it is done. Idempotent. */
  close(): Promise<void> {
    if (!this.#open) return this.#waiting ?? Promise.resolve()
    this.#open = false
    const end = () => {
      this.#write(JSON.stringify({ end: true, steps: this.#steps, ...this.#footer() }))
      this.#closeFile()
    }
    if (!this.#waiting) {
      end()
      return Promise.resolve()
    }
    this.#waiting = this.#waiting.then(end)
    return this.#waiting
  }
}
