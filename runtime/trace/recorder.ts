/**
 * What a verification asks of the processes that it starts: to write their steps to a file, to run with one thing
 * changed that a reproducible program does not notice, and to stop behind the function that is verified.
 *
 * It asks through the environment. What it asks is taken out of the environment at once, so that the program's own
 * workers and children are not asked too; and it is kept on the global object, because the preload and the program
 * may load two copies of this file.
 */
import { builtin, environment } from '../enforce/node.ts'
import { readRank, type Rank } from '../enforce/rank.ts'
import type { PathPart } from '../streams/stream.ts'
import { Trace, type StepFields } from './trace.ts'
import { onTrainingStep } from '../tfjs/training-steps.ts'

/** What a verification can change; a reproducible program gives the same bits all the same. */
export const PERTURBATIONS = ['validation', 'import', 'worker', 'threads'] as const

/** What can be changed besides where the program is written in Python. */
export const PYTHON_PERTURBATIONS = ['workers', 'prefetch', 'hash-seed'] as const

/** One of {@link PERTURBATIONS}, or of those for Python. */
export type Perturbation = (typeof PERTURBATIONS)[number] | (typeof PYTHON_PERTURBATIONS)[number]

/** What each perturbation changes, in words that follow "with". */
export const PERTURBED: Readonly<Record<Perturbation, string>> = {
  validation: 'another validation pass',
  import: 'another import',
  worker: 'another worker',
  threads: 'another number of threads',
  workers: 'another number of workers in each loader',
  prefetch: 'loaders another batch ahead',
  'hash-seed': 'another hash seed',
}

/** The names under which a verification asks. */
export const VARIABLES = {
  trace: 'REPRODUCIBLE_TRACE',
  perturbation: 'REPRODUCIBLE_PERTURB',
  call: 'REPRODUCIBLE_VERIFY_CALL',
} as const

/** How a run's own state enters its trace. */
export interface Recorded {
  draws(): Record<string, number>
  header(): object
}

/** Starts a trace, for the steps the program tells of or for those seen from outside. */
export type OpenTrace = (kind: 'told' | 'seen', header: object, footer: () => object) => Trace

/** Writes the steps of one process, those that the program tells of and those that are seen from outside. */
export class Recorder {
  /** What is changed in this process, if anything is. */
  readonly perturbation: Perturbation | undefined
  /** Which call of `verify()` this process was started for, counted from 1; `undefined`: for the whole program. */
  readonly call: number | undefined
  /** What the environment asked for: a launcher passes it on to the program. */
  readonly asked: Readonly<Record<string, string>>
  /** Whether the program asked which perturbation it runs under. */
  askedFor = false
  readonly #open: OpenTrace
  #told: Trace | undefined
  #seen: Trace | undefined
  #lastTold = -1
  #nextSeen = 0
  readonly #footer = () => (this.askedFor ? { asked: true } : {})

  constructor(
    open: OpenTrace,
    perturbation?: Perturbation,
    call?: number,
    asked: Readonly<Record<string, string>> = {},
  ) {
    this.#open = open
    this.asked = asked
    this.perturbation = perturbation
    this.call = call
  }

  /** Starts to see the run's training steps, and changes what is to be changed. Returns how to stop. */
  begin(run: Recorded): () => void {
    const stop = onTrainingStep((fields) => {
      this.#seen ??= this.#open('seen', run.header(), this.#footer)
      this.#seen.step(this.#nextSeen++, { ...fields, draws: run.draws() })
    })
    if (this.perturbation === 'import') importSomething()
    if (this.perturbation === 'worker') startWorker()
    return stop
  }

  /** A step that the program tells of. */
  step(index: number, fields: StepFields, header: () => object): void {
    this.#told ??= this.#open('told', header(), this.#footer)
    this.#lastTold = index
    this.#told.step(index, fields)
  }

  /** What the verified function returned, as a last step. */
  result(value: unknown, run: Recorded): void {
    this.step(this.#lastTold + 1, { draws: run.draws(), weights: value }, () => run.header())
  }

  /** Resolves when everything is written. */
  async close(): Promise<void> {
    await Promise.all([this.#told?.close(), this.#seen?.close()])
  }
}

/** Loads a package that draws random numbers while it is loaded, as several do. */
function importSomething(): void {
  const [fs, os, path, module] = [
    builtin('node:fs')!,
    builtin('node:os')!,
    builtin('node:path')!,
    builtin('node:module')!,
  ]
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'extra-import-'))
  const file = path.join(folder, 'node_modules', 'extra-import', 'index.cjs')
  fs.mkdirSync(path.dirname(file), { recursive: true })
  fs.writeFileSync(file, 'for (let i = 0; i < 7; i++) Math.random()\n')
  module.createRequire(file)(file)
  fs.rmSync(folder, { recursive: true })
}

/** Starts a worker that has nothing to do with the program, and draws. */
function startWorker(): void {
  const threads = builtin('node:worker_threads')!
  new threads.Worker('for (let i = 0; i < 7; i++) Math.random()', { eval: true, name: 'extra' }).unref()
}

interface Holder {
  [key: symbol]: { current: Recorder | undefined } | undefined
}

function holder(): { current: Recorder | undefined } {
  const key = Symbol.for('eslint-plugin-reproducible/runtime/recorder')
  return ((globalThis as Holder)[key] ??= { current: fromEnvironment() })
}

function fromEnvironment(): Recorder | undefined {
  const env = environment()
  const { [VARIABLES.trace]: file, [VARIABLES.perturbation]: perturbation, [VARIABLES.call]: call } = env
  if (file === undefined) return undefined
  const asked = new Map<string, string>()
  for (const name of Object.values(VARIABLES)) {
    if (env[name] !== undefined) asked.set(name, env[name])
    delete env[name]
  }
  const own = ownFile(file, readRank('auto', env))
  return new Recorder(
    (kind, header, footer) => new Trace(kind === 'told' ? own : seenFile(own), header, footer),
    PERTURBATIONS.find((name) => name === perturbation),
    call === undefined ? undefined : Number(call),
    Object.fromEntries(asked),
  )
}

/**
 * The file of one process among several that are given one name: `run.jsonl` becomes `run.rank3.jsonl` for a rank, and
 * `run.loader-0.jsonl` for the first worker called loader.
 */
export function ownFile(file: string, rank: Rank, path: readonly PathPart[] = []): string {
  const parts = rank.source === 'none' || rank.worldSize === 1 ? [] : [`rank${String(rank.rank)}`]
  for (let i = 1; i + 1 < path.length; i += 3) parts.push(`${String(path[i])}-${String(path[i + 1])}`)
  const added = parts.map((part) => `.${part.replace(/[^\w-]/g, '_')}`).join('')
  return file.replace(/(\.[^./\\]*)?$/, (extension) => `${added}${extension}`)
}

/** Where the steps go that are seen from outside; `file` has those that the program tells of. */
export function seenFile(file: string): string {
  return `${file}.seen`
}

/** What this process records for a verification, if it was started by one. */
export function recorder(): Recorder | undefined {
  return holder().current
}

/** Records with `next` instead; returns what recorded before. */
export function useRecorder(next: Recorder | undefined): Recorder | undefined {
  const before = holder().current
  holder().current = next
  return before
}

/**
 * What a verification has changed in this process. A program can do its part:
 * `if (perturbation() === 'validation') await validate()` runs a validation pass more than usual.
 */
export function perturbation(): Perturbation | undefined {
  const current = recorder()
  if (!current) return undefined
  current.askedFor = true
  return current.perturbation
}
