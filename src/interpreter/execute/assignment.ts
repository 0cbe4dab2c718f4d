/** Assignments: to names, members, items and patterns. */
import { noteIndexing } from './indexing.ts'
import { decidingLabels, undrawnLabels } from '../values/decisions.ts'
import type { Expression, SyntaxNode, Target } from '../../program.ts'
import { keepLabels } from '../models/sinks.ts'
import { Channel, isState, received, sendTo } from '../models/channels.ts'
import { putInto, travelling, withContent } from '../models/contents.ts'
import { answersOf, givenTo, scheduleCallback } from '../models/callbacks.ts'
import type { Request } from './calls.ts'
import { type EvaluatedArgument, EvaluatedArguments, entryOf } from './arguments.ts'
import { accessorOf, noteSize } from '../values/objects.ts'
import { asPlace, itemAt, memberOf, operand } from './expressions.ts'
import { setterOf, staticOf } from './functions.ts'
import { keysReplaced } from '../models/prng-keys.ts'
import type { Interpreter } from '../interpreter.ts'
import { isSeedName, textOf } from './names.ts'
import { operate } from './operations.ts'
import { callSpecial, overloaded } from './special-methods.ts'
import { generatorsOf } from '../models/seeding.ts'
import { assigned } from '../models/switches.ts'
import { iterate } from './statements.ts'
import type { Cell } from '../store.ts'
import type { Scope } from '../values/value.ts'
import {
  type ApiValue,
  type Labels,
  UNKNOWN,
  type InstanceValue,
  type RecordValue,
  type Value,
  alternatives,
  constant,
  deepLabels,
  isNothing,
  itemsOf,
  joinLabels,
  joinValues,
  listOf,
  labelled,
  unknown,
  valueCell,
} from '../values/value.ts'

/** `button.onclick`, `self.onmessage`: whoever has a function there calls it. */
const HANDLER = /^on[a-z]+$/u

export function bind(interpreter: Interpreter, scope: Scope, name: string, value: Value): void {
  interpreter.store.set(scope.find(name) ?? scope.declare(name), labelled(value, interpreter.deciding))
}

export function assign(
  interpreter: Interpreter,
  target: Target,
  value: Value,
  scope: Scope,
  from: Expression | undefined,
  operator?: string,
): void {
  if (operator === '|=' && updatesEnvironment(interpreter, target, value, scope, from)) return
  switch (target.kind) {
    case 'name': {
      const cell = scope.find(target.name)
      if (!cell && HANDLER.test(target.name)) scheduleCallback(interpreter, value, target.node, target.name)
      if (target.name === '_') interpreter.dropped(value)
      const old = operator && cell ? cell.value : undefined
      if (cell) keysReplaced(interpreter, cell.value, target.node)
      if (cell && !operator) replaced(unused(cell.value), value)
      if (cell) goesOn(interpreter, cell.value, value)
      bind(
        interpreter,
        scope,
        target.name,
        old ? augmented(interpreter, old, value, operator!, target.node) : value,
      )
      return
    }
    case 'member': {
      const object = operand(interpreter, target.object, scope)
      setMember(interpreter, object, target.property, value, target, from, scope)
      return
    }
    case 'index': {
      const object = operand(interpreter, target.object, scope)
      const index = interpreter.evaluate(target.index, scope)
      setIndex(interpreter, object, index, value, target, from, scope)
      return
    }
    case 'default-pattern': {
      const fallback = isNothing(value) === false ? undefined : interpreter.evaluate(target.value, scope)
      const taken = isNothing(value) ? fallback! : fallback ? defaulted(value, fallback) : value
      assign(interpreter, target.target, taken, scope, from)
      return
    }
    case 'record-pattern': {
      for (const entry of target.entries) {
        const part =
          typeof entry.key === 'string'
            ? memberOf(interpreter, value, entry.key, target.node)
            : itemAt(interpreter, value, interpreter.evaluate(entry.key, scope), target.node)
        assign(interpreter, entry.target, part, scope, undefined)
      }
      if (target.rest) {
        const records = alternatives(value).every(({ kind }) => kind === 'record')
        assign(interpreter, target.rest, records ? value : unknown(value.labels), scope, undefined)
      }
      return
    }
    case 'list-pattern': {
      const names = target.items.map((item) => (item?.kind === 'name' ? item.name : undefined))
      if (value.kind === 'unknown' && isState(names)) {
        const state = labelled(received(new Channel(true)), value.labels)
        for (const item of target.items) assign(interpreter, item!, state, scope, undefined)
        return
      }
      const items = value.kind === 'list' ? itemsOf(value) : undefined
      target.items.forEach((item, at) => {
        if (!item) return
        const part = items ? (items[at] ?? constant(undefined)) : iterate(interpreter, value, target.node)
        assign(interpreter, item, labelled(part, value.labels), scope, undefined)
      })
      if (target.rest) {
        const rest =
          items && value.kind === 'list'
            ? { ...listOf(value.element.value), items: items.slice(target.items.length) }
            : listOf(iterate(interpreter, value, target.node))
        assign(interpreter, target.rest, rest, scope, undefined)
      }
    }
  }
}

