/** Calls: of functions of the program, of catalogued libraries, of what is not known. */
import type { Loop } from '../../effects.ts'
import type { CallExpression, Expression, SyntaxNode, Target } from '../../program.ts'
import { EvaluatedArguments } from '../execute/arguments.ts'
import { taintUnknown } from '../execute/assignment.ts'
import { applyUnknown, calculatedMethod } from '../execute/calls.ts'
import { drawnIn, putInto, travelling } from './contents.ts'
import { scheduleCallback, scheduleFrameworkClass } from './callbacks.ts'
import { scheduleHooks } from './hooks.ts'
import { memberOf, operand } from '../execute/expressions.ts'
import { construct, constructWith, extendsForeign, findMethod } from '../execute/functions.ts'
import { weightsEscape } from './initial-weights.ts'
import { valuesIn } from './map-contents.ts'
import type { Interpreter, Invocation } from '../interpreter.ts'
import { isRegistry, writtenAs } from '../execute/names.ts'
import { iterate } from '../execute/statements.ts'
import { leaveAt } from './outside.ts'
import { rebound } from './function-methods.ts'
import { unknownSeeding } from './seeding.ts'
import { noteSigns } from './training-signs.ts'
import type { Scope } from '../values/value.ts'
import {
  type FunctionValue,
  type InstanceValue,
  type Labels,
  UNKNOWN,
  type Value,
  alternatives,
  deepLabels,
  itemsOf,
  joinLabels,
  joinValues,
  unknown,
} from '../values/value.ts'

export function call(interpreter: Interpreter, expression: CallExpression, scope: Scope): Value {
  const awaited = interpreter.awaiting === expression.node
  interpreter.awaiting = undefined
  const { callee } = expression
  const text = writtenAs(callee)
  interpreter.noteCalled(callee.kind === 'member' ? callee.property : text)
  if (callee.kind === 'name' && callee.name === 'super') return callSuper(interpreter, expression, scope)
  const object = callee.kind === 'member' ? operand(interpreter, callee.object, scope) : undefined
  const target =
    callee.kind === 'member'
      ? memberOf(interpreter, object!, callee.property, callee.node)
      : operand(interpreter, callee, scope)
  const args = evaluateArguments(interpreter, expression, scope)
  noteSigns(interpreter, target, { text, node: expression.node, args })
  if (target.kind === 'unknown') weightsEscape(interpreter, object)
  // What is put into something unknown may be found there again.
  if (callee.kind === 'member' && object!.kind === 'unknown') {
    const labels = args.all.reduce<Labels>((all, each) => joinLabels(all, deepLabels(each.value, 2)), [])
    taintUnknown(interpreter, callee.object as Target, labels, scope)
  } else if (
    callee.kind === 'member' &&
    target.kind === 'unknown' &&
    !calculatedMethod(interpreter, object!, callee.property)
  ) {
    putInto(interpreter, object!, drawnIn(args.all.map((each) => each.value)))
  }
  if (callee.kind === 'member' && callee.property === 'then')
    leavesUnchecked(interpreter, callee.object, args)
  if (interpreter.seeders.size > 0 && interpreter.seeders.has(text.split('.').at(-1)!))
    unknownSeeding(interpreter)
  // `sys.argv.append(x)`
  if (callee.kind === 'member' && object!.kind === 'api' && interpreter.catalog.api(object.path)?.configured)
    for (const each of args.all) leaveAt(interpreter, 'variable', object.path, each.value)
  const calculated =
    callee.kind === 'member' && target.kind === 'unknown'
      ? calculatedMethod(interpreter, object!, callee.property)
      : undefined
  const found = calculated
    ? ({ kind: 'bound', receiver: object!, method: calculated, labels: target.labels } as const)
    : callee.kind === 'member'
      ? withReceiver(object!, target)
      : target
  const again =
    callee.kind === 'member'
      ? rebound(interpreter, object!, callee.property, args, expression, text)
      : undefined
  if (again) return again
  if (found.kind === 'function' && expression.construct)
    return constructWith(interpreter, found, args, expression.node, text)
  return apply(interpreter, found, { args, node: expression.node, text, call: expression, awaited, scope })
}

/** `table.add(x)`: a function that is found in an object is called on it. */
function withReceiver(object: Value, target: Value): Value {
  const own = object.kind === 'record' || object.kind === 'instance'
  if (!own || target.kind !== 'function' || target.home || target.definition.arrow) return target
  return target.module.language.receiverIsParameter
    ? target
    : { kind: 'bound', receiver: object, method: target, labels: target.labels }
}

