/** Functions that a library is given to call: once, for every item, later, or several at a time. */
import type { Callback } from '../catalog/schema.ts'
import type { Loop } from '../effects.ts'
import type { FunctionDefinition, SyntaxNode } from '../program.ts'
import { callBack, handOver } from './application.ts'
import { type Request } from './calls.ts'
import { memberOf } from './expressions.ts'
import { callMethodsUnseen } from './functions.ts'
import { Channel, received, sendTo } from './channels.ts'
import type { Machine } from './machine.ts'
import { unordered } from './ordering.ts'
import { pairIn } from './keyed.ts'
import { returnedType } from './results.ts'
import { iterate } from './statements.ts'
import {
  type ClassValue,
  type Marks,
  type Racing,
  UNKNOWN,
  type Value,
  alternatives,
  deepMarks,
  instance,
  itemsOf,
  listOf,
  marked,
  unknown,
} from './values.ts'

/** Several calls of a callback add to one list as they finish. */
export function raced(machine: Machine, request: Request, receiver: Value): Marks {
  const loop = machine.context.loops.findLast((each) => each.concurrent && machine.suspended.has(each))
  if (!loop || (receiver.kind === 'list' && receiver.loops?.includes(loop))) return []
  return [
    { kind: 'unordered', effect: unordered(machine, request, FINISHING_ORDER, { remedy: TAKEN_IN_ORDER }) },
  ]
}

const FINISHING_ORDER = 'the calls overlap, and each adds its result when it is ready'
const TAKEN_IN_ORDER = 'Return the results, and take them from what waits for all the calls.'
const OVERLAPPING_DRAWS =
  'several items are asked for at a time, so its calls overlap and take numbers and state from each other in any order'
const ONE_BY_ONE =
  'Draw and count before the calls overlap, or let one end before the next begins (no `prefetch`).'

export function callbacks(
  machine: Machine,
  request: Request,
  all: readonly Callback[],
  racing: Racing[],
): Value | undefined {
  const { args, receiver, node } = request
  let result: Value | undefined
  for (const callback of all) {
    const found = args.at(callback)
    if (found === 'absent' || found === 'unknown') continue
    const fn = found.value
    const name = request.text
    const source = receiver && receiver.kind !== 'api' ? receiver : args.positional[0]?.value
    if (callback.times === 'later') {
      later(machine, fn, node, name, callback.receives === 'answer' ? answersOf(receiver) : [])
      continue
    }
    if (callback.receives === 'resolver') {
      const channel = new Channel()
      callBack(machine, fn, [received(channel)], node, undefined, name)
      result = instance({ type: returnedType(machine, request.api), marks: received(channel).marks })
      continue
    }
    if (callback.times === 'worker') {
      machine.within({}, () => callBack(machine, fn, [unknown([{ kind: 'worker' }])], node, undefined, name))
      continue
    }
    if (callback.receives === 'made') {
      const type = returnedType(machine, request.api)
      const made = instance({ type })
      callBack(machine, fn, [made], node, undefined, name)
      for (const hook of Object.keys(machine.catalog.type(type, 'hooks') ?? {}))
        later(machine, made.fields.get(hook)?.value ?? UNKNOWN, node, hook)
      continue
    }
    const loop: Loop | undefined =
      callback.times === 'many'
        ? {
            kind: 'callback',
            node: found.node,
            module: machine.module,
            name,
            concurrent: overlaps(callback, fn),
          }
        : undefined
    const mark: Marks = loop ? [{ kind: 'loop', loop }] : []
    const item = callback.receives === 'element' ? iterate(machine, source ?? UNKNOWN, node) : undefined
    // A Map hands over what stands under a key, and then the key.
    const pair = item?.kind === 'list' && source && pairIn(source) ? itemsOf(item) : undefined
    const first =
      item !== undefined
        ? marked(pair?.[1] ?? item, mark)
        : callback.receives === 'receiver'
          ? (source ?? UNKNOWN)
          : unknown(mark)
    const second = marked(pair?.[0] ?? UNKNOWN, mark)
    const isolated = machine.context.isolated || callback.isolated === true
    const before = machine.effects.length
    const value = machine.within({ isolated }, () =>
      callBack(machine, fn, [first, second, unknown(mark)], node, loop, name),
    )
    const itself = { node: request.node, text: request.text, path: request.path, call: request.call }
    if (callback.concurrent === 'when prefetched' && couldRace(machine, fn, before)) racing.push(itself)
    if (callback.iterator) {
      for (const next of nextOf(machine, value, node)) {
        const item = machine.within({ isolated }, () => callBack(machine, next, [], node, loop, name))
        if (machine.catalog.owner(request.path)?.ml) machine.reach(deepMarks(item), 'tensor')
        // Who is asked for the next item before it has given this one overlaps with itself.
        if (definitionOf(next)?.asynchronous) racing.push(itself)
      }
    }
    if (callback.orders) machine.reach(deepMarks(value), 'order')
    if (machine.catalog.owner(request.path)?.ml) machine.reach(deepMarks(value), 'tensor')
    if (callback.returned) result = callback.times === 'many' ? listOf(value, source?.marks ?? []) : value
  }
  return result
}

