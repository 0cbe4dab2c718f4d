/** Expressions and what they are worth, as far as that can be known. */
import { MOST_STEPS } from './limits.ts'
import type { GuardEffect, Loop } from '../effects.ts'
import type {
  ComprehensionExpression,
  Expression,
  MemberExpression,
  NameExpression,
  SyntaxNode,
} from '../program.ts'
import { call } from './application.ts'
import { EvaluatedArguments } from './arguments.ts'
import { assign, declareTarget, indexed, numbered } from './assignment.ts'
import { applyApi, readApi } from './calls.ts'
import { wholes } from './arrivals.ts'
import { changes } from './fields.ts'
import { baseType, callFunction, classMember, findMethod, makeClass, makeFunction } from './functions.ts'
import type { Machine } from './machine.ts'
import { required, load } from './modules.ts'
import { isSeedName, namesIn, textOf } from './names.ts'
import { operate } from './operations.ts'
import { lifecyclesIn } from './pages.ts'
import { countsUp, decisive, falsyGuard, guarded, isText, iterate, walked } from './statements.ts'
import {
  type Mark,
  type Marks,
  type InstanceValue,
  type RecordValue,
  Scope,
  UNKNOWN,
  type Value,
  anyOf,
  constant,
  deepMarks,
  instance,
  isNothing,
  itemsOf,
  joinMarks,
  joinChoices,
  joinValues,
  list,
  listOf,
  marked,
  ofEachRound,
  optionMarks,
  record,
  truth,
  unknown,
  valueCell,
} from './values.ts'

export function evaluate(machine: Machine, expression: Expression, scope: Scope): Value {
  if (machine.steps++ > MOST_STEPS) return UNKNOWN
  switch (expression.kind) {
    case 'constant':
      return constant(expression.value)
    case 'name':
      return readProperty(machine, valueNamed(machine, expression.name, scope), expression)
    case 'member': {
      const object = operand(machine, expression.object, scope)
      const value = memberOf(machine, object, expression.property, expression.node)
      return readProperty(machine, value, expression)
    }
    case 'index': {
      const object = operand(machine, expression.object, scope)
      const index = evaluate(machine, expression.index, scope)
      return itemAt(machine, object, index, expression.node)
    }
    case 'call':
      return call(machine, expression, scope)
    case 'function':
      return makeFunction(machine, expression.definition, scope)
    case 'class':
      return makeClass(machine, expression.definition, scope)
    case 'record':
      return recordOf(machine, expression, scope)
    case 'list':
      return listFrom(machine, expression, scope)
    case 'choice':
      return choose(machine, expression, scope)
    case 'operation': {
      const operands = expression.operands.map((operand) => evaluate(machine, operand, scope))
      return operate(expression.operator, operands, machine.module.language)
    }
    case 'import':
      if (machine.catalog.module(expression.module, machine.module.language)) {
        load(machine, expression.module, expression.node, false)
      }
      return required(machine, expression.module, expression.node)
    case 'assign': {
      const value = evaluate(machine, expression.value, scope)
      assign(machine, expression.target, value, scope, expression.value, expression.operator)
      return value
    }
    case 'await':
      return awaited(machine, expression.value, scope)
    case 'yield': {
      const value = expression.value ? evaluate(machine, expression.value, scope) : constant(undefined)
      machine.frame.yields.push(value)
      machine.consequences++
      return UNKNOWN
    }
    case 'comprehension':
      return comprehend(machine, expression, scope)
    case 'opaque': {
      let marks: Marks = []
      for (const part of expression.parts) marks = joinMarks(marks, evaluate(machine, part, scope).marks)
      return unknown(marks)
    }
  }
}

/** The object of a member access: a catalogued thing is not read there, only passed through. */
export function operand(machine: Machine, expression: Expression, scope: Scope): Value {
  if (expression.kind === 'name') return valueNamed(machine, expression.name, scope)
  if (expression.kind === 'member') {
    return memberOf(machine, operand(machine, expression.object, scope), expression.property, expression.node)
  }
  return evaluate(machine, expression, scope)
}

/** A catalogued property that is read, rather than called: `process.pid`. */
function readProperty(machine: Machine, value: Value, read: NameExpression | MemberExpression): Value {
  if (value.kind !== 'api') return value
  const api = machine.catalog.api(value.path)
  if (!api?.property) return value
  const text = textOf(read) ?? (read.kind === 'name' ? read.name : read.property)
  // By whatever name it goes, what is read from and written to it is known.
  if (api.environment) return { ...value, marks: [{ kind: 'configured', name: text }] }
  return applyApi(machine, {
    path: value.path,
    api,
    args: new EvaluatedArguments(),
    call: undefined,
    node: read.node,
    text,
    receiver: undefined,
    awaited: false,
  })
}

