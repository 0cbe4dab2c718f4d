/**
 * Changes a rule may ask of a front end. A rule says what should change; only the front end of the file's language
 * writes text, in the file's own style (quotes, indentation, line ends).
 */
import type { Argument, CallExpression, ConstantValue, Expression, Statement, SyntaxNode } from './program.ts'
import type { Slot } from './catalog/schema.ts'
import type { GuardEffect } from './effects.ts'

/** Replaces the text of `range`; an empty range inserts, an empty text removes. */
export interface Edit {
  readonly range: readonly [number, number]
  readonly text: string
}

/** All of these changes, or none where one of them cannot be made, or two would change the same text. */
export function together(...all: readonly (readonly Edit[] | undefined)[]): readonly Edit[] | undefined {
  if (!all.every((edits) => edits !== undefined)) return undefined
  const edits = all.flat()
  const ranges = edits.map(({ range }) => range).toSorted((a, b) => a[0] - b[0] || a[1] - b[1])
  return ranges.some(([start], at) => at > 0 && start < ranges[at - 1]![1]) ? undefined : edits
}

/** A value to write: a constant, or source text that is correct in the file's language (`seed + i`). */
export type Written = { readonly constant: ConstantValue } | { readonly source: string }

/**
 * Undefined from any of these means that the edit cannot be made safely here, and then none is offered.
 * All edits refer to the text of the file that the editor was made for.
 */
export interface Editor {
  /** Gives the call this argument; replaces it when it is there already. Adds and fills an options object where the slot asks for one. */
  withArgument(call: CallExpression, slot: Slot, value: Written): readonly Edit[] | undefined
  withoutArgument(call: CallExpression, argument: Argument): readonly Edit[] | undefined
  /** Removes an entry of the options object, or the keyword, in the slot. */
  withoutOption(call: CallExpression, slot: Slot): readonly Edit[] | undefined
  replace(node: SyntaxNode, value: Written): readonly Edit[]
  /** `wrapped(text)`: `sorted(glob(…))`. */
  wrap(node: SyntaxNode, before: string, after: string): readonly Edit[]
  /** Moves a plain statement above another one of the same block; comments directly above it go along. */
  moveBefore(statement: Statement | SyntaxNode, before: Statement | SyntaxNode): readonly Edit[] | undefined
  /** Writes whole lines above the statement that holds `node`, at its indentation. */
  insertBefore(node: SyntaxNode, lines: readonly string[]): readonly Edit[] | undefined
  insertAfter(node: SyntaxNode, lines: readonly string[]): readonly Edit[] | undefined
  /** Removes the statement that holds `node`, with its line; undefined where a block would be left empty. */
  removeStatement(node: SyntaxNode): readonly Edit[] | undefined
  /**
   * Makes `name` of `module` available: adds to an import that is there, or writes one where imports stand.
   * `first`: as the first import of the file (`import 'x/register'`). `before`: where the name is used, for which an
   * import further down comes too late.
   */
  addImport(
    module: string,
    binding: {
      readonly name?: string
      readonly alias?: string
      readonly first?: boolean
      readonly before?: SyntaxNode
    },
  ): readonly Edit[] | undefined
  /** Puts what a node gives in order; undefined where the language has no expression for it, or the node gives nothing. */
  sorted(node: SyntaxNode, key: string | undefined): readonly Edit[] | undefined
  /** How `sorted` is written, for a message. */
  readonly sorting: string | undefined
  /** The text of a statement that throws where a call gives `false`, or a promise of it. */
  thrownUnless(call: SyntaxNode, message: string): string | undefined
  /**
   * A test for a seed being given, which 0 is as well; with `default`, the seed or what stands in its place.
   *
   * @param instead the text of what `default` gives where there is no seed.
   */
  given(seed: Expression, form: GuardEffect['form'], instead: string): string
  /** The text of a call with one argument. */
  call(name: string, slot: Slot, value: ConstantValue): string
  /** The text of a constant. */
  constant(value: ConstantValue): string
  /** The text of a node, for use in a written value. */
  text(node: SyntaxNode | Expression): string
}
