import type { ClassDefinition, ClassMember, Expression } from '../../../program.ts'
import { lowerExpression, lowerKey, opaque } from './expressions.ts'
import { callInPlace, lowerFunction } from './functions.ts'
import type { Node, Syntax } from '../syntax.ts'
import type { Draft, Lowering } from './lowering.ts'
import { lowerAnnotation } from './types.ts'

/** `name`: the unique name of the binding that a class declaration makes. */
export function lowerClass(
  lowering: Lowering,
  node: Syntax<'ClassExpression' | 'ClassDeclaration'>,
  name?: string,
): ClassDefinition {
  const outer = lowering.scope
  const decorators = lowerDecorators(lowering, node)
  let ownName = name ?? ''
  if (name === undefined && node.id) {
    // Only the class itself sees this name.
    lowering.scope = outer.forBlock(new Set([node.id.name]))
    ownName = lowering.scope.resolve(node.id.name)
  }
  const bases = node.superClass ? [lowerExpression(lowering, node.superClass)] : []
  const members: ClassMember[] = []
  for (const member of node.body.body ?? []) lowerMember(lowering, member, members)
  lowering.scope = outer
  return { name: ownName, bases, members, decorators, node }
}

function lowerMember(lowering: Lowering, node: Node, members: ClassMember[]): void {
  switch (node.type) {
    case 'MethodDefinition': {
      const { kind, static: isStatic, value } = node
      // An overload's signature has no body.
      if (!value.body) return
      const name = memberName(lowering, node, members)
      const decorators = [
        ...lowerDecorators(lowering, node),
        ...value.params.flatMap((parameter) => lowerDecorators(lowering, parameter)),
      ]
      members.push({
        name,
        kind: kind === 'get' ? 'getter' : kind === 'set' ? 'setter' : isStatic ? 'static-method' : 'method',
        definition: lowerFunction(lowering.scope, lowering.text, value, name, decorators),
        node,
      })
      return
    }
    case 'PropertyDefinition':
    case 'AccessorProperty': {
      const { static: isStatic, value, typeAnnotation, declare } = node
      // Decorators of fields run once, with the class.
      const decorators = lowerDecorators(lowering, node)
      if (decorators.length > 0)
        members.push({ name: '', kind: 'static-field', value: opaque(node, decorators), node })
      if (declare) return
      const member: Draft<ClassMember> = {
        name: memberName(lowering, node, members),
        kind: isStatic ? 'static-field' : 'field',
        node,
      }
      if (value) member.value = lowerExpression(lowering, value)
      if (typeAnnotation) {
        const annotation = lowerAnnotation(lowering, typeAnnotation)
        if (annotation) member.annotation = annotation
      }
      members.push(member)
      return
    }
    case 'StaticBlock': {
      const value = callInPlace(lowering, node, node.body)
      members.push({ name: '', kind: 'static-field', value, node })
    }
  }
}

/** A computed name that is no constant stands in brackets, as written: `[Symbol.iterator]`. */
function memberName(
  lowering: Lowering,
  node: Syntax<'MethodDefinition' | 'PropertyDefinition' | 'AccessorProperty'>,
  members: ClassMember[],
): string {
  const { key, computed } = node
  const name = lowerKey(lowering, key, computed)
  if (typeof name === 'string') return name
  // It is evaluated once, with the class.
  if (name.kind !== 'name' && name.kind !== 'member') {
    members.push({ name: '', kind: 'static-field', value: opaque(node, [name]), node })
  }
  return `[${lowering.text.slice(key.range[0], key.range[1])}]`
}

function lowerDecorators(lowering: Lowering, node: Node): readonly Expression[] {
  const decorators = 'decorators' in node ? node.decorators : undefined
  if (!decorators || decorators.length === 0) return []
  return decorators.map((decorator) => lowerExpression(lowering, decorator.expression ?? decorator))
}