/** A catalogued property of an object: `tensor.data`. */
function propertyOf(machine: Machine, value: Value, node: SyntaxNode): Value {
  if (value.kind !== 'bound' || 'kind' in value.method || !value.method.api.property) return value
  const { path, api } = value.method
  const args = new EvaluatedArguments()
  const { receiver } = value
  return applyApi(machine, { path, api, args, call: undefined, node, text: path, receiver, awaited: false })
}

function valueNamed(machine: Machine, name: string, scope: Scope): Value {
  return scope.find(name)?.value ?? globalNamed(machine, name) ?? unknown([], name)
}

export function globalNamed(machine: Machine, name: string): Value | undefined {
  const path = machine.catalog.globals.get(name)
  if (path !== undefined) return apiValue(machine, path)
  for (const star of machine.modules.get(machine.module.file)?.stars ?? []) {
    if (star.kind !== 'api') continue
    const value = readApi(machine, star, name)
    if (value.kind === 'api' && machine.catalog.knows(value.path)) return value
  }
  for (const { names = {} } of lifecyclesIn(machine.catalog, machine.module)) {
    const found = Object.hasOwn(names, name) ? names[name] : undefined
    if (found !== undefined) return apiValue(machine, found)
  }
  return undefined
}

export function apiValue(machine: Machine, path: string, marks: Marks = []): Value {
  const canonical = machine.catalog.canonical(path)
  return { kind: 'api', path: canonical, library: machine.catalog.owner(canonical), root: undefined, marks }
}

/** `object.property` */
export function memberOf(machine: Machine, object: Value, property: string, node: SyntaxNode): Value {
  switch (object.kind) {
    case 'union': {
      const parts = object.values.filter((each) => isNothing(each) !== true)
      return parts
        .map((each) => memberOf(machine, marked(each, object.marks), property, node))
        .reduce(
          (a, b) => joinValues(a, b),
          parts.length ? memberOf(machine, parts[0]!, property, node) : UNKNOWN,
        )
    }
    case 'api':
      return readApi(machine, object, property)
    case 'namespace':
      return object.exports(property) ?? unknown([], property)
    case 'instance': {
      const field = object.fields.get(property)
      if (field) return fieldValue(machine, object, property, field.value)
      const own = object.class && classMember(machine, object.class, property, object)
      if (own) return own
      const type = object.type ?? baseType(machine, object.class)
      return propertyOf(machine, typeMethod(machine, object, type, property), node)
    }
    case 'class': {
      const own = classMember(machine, object, property, undefined)
      return own ?? unknown([], property)
    }
    case 'super': {
      for (const base of object.home.bases) {
        if (base.kind === 'class') {
          const found = findMethod(machine, base, property)
          if (found) return { kind: 'bound', receiver: object.receiver, method: found, marks: [] }
        }
        if (base.kind === 'api' && property === '__init__' && actsWhenMade(machine, base.path)) return base
      }
      return unknown([], property)
    }
    case 'record': {
      const field = object.fields.get(property)
      if (field) return ofEachRound(field.value, object)
      const method = typeMethod(machine, object, builtinType(machine, object), property)
      if (method.kind === 'bound') return method
      return object.rest.value ? unknown(deepMarks(object)) : unknown(object.marks, property)
    }
    case 'unknown': {
      const type = machine.project.typeOf?.(node, machine.module)
      if (type !== undefined)
        return typeMethod(machine, instance({ type, marks: object.marks }), type, property)
      return typeMethod(machine, object, undefined, property)
    }
    case 'constant':
      // The text of a URL, which is known as the text it was made of.
      if (property === 'href' && typeof object.value === 'string') return object
      return typeMethod(machine, object, builtinType(machine, object), property)
    default:
      return typeMethod(machine, object, builtinType(machine, object), property)
  }
}

function isFunction({ kind }: Value): boolean {
  return kind === 'function'
}

/** A method that a framework calls again and again finds what the object's other methods have left by then. */
function fieldValue(machine: Machine, object: InstanceValue, property: string, value: Value): Value {
  const again = machine.context.loops.some((loop) => loop.kind === 'hook')
  const passes = value.kind === 'constant' || (value.kind === 'instance' && value.key)
  return again && passes && object.class && changes(object.class, property)
    ? unknown(value.marks, property)
    : value
}

