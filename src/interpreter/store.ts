/**
 * The timeline's memory. Everything that can change while a program runs lives in a cell, and every write is logged,
 * so that two branches can be run from the same state and then joined.
 */
export class Cell<T> {
  static made = 0
  value: T
  /** Cells count up: one that a call has made has a greater number than all that were there before. */
  readonly number = Cell.made++
  /** Of the state of a source or generator: whether a write makes it another one. */
  readonly changes: ((before: T, now: T) => boolean) | undefined
  /** What the cell holds after a branch that left `a` and one that left `b`. */
  readonly join: (a: T, b: T, decided: Decided) => T

  constructor(value: T, join: (a: T, b: T, decided: Decided) => T, changes?: (before: T, now: T) => boolean) {
    this.changes = changes
    this.value = value
    this.join = join
  }
}

/** What is known about the branches being joined: names in the test, so that a guard on the seed itself is seen. */
export interface Decided {
  readonly names: ReadonlySet<string>
}

type Delta = Map<Cell<unknown>, unknown>

/** How a run of statements ended. `leave`: by return, throw, break or continue. */
export type Completion = 'normal' | 'return' | 'throw' | 'jump'

interface Entry {
  readonly cell: Cell<unknown>
  readonly before: unknown
}

export class Store {
  #log: Entry[] = []
  /** Alternatives being run: outside of them no write is ever taken back, and none is logged. */
  #depth = 0
  /** Writes so far; only ever grows, so it tells whether something was changed. */
  writes = 0

  set<T>(cell: Cell<T>, value: T): void {
    if (cell.value === value) return
    if (cell.changes?.(cell.value, value)) this.stateWrites++
    if (this.#depth > 0) this.#log.push({ cell: cell as Cell<unknown>, before: cell.value })
    cell.value = value
    this.writes++
    this.touch(cell)
  }

  /** Something was written to what this cell belongs to. */
  touch(cell: Pick<Cell<unknown>, 'number'>): void {
    if (cell.number < this.oldestWrite) this.oldestWrite = cell.number
  }

  /** The number of the oldest cell that was written to since this was last set to `Infinity`. */
  oldestWrite = Infinity

  /** Those of them that have changed the state of a source or generator. */
  stateWrites = 0

  /** Runs `body` and takes its writes back. */
  aside(body: () => void): void {
    this.#isolated(() => {
      body()
      return 'normal'
    })
  }

  /** Runs `body`, takes its writes back and returns them. */
  #isolated(body: () => Completion): { completion: Completion; delta: Delta } {
    const start = this.#log.length
    const delta: Delta = new Map()
    this.#depth++
    let completion: Completion
    try {
      completion = body()
    } finally {
      this.#depth--
      for (let index = this.#log.length - 1; index >= start; index--) {
        const { cell, before } = this.#log[index]!
        if (!delta.has(cell)) delta.set(cell, cell.value)
        cell.value = before
      }
      this.#log.length = start
    }
    return { completion, delta }
  }

  /**
   * Runs each alternative from the present state, then joins those that go on. An alternative that returns leaves its
   * state in `exits`; one that throws or jumps is forgotten.
   *
   * @returns how the alternatives ended together: `normal` when at least one goes on.
   */
  alternatives(bodies: readonly (() => Completion)[], decided: Decided, exits: Exits): Completion {
    const going: Delta[] = []
    let last: Completion = 'normal'
    for (const body of bodies) {
      const { completion, delta } = this.#isolated(body)
      if (completion === 'normal') going.push(delta)
      else {
        last = completion
        if (completion === 'return') exits.push({ delta, decided })
      }
    }
    if (going.length === 0) return last
    this.#merge(going, decided)
    return 'normal'
  }

  /**
   * Runs the arms of a chain of tests, each from the present state, and joins them from the last to the first, as if
   * each arm stood beside all after it.
   */
  chain(
    arms: readonly { readonly body: () => Completion; readonly decided: Decided }[],
    rest: () => Completion,
    exits: Exits,
  ): Completion {
    const ran = [...arms, { body: rest, decided: arms.at(-1)!.decided }].map(({ body, decided }) => {
      const { completion, delta } = this.#isolated(body)
      if (completion === 'return') exits.push({ delta, decided })
      return { completion, delta, decided }
    })
    let joined: Delta | undefined
    for (const { completion, delta, decided } of ran.toReversed())
      if (completion === 'normal') joined = joined ? this.#joined(delta, joined, decided) : delta
    if (!joined) return ran.at(-1)!.completion
    for (const [cell, value] of joined) this.set(cell, value)
    return 'normal'
  }

  #joined(one: Delta, other: Delta, decided: Decided): Delta {
    const result: Delta = new Map()
    for (const [cell, a] of one) {
      const b = after(other, cell)
      result.set(cell, a === b ? a : cell.join(a, b, decided))
    }
    for (const [cell, b] of other) {
      if (one.has(cell)) continue
      const a = cell.value
      result.set(cell, a === b ? a : cell.join(a, b, decided))
    }
    return result
  }

  /** Joins the present state with those of earlier returns: the state after a call. */
  joinExits(exits: Exits): void {
    for (const { delta, decided } of exits) this.#merge([delta, new Map()], decided)
  }

  #merge(deltas: readonly Delta[], decided: Decided): void {
    const [first, ...others] = deltas
    if (others.length === 0) {
      for (const [cell, value] of first ?? []) this.set(cell, value)
      return
    }
    const cells = new Set<Cell<unknown>>()
    for (const delta of deltas) for (const cell of delta.keys()) cells.add(cell)
    for (const cell of cells) {
      let joined = after(first!, cell)
      for (const other of others) {
        const value = after(other, cell)
        if (value !== joined) joined = cell.join(joined, value, decided)
      }
      this.set(cell, joined)
    }
  }
}

/** What a cell holds after the writes of a branch. */
function after(delta: Delta, cell: Cell<unknown>): unknown {
  return delta.has(cell) ? delta.get(cell) : cell.value
}

export type Exits = { readonly delta: Delta; readonly decided: Decided }[]