/** A destructured value with a default: unknown input may be absent. */
function defaulted(value: Value, fallback: Value): Value {
  return value.kind === 'unknown' && fallback.kind === 'constant' ? value : joinValues(value, fallback)
}

function augmented(
  interpreter: Interpreter,
  old: Value,
  value: Value,
  operator: string,
  node: SyntaxNode,
): Value {
  if (old.kind === 'list') {
    append(interpreter, old, value.kind === 'list' ? (value.element.value ?? value) : value)
    return labelled(old, value.labels)
  }
  const plain = operator.replace(/=$/u, '')
  if (plain === '||' || plain === '??' || plain === '&&') return joinValues(old, value)
  return (
    overloaded(interpreter, operator, [old, value], node) ??
    operate(plain, [old, value], interpreter.module.language)
  )
}

/** Adds an item to a list in place. */
export function append(interpreter: Interpreter, to: Value, item: Value): void {
  if (to.kind !== 'list') return
  const before = to.element.value
  noteSize(to.element, interpreter.deciding)
  const added = labelled(item, interpreter.deciding)
  interpreter.store.set(to.element, before ? joinValues(before, added) : added)
}

/** `rng.bit_generator.state = saved` goes on where somebody was; what was drawn for it, or is entropy, stays that. */
function restored(
  interpreter: Interpreter,
  { type, generator }: Extract<Value, { kind: 'instance' }>,
  property: string,
  value: Value,
): void {
  if (!generator || interpreter.catalog.type(type, 'restoredBy') !== property) return
  if (value.labels.some(({ kind }) => kind === 'draw' || kind === 'entropy')) return
  generator.created.replaced = true
  interpreter.store.set(generator.state, { status: 'seeded', early: undefined })
}

/** What is written to a class is there after the call. */
const FROM_BEFORE = { number: -1 }

function setMember(
  interpreter: Interpreter,
  object: Value,
  property: string,
  value: Value,
  target: Target & { node: SyntaxNode },
  from: Expression | undefined,
  scope: Scope,
): void {
  value = labelled(value, interpreter.deciding)
  const foreign =
    object.kind === 'api' || object.kind === 'unknown' || (object.kind === 'instance' && !object.class)
  if (foreign && HANDLER.test(property))
    scheduleCallback(
      interpreter,
      value,
      target.node,
      property,
      object.kind === 'api' ? givenTo(interpreter) : answersOf(object),
      object,
    )
  for (const each of alternatives(object)) {
    switch (each.kind) {
      case 'api':
        assigned(
          interpreter,
          each,
          property,
          value,
          target.node,
          from,
          written(interpreter, target) ?? property,
        )
        break
      case 'instance':
      case 'record': {
        if (each.kind === 'instance') restored(interpreter, each, property, value)
        if (sets(interpreter, each, property, value, target.node)) break
        let cell = each.fields.get(property)
        if (!cell) {
          each.fields.set(property, (cell = valueCell(UNKNOWN)))
          interpreter.store.grew(each.kind === 'instance' ? each.consumed : each.rest)
        }
        replaced(generatorsOf(cell.value), value)
        if (each.kind === 'instance') goesOn(interpreter, cell.value, value)
        keysReplaced(interpreter, cell.value, undefined)
        interpreter.store.set(cell, value)
        break
      }
      case 'class': {
        let cell = each.statics.get(property)
        if (!cell) {
          each.statics.set(property, (cell = valueCell(UNKNOWN)))
          interpreter.store.grew(FROM_BEFORE)
        }
        interpreter.store.set(cell, value)
        break
      }
      case 'function': {
        const { fields } = interpreter.functionObjects.of(each)
        const cell = fields.get(property)
        if (cell) interpreter.store.set(cell, value)
        else {
          fields.set(property, valueCell(value))
          interpreter.store.grew(FROM_BEFORE)
        }
        break
      }
      case 'namespace': {
        // `cfg.seed = 1`: whoever imports the module finds what was written.
        const names = each.module.language.modulesAreScopes
          ? interpreter.modules.get(each.module.file)?.scope.names
          : undefined
        const cell = names?.get(property)
        if (cell) interpreter.store.set(cell, value)
        else if (names) {
          names.set(property, valueCell(value))
          interpreter.store.grew(FROM_BEFORE)
        }
        break
      }
      case 'list':
        putInto(interpreter, each, value.labels)
        noteSize(each.element, travelling(value.labels))
        break
      case 'unknown':
        sendTo(each, value)
        taintUnknown(interpreter, target, writtenTo(property, deepLabels(value)), scope)
        break
      default:
    }
  }
  if (isSeedName(property)) interpreter.reachSink(decidingLabels(value.labels), 'seed')
  keepLabels(value)
}

