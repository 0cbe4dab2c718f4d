/** What is assigned to: names, members, and patterns that take a value apart. */
import type { Node, Syntax } from '../syntax.ts'
import type { DefaultPattern, ListPattern, RecordPattern, Target } from '../../../program.ts'
import { constant, lowerExpression, lowerKey } from './expressions.ts'
import type { Draft, Lowering } from './lowering.ts'

export function lowerTarget(lowering: Lowering, node: Node): Target {
  switch (node.type) {
    case 'Identifier': {
      const name = lowering.scope.resolve(node.name)
      lowering.assigned?.add(name)
      return { kind: 'name', name, node }
    }
    case 'ObjectPattern':
      return lowerObjectPattern(lowering, node)
    case 'ArrayPattern':
      return lowerArrayPattern(lowering, node)
    case 'AssignmentPattern': {
      const { left, right } = node
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
      return lowerTarget(lowering, node.expression)
    case 'TSParameterProperty':
      return lowerTarget(lowering, node.parameter)
  }
  const place = lowerExpression(lowering, node)
  if (place.kind === 'member' || place.kind === 'index') return place
  return { kind: 'index', object: place, index: constant(undefined, node), node }
}

function lowerObjectPattern(lowering: Lowering, node: Syntax<'ObjectPattern'>): RecordPattern {
  const entries: RecordPattern['entries'][number][] = []
  const pattern: Draft<RecordPattern> = { kind: 'record-pattern', entries, node }
  for (const property of node.properties) {
    if (property.type === 'Property') {
      const { key, computed, value } = property
      entries.push({ key: lowerKey(lowering, key, computed), target: lowerTarget(lowering, value) })
    } else {
      pattern.rest = lowerTarget(lowering, restOf(property))
    }
  }
  return pattern
}

function lowerArrayPattern(lowering: Lowering, node: Syntax<'ArrayPattern'>): ListPattern {
  const items: (Target | undefined)[] = []
  const pattern: Draft<ListPattern> = { kind: 'list-pattern', items, node }
  for (const element of node.elements) {
    if (!element) items.push(undefined)
    else if (element.type === 'RestElement') pattern.rest = lowerTarget(lowering, restOf(element))
    else items.push(lowerTarget(lowering, element))
  }
  return pattern
}

function restOf(node: Syntax<'RestElement'>): Node {
  return node.argument ?? node
}
