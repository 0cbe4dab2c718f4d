/** Functions that a library is given to call: once, for every item, later, or several at a time. */
import { undrawnLabels } from '../values/decisions.ts'
import type { Callback } from '../../catalog/schema.ts'
import type { Loop } from '../../effects.ts'
import type { FunctionDefinition, SyntaxNode } from '../../program.ts'
import { type Request } from '../execute/calls.ts'
import { memberOf } from '../execute/expressions.ts'
import { callMethodsUnseen } from '../execute/functions.ts'
import { drawnIn, putInto, travelling, withContent } from './contents.ts'
import { Channel, received, sendTo } from './channels.ts'
import type { Interpreter } from '../interpreter.ts'
import type { LibraryCall, Model } from './model.ts'
import { writeUnordered } from './ordering.ts'
import { pairIn } from './map-contents.ts'
import { returnedType } from './results.ts'
import { calculates } from './sinks.ts'
import { iterate } from '../execute/statements.ts'
import {
  type ClassValue,
  type Labels,
  UNKNOWN,
  type Value,
  alternatives,
  deepLabels,
  instance,
  itemsOf,
  joinLabels,
  joinValues,
  listOf,
  labelled,
  standard,
  unknown,
} from '../values/value.ts'

/** Several calls of a callback add to one list as they finish. */
export function raced(interpreter: Interpreter, request: Request, receiver: Value): Labels {
  const loop = interpreter.context.loops.findLast(
    (each) => each.concurrent && interpreter.suspended.has(each),
  )
  if (!loop || (receiver.kind === 'list' && receiver.loops?.includes(loop))) return []
  return [
    {
      kind: 'unordered',
      effect: writeUnordered(interpreter, request, FINISHING_ORDER, { remedy: TAKEN_IN_ORDER }),
    },
  ]
}

const FINISHING_ORDER = 'the calls overlap, and each adds its result when it is ready'
const TAKEN_IN_ORDER = 'Return the results, and take them from what waits for all the calls.'
const OVERLAPPING_DRAWS =
  'several items are asked for at a time, so its calls overlap and take numbers and state from each other in any order'
const ONE_BY_ONE =
  'Draw and count before the calls overlap, or let one end before the next begins (no `prefetch`).'

export const calls: Model<'calls'> = {
  fact: 'calls',
  after(call, all) {
    const { value, chosen } = callbacks(call, all)
    call.returned = value
    // A draw that chose some of the items has chosen each of them.
    call.chosen = joinLabels(call.chosen, chosen)
  },
}

/** What a callback gets that is called later. */
function valuesFor(
  { interpreter, request: { args, receiver } }: LibraryCall,
  callback: Callback,
): readonly Value[] {
  switch (callback.receives) {
    case 'answer':
      return answersOf(receiver)
    case 'given':
      return givenTo(interpreter)
    case 'rest':
      return args.positional.slice((callback.at ?? 0) + 2).map((each) => each.value)
    default:
      return []
  }
}

/** What a function is called with in a thread or a worker. */
function givenToWorker(
  { interpreter, request: { args, node } }: LibraryCall,
  callback: Callback,
): readonly Value[] {
  if (callback.spread) {
    const found = args.at(callback.spread)
    const list = found === 'absent' || found === 'unknown' ? undefined : found.value
    return (list?.kind === 'list' && itemsOf(list)) || (list ? [iterate(interpreter, list, node)] : [])
  }
  if (!callback.returned) return []
  const given = args.positional.slice((callback.at ?? 0) + 1).map(({ value }) => value)
  return callback.returned === true ? given.map((each) => iterate(interpreter, each, node)) : given
}