/** Its class says what happens when this field is written: by a setter, or by an object that stands there. */
function sets(
  interpreter: Interpreter,
  object: InstanceValue | RecordValue,
  property: string,
  value: Value,
  node: SyntaxNode,
): boolean {
  const owner = object.kind === 'instance' ? object.class : undefined
  const setter = owner ? setterOf(owner, property) : accessorOf(object.fields, property, 'set')
  if (setter) {
    interpreter.callFunction(setter, EvaluatedArguments.of([value], node), object, node, property)
    return true
  }
  const { descriptor } = interpreter.module.language
  const field = descriptor && owner && staticOf(owner, property)
  if (!descriptor || field?.kind !== 'instance') return false
  return callSpecial(interpreter, field, [descriptor.set], [object, value], node) !== undefined
}

/**
 * What a program trains by hand: weights that were drawn before a loop and are calculated anew from themselves in it,
 * or an array of a library that every round changes by something drawn.
 */
function goesOn(interpreter: Interpreter, before: Value, value: Value): void {
  const { loops } = interpreter.context
  if (loops.length === 0) return
  const isArray = before.kind === 'instance' && !before.class && before.type !== undefined
  const own = isArray ? [] : travelling(withContent(before))
  for (const label of value.labels) {
    if (label.kind !== 'draw') continue
    const outside = loops.some((loop) => !label.effect.context.loops.includes(loop))
    if (outside) label.effect.kept = true
    if (isArray || (outside && own.some((each) => each.kind === 'draw' && each.effect === label.effect)))
      interpreter.reachSink([label], 'tensor')
  }
}

/** `args.rank = dist.get_rank()` tells nothing about `args.seed`. */
function writtenTo(property: string, labels: Labels): Labels {
  return labels.map((label) =>
    label.kind === 'rank' || label.kind === 'worker' || label.kind === 'epoch'
      ? { kind: label.kind, of: property }
      : label,
  )
}

/** The name of what is assigned to, as the user wrote it. */
function written({ module }: Interpreter, target: Target & { node: SyntaxNode }): string | undefined {
  return target.kind === 'index' ? module.text.slice(...target.node.range) : textOf(target)
}

/** `self.rng = random.Random(seed)` where a generator without a seed was held before. */
function replaced(before: readonly InstanceValue[], value: Value): void {
  if (!generatorsOf(value).some((each) => each.generator!.created.seed?.kind !== 'missing')) return
  for (const each of before) each.generator!.created.replaced = true
}

/** Generators that nothing was drawn from so far. */
function unused(value: Value): readonly InstanceValue[] {
  return generatorsOf(value).filter((each) => each.generator!.created.uses.length === 0)
}

/** `Object.assign(target, source)` */
export function assignAll(interpreter: Interpreter, { args, text }: Request): void {
  const [target, ...sources] = args.positional
  if (!target) return
  for (const { value: source, node, expression } of sources) {
    for (const each of alternatives(target.value)) {
      if (each.kind === 'record' && source.kind !== 'record' && isNothing(source) !== true)
        interpreter.store.set(
          each.rest,
          each.rest.value ? joinValues(each.rest.value, source) : unknown(source.labels),
        )
      if (source.kind !== 'record') continue
      if (each.kind === 'api')
        assignEntries(interpreter, each, source, { node, expression, text: nameOf(target) ?? text })
      else entriesInto(interpreter, each, source.fields, source.rest.value)
    }
  }
}

/** Writes what stands under known names to the properties of something of a library. */
export function assignEntries(
  interpreter: Interpreter,
  target: ApiValue,
  source: Value,
  {
    node,
    expression,
    text,
  }: { readonly node: SyntaxNode; readonly expression: Expression | undefined; readonly text: string },
): void {
  for (const [name, value] of entriesOf(source)) {
    const entry = expression && entryOf(expression, name)
    assigned(interpreter, target, name, value, entry?.node ?? node, entry, `${text}.${name}`)
  }
}

/** What stands under known names, in a table or in a list of pairs. */
function entriesOf(source: Value): readonly (readonly [string, Value])[] {
  if (source.kind === 'record') return [...source.fields].map(([name, { value }]) => [name, value] as const)
  const pairs = source.kind === 'list' ? (itemsOf(source) ?? []) : []
  return pairs.flatMap((pair) => {
    const [name, value] = (pair.kind === 'list' && itemsOf(pair)) || []
    return value && name?.kind === 'constant' && typeof name.value === 'string'
      ? [[name.value, value] as const]
      : []
  })
}

