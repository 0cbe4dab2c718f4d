/** What stands for the drawn number in a carrier's lines. */
export const DRAWN = '§'

/**
 * One way that a number takes through a program: a few lines in which `§` stands for a number that was drawn, from 0 to
 * below 1, and the expressions under which it arrives.
 */
export interface Carrier {
  readonly lines: string
  /** An expression for a number, mostly from 0 to 1, that depends on what was drawn. */
  readonly number: string
  /** An expression for a list, an array or a tensor of such numbers, where there is one. */
  readonly list?: string
  /** Lines that stand at the top of the program. */
  readonly imports?: string
  /** Other files of the program, in which `§` stands for a drawn number as well. */
  readonly files?: Readonly<Record<string, string>>
  /** Libraries that it needs beside those of the sinks. */
  readonly needs?: readonly string[]
  /** Why it is not followed, as a whole sentence. A cell of it may be missed. */
  readonly notFollowed?: string
  /** Why a number that is only looked at is reported nevertheless, as a whole sentence. */
  readonly takenForHarmful?: string
}

/** Carriers by the kind of construct. */
export type Carriers = Readonly<Record<string, Readonly<Record<string, Carrier>>>>
