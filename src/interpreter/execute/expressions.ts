/** Expressions and what they are worth, as far as that can be known. */
import { noteIndexing } from './indexing.ts'
import { certainTruth, drawnLabels, isCertain, isDrawn, undrawnLabels } from '../values/decisions.ts'
import type { GuardEffect, Loop, Sink } from '../../effects.ts'
import type {
  ComprehensionExpression,
  Expression,
  MemberExpression,
  NameExpression,
  OperationExpression,
  SyntaxNode,
  Target,
} from '../../program.ts'
import { EvaluatedArguments } from './arguments.ts'
import { assign, bind, declareTarget, indexed } from './assignment.ts'
import { unorderedWholes } from '../models/sinks.ts'
import { drawnIn, ofPlace, partOf, travelling, withContent } from '../models/contents.ts'
import { changes } from '../values/fields.ts'
import { baseType, classMember, findMethod, makeClass, makeFunction } from './functions.ts'
import type { Interpreter } from '../interpreter.ts'
import { required, load } from './modules.ts'
import { askedFor, isSeedName, namesIn, textOf } from './names.ts'
import { operate } from './operations.ts'
import { callSpecial, missingMember, overloaded } from './special-methods.ts'
import { foundAt } from '../models/outside.ts'
import { answered, chosenAnswer, concluded } from '../models/start-switches.ts'
import { Channel, received } from '../models/channels.ts'
import { lifecyclesFor } from '../models/pages.ts'
import { accessorOf, defineAccessor, generatedBy, prototypeOf } from '../values/objects.ts'
import {
  countsUp,
  falsyGuard,
  guarded,
  isText,
  iterate,
  methodNamed,
  walkedCollections,
} from './statements.ts'
import {
  type ApiValue,
  type Label,
  type Labels,
  type InstanceValue,
  type RecordValue,
  Scope,
  UNKNOWN,
  type Value,
  anyOf,
  computed,
  constant,
  converted,
  deepLabels,
  instance,
  isNothing,
  itemsOf,
  joinLabels,
  joinChoices,
  joinValues,
  list,
  listOf,
  oneOfMany,
  labelled,
  ofEachRound,
  optionLabels,
  record,
  standard,
  truth,
  unknown,
  valueCell,
} from '../values/value.ts'

/** How much of the stack an expression takes for what is within it, roughly in frames. */
const FRAMES: Partial<Record<Expression['kind'], number>> = { call: 8, choice: 10, comprehension: 6 }

export function evaluate(interpreter: Interpreter, expression: Expression, scope: Scope): Value {
  if (!interpreter.mayStep(expression.node)) return UNKNOWN
  const deeper = FRAMES[expression.kind] ?? 2
  interpreter.depth += deeper
  try {
    return valueOf(interpreter, expression, scope)
  } finally {
    interpreter.depth -= deeper
  }
}

