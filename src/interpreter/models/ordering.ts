/** Collections whose order is up to the interpreter, and what puts them in order. */
import type { UnorderedEffect } from '../../effects.ts'
import type { Expression, SyntaxNode } from '../../program.ts'
import { rearranged } from './collections.ts'
import type { Request } from '../execute/calls.ts'
import type { Interpreter } from '../interpreter.ts'
import { putInto, travelling } from './contents.ts'
import type { Model } from './model.ts'
import { unorderedWholes } from './sinks.ts'
import { isSettled } from './start-switches.ts'
import { textOf } from '../execute/names.ts'
import { sizeLabels } from '../values/objects.ts'
import {
  type Labels,
  UNKNOWN,
  type Value,
  alternatives,
  deepLabels,
  joinLabels,
  labelled,
  list,
  listOf,
  unknown,
} from '../values/value.ts'

export function writeUnordered(
  interpreter: Interpreter,
  request: Pick<Request, 'node' | 'text' | 'path' | 'call'>,
  why: string,
  { set = false, remedy }: { readonly set?: boolean; readonly remedy?: string | undefined } = {},
): UnorderedEffect {
  return interpreter.emit({
    kind: 'unordered',
    ...interpreter.base(request.node, request.text, request.path),
    why,
    remedy,
    call: request.call,
    ordered: false,
    set,
    taken: [],
    reaches: new Set(),
    harmless: new Set(),
  })
}

/** Somebody goes through a set, or makes a list of it: from here on its items have the order they come in. */
export function takeOrder(interpreter: Interpreter, set: Value, node: SyntaxNode): void {
  for (const label of set.labels) {
    if (label.kind !== 'unordered' || !label.effect.set) continue
    const { taken, context } = label.effect
    // What comes from a loop over the set is an item of it.
    if (set.labels.some((other) => other.kind === 'loop' && !context.loops.includes(other.loop))) continue
    if (!taken.some((each) => each.node === node)) taken.push({ node, module: interpreter.module })
  }
}

export const takesOrder: Model<'takesOrder'> = {
  fact: 'takesOrder',
  after({ interpreter, request: { args } }) {
    const [items] = args.positional
    if (items) takeOrder(interpreter, items.value, items.node)
  },
}

export const unordered: Model<'unordered'> = {
  fact: 'unordered',
  value({ interpreter, request, applies, inputs, labels }, why) {
    const { api, args } = request
    const set = api.returns === 'builtins.set'
    // Numbers come out of a set as they do out of a list, always in one order.
    if (set && holdsNumbers(interpreter, args.positional[0]?.value)) return listOf(unknown(), inputs)
    const settled =
      isSettled(interpreter, api.settledBy) ||
      (api.races && racesAgainstTime(request)) ||
      isInOrder(request.receiver)
    if (applies && !settled) {
      const effect = writeUnordered(interpreter, request, why, { set, remedy: api.unorderedRemedy })
      labels.push({ kind: 'unordered', effect })
    }
    return undefined
  },
}

/** The set that gives up an item was put in order, was seen to have a single one, or holds numbers. */
function isInOrder(receiver: Value | undefined): boolean {
  return (
    receiver?.kind === 'list' &&
    receiver.form === 'set' &&
    receiver.labels.every((label) => label.kind !== 'unordered' || label.effect.ordered)
  )
}

/** `set(range(10))` */
function holdsNumbers(interpreter: Interpreter, value: Value | undefined): boolean {
  return value?.kind === 'instance' && interpreter.catalog.type(value.type, 'numbers') === true
}

export const unorderedParts: Model<'unorderedParts'> = {
  fact: 'unorderedParts',
  value({ labels }, parts) {
    return listOf(list(parts.map((part) => unknown(part ? labels : []))), labels)
  },
}

export const ordersItems: Model<'ordersItems'> = {
  fact: 'ordersItems',
  value({ interpreter, request, inputs }, how) {
    if (how !== 'by index') return ordered(interpreter, request, inputs)
    // Whoever asks for these places puts things in the order of them.
    const { args, receiver } = request
    const whole = receiver && receiver.kind !== 'api' ? receiver : args.positional[0]?.value
    for (const { effect } of whole ? unorderedWholes(whole) : []) effect.ordered = true
    return unknown(inputs.filter(({ kind }) => kind !== 'unordered'))
  },
}