function callbacks(
  call: LibraryCall,
  all: readonly Callback[],
): { readonly value: Value | undefined; readonly chosen: Labels } {
  const { interpreter, request, racing } = call
  const { args, receiver, node } = request
  let result: Value | undefined
  let chosen: Labels = []
  for (const callback of all) {
    const found = args.at(callback)
    if (found === 'absent' || found === 'unknown') continue
    const fn = found.value
    const name = request.text
    const source = receiver && receiver.kind !== 'api' ? receiver : args.positional[callback.from ?? 0]?.value
    if (callback.times === 'later') {
      scheduleCallback(interpreter, fn, node, name, valuesFor(call, callback), receiver)
      continue
    }
    if (callback.receives === 'resolver') {
      const channel = new Channel()
      const since = interpreter.callbacks.length
      interpreter.callBack(fn, [received(channel), received(channel)], node, undefined, name)
      interpreter.runAwaited(since)
      result = instance({ type: returnedType(interpreter, request.api), labels: received(channel).labels })
      continue
    }
    if (callback.times === 'worker') {
      const [first = UNKNOWN, ...rest] = givenToWorker(call, callback)
      const values = [labelled(first, [{ kind: 'worker' }]), ...rest]
      const value = interpreter.within({}, () => interpreter.callBack(fn, values, node, undefined, name))
      if (callback.returned) result = callback.returned === true ? listOf(value) : value
      continue
    }
    if (callback.receives === 'found') {
      const found = unknown(call.labels.filter(({ kind }) => kind === 'channel'))
      interpreter.callBack(fn, [found, found], node, undefined, name)
      continue
    }
    if (callback.receives === 'made') {
      const type = returnedType(interpreter, request.api)
      const made = instance({ type })
      interpreter.callBack(fn, [made], node, undefined, name)
      for (const hook of Object.keys(interpreter.catalog.type(type, 'hooks') ?? {}))
        scheduleCallback(interpreter, made.fields.get(hook)?.value ?? UNKNOWN, node, hook)
      continue
    }
    const loop: Loop | undefined =
      callback.times === 'many'
        ? {
            kind: 'callback',
            node: found.node,
            module: interpreter.module,
            name,
            concurrent: overlaps(callback, fn, args),
          }
        : undefined
    const label: Labels = loop ? [{ kind: 'loop', loop }] : []
    const folds = callback.receives === 'folded'
    const item =
      callback.receives === 'element' || folds ? iterate(interpreter, source ?? UNKNOWN, node) : undefined
    // A Map hands over what stands under a key, and then the key.
    const pair = item?.kind === 'list' && source && pairIn(source) ? itemsOf(item) : undefined
    const first =
      item !== undefined
        ? labelled(pair?.[1] ?? item, label)
        : callback.receives === 'receiver'
          ? (source ?? UNKNOWN)
          : callback.of !== undefined
            ? instance({ type: callback.of, labels: label })
            : unknown(label)
    const second = labelled(folds ? item! : (pair?.[0] ?? UNKNOWN), label)
    const sofar = folds ? (args.positional[1]?.value ?? item!) : first
    const isolated = interpreter.context.isolated || callback.isolated === true
    const before = interpreter.effects.length
    const value = interpreter.within({ isolated }, () =>
      interpreter.callBack(fn, [sofar, second, unknown(label)], node, loop, name),
    )
    const itself = { node: request.node, text: request.text, path: request.path, call: request.call }
    if (callback.concurrent === 'when prefetched' && couldRace(interpreter, fn, before)) racing.push(itself)
    if (callback.iterator) {
      for (const next of nextOf(interpreter, value, node)) {
        const item = interpreter.within({ isolated }, () => interpreter.callBack(next, [], node, loop, name))
        const labels = deepLabels(item)
        const carries = calculates(request, interpreter.catalog.owner(request.path))
        if (carries) chosen = joinLabels(chosen, travelling(labels))
        if (interpreter.catalog.owner(request.path)?.ml)
          interpreter.reachSink(carries ? undrawnLabels(labels) : labels, 'tensor')
        // Who is asked for the next item before it has given this one overlaps with itself.
        if (definitionOf(next)?.asynchronous) racing.push(itself)
      }
    }
    const library = interpreter.catalog.owner(request.path)
    const carries = library?.ml === true && calculates(request, library)
    const labels = deepLabels(value)
    // A calculation goes on with what it is given.
    if (carries && !callback.returned) chosen = joinLabels(chosen, travelling(labels))
    if (callback.orders) interpreter.reachSink(carries ? undrawnLabels(labels) : labels, 'order')
    if (library?.ml && !carries) interpreter.reachSink(labels, 'tensor')
    if (callback.returned)
      result =
        callback.times === 'many' && callback.returned !== 'value'
          ? listOf(value, source?.labels ?? [])
          : callback.returned === 'or receiver' && source
            ? joinValues(source, value)
            : value
    if (callback.selects) chosen = joinLabels(chosen, travelling(deepLabels(value)))
  }
  return { value: result, chosen }
}

