/** Assignments: to names, members, items and patterns. */
import type { UnorderedEffect } from '../effects.ts'
import type { Expression, SyntaxNode, Target } from '../program.ts'
import { keep } from './arrivals.ts'
import { Channel, isState, received } from './channels.ts'
import { answersOf, later } from './callbacks.ts'
import type { Request } from './calls.ts'
import { type EvaluatedArgument, entryOf } from './arguments.ts'
import { evaluate, itemAt, memberOf, operand } from './expressions.ts'
import { keysReplaced } from './keys.ts'
import type { Machine } from './machine.ts'
import { isSeedName, textOf } from './names.ts'
import { operate } from './operations.ts'
import { generatorsOf } from './seeding.ts'
import { assigned } from './settings.ts'
import { decisive, iterate } from './statements.ts'
import type { Scope } from './values.ts'
import {
  type Marks,
  UNKNOWN,
  type InstanceValue,
  type Value,
  alternatives,
  constant,
  deepMarks,
  isNothing,
  itemsOf,
  joinMarks,
  joinValues,
  listOf,
  marked,
  unknown,
  valueCell,
} from './values.ts'

/** `button.onclick`, `self.onmessage`: whoever has a function there calls it. */
const HANDLER = /^on[a-z]+$/u

export function bind(machine: Machine, scope: Scope, name: string, value: Value): void {
  machine.store.set(scope.find(name) ?? scope.declare(name), value)
}

export function assign(
  machine: Machine,
  target: Target,
  value: Value,
  scope: Scope,
  from: Expression | undefined,
  operator?: string,
): void {
  switch (target.kind) {
    case 'name': {
      const cell = scope.find(target.name)
      if (!cell && HANDLER.test(target.name)) later(machine, value, target.node, target.name)
      if (target.name === '_') machine.dropped(value)
      const old = operator && cell ? cell.value : undefined
      if (cell) keysReplaced(machine, cell.value, target.node)
      if (cell && !operator) replaced(unused(cell.value), value)
      goesOn(machine, value)
      bind(machine, scope, target.name, old ? augmented(machine, old, value, operator!) : value)
      return
    }
    case 'member': {
      const object = operand(machine, target.object, scope)
      setMember(machine, object, target.property, value, target, from, scope)
      return
    }
    case 'index': {
      const object = operand(machine, target.object, scope)
      const index = evaluate(machine, target.index, scope)
      setIndex(machine, object, index, value, target, from, scope)
      return
    }
    case 'default-pattern': {
      const fallback = isNothing(value) === false ? undefined : evaluate(machine, target.value, scope)
      const taken = isNothing(value) ? fallback! : fallback ? defaulted(value, fallback) : value
      assign(machine, target.target, taken, scope, from)
      return
    }
    case 'record-pattern': {
      for (const entry of target.entries) {
        const part =
          typeof entry.key === 'string'
            ? memberOf(machine, value, entry.key, target.node)
            : itemAt(machine, value, evaluate(machine, entry.key, scope), target.node)
        assign(machine, entry.target, part, scope, undefined)
      }
      if (target.rest) {
        const records = alternatives(value).every(({ kind }) => kind === 'record')
        assign(machine, target.rest, records ? value : unknown(value.marks), scope, undefined)
      }
      return
    }
    case 'list-pattern': {
      const names = target.items.map((item) => (item?.kind === 'name' ? item.name : undefined))
      if (value.kind === 'unknown' && isState(names)) {
        const state = marked(received(new Channel()), value.marks)
        for (const item of target.items) assign(machine, item!, state, scope, undefined)
        return
      }
      const items = value.kind === 'list' ? itemsOf(value) : undefined
      target.items.forEach((item, at) => {
        if (!item) return
        const part = items ? (items[at] ?? constant(undefined)) : iterate(machine, value, target.node)
        assign(machine, item, marked(part, value.marks), scope, undefined)
      })
      if (target.rest) {
        const rest =
          items && value.kind === 'list'
            ? { ...listOf(value.element.value), items: items.slice(target.items.length) }
            : listOf(iterate(machine, value, target.node))
        assign(machine, target.rest, rest, scope, undefined)
      }
    }
  }
}

