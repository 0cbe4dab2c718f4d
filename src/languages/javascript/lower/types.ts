/** Type annotations, as far as they may name what a value is. */
import type { Expression } from '../../../program.ts'
import { named } from './expressions.ts'
import type { Lowering } from './lowering.ts'
import type { Node, Syntax } from '../syntax.ts'

/** Types that hold one value of the type they are given. */
const wrappers = new Set(['Promise', 'PromiseLike', 'Awaited', 'Readonly', 'NonNullable', 'Required'])
const nothing = new Set(['TSNullKeyword', 'TSUndefinedKeyword', 'TSVoidKeyword'])

/**
 * The name a type annotation gives: `tf.LayersModel` for `Promise<tf.LayersModel> | null`, undefined for everything
 * that is not one named type. `typeof tf` is the operation `typeof` on a name: the value is `tf` itself. A text is of
 * the type of an empty one.
 */
export function lowerAnnotation(lowering: Lowering, node: Node | null | undefined): Expression | undefined {
  switch (node?.type) {
    case 'TSTypeAnnotation':
      return lowerAnnotation(lowering, node.typeAnnotation)
    case 'TSTypeOperator':
      return node.operator === 'readonly' ? lowerAnnotation(lowering, node.typeAnnotation) : undefined
    case 'TSTypeReference': {
      const { typeName, typeArguments } = node
      const [only, ...others] = typeArguments?.params ?? []
      if (only && others.length === 0 && typeName.type === 'Identifier' && wrappers.has(typeName.name)) {
        return lowerAnnotation(lowering, only)
      }
      return entity(lowering, typeName)
    }
    case 'TSUnionType': {
      const { types } = node
      const [only, ...others] = types.filter(({ type }) => !nothing.has(type))
      return others.length === 0 ? lowerAnnotation(lowering, only) : undefined
    }
    case 'TSTypeQuery': {
      const { exprName } = node
      const operand = entity(lowering, exprName)
      return operand && { kind: 'operation', operator: 'typeof', operands: [operand], node: node }
    }
    case 'TSImportType':
      return entity(lowering, node)
    case 'TSStringKeyword': {
      const text: Expression = { kind: 'constant', value: '', node: node }
      return { kind: 'operation', operator: 'typeof', operands: [text], node: node }
    }
    default:
      return undefined
  }
}

/** `LayersModel`, `tf.LayersModel`, `import('@tensorflow/tfjs').LayersModel`. */
function entity(lowering: Lowering, node: Node): Expression | undefined {
  switch (node.type) {
    case 'Identifier':
      return named(lowering.scope.resolve(node.name), node)
    case 'TSQualifiedName': {
      const { left, right } = node
      const object = entity(lowering, left)
      return object && { kind: 'member', object, property: right.name, node }
    }
    case 'TSImportType': {
      const { source, qualifier } = node
      const module = source?.value
      if (typeof module !== 'string') return undefined
      return qualified({ kind: 'import', module, node }, qualifier)
    }
    default:
      return undefined
  }
}

function qualified(object: Expression, path: Syntax<'TSImportType'>['qualifier']): Expression | undefined {
  if (!path) return object
  if (path.type === 'Identifier') {
    return { kind: 'member', object, property: path.name, node: path }
  }
  if (path.type !== 'TSQualifiedName') return undefined
  const { left, right } = path
  const inner = qualified(object, left)
  return inner && { kind: 'member', object: inner, property: right.name, node: path }
}