export const orderInsensitive: Model<'orderInsensitive'> = {
  fact: 'orderInsensitive',
  value({ request: { args, receiver }, inputs, chosen, labels }) {
    const given = [...args.all.map(({ value }) => value), ...(receiver ? [receiver] : [])]
    // The length of one item is in the place of the item.
    const wholes = new Set(given.flatMap((value) => unorderedWholes(value)).map(({ effect }) => effect))
    const kept = joinLabels(inputs, chosen).filter(
      (label) => label.kind !== 'unordered' || !wholes.has(label.effect),
    )
    return unknown([...kept, ...labels])
  },
}

/** How many items there are is told by what has decided that, and not by what they are. */
export const sized: Model<'sized'> = {
  fact: 'sized',
  value({ request: { receiver } }) {
    if (receiver?.kind !== 'list' || receiver.form === 'set') return undefined
    const labels = receiver.labels.filter(({ kind }) => kind !== 'unordered')
    return unknown(joinLabels(labels, sizeLabels(receiver.element)))
  },
}

export const part: Model<'part'> = {
  fact: 'part',
  before({ interpreter, request }, which) {
    takePart(interpreter, request, which)
  },
}

/** `sorted(x)` gives an ordered copy; `x.sort()` orders in place. */
function ordered(interpreter: Interpreter, request: Request, inputs: Labels): Value {
  const { args, receiver } = request
  const inPlace = receiver && receiver.kind !== 'api'
  const source = inPlace ? receiver : args.positional[0]?.value
  const comparator = args.all.find((each) => each.value.kind === 'function')
  const element = source?.kind === 'list' ? source.element.value : undefined
  // What was drawn to compare by goes on with the items.
  let chosen: Labels = []
  if (comparator) {
    const items = [element ?? UNKNOWN, element ?? UNKNOWN]
    const labels = deepLabels(
      interpreter.callBack(comparator.value, items, request.node, undefined, request.text),
    )
    chosen = travelling(labels)
    interpreter.reachSink(
      labels.filter((label) => !chosen.includes(label)),
      'order',
    )
  }
  if (inPlace) {
    rearranged(interpreter, receiver, chosen)
    if (receiver.kind !== 'list') putInto(interpreter, receiver, chosen)
    const items = receiver.kind === 'list' ? (receiver.element.value?.labels ?? []) : []
    for (const label of [...receiver.labels, ...items])
      if (label.kind === 'unordered') label.effect.ordered = true
  }
  const kept = joinLabels(
    inputs.filter((label) => label.kind !== 'unordered'),
    chosen,
  )
  const item = element && { ...element, labels: element.labels.filter((label) => label.kind !== 'unordered') }
  return listOf(item ? labelled(item, chosen) : unknown(kept), kept)
}

const ENDS_WAITING = /time|delay|sleep|abort|cancel|signal|reject|deadline|close|stop/iu

/** `Promise.race([work, timeout(ms)])` waits for the work and gives up at some time: there is one result to have. */
function racesAgainstTime({ call }: Request): boolean {
  const contenders = call?.args[0]?.value
  if (contenders?.kind !== 'list') return false
  return contenders.items.some(({ value, spread }) => !spread && endsWaiting(value))
}

function endsWaiting(contender: Expression): boolean {
  // A promise made on the spot resolves by a timer or an event.
  const made = contender.kind === 'call' && textOf(contender.callee) === 'Promise'
  return made || ENDS_WAITING.test(textOf(contender) ?? '')
}

/** `ds.take(n)` and `ds.skip(n)` of one shuffled data set: two iterations of it, each in another order. */
function takePart(interpreter: Interpreter, request: Request, which: 'first' | 'rest'): void {
  const count = request.args.positional[0]
  if (!count) return
  const { value, expression } = count
  const size = value.kind === 'constant' ? value.value : expression && textOf(expression)
  if (size === undefined) return
  for (const each of alternatives(request.receiver ?? UNKNOWN)) {
    if (each.kind !== 'instance') continue
    for (const pending of each.pending) {
      const { draw, request: shuffle } = pending
      if (!draw.reorders || !shuffle || shuffle.args.meets([draw.reorders]) !== true) continue
      const parts = interpreter.parts.get(pending) ?? new Map<unknown, { part: string; text: string }>()
      interpreter.parts.set(pending, parts)
      const other = parts.get(size)
      parts.set(size, { part: which, text: request.text })
      if (other === undefined || other.part === which) continue
      interpreter.emit({
        kind: 'overlap',
        ...interpreter.base(shuffle.node, shuffle.text, shuffle.path),
        ...(shuffle.module && { module: shuffle.module }),
        call: shuffle.call,
        reorders: draw.reorders,
        parts: [other.text, request.text],
      })
    }
  }
}
