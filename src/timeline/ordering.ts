/** Collections whose order is up to the machine, and what puts them in order. */
import type { UnorderedEffect } from '../effects.ts'
import type { Expression } from '../program.ts'
import { callBack } from './application.ts'
import type { Request } from './calls.ts'
import type { Machine } from './machine.ts'
import { textOf } from './names.ts'
import { type Marks, UNKNOWN, type Value, alternatives, deepMarks, listOf, unknown } from './values.ts'

export function unordered(
  machine: Machine,
  request: Pick<Request, 'node' | 'text' | 'path' | 'call'>,
  why: string,
  { set = false, remedy }: { readonly set?: boolean; readonly remedy?: string | undefined } = {},
): UnorderedEffect {
  return machine.emit({
    kind: 'unordered',
    ...machine.base(request.node, request.text, request.path),
    why,
    remedy,
    call: request.call,
    ordered: false,
    set,
    reaches: new Set(),
    harmless: new Set(),
  })
}

/** `sorted(x)` gives an ordered copy; `x.sort()` orders in place. */
export function ordered(machine: Machine, request: Request, inputs: Marks): Value {
  const { args, receiver } = request
  const inPlace = receiver && receiver.kind !== 'api'
  const source = inPlace ? receiver : args.positional[0]?.value
  const comparator = args.all.find((each) => each.value.kind === 'function')
  if (comparator) {
    const compared = callBack(
      machine,
      comparator.value,
      [UNKNOWN, UNKNOWN],
      request.node,
      undefined,
      request.text,
    )
    machine.reach(deepMarks(compared), 'order')
  }
  if (inPlace) {
    const items = receiver.kind === 'list' ? (receiver.element.value?.marks ?? []) : []
    for (const mark of [...receiver.marks, ...items])
      if (mark.kind === 'unordered') mark.effect.ordered = true
  }
  const kept = inputs.filter((mark) => mark.kind !== 'unordered')
  const element = source?.kind === 'list' ? source.element.value : undefined
  const item = element && { ...element, marks: element.marks.filter((mark) => mark.kind !== 'unordered') }
  return listOf(item ?? unknown(kept), kept)
}

const ENDS_WAITING = /time|delay|sleep|abort|cancel|signal|reject|deadline|close|stop/iu

/** `Promise.race([work, timeout(ms)])` waits for the work and gives up at some time: there is one result to have. */
export function racesAgainstTime({ call }: Request): boolean {
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
export function part(machine: Machine, request: Request, which: 'first' | 'rest'): void {
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
      const parts = machine.parts.get(pending) ?? new Map<unknown, { part: string; text: string }>()
      machine.parts.set(pending, parts)
      const other = parts.get(size)
      parts.set(size, { part: which, text: request.text })
      if (other === undefined || other.part === which) continue
      machine.emit({
        kind: 'overlap',
        ...machine.base(shuffle.node, shuffle.text, shuffle.path),
        ...(shuffle.module && { module: shuffle.module }),
        call: shuffle.call,
        reorders: draw.reorders,
        parts: [other.text, request.text],
      })
    }
  }
}
