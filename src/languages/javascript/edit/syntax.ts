/** Looking around in a syntax tree. Only edits do this: they are rare, and a tree is large. */
import type { TSESTree } from '@typescript-eslint/utils'
import { liesWithin, type SyntaxNode } from '../../../program.ts'

type Node = TSESTree.Node

const noSyntax = new Set(['parent', 'loc', 'range', 'tokens', 'comments', 'type'])

export function children(node: Node): readonly Node[] {
  const found: Node[] = []
  for (const [key, value] of Object.entries(node)) {
    if (noSyntax.has(key)) continue
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

/** From the program down to `node`, or to the innermost node around it. */
export function pathTo(program: TSESTree.Program, node: SyntaxNode): readonly Node[] {
  const path: Node[] = [program]
  for (let current: Node | undefined = program; current && current !== (node as Node);) {
    const around: Node[] = children(current).filter((child) => liesWithin(node, child))
    current = around.find((child) => child === (node as Node)) ?? around[0]
    if (current) path.push(current)
  }
  return path
}

/** A list of statements that run one after the other. */
function statementList(node: Node): readonly Node[] | undefined {
  switch (node.type as string) {
    case 'Program':
    case 'BlockStatement':
    case 'StaticBlock':
    case 'TSModuleBlock':
      return (node as TSESTree.BlockStatement).body
    case 'SwitchCase':
      return (node as TSESTree.SwitchCase).consequent
    default:
      return undefined
  }
}

/** The innermost statement around a node that stands in a list of statements. */
export interface Placed {
  readonly statement: Node
  readonly list: readonly Node[]
  readonly index: number
  readonly parent: Node
}

export function placed(program: TSESTree.Program, node: SyntaxNode): Placed | undefined {
  const path = pathTo(program, node)
  for (let depth = path.length - 1; depth > 0; depth--) {
    const statement = path[depth]!
    const parent = path[depth - 1]!
    const list = statementList(parent)
    const index = list?.indexOf(statement) ?? -1
    if (list && index !== -1) return { statement, list, index, parent }
  }
  return undefined
}

/** Names that a piece of syntax mentions, other than as a property. */
export function mentions(node: Node, names = new Set<string>()): ReadonlySet<string> {
  if (node.type === ('Identifier' as string)) names.add((node as TSESTree.Identifier).name)
  const { computed, property, key } = node as { computed?: boolean; property?: Node; key?: Node }
  for (const child of children(node)) {
    if (
      computed !== true &&
      (child === property || (child === key && !(node as TSESTree.Property).shorthand))
    )
      continue
    mentions(child, names)
  }
  return names
}

/** Names that a piece of syntax declares, assigns, or assigns a property of. */
export function changes(node: Node, names = new Set<string>()): ReadonlySet<string> {
  const { id, left, argument, type } = node as {
    id?: Node | null
    left?: Node
    argument?: Node
    type: string
  }
  const written =
    /Declarat(?:or|ion)$/.test(type) || /^For(?:In|Of)/.test(type) || type === 'AssignmentExpression'
      ? (id ?? left)
      : type === 'UpdateExpression'
        ? argument
        : undefined
  if (written) mentions(written, names)
  for (const child of children(node)) changes(child, names)
  return names
}
