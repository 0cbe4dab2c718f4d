/** Pairs the steps of two traces by their numbers. */
import type { ReadStep, TraceReader } from './read-trace.ts'

/** The same step of two runs, and the steps before it, where each run has one. */
export interface StepPair {
  readonly steps: readonly [ReadStep, ReadStep]
  readonly before: readonly [ReadStep | undefined, ReadStep | undefined]
}

/** Steps that only one of two runs has. */
export interface Alone {
  /** 0 or 1: which of the two. */
  readonly run: 0 | 1
  readonly first: number
  readonly last: number
  readonly count: number
  readonly where: 'before' | 'between' | 'after'
}

/** One trace, a step ahead. A number that does not grow begins another pass: a second call of `fit`, say. */
class Ahead {
  readonly #reader: TraceReader
  current: ReadStep | undefined
  before: ReadStep | undefined
  pass = 0

  constructor(reader: TraceReader) {
    this.#reader = reader
    this.current = reader.next()
  }

  advance(): void {
    this.before = this.current
    this.current = this.#reader.next()
    if (this.current && this.before && this.current.step <= this.before.step) this.pass++
  }
}

/** Which of two comes first: negative, zero or positive. */
function order(a: Ahead, b: Ahead): number {
  return a.pass - b.pass || a.current!.step - b.current!.step
}

/**
 * Goes through two traces at once.
 *
 * @param alone is given the steps that only one of them has, in the order in which they stand
 */
export function* pairSteps(
  readers: readonly [TraceReader, TraceReader],
  alone: Alone[],
): Generator<StepPair> {
  const [a, b] = readers.map((reader) => new Ahead(reader)) as [Ahead, Ahead]
  let paired = 0
  // The gap that the next step alone belongs to; a pair ends it.
  let gap = false
  const skip = (run: 0 | 1, where: Alone['where']) => {
    const { step } = (run === 0 ? a : b).current!
    const last = alone.at(-1)
    const goesOn = gap && last?.run === run && last.where === where
    // Of traces that have every other step in common only the first gaps are told.
    gap = goesOn || where === 'after' || alone.length < 8
    if (goesOn) alone[alone.length - 1] = { ...last, last: step, count: last.count + 1 }
    else if (gap) alone.push({ run, first: step, last: step, count: 1, where })
    ;(run === 0 ? a : b).advance()
  }
  while (a.current && b.current) {
    const which = order(a, b)
    if (which !== 0) skip(which < 0 ? 0 : 1, paired === 0 ? 'before' : 'between')
    else {
      paired++
      gap = false
      yield { steps: [a.current, b.current], before: [a.before, b.before] }
      a.advance()
      b.advance()
    }
  }
  while (a.current) skip(0, 'after')
  while (b.current) skip(1, 'after')
}
