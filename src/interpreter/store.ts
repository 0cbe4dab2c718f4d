/**
 * The timeline's memory. Everything that can change while a program runs lives in a cell, and every write is logged,
 * so that two branches can be run from the same state and then joined.
 */
export class Cell<T> {
  static made = 0
  value: T
  /** Cells count up: one that a call has made has a greater number than all that were there before. */
  readonly number = Cell.made++
  readonly kind: CellKind<T>
  /** What the cell holds after a branch that left `a` and one that left `b`. */
  readonly join: (a: T, b: T, decided: Decided) => T

  constructor(value: T, join: (a: T, b: T, decided: Decided) => T, kind: CellKind<T> = ANYTHING) {
    this.value = value
    this.kind = kind
    this.join = join
  }
}

/** How what a cell holds is compared with what it held before. */
export interface CellKind<T> {
  /** Nothing that is known tells one from the other. */
  isAlike(before: T, now: T): boolean
  /** What it holds after any number of writes more like the one from `before` to `now`, which are alike. */
  further?(before: T, now: T): T
  /** It holds the state of a source or generator. */
  readonly isState?: true
}

const ANYTHING = { isAlike: Object.is }

/** What is known about the branches being joined: names in the test, so that a guard on the seed itself is seen. */
export interface Decided {
  readonly names: ReadonlySet<string>
}

type Delta = Map<Cell<unknown>, unknown>

/** How a run of statements ended. `leave`: by return, throw, break or continue. */
export type Completion = 'normal' | 'return' | 'throw' | 'jump'

/** What a call has written to what was there before it. */
export interface CallWrites {
  /** The number of the first cell that is its own. */
  readonly own: number
  /** What the others held before. */
  readonly before: Map<Cell<unknown>, unknown>
  /** The number of the oldest object that was given something it did not have. */
  oldestGrown: number
}

function noteWrite({ own, before }: CallWrites, cell: Cell<unknown>, value: unknown): void {
  if (cell.number < own && !before.has(cell)) before.set(cell, value)
}

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
    if (cell.kind.isState && !cell.kind.isAlike(cell.value, value)) this.stateWrites++
    if (this.#depth > 0) this.#log.push({ cell: cell as Cell<unknown>, before: cell.value })
    if (this.#call) noteWrite(this.#call, cell as Cell<unknown>, cell.value)
    cell.value = value
    this.writes++
  }

  /** What this cell belongs to was given something that it did not have. */
  grew({ number }: Pick<Cell<unknown>, 'number'>): void {
    if (this.#call && number < this.#call.oldestGrown) this.#call.oldestGrown = number
  }

  /** Writes that have changed the state of a source or generator. */
  stateWrites = 0

  #call: CallWrites | undefined

  /**
   * Runs the body of a call.
   *
   * @param own the number of the first cell that is the call's own.
   * @returns what it gave, and what it wrote to what was there before.
   */
  call<T>(own: number, body: () => T): { readonly result: T; readonly writes: CallWrites } {
    const around = this.#call
    const writes: CallWrites = { own, before: new Map(), oldestGrown: Infinity }
    this.#call = writes
    try {
      return { result: body(), writes }
    } finally {
      this.#call = around
      if (around) {
        for (const [cell, before] of writes.before) noteWrite(around, cell, before)
        around.oldestGrown = Math.min(around.oldestGrown, writes.oldestGrown)
      }
    }
  }

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
    const joined = new JoinedArms()
    for (const { completion, delta, decided } of ran.toReversed())
      if (completion === 'normal') joined.add(delta, decided)
    if (!joined.delta) return ran.at(-1)!.completion
    for (const [cell, value] of joined.delta) this.set(cell, value)
    return 'normal'
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

/**
 * What arms leave together. A cell that most arms do not write is joined with what it held before once, and not again for
 * each of them: where the same names decide, that changes nothing.
 */
class JoinedArms {
  delta: Delta | undefined
  /** By cell, the names that decided when it was joined with what it held before. */
  readonly #left = new Map<Cell<unknown>, string>()
  /** Cells that were not. */
  readonly #written = new Set<Cell<unknown>>()
  /** The names of the arm before. */
  #names = ''

  /** An arm that stands before those that were added. */
  add(one: Delta, decided: Decided): void {
    const names = [...decided.names].join()
    const { delta } = this
    if (!delta) {
      this.delta = new Map(one)
      for (const cell of one.keys()) this.#written.add(cell)
      this.#names = names
      return
    }
    const join = (cell: Cell<unknown>, a: unknown, b: unknown): void => {
      delta.set(cell, a === b ? a : cell.join(a, b, decided))
    }
    for (const [cell, a] of one) {
      if (!delta.has(cell)) this.#left.set(cell, names)
      join(cell, a, after(delta, cell))
    }
    const others = names === this.#names ? this.#written : delta.keys()
    this.#names = names
    for (const cell of others) {
      if (one.has(cell) || this.#left.get(cell) === names) continue
      join(cell, cell.value, delta.get(cell))
      this.#written.delete(cell)
      this.#left.set(cell, names)
    }
  }
}

/** What a cell holds after the writes of a branch. */
function after(delta: Delta, cell: Cell<unknown>): unknown {
  return delta.has(cell) ? delta.get(cell) : cell.value
}

export type Exits = { readonly delta: Delta; readonly decided: Decided }[]