/** The methods that give an iterator's items. */
function nextOf(interpreter: Interpreter, iterator: Value, node: SyntaxNode): readonly Value[] {
  return alternatives(iterator)
    .filter((each) => each.kind === 'record' || each.kind === 'instance')
    .map((each) => memberOf(interpreter, each, 'next', node))
    .filter((next) => definitionOf(next) !== undefined)
}

function definitionOf(fn: Value): FunctionDefinition | undefined {
  if (fn.kind === 'function') return fn.definition
  return fn.kind === 'bound' && 'kind' in fn.method ? fn.method.definition : undefined
}

/** Somebody asks for several items at a time: the calls that make them overlap. */
export function race(interpreter: Interpreter, receiver: Value | undefined): void {
  if (receiver?.kind !== 'instance') return
  for (const each of receiver.racing)
    writeUnordered(interpreter, each, OVERLAPPING_DRAWS, { remedy: ONE_BY_ONE }).reaches.add('data')
}

/** It draws from a shared stream, or keeps state of its own between asynchronous calls. */
function couldRace(interpreter: Interpreter, fn: Value, since: number): boolean {
  if (fn.kind !== 'function' || fn.definition.generator) return false
  const draws = interpreter.effects
    .slice(since)
    .some((each) => each.kind === 'draw' && !each.generator && !each.context.isolated)
  return draws || (fn.definition.asynchronous && fn.definition.parameters.length === 0)
}

function overlaps(callback: Callback, fn: Value, args: Request['args']): boolean {
  if (callback.concurrentWhen) return args.meets([callback.concurrentWhen]) === true
  if (callback.concurrent === 'when asynchronous') return fn.kind === 'function' && fn.definition.asynchronous
  return callback.concurrent === true
}

/** Somebody calls these functions after the code around has run. */
export function scheduleCallback(
  interpreter: Interpreter,
  fn: Value,
  node: SyntaxNode,
  name: string,
  values: readonly Value[] = [],
  on?: Value,
): void {
  for (const each of alternatives(fn)) {
    const definition = definitionOf(each)
    if (definition)
      interpreter.schedule(
        definition,
        () => interpreter.escape(interpreter.callBack(each, values, node, undefined, name), node, name),
        on?.kind === 'instance' ? on.fields : undefined,
      )
    else for (const value of values) sendTo(each, value)
  }
}

/** What the workers send that a value stands for; it may be an option of the run as well. */
export function answersOf(worker: Value | undefined): readonly Value[] {
  const answers = alternatives(worker ?? UNKNOWN).flatMap((each) =>
    each.kind === 'instance' && each.spawn ? received(each.spawn.answers).labels : [],
  )
  if (answers.length > 0) return [unknown([{ kind: 'configured', name: 'message' }, ...answers])]
  const held = travelling(withContent(worker ?? UNKNOWN))
  return held.length > 0 ? [standard(held)] : []
}

/** What a worker is given by whoever has started it. */
export function givenTo({ context: { worker } }: Interpreter): readonly Value[] {
  return worker
    ? [
        unknown([
          { kind: 'configured', name: 'message' },
          { kind: 'channel', channel: worker.given },
        ]),
      ]
    : []
}

export const given: Model<'given'> = {
  fact: 'given',
  after({ interpreter: { context }, labels }) {
    if (context.worker) labels.push({ kind: 'channel', channel: context.worker.given })
  },
}

export const raises: Model<'raises'> = {
  fact: 'raises',
  after({ interpreter, request: { args, receiver } }) {
    for (const each of alternatives(receiver ?? UNKNOWN)) {
      if (each.kind !== 'instance') continue
      putInto(interpreter, each, drawnIn(args.all.map(({ value }) => value)))
      interpreter.raise(each.fields)
    }
  },
}

/** A framework is given a class of the program: it makes objects of it, and calls their methods when it needs them. */
export function scheduleFrameworkClass(interpreter: Interpreter, owner: ClassValue, node: SyntaxNode): void {
  interpreter.schedule(owner.definition, () => callMethodsUnseen(interpreter, owner, node))
}
