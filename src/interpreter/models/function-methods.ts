/** `f.bind(…)`, `f.call(…)` and `f.apply(…)`: the same function, called otherwise. */
import type { CallExpression } from '../../program.ts'
import { EvaluatedArguments } from '../execute/arguments.ts'
import type { Interpreter } from '../interpreter.ts'
import { type Value, isNothing, itemsOf } from '../values/value.ts'

/** @returns undefined when the call is none of these. */
export function rebound(
  interpreter: Interpreter,
  fn: Value,
  how: string,
  args: EvaluatedArguments,
  call: CallExpression,
  text: string,
): Value | undefined {
  if (!interpreter.module.language.functionsHaveMethods || !isFunction(interpreter, fn)) return undefined
  const [receiver, ...rest] = args.positional
  const given = receiver ? withReceiver(fn, receiver.value) : fn
  const name = text.slice(0, text.lastIndexOf('.'))
  const passed = new EvaluatedArguments()
  passed.written = true
  switch (how) {
    case 'bind':
      if (rest.length === 0) return given
      return fn.kind === 'function'
        ? withArguments(
            given,
            rest.map((each) => each.value),
          )
        : undefined
    case 'call':
      passed.positional.push(...rest)
      if (args.openAt !== undefined) passed.openAt = Math.max(0, args.openAt - 1)
      return interpreter.apply(given, { args: passed, node: call.node, text: name })
    case 'apply': {
      const list = rest[0]
      const items = list?.value.kind === 'list' ? itemsOf(list.value) : undefined
      if (list && items) {
        passed.positional.push(...items.map((value) => ({ ...list, value, expression: undefined })))
      } else if (list && isNothing(list.value) !== true) passed.openAt = 0
      return interpreter.apply(given, { args: passed, node: call.node, text: name })
    }
    default:
      return undefined
  }
}

function isFunction(interpreter: Interpreter, value: Value): boolean {
  if (value.kind === 'function' || value.kind === 'bound') return true
  return value.kind === 'api' && interpreter.catalog.api(value.path) !== undefined
}

function withReceiver(fn: Value, receiver: Value): Value {
  if (fn.kind !== 'function' || fn.definition.arrow || isNothing(receiver) === true) return fn
  return { kind: 'bound', receiver, method: fn, labels: fn.labels }
}

function withArguments(fn: Value, values: readonly Value[]): Value {
  const given = values.map((value) => ({ value }))
  if (fn.kind === 'function') return { ...fn, given: [...fn.given, ...given] }
  if (fn.kind !== 'bound' || !('kind' in fn.method)) return fn
  return { ...fn, method: { ...fn.method, given: [...fn.method.given, ...given] } }
}
