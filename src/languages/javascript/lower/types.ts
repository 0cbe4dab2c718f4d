/** Type annotations, as far as they may name what a value is. */
import type { TSESTree } from '@typescript-eslint/utils'
import type { Expression } from '../../../program.ts'
import { named } from './expressions.ts'
import type { Lowering } from './lowering.ts'

type Node = TSESTree.Node

/** Types that hold one value of the type they are given. */
const wrappers = new Set(['Promise', 'PromiseLike', 'Awaited', 'Readonly', 'NonNullable', 'Required'])
const nothing = new Set(['TSNullKeyword', 'TSUndefinedKeyword', 'TSVoidKeyword'])

/**
 * The name a type annotation gives: `tf.LayersModel` for `Promise<tf.LayersModel> | null`, undefined for everything
 * that is not one named type. `typeof tf` is the operation `typeof` on a name: the value is `tf` itself. A text is of
 * the type of an empty one.
 */
export function lowerAnnotation(lowering: Lowering, node: Node | null | undefined): Expression | undefined {
  switch (node?.type as string | undefined) {
    case 'TSTypeAnnotation':
    case 'TSTypeOperator': {
      const { typeAnnotation, operator } = node as TSESTree.TSTypeAnnotation & { operator?: string }
      return operator === undefined || operator === 'readonly'
        ? lowerAnnotation(lowering, typeAnnotation)
        : undefined
    }
    case 'TSTypeReference': {
      const { typeName, typeArguments } = node as TSESTree.TSTypeReference
      const [only, ...others] = typeArguments?.params ?? []
      if (only && others.length === 0 && wrappers.has((typeName as TSESTree.Identifier).name)) {
        return lowerAnnotation(lowering, only)
      }
      return entity(lowering, typeName)
    }
    case 'TSUnionType': {
      const { types } = node as TSESTree.TSUnionType
      const [only, ...others] = types.filter(({ type }) => !nothing.has(type))
      return others.length === 0 ? lowerAnnotation(lowering, only) : undefined
    }
    case 'TSTypeQuery': {
      const { exprName } = node as TSESTree.TSTypeQuery
      const operand = entity(lowering, exprName)
      return operand && { kind: 'operation', operator: 'typeof', operands: [operand], node: node! }
    }
    case 'TSImportType':
      return entity(lowering, node!)
    case 'TSStringKeyword': {
      const text: Expression = { kind: 'constant', value: '', node: node! }
      return { kind: 'operation', operator: 'typeof', operands: [text], node: node! }
    }
    default:
      return undefined
  }
}

/** `LayersModel`, `tf.LayersModel`, `import('@tensorflow/tfjs').LayersModel`. */
function entity(lowering: Lowering, node: Node): Expression | undefined {
  switch (node.type as string) {
    case 'Identifier':
      return named(lowering.scope.resolve((node as TSESTree.Identifier).name), node)
    case 'TSQualifiedName': {
      const { left, right } = node as TSESTree.TSQualifiedName
      const object = entity(lowering, left)
      return object && { kind: 'member', object, property: right.name, node }
    }
    case 'TSImportType': {
      const { source, qualifier } = node as TSESTree.TSImportType
      const module = source?.value
      if (typeof module !== 'string') return undefined
      return qualified({ kind: 'import', module, node }, qualifier)
    }
    default:
      return undefined
  }
}

function qualified(object: Expression, path: TSESTree.EntityName | null): Expression | undefined {
  if (!path) return object
  if (path.type === ('Identifier' as string)) {
    return { kind: 'member', object, property: (path as TSESTree.Identifier).name, node: path }
  }
  if (path.type !== ('TSQualifiedName' as string)) return undefined
  const { left, right } = path as TSESTree.TSQualifiedName
  const inner = qualified(object, left)
  return inner && { kind: 'member', object: inner, property: right.name, node: path }
}
