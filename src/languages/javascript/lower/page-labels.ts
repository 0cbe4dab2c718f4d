/** What the front end for pages writes beside the scripts (`languages/page`): links to other scripts, and handlers. */
import type { Statement } from '../../../program.ts'
import { PAGE_LABELS } from '../../page/labels.ts'
import { lowerExpression } from './expressions.ts'
import type { Lowering } from './lowering.ts'
import type { Node, Syntax } from '../syntax.ts'

/** Adds what a label of a page means; false where it is an ordinary one. */
export function lowerPageLabel(
  lowering: Lowering,
  { label, body }: Syntax<'LabeledStatement'>,
  out: Statement[],
): boolean {
  if (body.type !== 'ExpressionStatement') return false
  const { expression } = body
  switch (label.name) {
    case PAGE_LABELS.source: {
      const module = textOf(expression)
      if (module === undefined) return false
      out.push({
        kind: 'import',
        module,
        bindings: [],
        star: false,
        static: false,
        script: true,
        node: expression,
      })
      return true
    }
    case PAGE_LABELS.handler: {
      const handler = lowerExpression(lowering, expression)
      const type = { kind: 'constant', value: 'event', node: expression } as const
      out.push({
        kind: 'expression',
        expression: {
          kind: 'call',
          callee: { kind: 'name', name: 'addEventListener', node: expression },
          args: [
            { value: type, node: expression },
            { value: handler, node: expression },
          ],
          construct: false,
          node: expression,
        },
        node: body,
      })
      return true
    }
    case PAGE_LABELS.importMap:
      return true
    default:
      return false
  }
}

/** The names that a page's import map gives to modules. */
export function importMapOf(nodes: readonly Node[]): ReadonlyMap<string, string> {
  const names = new Map<string, string>()
  for (const node of nodes) {
    if (node.type !== 'LabeledStatement') continue
    const { label, body } = node
    if (label.name !== PAGE_LABELS.importMap || body.type !== 'ExpressionStatement') continue
    const map = propertiesOf(body.expression).get('imports')
    for (const [name, value] of propertiesOf(map)) {
      const module = textOf(value)
      if (module !== undefined) names.set(name, module)
    }
  }
  return names
}

function propertiesOf(node: Node | undefined): ReadonlyMap<string, Node> {
  const found = new Map<string, Node>()
  if (node?.type !== 'ObjectExpression') return found
  for (const property of node.properties) {
    const key = property.type === 'Property' ? textOf(property.key) : undefined
    if (property.type === 'Property' && key !== undefined) found.set(key, property.value)
  }
  return found
}

function textOf(node: Node): string | undefined {
  return node.type === 'Literal' && typeof node.value === 'string' ? node.value : undefined
}
