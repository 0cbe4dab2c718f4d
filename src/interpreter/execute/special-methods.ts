/** Methods of the program's classes that the language calls: for an operator, a loop, a `with`, a missing attribute. */
import type { SyntaxNode } from '../../program.ts'
import { EvaluatedArguments } from './arguments.ts'
import { findMethod } from './functions.ts'
import type { Interpreter } from '../interpreter.ts'
import {
  type InstanceValue,
  type Value,
  alternatives,
  constant,
  joinValues,
  UNKNOWN,
} from '../values/value.ts'

/** Calls the first of some methods that an object's class has. Undefined where it has none of them. */
export function callSpecial(
  interpreter: Interpreter,
  object: Value,
  names: readonly string[],
  values: readonly Value[],
  node: SyntaxNode,
): Value | undefined {
  let result: Value | undefined
  for (const each of alternatives(object)) {
    if (each.kind !== 'instance' || !each.class) continue
    for (const name of names) {
      const method = findMethod(interpreter, each.class, name)
      if (!method) continue
      const given = interpreter.callFunction(method, EvaluatedArguments.of(values, node), each, node, name)
      result = result ? joinValues(result, given) : given
      break
    }
  }
  return result
}

/** What an operator gives where a class says what it means. */
export function overloaded(
  interpreter: Interpreter,
  operator: string,
  values: readonly Value[],
  node: SyntaxNode,
): Value | undefined {
  if (!values.some(isOfProgram)) return undefined
  const methods = interpreter.module.language.operatorMethods.get(operator)
  if (!methods) return undefined
  for (const [at, names] of methods.entries()) {
    const object = values[at]
    if (!object) continue
    const result = callSpecial(interpreter, object, names, values.toSpliced(at, 1), node)
    if (result) return result
  }
  return undefined
}

function isOfProgram(value: Value): boolean {
  return value.kind === 'instance' ? value.class !== undefined : value.kind === 'union'
}

/** What an object gives for a name that it has no field and its class no method for. */
export function missingMember(
  interpreter: Interpreter,
  object: InstanceValue,
  property: string,
  node: SyntaxNode,
): Value | undefined {
  const { missingMember: names } = interpreter.module.language
  if (!object.class || names.length === 0) return undefined
  return callSpecial(interpreter, object, names, [constant(property)], node)
}

/** A field of a class may be an object that says itself what it is worth: a descriptor. */
export function described(interpreter: Interpreter, field: Value, owner: Value | undefined): Value {
  const { descriptor } = interpreter.module.language
  if (!descriptor || field.kind !== 'instance' || !field.class) return field
  const node = field.class.definition.node
  return callSpecial(interpreter, field, [descriptor.get], [owner ?? UNKNOWN, UNKNOWN], node) ?? field
}