/** `tf.setBackend('webgpu').then(() => …)`: a callback without parameters does not look at the result. */
function leavesUnchecked(interpreter: Interpreter, promise: Expression, args: EvaluatedArguments): void {
  const callback = args.positional[0]?.value
  if (callback?.kind !== 'function' || callback.definition.parameters.length > 0) return
  for (const each of interpreter.effects)
    if (each.kind === 'select' && each.node === promise.node) each.checked = false
}

function callSuper(interpreter: Interpreter, expression: CallExpression, scope: Scope): Value {
  const value = scope.find('super')?.value
  const args = evaluateArguments(interpreter, expression, scope)
  if (value?.kind !== 'super') return UNKNOWN
  if (interpreter.module.language.receiverIsParameter) return value
  for (const base of value.home.bases) {
    const constructor = base.kind === 'class' ? findMethod(interpreter, base, 'constructor') : undefined
    if (constructor) interpreter.callFunction(constructor, args, value.receiver, expression.node, 'super')
  }
  return UNKNOWN
}

function evaluateArguments(
  interpreter: Interpreter,
  expression: CallExpression,
  scope: Scope,
): EvaluatedArguments {
  const args = new EvaluatedArguments()
  args.written = true
  for (const argument of expression.args) {
    const value = interpreter.evaluate(argument.value, scope)
    const evaluated = { value, node: argument.value.node, expression: argument.value, argument }
    if (argument.spread === 'list') {
      const items = value.kind === 'list' ? itemsOf(value) : undefined
      if (items) {
        for (const item of items) args.positional.push({ ...evaluated, value: item, expression: undefined })
      } else {
        args.openAt ??= args.positional.length
        if (value.kind === 'list') args.rest ??= value.element.value
        const item = iterate(interpreter, value, argument.value.node)
        if (value.kind !== 'list' || value.element.value)
          args.spread = [...args.spread, { ...evaluated, value: item, expression: undefined }]
      }
    } else if (argument.spread === 'record') {
      if (value.kind === 'record') {
        for (const [name, cell] of value.fields) {
          args.setKeyword(name, { ...evaluated, value: cell.value, expression: undefined })
        }
        if (value.rest.value) args.openKeywords = true
      } else {
        args.openKeywords = true
        args.spread = [
          ...args.spread,
          { ...evaluated, value: unknown(travelling(deepLabels(value))), expression: undefined },
        ]
      }
    } else if (argument.name !== undefined) args.setKeyword(argument.name, evaluated)
    else args.positional.push(evaluated)
  }
  return args
}

/** Calls a value. */
export function apply(interpreter: Interpreter, callee: Value, invocation: Invocation): Value {
  const { args, node, text, call, awaited = false, scope } = invocation
  switch (callee.kind) {
    case 'union':
      return applyAny(interpreter, callee, (each) => apply(interpreter, each, invocation))
    case 'function':
      return interpreter.callFunction(callee, args, undefined, node, text)
    case 'class':
      return construct(interpreter, callee, args, node)
    case 'bound': {
      if ('kind' in callee.method) {
        return interpreter.callFunction(callee.method, args, callee.receiver, node, text)
      }
      const { path, api } = callee.method
      const { receiver } = callee
      return interpreter.applyApi({ path, api, args, call, node, text, receiver, awaited, scope })
    }
    case 'api': {
      const api = interpreter.catalog.api(callee.path)
      // `super().__init__()` of a library's class.
      const named = text.startsWith('super(') ? callee.path : text
      return interpreter.applyApi({
        path: callee.path,
        api: api ?? NOTHING_KNOWN,
        args,
        call,
        node,
        text: named,
        receiver: undefined,
        awaited,
        scope,
        library: callee.library,
      })
    }
    case 'instance': {
      const called = callableOf(interpreter, callee)
      if (called) {
        return interpreter.within(
          { loops: [...interpreter.context.loops, ...hookIn(interpreter, callee, called)] },
          () => interpreter.callFunction(called, args, callee, node, text),
        )
      }
      for (const each of callee.chain.flatMap(alternatives))
        if (each.kind === 'instance') apply(interpreter, each, { args, node, text, scope })
      const found = callee.type === undefined ? undefined : interpreter.catalog.method(callee.type, '()')
      return found
        ? interpreter.applyApi({ ...found, args, call, node, text, receiver: callee, awaited, scope })
        : applyUnknown(interpreter, callee, args, node, text)
    }
    default:
      return applyUnknown(interpreter, callee, args, node, text)
  }
}