/** A layer that is derived from a library's makes the weights of that one, a trainer seeds as that one does. */
export function actsWhenMade(machine: Machine, path: string): boolean {
  const { weights, seeds, draws = [] } = machine.catalog.api(path) ?? {}
  return weights !== undefined || seeds !== undefined || [draws].flat().some(({ implicit }) => implicit)
}

function typeMethod(machine: Machine, receiver: Value, type: string | undefined, property: string): Value {
  const found = type === undefined ? undefined : machine.catalog.method(type, property)
  const { returns } = found?.api ?? {}
  if (found?.api.property && typeof returns === 'string' && machine.catalog.types.has(returns))
    return instance({ type: returns, marks: receiver.marks })
  if (found) return { kind: 'bound', receiver, method: found, marks: receiver.marks }
  const general = machine.catalog.anyReceiver.get(property)
  const api = general === undefined ? undefined : machine.catalog.api(general)
  if (api) return { kind: 'bound', receiver, method: { path: general!, api }, marks: receiver.marks }
  return unknown(refined(receiver.marks, property), property)
}

function builtinType(machine: Machine, value: Value): string | undefined {
  const python = machine.module.language === 'python'
  switch (value.kind) {
    case 'list':
      return python ? `builtins.${value.form}` : value.form === 'set' ? 'Set' : 'Array'
    case 'record':
      return python ? 'builtins.dict' : 'Object'
    case 'function':
      return python ? 'builtins.function' : 'Function'
    case 'constant':
      return typeof value.value === 'string' ? (python ? 'builtins.str' : 'String') : undefined
    default:
      return undefined
  }
}

/** `object[index]` */
export function itemAt(machine: Machine, object: Value, index: Value, node: SyntaxNode): Value {
  if (index.kind === 'constant' && typeof index.value === 'string') {
    if (object.kind === 'record') {
      const field = object.fields.get(index.value)
      return field
        ? field.value
        : unknown(joinMarks(object.marks, object.rest.value ? deepMarks(object) : []))
    }
    if (object.kind === 'api' || machine.module.language === 'javascript')
      return memberOf(machine, object, index.value, node)
  }
  // A function of a library or a module, by one of several names: `tf.layers[type]`.
  if (index.kind === 'union' && (object.kind === 'api' || object.kind === 'namespace')) {
    const names = index.values.map((each) => (each.kind === 'constant' ? each.value : undefined))
    if (names.every((name) => typeof name === 'string'))
      return marked(
        names.map((name) => memberOf(machine, object, name, node)).reduce(joinValues),
        index.marks,
      )
  }
  // A character of a text that is written down is a text as well: a colour, an identifier.
  if (!(object.kind === 'constant' && typeof object.value === 'string')) indexed(machine, index)
  // What stands at a computed place, or in a slice, of an unordered collection is up to the machine; what stands under
  // a key of a table is not.
  if (index.kind !== 'constant' && object.kind !== 'record') machine.reach(wholes(object), 'split')
  if (object.kind === 'list') {
    const known =
      index.kind === 'constant' && typeof index.value === 'number' ? object.items?.[index.value] : undefined
    // What is known to stand there may be such a collection itself.
    if (known) return marked(known, picked(object).marks)
    const item = marked(object.element.value ?? UNKNOWN, joinMarks(object.marks, index.marks))
    return index.kind === 'constant' ? picked(item) : item
  }
  if (object.kind === 'record') {
    // A table of functions: one of them.
    const functions = [...object.fields.values()].map(({ value }) => value).filter(isFunction)
    const others = object.rest.value ?? unknown(deepMarks(object))
    return marked([others, ...functions].reduce(joinValues), index.marks)
  }
  if (object.kind === 'instance' && object.class) {
    const method = findMethod(machine, object.class, '__getitem__')
    if (method) {
      return callFunction(machine, method, EvaluatedArguments.of([index], node), object, node, '__getitem__')
    }
  }
  const part =
    object.kind === 'instance' && object.type ? machine.catalog.method(object.type, '[]') : undefined
  if (part) {
    const args = EvaluatedArguments.of([index], node)
    return applyApi(machine, {
      ...part,
      args,
      call: undefined,
      node,
      text: '',
      receiver: object,
      awaited: false,
    })
  }
  if (object.kind === 'api') {
    return unknown(optionMarks(object.path, machine.catalog.api(object.path)?.configured))
  }
  const name = index.kind === 'constant' ? String(index.value) : ''
  // What stands under the name of an item is in no order itself.
  const chosen = index.marks.filter((mark) => mark.kind !== 'unordered')
  const item = unknown(joinMarks(name ? refined(object.marks, name) : object.marks, chosen))
  return index.kind === 'constant' ? picked(item) : item
}