/** A destructured value with a default: unknown input may be absent. */
function defaulted(value: Value, fallback: Value): Value {
  return value.kind === 'unknown' && fallback.kind === 'constant' ? value : joinValues(value, fallback)
}

function augmented(machine: Machine, old: Value, value: Value, operator: string): Value {
  if (old.kind === 'list') {
    append(machine, old, value.kind === 'list' ? (value.element.value ?? value) : value)
    return marked(old, value.marks)
  }
  const plain = operator.replace(/=$/u, '')
  if (plain === '||' || plain === '??' || plain === '&&') return joinValues(old, value)
  return operate(plain, [old, value], machine.module.language)
}

/** Adds an item to a list in place. */
export function append(machine: Machine, to: Value, item: Value): void {
  if (to.kind !== 'list') return
  const before = to.element.value
  machine.store.set(to.element, before ? joinValues(before, item) : item)
}

function setMember(
  machine: Machine,
  object: Value,
  property: string,
  value: Value,
  target: Target & { node: SyntaxNode },
  from: Expression | undefined,
  scope: Scope,
): void {
  const foreign =
    object.kind === 'api' || object.kind === 'unknown' || (object.kind === 'instance' && !object.class)
  if (foreign && HANDLER.test(property)) later(machine, value, target.node, property, answersOf(object))
  for (const each of alternatives(object)) {
    switch (each.kind) {
      case 'api':
        assigned(machine, each, property, value, target.node, from, written(machine, target) ?? property)
        break
      case 'instance':
      case 'record': {
        let cell = each.fields.get(property)
        if (!cell) each.fields.set(property, (cell = valueCell(UNKNOWN)))
        replaced(generatorsOf(cell.value), value)
        keysReplaced(machine, cell.value, undefined)
        machine.store.set(cell, value)
        break
      }
      case 'class': {
        let cell = each.statics.get(property)
        if (!cell) each.statics.set(property, (cell = valueCell(UNKNOWN)))
        machine.store.set(cell, value)
        break
      }
      case 'unknown':
        taintUnknown(machine, target, writtenTo(property, deepMarks(value)), scope)
        break
      default:
    }
  }
  if (isSeedName(property)) machine.reach(decisive(value.marks), 'seed')
  keep(value)
  machine.consequences++
}

/** A number that was drawn before a loop and is calculated with in it: what a program trains by hand looks so. */
function goesOn(machine: Machine, value: Value): void {
  const { loops } = machine.context
  if (loops.length === 0) return
  for (const mark of value.marks)
    if (mark.kind === 'draw' && loops.some((loop) => !mark.effect.context.loops.includes(loop)))
      mark.effect.kept = true
}

/** `args.rank = dist.get_rank()` tells nothing about `args.seed`. */
function writtenTo(property: string, marks: Marks): Marks {
  return marks.map((mark) =>
    mark.kind === 'rank' || mark.kind === 'worker' || mark.kind === 'epoch'
      ? { kind: mark.kind, of: property }
      : mark,
  )
}

