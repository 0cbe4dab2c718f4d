/**
 * Syntax as the front end for JavaScript reads it: the trees of ESLint's parsers, with one type for each kind of node.
 *
 * The types of typescript-eslint tell kinds apart by the members of an enum, which exists only where that package is
 * loaded. Here `type` is the name itself: `switch (node.type)` says to the compiler which kind of node it is, and it
 * finds a case that is misspelled or forgotten.
 */
import type { TSESTree } from '@typescript-eslint/utils'
import type { SyntaxNode } from '../../program.ts'

/** One kind of node. Not all parsers give it a parent. */
type Named<Kind extends TSESTree.Node> = {
  readonly [Key in keyof Kind as Exclude<Key, 'parent'>]: Key extends 'type'
    ? `${Kind['type']}`
    : Part<Kind[Key]>
}

type Part<Field> = Field extends TSESTree.Node
  ? Named<Field>
  : Field extends readonly unknown[]
    ? { readonly [Key in keyof Field]: Part<Field[Key]> }
    : Field

/** Kinds that typescript-eslint's parser does not make. */
interface Other<Type extends string> extends SyntaxNode {
  readonly type: Type
}
/** Flow's `(value: Type)`, and Babel's parentheses where it is asked to keep them. */
interface Wrapper extends Other<'TypeCastExpression' | 'ParenthesizedExpression'> {
  readonly expression: Node
}

/** Any node. What a parser of the future makes is none of these, and is met all the same: a `switch` has a default. */
export type Node = Part<TSESTree.Node> | Wrapper

/** The nodes of one kind, or of several: `Syntax<'CallExpression' | 'NewExpression'>`. */
export type Syntax<Type extends Node['type']> = Extract<Node, { readonly type: Type }>

export type Program = Syntax<'Program'>

/** What is left once all expressions have been told apart, or all statements: the compiler names a forgotten one. */
export type NoExpression = Exclude<Node['type'], `${TSESTree.Expression['type']}`>
export type NoStatement = Exclude<Node['type'], `${TSESTree.ProgramStatement['type']}`>

/** Every node of a JavaScript module is one of these: the rest of the analysis knows only where it stands. */
export function syntaxOf(node: SyntaxNode): Node {
  return node as Node
}

/** What stands at a node and is no part of it. */
const NO_SYNTAX: ReadonlySet<string> = new Set(['parent', 'loc', 'range', 'tokens', 'comments', 'type'])

/** The nodes within a node, one level down, whatever a parser calls its fields. */
export function childrenOf(node: Node): readonly Node[] {
  const found: Node[] = []
  for (const [key, value] of Object.entries(node)) {
    if (NO_SYNTAX.has(key)) continue
    for (const child of Array.isArray(value) ? (value as unknown[]) : [value])
      if (isNode(child)) found.push(child)
  }
  return found
}

function isNode(value: unknown): value is Node {
  return (
    typeof value === 'object' &&
    value !== null &&
    'type' in value &&
    'range' in value &&
    Array.isArray(value.range)
  )
}
