/**
 * What is drawn of two traces: their fields by steps, and their losses. Traces of any length are gone through once; many
 * steps are put together into one column, so that a page is as long for a hundred thousand as for two hundred.
 */
import { numberOf, ORDER, sameLoss } from '../trace/compare-steps.ts'
import { pairSteps, type StepPair } from '../trace/pair-steps.ts'
import { traceOfFile, type ReadLoss, type ReadStep } from '../trace/read-trace.ts'

/** The rows of the matrix: what is compared, in the order in which a step comes about, and two that are told beside. */
export const ROWS = [...ORDER.slice(0, 7), 'backward', ...ORDER.slice(7), 'streamsAfter'] as const
export type Row = (typeof ROWS)[number]

/** Steps that stand in one column. */
export interface Column {
  readonly first: number
  readonly last: number
  readonly steps: number
  /** In how many of them both runs have the field, and in how many it differs. */
  readonly rows: ReadonlyMap<Row, { readonly both: number; readonly differ: number }>
  readonly losses: readonly [Range | undefined, Range | undefined]
  /** The greatest distance between the losses of one step. */
  readonly distance: number | undefined
}

export interface Range {
  readonly min: number
  readonly max: number
}

/** Two traces of one rank. */
export interface TracePicture {
  /** The number of the rank, or a file's name; empty where there is but one. */
  readonly rank: string
  readonly steps: number
  readonly columns: readonly Column[]
  /** The first step of which a field differs, and steps around it, each in a column of its own. */
  readonly parting?: {
    readonly step: number
    readonly around: readonly Column[]
    readonly pair: readonly [ReadStep, ReadStep]
  }
}

/** At most twice as many columns are held. */
const MAX_COLUMNS = 240
const MAX_BEFORE = 10
const MAX_AROUND = 32

/** Goes through two trace files. */
export function pictureOf(a: string, b: string, rank: string): TracePicture {
  const columns = new Columns()
  const before: Column[] = []
  let around: Column[] | undefined
  let parting: { step: number; pair: StepPair['steps'] } | undefined
  let steps = 0
  for (const { steps: pair } of pairSteps([traceOfFile(a), traceOfFile(b)], [])) {
    steps++
    const column = columnOf(pair)
    columns.add(column)
    if (around) {
      if (around.length < MAX_AROUND) around.push(column)
      continue
    }
    before.push(column)
    if ([...column.rows.values()].some(({ differ }) => differ > 0)) {
      around = before
      parting = { step: pair[0].step, pair }
    } else if (before.length > MAX_BEFORE) before.shift()
  }
  return {
    rank,
    steps,
    columns: columns.done(),
    ...(parting && { parting: { ...parting, around: around! } }),
  }
}

function columnOf([a, b]: StepPair['steps']): Column {
  const rows = new Map<Row, { both: number; differ: number }>()
  for (const row of ROWS) {
    const differs = differ(row, a, b)
    if (differs !== undefined) rows.set(row, { both: 1, differ: differs ? 1 : 0 })
  }
  const [one, other] = [lossOf(a.loss), lossOf(b.loss)]
  const range = (loss: number | undefined) => (loss === undefined ? undefined : { min: loss, max: loss })
  return {
    first: a.step,
    last: a.step,
    steps: 1,
    rows,
    losses: [range(one), range(other)],
    distance: one === undefined || other === undefined ? undefined : Math.abs(one - other),
  }
}

/** Whether a field differs; undefined where not both runs have it. */
function differ(row: Row, a: ReadStep, b: ReadStep): boolean | undefined {
  if (a[row] === undefined || b[row] === undefined) return undefined
  switch (row) {
    case 'draws':
    case 'streams':
    case 'streamsAfter':
      return unequalNames(a[row], b[row]).length > 0
    case 'loss':
      return !sameLoss(a.loss!, b.loss!)
    case 'forward':
    case 'backward': {
      const [one, other] = [a[row], b[row]]
      return (
        one.length !== other.length ||
        one.some(
          ({ name, fingerprint }, i) => name !== other[i]!.name || fingerprint !== other[i]!.fingerprint,
        )
      )
    }
    default:
      return a[row] !== b[row]
  }
}

/** The streams that both have, and that do not stand in the same place. What is drawn while loading has its own. */
export function unequalNames(a: ReadonlyMap<string, unknown>, b: ReadonlyMap<string, unknown>): string[] {
  return [...a.keys()].filter((name) => name !== 'import' && b.has(name) && a.get(name) !== b.get(name))
}

function lossOf(loss: ReadLoss | undefined): number | undefined {
  const value = loss && (numberOf(loss.bits) ?? loss.value ?? undefined)
  return value !== undefined && Number.isFinite(value) ? value : undefined
}

/** Columns of as many steps as it takes to keep them few. */
class Columns {
  #columns: Column[] = []
  #width = 1

  add(column: Column): void {
    const last = this.#columns.at(-1)
    if (last && last.steps < this.#width) this.#columns[this.#columns.length - 1] = joined(last, column)
    else this.#columns.push(column)
    if (this.#columns.length <= 2 * MAX_COLUMNS) return
    this.#width *= 2
    const halved: Column[] = []
    for (let i = 0; i < this.#columns.length; i += 2) {
      const next = this.#columns[i + 1]
      halved.push(next ? joined(this.#columns[i]!, next) : this.#columns[i]!)
    }
    this.#columns = halved
  }

  done(): readonly Column[] {
    return this.#columns
  }
}

function joined(a: Column, b: Column): Column {
  const rows = new Map(a.rows)
  for (const [row, { both, differ }] of b.rows) {
    const before = rows.get(row)
    rows.set(row, { both: both + (before?.both ?? 0), differ: differ + (before?.differ ?? 0) })
  }
  const range = (one: Range | undefined, other: Range | undefined) =>
    one && other ? { min: Math.min(one.min, other.min), max: Math.max(one.max, other.max) } : (one ?? other)
  return {
    first: a.first,
    last: b.last,
    steps: a.steps + b.steps,
    rows,
    losses: [range(a.losses[0], b.losses[0]), range(a.losses[1], b.losses[1])],
    distance:
      a.distance === undefined || b.distance === undefined
        ? (a.distance ?? b.distance)
        : Math.max(a.distance, b.distance),
  }
}