function valueOf(interpreter: Interpreter, expression: Expression, scope: Scope): Value {
  switch (expression.kind) {
    case 'constant':
      return constant(expression.value)
    case 'name':
      return readProperty(interpreter, valueNamed(interpreter, expression.name, scope), expression)
    case 'member': {
      const object = operand(interpreter, expression.object, scope)
      const value = memberOf(interpreter, object, expression.property, expression.node)
      return readProperty(interpreter, value, expression)
    }
    case 'index': {
      const object = operand(interpreter, expression.object, scope)
      const index = interpreter.evaluate(expression.index, scope)
      // A slice takes a part, anything else the item at a place.
      const sink = expression.index.kind === 'opaque' ? 'split' : 'order'
      return itemAt(interpreter, object, index, expression.node, sink)
    }
    case 'call':
      return interpreter.call(expression, scope)
    case 'function':
      return makeFunction(interpreter, expression.definition, scope)
    case 'class':
      return makeClass(interpreter, expression.definition, scope)
    case 'record':
      return recordOf(interpreter, expression, scope)
    case 'list':
      return listFrom(interpreter, expression, scope)
    case 'choice':
      return choose(interpreter, expression, scope)
    case 'operation':
      return operation(interpreter, expression, scope)
    case 'import':
      if (interpreter.catalog.module(expression.module)) {
        load(interpreter, expression.module, expression.node, false)
      }
      return required(interpreter, expression.module, expression.node)
    case 'assign': {
      const value = interpreter.evaluate(expression.value, scope)
      assign(interpreter, expression.target, value, scope, expression.value, expression.operator)
      return value
    }
    case 'await':
      return awaited(interpreter, expression.value, scope)
    case 'yield': {
      const value = expression.value ? interpreter.evaluate(expression.value, scope) : constant(undefined)
      const { yields, sent } = interpreter.frame
      const item = expression.delegates ? iterate(interpreter, value, expression.node) : value
      yields.push(labelled(item, interpreter.deciding))
      const inner = expression.delegates && value.kind === 'list' ? generatedBy(value.element) : undefined
      return inner?.returned ?? (sent ? received(sent) : UNKNOWN)
    }
    case 'comprehension':
      return comprehend(interpreter, expression, scope)
    case 'opaque': {
      if (expression.tooDeep)
        return interpreter.giveUp(
          'an expression or statement is too deep within others to be read',
          expression.node,
        )
      let labels: Labels = []
      for (const part of expression.parts)
        labels = joinLabels(labels, withContent(interpreter.evaluate(part, scope)))
      return unknown(labels)
    }
  }
}

/** `a + b + c + …` is one operation within the other, to its left: it is gone through without a call for each. */
function operation(interpreter: Interpreter, whole: OperationExpression, scope: Scope): Value {
  if (whole.operator === 'update') return updated(interpreter, whole, scope)
  const spine = [whole]
  for (let first = whole.operands[0]; first?.kind === 'operation'; first = first.operands[0])
    spine.push(first)
  let left: Value | undefined
  for (const { operator, operands, node } of spine.reverse()) {
    const values = operands.map((operand, at) =>
      at === 0 && left ? left : interpreter.evaluate(operand, scope),
    )
    const worth = values.map((each) => coerced(interpreter, each, node))
    left =
      overloaded(interpreter, operator, values, node) ??
      closed(interpreter, values, operate(operator, worth, interpreter.module.language))
    left = labelled(left, answered(interpreter, operator, values))
  }
  return left!
}

/** What an object of the program is worth where a number or a text is needed. */
export function coerced(interpreter: Interpreter, value: Value, node: SyntaxNode): Value {
  if (value.kind !== 'record' && !(value.kind === 'instance' && value.class)) return value
  let labels: Labels = []
  for (const name of interpreter.module.language.coercions) {
    const method = methodNamed(interpreter, value, name)
    if (!method) continue
    const result = interpreter.callFunction(method, new EvaluatedArguments(), value, node, name)
    labels = joinLabels(labels, result.labels)
  }
  return labels.length > 0 ? labelled(value, labels) : value
}

/** `count++`: another number. */
function updated(interpreter: Interpreter, { operands: [target] }: OperationExpression, scope: Scope): Value {
  if (!target) return UNKNOWN
  const value = computed(converted(withContent(interpreter.evaluate(target, scope))))
  // What calls something to find its target is not evaluated once more.
  const name = target.kind === 'index' ? textOf(target.object) : textOf(target)
  const plain = target.kind !== 'index' || target.index.kind === 'name' || target.index.kind === 'constant'
  if (target.kind === 'name') bind(interpreter, scope, target.name, value)
  else if (name !== undefined && plain) assign(interpreter, target as Target, value, scope, undefined)
  return value
}

/** What is calculated with an array is an array. */
function closed({ catalog }: Interpreter, values: readonly Value[], result: Value): Value {
  if (result.kind !== 'unknown') return result
  for (const { kind, type } of values as readonly InstanceValue[])
    if (kind === 'instance' && type !== undefined && catalog.type(type, 'closed'))
      return instance({ type, labels: result.labels, part: true })
  return result
}