/** The name of what is assigned to, as the user wrote it. */
function written({ module }: Machine, target: Target & { node: SyntaxNode }): string | undefined {
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
export function assignAll(machine: Machine, { args, text }: Request): void {
  const [target, ...sources] = args.positional
  if (!target) return
  for (const { value: source, node, expression } of sources) {
    for (const each of alternatives(target.value)) {
      if (each.kind === 'record' && source.kind !== 'record' && isNothing(source) !== true)
        machine.store.set(
          each.rest,
          each.rest.value ? joinValues(each.rest.value, source) : unknown(source.marks),
        )
      if (source.kind !== 'record') continue
      for (const [name, { value }] of source.fields) {
        const entry = expression && entryOf(expression, name)
        if (each.kind === 'api')
          assigned(
            machine,
            each,
            name,
            value,
            entry?.node ?? node,
            entry,
            `${nameOf(target) ?? text}.${name}`,
          )
        else if (each.kind === 'record' || each.kind === 'instance') {
          let cell = each.fields.get(name)
          if (!cell) each.fields.set(name, (cell = valueCell(UNKNOWN)))
          machine.store.set(cell, value)
        }
      }
      if (each.kind === 'record' && source.rest.value)
        machine.store.set(
          each.rest,
          each.rest.value ? joinValues(each.rest.value, source.rest.value) : source.rest.value,
        )
    }
  }
}

function nameOf(argument: EvaluatedArgument): string | undefined {
  return argument.expression && textOf(argument.expression)
}

function setIndex(
  machine: Machine,
  object: Value,
  index: Value,
  value: Value,
  target: Target & { kind: 'index' },
  from: Expression | undefined,
  scope: Scope,
): void {
  keep(value)
  keep(index)
  const key = index.kind === 'constant' && typeof index.value === 'string' ? index.value : undefined
  if (key !== undefined) {
    setMember(machine, object, key, value, target, from, scope)
    return
  }
  indexed(machine, index)
  numbered(index, value, from)
  for (const mark of index.marks) {
    // A place in the order of a set becomes a place in an array.
    if (mark.kind === 'position' && mark.effect.set) mark.effect.reaches.add('index')
  }
  for (const each of alternatives(object)) {
    if (each.kind === 'list') append(machine, each, marked(value, index.marks))
    else if (each.kind === 'record') {
      const before = each.rest.value
      machine.store.set(each.rest, before ? joinValues(before, value) : value)
    } else if (each.kind === 'unknown')
      taintUnknown(machine, target, gathered(joinMarks(deepMarks(value), index.marks), index), scope)
  }
  machine.consequences++
}

/** What is written at the places of a walk through a collection is in that collection's order, as a whole. */
function gathered(marks: Marks, index: Value): Marks {
  return index.marks.some((mark) => mark.kind === 'position')
    ? marks.filter((mark) => mark.kind !== 'loop')
    : marks
}

/** An unordered item beside the number it has in that order: a numbering of classes, say. */
export function numbered(key: Value, value: Value, from: Expression | undefined): void {
  const counted = from?.kind === 'call' && textOf(from.callee) === 'len'
  // What is looked up or computed for the item changes with it, and is no number of it.
  const counter = from === undefined || from.kind === 'name' || from.kind === 'operation'
  for (const [item, number] of [
    [key, value],
    [value, key],
  ] as const) {
    for (const mark of item.marks) {
      if (mark.kind !== 'unordered' || has(item, 'position', mark.effect)) continue
      const plain = !number.marks.some((each) => each.kind === 'unordered' && each.effect === mark.effect)
      // Both change with the loop that walks the collection.
      const counts =
        plain &&
        (counter || number === key) &&
        number.kind === 'unknown' &&
        number.marks.some(
          (each) =>
            each.kind === 'loop' &&
            !mark.effect.context.loops.includes(each.loop) &&
            each.loop.walks?.includes(mark.effect) !== false &&
            item.marks.some((other) => other.kind === 'loop' && other.loop === each.loop),
        )
      if (has(number, 'position', mark.effect) || counts || (counted && number === value)) {
        mark.effect.reaches.add('index')
      }
    }
  }
}

function has(value: Value, kind: 'position', effect: UnorderedEffect): boolean {
  return value.marks.some((mark) => mark.kind === kind && mark.effect === effect)
}

export function indexed(machine: Machine, index: Value): void {
  machine.reach(decisive(index.marks), 'index')
}

/** A write into something unknown: the variable that holds it is marked with what was written. */
export function taintUnknown(machine: Machine, target: Target, marks: Marks, scope: Scope): void {
  if (marks.length === 0) return
  let at: Expression | Target = target
  while (at.kind === 'member' || at.kind === 'index') at = at.object
  const cell = at.kind === 'name' ? scope.find(at.name) : undefined
  if (cell) machine.store.set(cell, marked(cell.value, marks))
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
