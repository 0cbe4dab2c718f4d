/** What is assigned to: names, members, and patterns that take a value apart. */
import type { TSESTree } from '@typescript-eslint/utils'
import type { DefaultPattern, ListPattern, RecordPattern, Target } from '../../../program.ts'
import { constant, lowerExpression, lowerKey } from './expressions.ts'
import type { Draft, Lowering } from './lowering.ts'

type Node = TSESTree.Node

export function lowerTarget(lowering: Lowering, node: Node): Target {
  switch (node.type as string) {
    case 'Identifier': {
      const name = lowering.scope.resolve((node as TSESTree.Identifier).name)
      lowering.assigned?.add(name)
      return { kind: 'name', name, node }
    }
    case 'ObjectPattern':
      return lowerObjectPattern(lowering, node as TSESTree.ObjectPattern)
    case 'ArrayPattern':
      return lowerArrayPattern(lowering, node as TSESTree.ArrayPattern)
    case 'AssignmentPattern': {
      const { left, right } = node as TSESTree.AssignmentPattern
      const value = lowerExpression(lowering, right)
      return {
        kind: 'default-pattern',
        target: lowerTarget(lowering, left),
        value,
        node,
      } satisfies DefaultPattern
    }
    case 'TSAsExpression':
    case 'TSNonNullExpression':
    case 'TSSatisfiesExpression':
    case 'TSTypeAssertion':
    case 'ParenthesizedExpression':
      return lowerTarget(lowering, (node as TSESTree.TSAsExpression).expression)
    case 'TSParameterProperty':
      return lowerTarget(lowering, (node as TSESTree.TSParameterProperty).parameter)
  }
  const place = lowerExpression(lowering, node)
  if (place.kind === 'member' || place.kind === 'index') return place
  return { kind: 'index', object: place, index: constant(undefined, node), node }
}

function lowerObjectPattern(lowering: Lowering, node: TSESTree.ObjectPattern): RecordPattern {
  const entries: RecordPattern['entries'][number][] = []
  const pattern: Draft<RecordPattern> = { kind: 'record-pattern', entries, node }
  for (const property of node.properties as readonly Node[]) {
    if (property.type === ('Property' as string)) {
      const { key, computed, value } = property as TSESTree.Property
      entries.push({ key: lowerKey(lowering, key, computed), target: lowerTarget(lowering, value) })
    } else {
      pattern.rest = lowerTarget(lowering, restOf(property))
    }
  }
  return pattern
}

function lowerArrayPattern(lowering: Lowering, node: TSESTree.ArrayPattern): ListPattern {
  const items: (Target | undefined)[] = []
  const pattern: Draft<ListPattern> = { kind: 'list-pattern', items, node }
  for (const element of node.elements as readonly (Node | null)[]) {
    if (!element) items.push(undefined)
    else if (element.type === ('RestElement' as string)) pattern.rest = lowerTarget(lowering, restOf(element))
    else items.push(lowerTarget(lowering, element))
  }
  return pattern
}

function restOf(node: Node): Node {
  return (node as TSESTree.RestElement).argument ?? node
}
