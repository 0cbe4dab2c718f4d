/**
 * What a kind of catalogue fact means for a program, as a transfer function: from the call and what is known before it
 * to what is known after it. A model is one file with the fact's field (see `Api` in `catalog/schema.ts`; the file may
 * add the field itself), its function and its test, and one line in `table.ts`.
 */
import type { Api, Library } from '../../catalog/schema.ts'
import type { CreateEffect, DrawEffect } from '../../effects.ts'
import type { Request } from '../execute/calls.ts'
import type { Interpreter } from '../interpreter.ts'
import type { Label, Labels, PendingDraw, Racing, Value } from '../values/value.ts'

export interface Model<F extends keyof Api = keyof Api> {
  readonly fact: F
  /** What the call does before its arguments flow into the library. */
  before?(call: LibraryCall, fact: NonNullable<Api[F]>): void
  /** What it does afterwards, and what its value carries. */
  after?(call: LibraryCall, fact: NonNullable<Api[F]>): void
  /** Its value, where this fact decides it: no later model looks at the call then. */
  value?(call: LibraryCall, fact: NonNullable<Api[F]>): Value | undefined
  /** What becomes of a value that no model has decided. */
  finish?(call: LibraryCall, value: Value): Value
}

/** A use of a catalogued path, and what the models have found out about its value so far. */
export interface LibraryCall {
  readonly interpreter: Interpreter
  readonly request: Request
  readonly library: Library | undefined
  /** `Api.when` holds. */
  readonly applies: boolean
  /** The labels of everything that goes in. */
  readonly inputs: Labels
  /** Of draws that went through its functions, or that chose some of its items. */
  chosen: Labels
  /** Of the value, beside those of what goes in. */
  readonly labels: Label[]
  /** Draws that have happened. */
  draws: readonly DrawEffect[]
  /** Draws that happen when the value is used. */
  pending: readonly PendingDraw[]
  readonly racing: Racing[]
  /** The seeded initializers of the layer that it makes. */
  initializers: readonly CreateEffect[]
  /** Those of all layers that have gone into the value. */
  assembled: readonly CreateEffect[] | undefined
  /** The draws of initial weights in the value. */
  initial: readonly DrawEffect[]
  /** What a callback has returned, where that is the value. */
  returned: Value | undefined
}
