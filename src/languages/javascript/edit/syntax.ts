/** Looking around in a syntax tree. Only edits do this: they are rare, and a tree is large. */
import { childrenOf, syntaxOf, type Node, type Program } from '../syntax.ts'
import { liesWithin, type SyntaxNode } from '../../../program.ts'

/** From the program down to `node`, or to the innermost node around it. */
export function pathTo(program: Program, node: SyntaxNode): readonly Node[] {
  const sought = syntaxOf(node)
  const path: Node[] = [program]
  for (let current: Node | undefined = program; current && current !== sought;) {
    const around: Node[] = childrenOf(current).filter((child) => liesWithin(node, child))
    current = around.find((child) => child === sought) ?? around[0]
    if (current) path.push(current)
  }
  return path
}

/** A list of statements that run one after the other. */
function statementList(node: Node): readonly Node[] | undefined {
  switch (node.type) {
    case 'Program':
    case 'BlockStatement':
    case 'StaticBlock':
    case 'TSModuleBlock':
      return node.body
    case 'SwitchCase':
      return node.consequent
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

export function placed(program: Program, node: SyntaxNode): Placed | undefined {
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
  if (node.type === 'Identifier') names.add(node.name)
  const own = nameOfMember(node)
  for (const child of childrenOf(node)) if (child !== own) mentions(child, names)
  return names
}

/** `name` in `object.name` and in `{ name: value }`. */
function nameOfMember(node: Node): Node | undefined {
  if (node.type !== 'TSEnumMember' && 'computed' in node && node.computed) return undefined
  if ('property' in node) return node.property
  return 'key' in node && !('shorthand' in node && node.shorthand) ? node.key : undefined
}

/** Names that a piece of syntax declares, assigns, or assigns a property of. */
export function changes(node: Node, names = new Set<string>()): ReadonlySet<string> {
  const written = writtenIn(node)
  if (written) mentions(written, names)
  for (const child of childrenOf(node)) changes(child, names)
  return names
}

function writtenIn(node: Node): Node | null | undefined {
  const { type } = node
  if (type === 'UpdateExpression') return node.argument
  if (type === 'AssignmentExpression' || type === 'ForInStatement' || type === 'ForOfStatement')
    return node.left
  return /Declarat(?:or|ion)$/.test(type) && 'id' in node ? node.id : undefined
}