/** One item that was picked from a collection is in no order itself. */
export function picked(value: Value): Value {
  return value.marks.some((mark) => mark.kind === 'unordered')
    ? { ...value, marks: value.marks.filter((mark) => mark.kind !== 'unordered') }
    : value
}

function recordOf(
  machine: Machine,
  expression: Extract<Expression, { kind: 'record' }>,
  scope: Scope,
): Value {
  const result: RecordValue = record()
  for (const entry of expression.entries) {
    if ('spread' in entry) {
      const spread = evaluate(machine, entry.spread, scope)
      if (spread.kind === 'record') {
        for (const [key, cell] of spread.fields) result.fields.set(key, valueCell(cell.value))
        if (spread.rest.value) result.rest.value = spread.rest.value
      } else if (isNothing(spread) !== true) result.rest.value = unknown(spread.marks)
      continue
    }
    const value = evaluate(machine, entry.value, scope)
    if (typeof entry.key === 'string') {
      result.fields.set(entry.key, valueCell(value))
      continue
    }
    const key = evaluate(machine, entry.key, scope)
    if (key.kind === 'constant' && typeof key.value === 'string')
      result.fields.set(key.value, valueCell(value))
    else result.rest.value = result.rest.value ? joinValues(result.rest.value, value) : value
  }
  return result
}

function listFrom(machine: Machine, expression: Extract<Expression, { kind: 'list' }>, scope: Scope): Value {
  const items: Value[] = []
  let open = false
  let marks: Marks = []
  let { loops } = machine.context
  for (const item of expression.items) {
    const value = evaluate(machine, item.value, scope)
    // `found = [name, *found]` is the list that was there before, and one item more.
    if (item.spread && value.kind === 'list' && value.loops) loops = value.loops
    const known = value.kind === 'list' && value.form === 'list' ? itemsOf(value) : undefined
    if (!item.spread) items.push(value)
    else if (known) {
      items.push(...known)
      marks = joinMarks(marks, value.marks)
    } else {
      open = true
      marks = joinMarks(marks, value.marks)
      items.push(iterate(machine, value, item.value.node))
    }
  }
  if (!open) return { ...list(items, expression.form, marks), loops }
  return listOf(anyOf(items), marks, expression.form)
}

function choose(machine: Machine, expression: Extract<Expression, { kind: 'choice' }>, scope: Scope): Value {
  const { operator, operands } = expression
  const first = evaluate(machine, operands[0]!, scope)
  if (operator === 'conditional') {
    const isSeed = isNothing(first) === false && isSeedName(textOf(operands[0]!) ?? '')
    const known = first.marks.length === 0 && !isSeed ? truth(first) : undefined
    const firstEffect = machine.effects.length
    if (known !== undefined) return evaluate(machine, operands[known ? 1 : 2]!, scope)
    const result = either(machine, first, operands[0]!, [
      () => evaluate(machine, operands[1]!, scope),
      () => evaluate(machine, operands[2]!, scope),
    ])
    // `seed if seed else 42`
    if (textOf(operands[0]!) === textOf(operands[1]!))
      return withoutZero(machine, operands[0]!, first, operands[0]!.node, result, 'test')
    falsyGuard(machine, operands[0]!, first, firstEffect, false)
    return result
  }
  // `a and b and c`: what is left once the first has not decided.
  const others = operands.length > 2 ? { ...expression, operands: operands.slice(1) } : operands[1]!
  const known = operator === 'coalesce' ? negate(isNothing(first)) : truth(first)
  const isSeed = operator === 'or' && isNothing(first) === false && isSeedName(textOf(operands[0]!) ?? '')
  if (known !== undefined && first.marks.length === 0 && !isSeed) {
    const takesFirst = operator === 'and' ? !known : known
    return takesFirst ? first : evaluate(machine, others, scope)
  }
  const result = either(machine, first, operands[0]!, [() => first, () => evaluate(machine, others, scope)])
  return operator === 'or'
    ? withoutZero(machine, operands[0]!, first, expression.node, result, 'default', others)
    : result
}

