/**
 * What the analysis tells a listener of each file it has judged. The command listens, to say at the end what a run was
 * about; it finds the analysis by a symbol, because a project may load a copy of this package of its own.
 */

/** Where the interpreter stopped following a program, and why. */
export interface Incomplete {
  readonly place: string
  readonly reason: string
}

export interface Judged {
  readonly file: string
  /** The programs that run the file. None where the file takes no part in machine learning. */
  readonly programs: readonly {
    /** The entrypoint. */
    readonly file: string
    readonly incomplete?: Incomplete
    /** The files that the program consists of. */
    readonly reads?: readonly string[]
  }[]
}

type Listener = (judged: Judged) => void

const LISTENER = Symbol.for('eslint-plugin-reproducible/judged')

/** Listens to every analysis of this process from now on. */
export function listenToJudged(listener: Listener): void {
  Object.assign(globalThis, { [LISTENER]: listener })
}

/** Tells the listener, if there is one. */
export function tellJudged(judged: () => Judged): void {
  const listener = (globalThis as { [LISTENER]?: Listener })[LISTENER]
  listener?.(judged())
}