/** `os.environ |= {…}` */
function updatesEnvironment(
  interpreter: Interpreter,
  target: Target,
  value: Value,
  scope: Scope,
  from: Expression | undefined,
): boolean {
  if (target.kind !== 'name' && target.kind !== 'member') return false
  const held = interpreter.evaluate(target, scope)
  if (held.kind !== 'api' || !interpreter.catalog.api(held.path)?.environment) return false
  const text = textOf(target) ?? held.path
  assignEntries(interpreter, held, value, { node: target.node, expression: from, text })
  return true
}

/** Puts what stands under some names, and under others that are not known, into a table or an object. */
export function entriesInto(
  interpreter: Interpreter,
  target: Value,
  fields: ReadonlyMap<string, Cell<Value>>,
  rest: Value | undefined,
): void {
  if (target.kind !== 'record' && target.kind !== 'instance') return
  for (const [name, { value }] of fields) {
    let cell = target.fields.get(name)
    if (!cell) {
      target.fields.set(name, (cell = valueCell(constant(undefined))))
      interpreter.store.grew(target.kind === 'instance' ? target.consumed : target.rest)
    }
    interpreter.store.set(cell, labelled(value, interpreter.deciding))
  }
  if (rest === undefined) return
  if (target.kind === 'instance') putInto(interpreter, target, deepLabels(rest))
  else {
    const before = target.rest.value
    interpreter.store.set(target.rest, before ? joinValues(before, rest) : rest)
  }
}

function nameOf(argument: EvaluatedArgument): string | undefined {
  return argument.expression && textOf(argument.expression)
}

function setIndex(
  interpreter: Interpreter,
  object: Value,
  at: Value,
  value: Value,
  target: Target & { kind: 'index' },
  from: Expression | undefined,
  scope: Scope,
): void {
  const index = asPlace(at)
  value = labelled(value, interpreter.deciding)
  keepLabels(value)
  keepLabels(index)
  const key = index.kind === 'constant' && typeof index.value === 'string' ? index.value : undefined
  if (key !== undefined) {
    setMember(interpreter, object, key, value, target, from, scope)
    return
  }
  indexed(interpreter, object, index)
  noteIndexing(index, value, from, target.index)
  for (const label of index.labels) {
    // A place in the order of a set becomes a place in an array.
    if (label.kind === 'position' && label.effect.set) label.effect.reaches.add('index')
  }
  for (const each of alternatives(object)) {
    if (each.kind === 'list') append(interpreter, each, labelled(value, index.labels))
    else if (each.kind === 'record') {
      const before = each.rest.value
      const held = labelled(value, travelling(index.labels))
      interpreter.store.set(each.rest, before ? joinValues(before, held) : held)
    } else if (each.kind === 'instance') {
      const set =
        each.class &&
        callSpecial(
          interpreter,
          each,
          interpreter.module.language.iteration.store,
          [index, value],
          target.node,
        )
      if (!set) putInto(interpreter, each, joinLabels(deepLabels(value), deepLabels(index)))
    } else if (each.kind === 'unknown')
      taintUnknown(interpreter, target, gathered(joinLabels(deepLabels(value), index.labels), index), scope)
  }
}

/** What is written at the places of a walk through a collection is in that collection's order, as a whole. */
function gathered(labels: Labels, index: Value): Labels {
  return index.labels.some((label) => label.kind === 'position')
    ? labels.filter((label) => label.kind !== 'loop')
    : labels
}

/** A place is chosen in something: what is drawn goes on into what stands there, where that is followed. */
export function indexed(interpreter: Interpreter, object: Value, index: Value): void {
  // `a[row, hash(word) % 16]` is decided by each of its places.
  const deciding = decidingLabels(deepLabels(index))
  const followed = alternatives(object).every(({ kind }) => kind !== 'unknown')
  interpreter.reachSink(followed ? undrawnLabels(deciding) : deciding, 'index')
}

/** A write into something unknown: the variable that holds it is labelled with what was written. */
export function taintUnknown(interpreter: Interpreter, target: Target, labels: Labels, scope: Scope): void {
  if (labels.length === 0) return
  let at: Expression | Target = target
  while (at.kind === 'member' || at.kind === 'index') at = at.object
  const cell = at.kind === 'name' ? scope.find(at.name) : undefined
  if (cell) interpreter.store.set(cell, labelled(cell.value, labels))
}

export function declareTarget(target: Target, scope: Scope): void {
  if (target.kind === 'name') scope.declare(target.name)
  else if (target.kind === 'list-pattern') {
    for (const item of target.items) if (item) declareTarget(item, scope)
    if (target.rest) declareTarget(target.rest, scope)
  } else if (target.kind === 'record-pattern') {
    for (const entry of target.entries) declareTarget(entry.target, scope)
    if (target.rest) declareTarget(target.rest, scope)
  } else if (target.kind === 'default-pattern') declareTarget(target.target, scope)
}