/** The methods that give an iterator's items. */
function nextOf(machine: Machine, iterator: Value, node: SyntaxNode): readonly Value[] {
  return alternatives(iterator)
    .filter((each) => each.kind === 'record' || each.kind === 'instance')
    .map((each) => memberOf(machine, each, 'next', node))
    .filter((next) => definitionOf(next) !== undefined)
}

function definitionOf(fn: Value): FunctionDefinition | undefined {
  if (fn.kind === 'function') return fn.definition
  return fn.kind === 'bound' && 'kind' in fn.method ? fn.method.definition : undefined
}

/** Somebody asks for several items at a time: the calls that make them overlap. */
export function race(machine: Machine, receiver: Value | undefined): void {
  if (receiver?.kind !== 'instance') return
  for (const each of receiver.racing)
    unordered(machine, each, OVERLAPPING_DRAWS, { remedy: ONE_BY_ONE }).reaches.add('data')
}

/** It draws from a shared stream, or keeps state of its own between asynchronous calls. */
function couldRace(machine: Machine, fn: Value, since: number): boolean {
  if (fn.kind !== 'function' || fn.definition.generator) return false
  const draws = machine.effects
    .slice(since)
    .some((each) => each.kind === 'draw' && !each.generator && !each.context.isolated)
  return draws || (fn.definition.asynchronous && fn.definition.parameters.length === 0)
}

function overlaps(callback: Callback, fn: Value): boolean {
  if (callback.concurrent === 'when asynchronous') return fn.kind === 'function' && fn.definition.asynchronous
  return callback.concurrent === true
}

/** Somebody calls these functions after the code around has run. */
export function later(
  machine: Machine,
  fn: Value,
  node: SyntaxNode,
  name: string,
  values: readonly Value[] = [],
): void {
  for (const each of alternatives(fn)) {
    const definition = definitionOf(each)
    if (definition)
      machine.schedule(definition, () =>
        handOver(machine, callBack(machine, each, values, node, undefined, name), node, name),
      )
    else for (const value of values) sendTo(each, value)
  }
}

/** What the workers send that a value stands for; it may be an option of the run as well. */
export function answersOf(worker: Value | undefined): readonly Value[] {
  const answers = alternatives(worker ?? UNKNOWN).flatMap((each) =>
    each.kind === 'instance' && each.spawn ? received(each.spawn.answers).marks : [],
  )
  return answers.length > 0 ? [unknown([{ kind: 'configured', name: 'message' }, ...answers])] : []
}

/** A framework is given a class of the program: it makes objects of it, and calls their methods when it needs them. */
export function takenUp(machine: Machine, owner: ClassValue, node: SyntaxNode): void {
  machine.schedule(owner.definition, () => callMethodsUnseen(machine, owner, node))
}