/** The object of a member access: a catalogued thing is not read there, only passed through. */
export function operand(interpreter: Interpreter, expression: Expression, scope: Scope): Value {
  if (expression.kind === 'name') return valueNamed(interpreter, expression.name, scope)
  if (expression.kind === 'member') {
    return memberOf(
      interpreter,
      operand(interpreter, expression.object, scope),
      expression.property,
      expression.node,
    )
  }
  return interpreter.evaluate(expression, scope)
}

/** A catalogued property that is read, rather than called: `process.pid`. */
function readProperty(
  interpreter: Interpreter,
  value: Value,
  read: NameExpression | MemberExpression,
): Value {
  if (value.kind !== 'api') return value
  const api = interpreter.catalog.api(value.path)
  if (!api?.property) return value
  const text = textOf(read) ?? (read.kind === 'name' ? read.name : read.property)
  // By whatever name it goes, what is read from and written to it is known.
  if (api.environment) return { ...value, labels: [{ kind: 'configured', name: text }] }
  return interpreter.applyApi({
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
function propertyOf(interpreter: Interpreter, value: Value, node: SyntaxNode): Value {
  if (value.kind !== 'bound' || 'kind' in value.method || !value.method.api.property) return value
  const { path, api } = value.method
  const args = new EvaluatedArguments()
  const { receiver } = value
  return interpreter.applyApi({
    path,
    api,
    args,
    call: undefined,
    node,
    text: path,
    receiver,
    awaited: false,
  })
}

function valueNamed(interpreter: Interpreter, name: string, scope: Scope): Value {
  return scope.find(name)?.value ?? globalNamed(interpreter, name) ?? unknown([], name)
}

export function globalNamed(interpreter: Interpreter, name: string): Value | undefined {
  const path = interpreter.catalog.globals.get(name)
  if (path !== undefined) return apiValue(interpreter, path)
  for (const star of interpreter.modules.get(interpreter.module.file)?.stars ?? []) {
    if (star.kind !== 'api') continue
    const value = interpreter.readApi(star, name)
    if (value.kind === 'api' && interpreter.catalog.knows(value.path)) return value
  }
  for (const { names = {} } of lifecyclesFor(interpreter, interpreter.module)) {
    const found = Object.hasOwn(names, name) ? names[name] : undefined
    if (found !== undefined) return apiValue(interpreter, found)
  }
  return undefined
}

export function apiValue(interpreter: Interpreter, path: string, labels: Labels = []): ApiValue {
  const canonical = interpreter.catalog.canonical(path)
  return {
    kind: 'api',
    path: canonical,
    library: interpreter.catalog.owner(canonical),
    root: undefined,
    labels,
  }
}

/** `process.argv`: one object that the program may change. */
function keptObject(interpreter: Interpreter, { path }: ApiValue, node: SyntaxNode): Value | undefined {
  const api = interpreter.catalog.api(path)
  if (!api?.kept) return undefined
  const known = interpreter.places.properties.get(path)
  if (known) return known
  const args = new EvaluatedArguments()
  return interpreter.applyApi({
    path,
    api,
    args,
    call: undefined,
    node,
    text: path,
    receiver: undefined,
    awaited: false,
  })
}

/** `object.property` */
export function memberOf(interpreter: Interpreter, object: Value, property: string, node: SyntaxNode): Value {
  switch (object.kind) {
    case 'union': {
      const parts = object.values.filter((each) => isNothing(each) !== true)
      if (parts.length === 0) return UNKNOWN
      return parts
        .map((each) => memberOf(interpreter, labelled(each, object.labels), property, node))
        .reduce((a, b) => joinValues(a, b))
    }
    case 'api': {
      const whole = keptObject(interpreter, object, node)
      return whole ? memberOf(interpreter, whole, property, node) : interpreter.readApi(object, property)
    }
    case 'namespace': {
      const exported = object.exports(property)
      if (exported) return exported
      // `import('./page').then(({ Page }) => …)`
      const method = interpreter.catalog.method('Promise', property)
      return method ? { kind: 'bound', receiver: object, method, labels: [] } : unknown([], property)
    }
    case 'instance': {
      const field = object.fields.get(property)
      if (field) return fieldValue(interpreter, object, property, field.value)
      const own = object.class && classMember(interpreter, object.class, property, object)
      if (own) return own
      const missing = missingMember(interpreter, object, property, node)
      if (missing) return missing
      const type = object.type ?? baseType(interpreter, object.class)
      return propertyOf(interpreter, typeMethod(interpreter, object, type, property), node)
    }
    case 'class': {
      if (property === 'prototype' && !object.statics.has(property))
        object.statics.set(property, valueCell(record()))
      const own = classMember(interpreter, object, property, undefined)
      return own ?? unknown([], property)
    }
    case 'function': {
      const { functionObjects } = interpreter
      const own = property === 'prototype' ? functionObjects.of(object) : functionObjects.known(object)
      const field = own?.fields.get(property)
      return field?.value ?? typeMethod(interpreter, object, builtinType(interpreter, object), property)
    }
    case 'super': {
      for (const base of object.home.bases) {
        if (base.kind === 'class') {
          const found = findMethod(interpreter, base, property)
          if (found) return { kind: 'bound', receiver: object.receiver, method: found, labels: [] }
        }
        if (base.kind === 'api' && property === '__init__' && actsWhenMade(interpreter, base.path))
          return base
      }
      return unknown([], property)
    }
    case 'record': {
      const field = object.fields.get(property)
      if (field) return ofEachRound(field.value, object)
      const inherited = inheritedMember(interpreter, object, object, property, node)
      if (inherited) return inherited
      const method = typeMethod(interpreter, object, builtinType(interpreter, object), property)
      if (method.kind === 'bound' || !interpreter.module.language.itemsAreMembers) return method
      return object.rest.value ? unknown(deepLabels(object)) : unknown(object.labels, property)
    }
    case 'unknown': {
      const type = interpreter.project.typeOf?.(node, interpreter.module)
      if (type !== undefined)
        return typeMethod(interpreter, instance({ type, labels: object.labels }), type, property)
      return typeMethod(interpreter, object, undefined, property)
    }
    case 'constant':
      // The text of a URL, which is known as the text it was made of.
      if (property === 'href' && typeof object.value === 'string') return object
      return typeMethod(interpreter, object, builtinType(interpreter, object), property)
    default:
      return propertyOf(
        interpreter,
        typeMethod(interpreter, object, builtinType(interpreter, object), property),
        node,
      )
  }
}

/** What reading a property gives where the object has no such value: of an accessor, or of its prototype. */
function inheritedMember(
  interpreter: Interpreter,
  object: RecordValue,
  receiver: Value,
  property: string,
  node: SyntaxNode,
): Value | undefined {
  const getter = accessorOf(object.fields, property, 'get')
  if (getter) return interpreter.callFunction(getter, new EvaluatedArguments(), receiver, node, property)
  const prototype = prototypeOf(object.fields)
  if (prototype?.kind !== 'record') return undefined
  const field = prototype.fields.get(property)
  return field ? field.value : inheritedMember(interpreter, prototype, receiver, property, node)
}

function isFunction({ kind }: Value): boolean {
  return kind === 'function'
}

/** A method that a framework calls again and again finds what the object's other methods have left by then. */
function fieldValue(interpreter: Interpreter, object: InstanceValue, property: string, value: Value): Value {
  const again = interpreter.context.loops.some((loop) => loop.kind === 'hook')
  const passes = value.kind === 'constant' || (value.kind === 'instance' && value.key)
  return again && passes && object.class && changes(object.class, property)
    ? unknown(value.labels, property)
    : value
}

/** A layer that is derived from a library's makes the weights of that one, a trainer seeds as that one does. */
export function actsWhenMade(interpreter: Interpreter, path: string): boolean {
  const { weights, seeds, draws = [] } = interpreter.catalog.api(path) ?? {}
  return weights !== undefined || seeds !== undefined || [draws].flat().some(({ implicit }) => implicit)
}

function typeMethod(
  interpreter: Interpreter,
  receiver: Value,
  type: string | undefined,
  property: string,
): Value {
  const found = type === undefined ? undefined : interpreter.catalog.method(type, property)
  const { returns } = found?.api ?? {}
  if (found?.api.property && typeof returns === 'string' && interpreter.catalog.types.has(returns))
    return instance({ type: returns, labels: receiver.labels })
  if (found) return { kind: 'bound', receiver, method: found, labels: withContent(receiver) }
  const general = interpreter.catalog.anyReceiver.get(property)
  const api = general === undefined ? undefined : interpreter.catalog.api(general)
  if (api) return { kind: 'bound', receiver, method: { path: general!, api }, labels: receiver.labels }
  const isStandard =
    receiver.kind === 'unknown'
      ? (receiver.standard ?? receiver.computed)
      : isBuiltin(receiver) || (type !== undefined && interpreter.catalog.owner(type)?.platform !== undefined)
  const labels = refined(withContent(receiver), property)
  if (receiver.kind === 'unknown' && receiver.oneOfMany) return oneOfMany(labels, property)
  return isStandard ? standard(labels, property) : unknown(labels, property)
}

/** A list, a table or a text of the language itself, which is nothing of a library's. */
function isBuiltin({ kind }: Value): boolean {
  return kind === 'list' || kind === 'record' || kind === 'constant' || kind === 'function'
}

function builtinType(interpreter: Interpreter, value: Value): string | undefined {
  const { builtinTypes } = interpreter.module.language
  switch (value.kind) {
    case 'list':
      return builtinTypes[value.form]
    case 'record':
    case 'function':
      return builtinTypes[value.kind]
    case 'constant':
      return typeof value.value === 'string' ? builtinTypes.text : undefined
    default:
      return undefined
  }
}

/** `[top : top + 4, left]` is drawn, and a place in an order, where one of its parts is. */
export function asPlace(index: Value): Value {
  return index.kind === 'list' ? labelled(index, ofPlace(deepLabels(index))) : index
}

/**
 * `object[index]`
 *
 * @param sink what the order of the object decides where the index is computed.
 */
export function itemAt(
  interpreter: Interpreter,
  object: Value,
  at: Value,
  node: SyntaxNode,
  sink: Sink = 'order',
): Value {
  const index = asPlace(at)
  if (object.kind === 'union')
    return object.values
      .map((each) => itemAt(interpreter, labelled(each, object.labels), index, node, sink))
      .reduce(joinValues)
  if (index.kind === 'constant' && typeof index.value === 'string') {
    if (object.kind === 'record') {
      const field = object.fields.get(index.value)
      return field
        ? field.value
        : withoutOrder(unknown(joinLabels(object.labels, object.rest.value ? deepLabels(object) : [])))
    }
    if (object.kind === 'api' || interpreter.module.language.itemsAreMembers) {
      const item = memberOf(interpreter, object, index.value, node)
      // Where an item is no member, one that is not there raises.
      if (!interpreter.module.language.itemsAreMembers) concluded(interpreter, item, true)
      return item
    }
  }
  // A function of a library or a module, by one of several names: `tf.layers[type]`.
  if (index.kind === 'union' && (object.kind === 'api' || object.kind === 'namespace')) {
    const names = index.values.map((each) => (each.kind === 'constant' ? each.value : undefined))
    if (names.every((name) => typeof name === 'string'))
      return labelled(
        names.map((name) => memberOf(interpreter, object, name, node)).reduce(joinValues),
        index.labels,
      )
  }
  // A character of a text that is written down is a text as well: a colour, an identifier.
  if (!(object.kind === 'constant' && typeof object.value === 'string')) indexed(interpreter, object, index)
  // What stands at a computed place, or in a slice, of an unordered collection is up to the interpreter; what stands under
  // a key of a table is not.
  if (index.kind !== 'constant' && object.kind !== 'record')
    interpreter.reachSink(unorderedWholes(object), sink)
  if (object.kind === 'list') {
    const known =
      index.kind === 'constant' && typeof index.value === 'number'
        ? itemsOf(object)?.at(
            interpreter.module.language.countsFromTheEnd || index.value >= 0 ? index.value : NaN,
          )
        : undefined
    // What is known to stand there may be such a collection itself.
    if (known) return labelled(known, withoutOrder(object).labels)
    const item = labelled(object.element.value ?? UNKNOWN, joinLabels(object.labels, index.labels))
    return index.kind === 'constant' ? withoutOrder(item) : item
  }
  if (object.kind === 'record') {
    // A table of functions: one of them.
    const functions = [...object.fields.values()].map(({ value }) => value).filter(isFunction)
    // What stands under the name of an item is in no order itself.
    const others = withoutOrder(object.rest.value ?? unknown(deepLabels(object)))
    return labelled([others, ...functions].reduce(joinValues), index.labels)
  }
  const own = callSpecial(interpreter, object, interpreter.module.language.iteration.item, [index], node)
  if (own) return own
  if (object.kind === 'instance' && index.kind === 'constant') {
    const field = object.fields.get(String(index.value))
    if (field) return field.value
  }
  if (object.kind === 'instance' && !object.class && interpreter.catalog.type(object.type, 'closed'))
    return partOf(object, ofPlace(index.labels))
  const part =
    object.kind === 'instance' && object.type ? interpreter.catalog.method(object.type, '[]') : undefined
  if (part) {
    const args = EvaluatedArguments.of([index], node)
    return interpreter.applyApi({
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
    const option = optionLabels(object.path, interpreter.catalog.api(object.path)?.configured)
    return unknown(joinLabels(option, foundAt(interpreter, 'variable', object.path)))
  }
  const name = index.kind === 'constant' ? String(index.value) : ''
  // What stands under the name of an item is in no order itself.
  const chosen = index.labels.filter((label) => label.kind !== 'unordered')
  const held = withContent(object)
  const labels = joinLabels(name ? refined(held, name) : held, chosen)
  const item = object.kind === 'unknown' && object.standard ? standard(labels) : unknown(labels)
  return index.kind === 'constant' ? withoutOrder(item) : item
}

/** One item that was picked from a collection is in no order itself. */
export function withoutOrder(value: Value): Value {
  return value.labels.some((label) => label.kind === 'unordered')
    ? { ...value, labels: value.labels.filter((label) => label.kind !== 'unordered') }
    : value
}

function recordOf(
  interpreter: Interpreter,
  expression: Extract<Expression, { kind: 'record' }>,
  scope: Scope,
): Value {
  const result: RecordValue = record()
  let keys: Labels = []
  for (const entry of expression.entries) {
    if ('spread' in entry) {
      const spread = interpreter.evaluate(entry.spread, scope)
      if (spread.kind === 'record') {
        for (const [key, cell] of spread.fields) result.fields.set(key, valueCell(cell.value))
        if (spread.rest.value) result.rest.value = spread.rest.value
      } else if (isNothing(spread) !== true) result.rest.value = unknown(spread.labels)
      continue
    }
    const value = interpreter.evaluate(entry.value, scope)
    if (entry.accessor && value.kind === 'function') {
      const key = typeof entry.key === 'string' ? constant(entry.key) : interpreter.evaluate(entry.key, scope)
      if (key.kind === 'constant') defineAccessor(result.fields, String(key.value), entry.accessor, value)
      continue
    }
    if (typeof entry.key === 'string') {
      result.fields.set(entry.key, valueCell(value))
      continue
    }
    const key = interpreter.evaluate(entry.key, scope)
    if (key.kind === 'constant' && typeof key.value === 'string')
      result.fields.set(key.value, valueCell(value))
    else {
      const held = labelled(value, drawnIn([key]))
      result.rest.value = result.rest.value ? joinValues(result.rest.value, held) : held
    }
    keys = joinLabels(keys, travelling(key.labels))
  }
  return labelled(result, keys)
}

function listFrom(
  interpreter: Interpreter,
  expression: Extract<Expression, { kind: 'list' }>,
  scope: Scope,
): Value {
  const items: Value[] = []
  let open = false
  let labels: Labels = []
  let { loops } = interpreter.context
  for (const item of expression.items) {
    const value = interpreter.evaluate(item.value, scope)
    // `found = [name, *found]` is the list that was there before, and one item more.
    if (item.spread && value.kind === 'list' && value.loops) loops = value.loops
    const known = value.kind === 'list' && value.form === 'list' ? itemsOf(value) : undefined
    if (!item.spread) items.push(value)
    else if (known) {
      items.push(...known)
      labels = joinLabels(labels, value.labels)
    } else {
      open = true
      labels = joinLabels(labels, value.labels)
      items.push(iterate(interpreter, value, item.value.node))
    }
  }
  if (!open) return { ...list(items, expression.form, labels), loops }
  return listOf(anyOf(items), labels, expression.form)
}

function choose(
  interpreter: Interpreter,
  expression: Extract<Expression, { kind: 'choice' }>,
  scope: Scope,
): Value {
  const { operator, operands } = expression
  const first = interpreter.evaluate(operands[0]!, scope)
  if (operator === 'conditional') {
    const isSeed = isNothing(first) === false && isSeedName(askedFor(operands[0]!) ?? '')
    const known = isSeed ? undefined : certainTruth(first)
    const firstEffect = interpreter.effects.length
    if (known !== undefined) return interpreter.evaluate(operands[known ? 1 : 2]!, scope)
    const result = either(interpreter, first, operands[0]!, [
      () => interpreter.evaluate(operands[1]!, scope),
      () => interpreter.evaluate(operands[2]!, scope),
    ])
    // `seed if seed else 42`
    if (askedFor(operands[0]!) === askedFor(operands[1]!))
      return withoutZero(interpreter, operands[0]!, first, operands[0]!.node, result, 'test')
    falsyGuard(interpreter, operands[0]!, first, firstEffect, false)
    return result
  }
  // `a and b and c`: what is left once the first has not decided.
  const others = operands.length > 2 ? { ...expression, operands: operands.slice(1) } : operands[1]!
  const known = operator === 'coalesce' ? negate(isNothing(first)) : truth(first)
  const isSeed = operator === 'or' && isNothing(first) === false && isSeedName(askedFor(operands[0]!) ?? '')
  if (known !== undefined && isCertain(first) && !isSeed) {
    const takesFirst = operator === 'and' ? !known : known
    return takesFirst ? first : interpreter.evaluate(others, scope)
  }
  const result = either(interpreter, first, operands[0]!, [
    () => first,
    () => interpreter.evaluate(others, scope),
  ])
  if (operator === 'coalesce') return result
  const answer = chosenAnswer(result, operator)
  return operator === 'or'
    ? withoutZero(interpreter, operands[0]!, first, expression.node, answer, 'default', others)
    : answer
}

/** A value that a seed of 0 does not get through to. */
function withoutZero(
  interpreter: Interpreter,
  test: Expression,
  tested: Value,
  node: SyntaxNode,
  result: Value,
  form: GuardEffect['form'],
  fallback?: Expression,
): Value {
  const name = askedFor(test)
  if (name === undefined || !isSeedName(name) || isText(tested)) return result
  // What a text stands in for is one.
  if (fallback?.kind === 'constant' && typeof fallback.value === 'string') return result
  const effect = interpreter.emit({
    kind: 'guard',
    ...interpreter.base(node, name, ''),
    test,
    form,
    ...(fallback && { fallback }),
    seeding: undefined,
    used: false,
  })
  return labelled(result, [{ kind: 'falsy', effect }])
}

function either(
  interpreter: Interpreter,
  test: Value,
  expression: Expression,
  options: readonly (() => Value)[],
): Value {
  const values: Value[] = []
  const decides = drawnLabels(test.labels)
  interpreter.store.alternatives(
    options.map((option, at) => () => {
      values.push(
        guarded(interpreter, expression.node, at === 0 ? 'then' : 'otherwise', expression, () =>
          interpreter.decided(decides, option),
        ),
      )
      return 'normal'
    }),
    { names: namesIn(expression) },
    interpreter.frame.exits,
  )
  return labelled(
    joinChoices(values, { names: namesIn(expression) }),
    test.labels.filter((label) => isDrawn(label) || label.kind === 'entropy' || label.kind === 'loop'),
  )
}

function awaited(interpreter: Interpreter, expression: Expression, scope: Scope): Value {
  const overlapping = interpreter.context.loops.findLast((loop) => loop.concurrent)
  if (overlapping) interpreter.suspended.add(overlapping)
  interpreter.awaiting = expression.node
  const value = interpreter.evaluate(expression, scope)
  interpreter.awaiting = undefined
  const { awaitedBy } = interpreter.module.language
  if (awaitedBy === undefined || (value.kind !== 'record' && value.kind !== 'instance')) return value
  const then = methodNamed(interpreter, value, awaitedBy)
  if (!then) return value
  const channel = new Channel()
  const args = EvaluatedArguments.of([received(channel), received(channel)], expression.node)
  interpreter.callFunction(then, args, value, expression.node, awaitedBy)
  return received(channel)
}

function comprehend(interpreter: Interpreter, expression: ComprehensionExpression, scope: Scope): Value {
  const inner = new Scope(scope)
  const loop: Loop = {
    kind: 'loop',
    node: expression.node,
    module: interpreter.module,
    name: '',
    concurrent: false,
  }
  const label: Label = { kind: 'loop', loop }
  let labels: Labels = []
  const loops = [...interpreter.context.loops, loop]
  const elements: Value[] = []
  let counts = false
  const first = expression.loops[0]
  const iterable = first ? interpreter.evaluate(first.iterable, inner) : UNKNOWN
  const item = first ? iterate(interpreter, iterable, first.iterable.node, label) : UNKNOWN
  interpreter.within({ loops }, () => {
    expression.loops.forEach((each, at) => {
      const over = at === 0 ? iterable : interpreter.evaluate(each.iterable, inner)
      // As a whole it is the same in every round of its own.
      const whole = over.labels.filter((each) => each.kind !== 'loop' || each.loop !== loop)
      labels = joinLabels(labels, whole)
      declareTarget(each.target, inner)
      const its = at === 0 ? item : iterate(interpreter, over, each.iterable.node, label)
      counts ||= countsUp(interpreter, over)
      if (counts) delete loop.walks
      else loop.walks = [...(loop.walks ?? []), ...walkedCollections(its)]
      assign(interpreter, each.target, its, inner, undefined)
      for (const condition of each.conditions)
        labels = joinLabels(labels, chosenBy(interpreter, interpreter.evaluate(condition, inner)))
    })
    for (const element of expression.elements) elements.push(interpreter.evaluate(element, inner))
  })
  if (expression.form === 'record') {
    const [key, value] = elements
    if (key && value) noteIndexing(key, value, expression.elements[1], expression.elements[0])
    const result = record([], labels)
    result.rest.value = key && value ? labelled(value, drawnIn([key])) : value
    return result
  }
  if (expression.form !== 'set') return listOf(elements[0], labels)
  // Whatever order its items came in, a set has another one.
  return listOf(elements[0] && withoutOrder(elements[0]), withoutOrder(unknown(labels)).labels, 'set')
}

/** What was drawn and decided whether there is an item goes on with the items. */
function chosenBy(interpreter: Interpreter, condition: Value): Labels {
  interpreter.reachSink(undrawnLabels(condition.labels), 'branch')
  return drawnLabels(condition.labels)
}

function negate(value: boolean | undefined): boolean | undefined {
  return value === undefined ? undefined : !value
}

/** `args` -> `args.seed`: a part of a configuration is an option of its own. */
function refined(labels: Labels, property: string): Labels {
  const own = labels.some((label) => 'of' in label && label.of !== property)
    ? labels.filter((label) => !('of' in label) || label.of === property)
    : labels
  if (!own.some((label) => label.kind === 'configured')) return own
  return own.map((label) =>
    label.kind === 'configured' ? { kind: 'configured', name: `${label.name}.${property}` } : label,
  )
}