/** Calls what a value may be, each from the same state: only one of them is called. */
function applyAny(
  interpreter: Interpreter,
  callee: Value & { kind: 'union' },
  call: (value: Value) => Value,
): Value {
  const callable = callee.values.filter((each) => each.kind !== 'constant')
  if (callable.length === 1) return call(callable[0]!)
  const results: Value[] = []
  interpreter.store.alternatives(
    callable.map((each) => () => {
      results.push(call(each))
      return 'normal'
    }),
    { names: new Set() },
    interpreter.frame.exits,
  )
  return results.length ? results.reduce((a, b) => joinValues(a, b)) : UNKNOWN
}

/** The method that runs when an object of a class of the program is called: `__call__`, `forward`. */
function callableOf(interpreter: Interpreter, object: InstanceValue): FunctionValue | undefined {
  if (!object.class) return undefined
  const own = findMethod(interpreter, object.class, '__call__')
  if (own) return own
  const name = interpreter.catalog.type(object.type, 'call')
  return name === undefined ? undefined : findMethod(interpreter, object.class, name)
}

/** A model that is called in a loop runs its `forward` once a batch. */
function hookIn(
  interpreter: Interpreter,
  object: InstanceValue,
  { definition, module }: FunctionValue,
): Loop[] {
  const { type, class: owner } = object
  const name = interpreter.catalog.type(type, 'call')
  if (name === undefined || interpreter.context.loops.length === 0) return []
  if (!owner || findMethod(interpreter, owner, name)?.definition !== definition) return []
  if (interpreter.catalog.hook(type, name) !== 'batch') return []
  return [{ kind: 'hook', node: definition.node, module, name, concurrent: false }]
}

/** A value is given to somebody who is not followed: he may call, iterate or draw from it and what it holds. */
export function escape(
  interpreter: Interpreter,
  value: Value,
  node: SyntaxNode,
  text: string,
  depth = 2,
): void {
  for (const each of alternatives(value)) {
    if ((each.kind === 'function' || each.kind === 'bound') && !isRegistry(text))
      scheduleCallback(interpreter, each, node, text)
    // `lazy(() => import('./page'))`
    const main = each.kind === 'namespace' ? each.exports('default') : undefined
    if (main) escape(interpreter, main, node, text, 0)
    if (each.kind === 'class' && each.module.language.librariesInstantiateClasses && extendsForeign(each))
      scheduleFrameworkClass(interpreter, each, node)
    // A table of routes: `[{ path: '/', Component: Page, children: [{ path: 'more', Component: More }] }]`.
    if (each.kind === 'list' && depth > 0)
      for (const row of itemsOf(each) ?? alternatives(each.element.value ?? UNKNOWN))
        if (row.kind === 'record') escape(interpreter, row, node, text, depth)
    if (each.kind === 'record' && depth > 0)
      for (const cell of each.fields.values()) escape(interpreter, cell.value, node, text, depth - 1)
    if (each.kind !== 'instance') continue
    if (each.generator) each.generator.created.escapes = true
    scheduleHooks(interpreter, each, node)
    if (depth > 0) for (const held of valuesIn(each)) escape(interpreter, held, node, text, depth - 1)
    for (const pending of each.pending) if (pending.at === 'iteration') pending.emit()
  }
}

/** Calls whatever was passed as a callback. */
export function callBack(
  interpreter: Interpreter,
  callback: Value,
  values: readonly Value[],
  node: SyntaxNode,
  loop: Loop | undefined,
  name: string,
): Value {
  const run = (): Value => {
    let result: Value | undefined
    for (const each of alternatives(callback)) {
      const callable =
        each.kind === 'function' ||
        each.kind === 'bound' ||
        each.kind === 'api' ||
        each.kind === 'class' ||
        (each.kind === 'instance' && callableOf(interpreter, each) !== undefined)
      if (!callable) continue
      const value = apply(interpreter, each, { args: EvaluatedArguments.of(values, node), node, text: name })
      result = result ? joinValues(result, value) : value
    }
    return result ?? UNKNOWN
  }
  return loop ? interpreter.within({ loops: [...interpreter.context.loops, loop] }, run) : run()
}

const NOTHING_KNOWN = { upstream: '' }
