/** What the front end for pages writes beside the scripts (`languages/page`): links to other scripts, and handlers. */
import type { TSESTree } from '@typescript-eslint/utils'
import type { Statement } from '../../../program.ts'
import { PAGE_LABELS } from '../../page/labels.ts'
import { lowerExpression } from './expressions.ts'
import type { Lowering } from './lowering.ts'

/** Adds what a label of a page means; false where it is an ordinary one. */
export function lowerPageLabel(
  lowering: Lowering,
  { label, body }: TSESTree.LabeledStatement,
  out: Statement[],
): boolean {
  if (body.type !== ('ExpressionStatement' as string)) return false
  const { expression } = body as TSESTree.ExpressionStatement
  switch (label.name) {
    case PAGE_LABELS.source: {
      const { value } = expression as TSESTree.StringLiteral
      out.push({
        kind: 'import',
        module: value,
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
export function importMapOf(nodes: readonly TSESTree.Node[]): ReadonlyMap<string, string> {
  const names = new Map<string, string>()
  for (const node of nodes) {
    if (node.type !== ('LabeledStatement' as string)) continue
    const { label, body } = node as TSESTree.LabeledStatement
    if (label.name !== PAGE_LABELS.importMap) continue
    const map = propertiesOf((body as TSESTree.ExpressionStatement).expression).get('imports')
    for (const [name, value] of propertiesOf(map))
      if (value.type === ('Literal' as string) && typeof (value as TSESTree.Literal).value === 'string')
        names.set(name, (value as TSESTree.StringLiteral).value)
  }
  return names
}

function propertiesOf(node: TSESTree.Node | undefined): ReadonlyMap<string, TSESTree.Node> {
  const found = new Map<string, TSESTree.Node>()
  if (node?.type !== ('ObjectExpression' as string)) return found
  for (const property of (node as TSESTree.ObjectExpression).properties) {
    const { key, value } = property as { key?: TSESTree.Node; value?: TSESTree.Node }
    if (value && typeof (key as TSESTree.Literal | undefined)?.value === 'string')
      found.set((key as TSESTree.StringLiteral).value, value)
  }
  return found
}
