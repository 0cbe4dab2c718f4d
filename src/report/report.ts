/** What a report shows, as plain data: the command and the playground fill it, `page.ts` and `program.ts` draw it. */

export interface Report {
  readonly programs: readonly Program[]
  readonly findings: readonly ReportedFinding[]
  /** In whole sentences: what could not be read. */
  readonly notes: readonly string[]
}

/** The state of a source of numbers. `incomplete`: the program was not followed to here. */
export type LaneState = 'unseeded' | 'seeded' | 'entropy' | 'unknown' | 'incomplete'

export type Mark =
  'load' | 'seed' | 'set' | 'create' | 'draw' | 'spawn' | 'train' | 'entropy' | 'order' | 'other'

/** One run of a program, from its entrypoint on. */
export interface Program {
  /** The file where it starts. */
  readonly entry: string
  readonly incomplete?: { readonly place: string; readonly reason: string }
  /** It only asks a model: no rule judges it. */
  readonly infersOnly: boolean
  readonly lanes: readonly Lane[]
  readonly steps: readonly Step[]
  /** Sources that are seeded and never drawn from. */
  readonly idle: readonly string[]
}

/** A source of numbers. */
export interface Lane {
  readonly title: string
  /** Which library it belongs to, or in which worker it is, or where it was made. */
  readonly where: string
  readonly kind: 'source' | 'generator' | 'worker'
  /** From which step on it is in which state, in order. Before the first it does not exist. */
  readonly states: readonly { readonly step: number; readonly state: LaneState }[]
}

export interface Place {
  readonly file: string
  readonly line: number
  /** Counted from 1. */
  readonly column: number
  /** In a notebook: the cell that the line belongs to. */
  readonly cell?: number
}

/** Something that the program does. */
export interface Step {
  readonly place: Place
  readonly mark: Mark
  /** As it is written in the program. */
  readonly api: string
  readonly detail: string
  /** The line of code. */
  readonly code: string
  /** The lanes that it is about, and in which state each is for it: a call may bring a seed of its own. */
  readonly lanes: readonly { readonly lane: number; readonly state: LaneState }[]
  /** What it happens in, outermost first. */
  readonly frames: readonly Frame[]
  /** Indices of the findings that stand here. */
  readonly findings: readonly number[]
}

/** A file, a function or a loop. */
export interface Frame {
  readonly kind: 'file' | 'function' | 'loop' | 'worker' | 'later' | 'uncalled'
  readonly title: string
  /** Tells two of the same title apart. */
  readonly id: string
}

export interface ReportedFinding {
  readonly place: Place
  readonly level: 'error' | 'warning'
  readonly rule: string
  readonly text: string
  readonly code: string
  /** In the code, from 0: the part that is meant. */
  readonly from: number
  readonly to: number
  readonly suggestions: readonly Suggestion[]
  /** The page of its rule. */
  readonly page?: string
}

/** What may be written instead. */
export interface Suggestion {
  readonly title: string
  readonly before: readonly string[]
  readonly after: readonly string[]
}

/** `train.py:12`, or `train.ipynb, cell 3, line 2`. */
export function shownPlace({ file, line, cell }: Place): string {
  return cell === undefined
    ? `${file}:${String(line)}`
    : `${file}, cell ${String(cell)}, line ${String(line)}`
}