/** A value that a seed of 0 does not get through to. */
function withoutZero(
  machine: Machine,
  test: Expression,
  tested: Value,
  node: SyntaxNode,
  result: Value,
  form: GuardEffect['form'],
  fallback?: Expression,
): Value {
  const name = textOf(test)
  if (name === undefined || !isSeedName(name) || isText(tested)) return result
  // What a text stands in for is one.
  if (fallback?.kind === 'constant' && typeof fallback.value === 'string') return result
  const effect = machine.emit({
    kind: 'guard',
    ...machine.base(node, name, ''),
    test,
    form,
    ...(fallback && { fallback }),
    seeding: undefined,
    used: false,
  })
  return marked(result, [{ kind: 'falsy', effect }])
}

function either(
  machine: Machine,
  test: Value,
  expression: Expression,
  options: readonly (() => Value)[],
): Value {
  const values: Value[] = []
  machine.store.alternatives(
    options.map((option, at) => () => {
      values.push(
        guarded(machine, expression.node, at === 0 ? 'then' : 'otherwise', expression, () => option()),
      )
      return 'normal'
    }),
    { names: namesIn(expression) },
    machine.frame.exits,
  )
  return marked(
    joinChoices(values, { names: namesIn(expression) }),
    test.marks.filter((mark) => mark.kind === 'draw' || mark.kind === 'entropy' || mark.kind === 'loop'),
  )
}

function awaited(machine: Machine, expression: Expression, scope: Scope): Value {
  const overlapping = machine.context.loops.findLast((loop) => loop.concurrent)
  if (overlapping) machine.suspended.add(overlapping)
  machine.awaiting = expression.node
  const value = evaluate(machine, expression, scope)
  machine.awaiting = undefined
  return value
}

function comprehend(machine: Machine, expression: ComprehensionExpression, scope: Scope): Value {
  const inner = new Scope(scope)
  const loop: Loop = {
    kind: 'loop',
    node: expression.node,
    module: machine.module,
    name: '',
    concurrent: false,
  }
  const mark: Mark = { kind: 'loop', loop }
  let marks: Marks = []
  const loops = [...machine.context.loops, loop]
  const elements: Value[] = []
  let counts = false
  const first = expression.loops[0]
  const iterable = first ? evaluate(machine, first.iterable, inner) : UNKNOWN
  const item = first ? iterate(machine, iterable, first.iterable.node, mark) : UNKNOWN
  machine.within({ loops }, () => {
    expression.loops.forEach((each, at) => {
      const over = at === 0 ? iterable : evaluate(machine, each.iterable, inner)
      // As a whole it is the same in every round of its own.
      const whole = over.marks.filter((each) => each.kind !== 'loop' || each.loop !== loop)
      marks = joinMarks(marks, whole)
      declareTarget(each.target, inner)
      const its = at === 0 ? item : iterate(machine, over, each.iterable.node, mark)
      counts ||= countsUp(machine, over)
      if (counts) delete loop.walks
      else loop.walks = [...(loop.walks ?? []), ...walked(its)]
      assign(machine, each.target, its, inner, undefined)
      for (const condition of each.conditions)
        machine.reach(decisive(evaluate(machine, condition, inner).marks), 'branch')
    })
    for (const element of expression.elements) elements.push(evaluate(machine, element, inner))
  })
  if (expression.form === 'record') {
    const [key, value] = elements
    if (key && value) numbered(key, value, expression.elements[1])
    const result = record([], marks)
    result.rest.value = value
    return result
  }
  if (expression.form !== 'set') return listOf(elements[0], marks)
  // Whatever order its items came in, a set has another one.
  return listOf(elements[0] && picked(elements[0]), picked(unknown(marks)).marks, 'set')
}

function negate(value: boolean | undefined): boolean | undefined {
  return value === undefined ? undefined : !value
}

/** `args` -> `args.seed`: a part of a configuration is an option of its own. */
function refined(marks: Marks, property: string): Marks {
  const own = marks.some((mark) => 'of' in mark && mark.of !== property)
    ? marks.filter((mark) => !('of' in mark) || mark.of === property)
    : marks
  if (!own.some((mark) => mark.kind === 'configured')) return own
  return own.map((mark) =>
    mark.kind === 'configured' ? { kind: 'configured', name: `${mark.name}.${property}` } : mark,
  )
}
