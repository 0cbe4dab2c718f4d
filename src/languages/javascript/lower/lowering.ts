import type { Scope } from './scope.ts'

/** Where the lowering of one function, or of a module's top level, has got to. */
export interface Lowering {
  readonly text: string
  scope: Scope
  /** Names assigned so far in the innermost loop; undefined outside loops. */
  assigned: Set<string> | undefined
  /** The file is a page, which says in labelled statements what else belongs to its scripts. */
  readonly page?: boolean
  /** How deep the syntax being lowered is nested. */
  depth: number
}

/**
 * Generated code nests deeper than a call stack is high. What is nested deeper than this is opaque; nobody's training
 * code is.
 */
export const deepest = 400

/** For values whose optional fields are filled in after the others. */
export type Draft<T> = { -readonly [Key in keyof T]: T[Key] }
