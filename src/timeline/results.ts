/** What a call of a library is worth. */
import type { Api, Library, Slot } from '../catalog/schema.ts'

import type { EvaluatedArgument, EvaluatedArguments } from './arguments.ts'
import { wholes } from './arrivals.ts'
import { type Request, usesIn } from './calls.ts'
import { apiValue, picked } from './expressions.ts'
import { initialIn } from './initial-weights.ts'
import { listed, makeKeyed, pairIn, under } from './keyed.ts'
import type { Machine } from './machine.ts'
import { iterate } from './statements.ts'
import {
  type Mark,
  type Marks,
  type PendingDraw,
  type Racing,
  UNKNOWN,
  type Value,
  alternatives,
  computed,
  constant,
  instance,
  isNothing,
  itemsOf,
  joinMarks,
  joinValues,
  list,
  listOf,
  marked,
  unknown,
} from './values.ts'

export function returnedType(machine: Machine, api: Api): string | undefined {
  return typeof api.returns === 'string' && machine.catalog.types.has(api.returns) ? api.returns : undefined
}

/** What is in a question, and not in the answer. */
const ASKED: ReadonlySet<Mark['kind']> = new Set(['draw', 'entropy', 'channel', 'text'])

export function returned(
  machine: Machine,
  request: Request,
  called: Value | undefined,
  inputs: Marks,
  pending: readonly PendingDraw[],
  racing: readonly Racing[],
  library: Library | undefined,
): Value {
  const { api, args, receiver, node } = request
  if (called) return called
  const { returns } = api
  if (api.keyed === 'makes') return makeKeyed(machine, request)
  if (api.keyed === 'gives') return under(request, inputs)
  const harmless = api.harmless === 'id' || api.harmless === 'path' || api.harmless === 'colour'
  // What went into a library has arrived; what comes out is the library's.
  const arrived = library?.ml === true && api.calculates !== true
  if (api.asks) return unknown(inputs.filter(({ kind }) => !ASKED.has(kind)))
  const passed =
    inputs.length === 0 || !(harmless || arrived)
      ? inputs
      : inputs.flatMap((mark): Marks => {
          // `Math.random().toString(36)` is an id, unless it becomes a seed.
          if (mark.kind === 'draw')
            return api.harmless === 'id' && !arrived ? [{ kind: 'text', effect: mark.effect }] : []
          return mark.kind === 'channel' || (arrived && mark.kind === 'entropy') ? [] : [mark]
        })
  if (api.shows) return unknown([...passed, { kind: 'picture' }])
  if (returns === undefined) {
    return pending.length > 0 ? instance({ type: undefined, pending, marks: passed }) : unknown(passed)
  }
  if (typeof returns === 'object') {
    const found = args.at(returns)
    return found === 'absent' || found === 'unknown' ? unknown(passed) : marked(found.value, passed)
  }
  const first = args.positional[0]?.value
  if (returns === 'receiver') {
    if (receiver?.kind !== 'instance' || pending.length === 0) return receiver ?? UNKNOWN
    return { ...receiver, pending: [...receiver.pending, ...pending] }
  }
  if (returns === 'argument') return first ? marked(first, passed) : unknown(passed)
  if (returns === 'joined') return joined(receiver, args.positional, passed)
  if (returns === 'pairs') return pairs(machine, args.positional, false)
  if (returns === 'numbered pairs') {
    const [whole = receiver && { value: receiver, node }] = args.positional
    return pairs(machine, whole ? [whole] : [], true)
  }
  const table = first ?? receiver
  if (returns === 'keys') return keysOf(table) ?? listOf(unknown(passed), passed)
  if (returns === 'values') return valuesOf(table, passed)
  if (returns === 'entries') return entriesOf(table, passed)
  if (returns === 'items') return gathered(machine, request, 'list', passed)
  if (returns === 'element')
    return picked(iterate(machine, receiver && receiver.kind !== 'api' ? receiver : (first ?? UNKNOWN), node))
  if (machine.catalog.types.has(returns)) {
    const inherited = alternatives(receiver ?? UNKNOWN).flatMap((each) =>
      each.kind === 'instance' ? each.pending : [],
    )
    // A data set made from another one is iterated through it.
    const kept = receiver?.kind === 'instance' && receiver.type === returns ? inherited : []
    // A pipeline or a search uses the estimators it is made of when it is used itself.
    const parts = api.seedsParts ? [] : args.all.flatMap((each) => usesIn(each.value))
    return (
      builtin(machine, request, returns, passed) ??
      instance({
        type: returns,
        madeIn: machine.context.loops,
        pending: [...kept, ...parts, ...pending],
        racing: [...(receiver?.kind === 'instance' ? receiver.racing : []), ...racing],
        chain: api.chains ? chained(args) : [],
        marks: passed,
      })
    )
  }
  return apiValue(machine, returns, passed)
}

/** `nn.Sequential(first, *others)` */
function chained({ positional, rest }: EvaluatedArguments): readonly Value[] {
  return [...positional.map(({ value }) => value), ...(rest ? [rest] : [])]
}

/** `zip(xs, ys)` and `enumerate(xs)`: what stands beside an item tells the item's place. */
function pairs(
  machine: Machine,
  args: readonly Pick<EvaluatedArgument, 'value' | 'node'>[],
  counted: boolean,
): Value {
  const each = args.map(({ value: whole, node }) => ({ whole, item: iterate(machine, whole, node) }))
  const orders = each.map(({ whole, item }) => {
    // The order of a set is one only once it is walked.
    const walked = alternatives(whole).some((one) => one.kind === 'list' && one.form === 'set')
    return joinMarks(wholes(whole), walked ? item.marks : []).map(placed)
  })
  const items = each.map(({ item }, at) => {
    const others = orders.filter((_, other) => other !== at).flat()
    return marked(
      item,
      others.filter((mark) => mark.kind === 'position'),
    )
  })
  const marks = args.reduce<Marks>((all, { value: whole }) => joinMarks(all, whole.marks), [])
  const places = orders.flat().filter((mark) => mark.kind === 'position')
  return listOf(list(counted ? [unknown(places), ...items] : items), marks)
}

/** `Object.values(table)`: what it is worth where not all of the table is known is unknown as well. */
function valuesOf(table: Value | undefined, marks: Marks): Value {
  if (table?.kind === 'list') return listOf(table.element.value, table.marks)
  const inMap = table && listed(table, 'values')
  if (inMap || table?.kind !== 'record') return inMap ?? listOf(unknown(marks), marks)
  const values = [...table.fields.values()].map(({ value }) => value)
  if (table.rest.value) return listOf([...values, table.rest.value].reduce(joinValues), marks)
  return list(values, 'list', marks)
}

/** `Object.keys(table)`; undefined where not all of them are known. */
export function keysOf(table: Value | undefined): Value | undefined {
  if (table?.kind !== 'record') return table && listed(table, 'keys')
  if (table.rest.value || table.fields.size === 0) return undefined
  return list(
    Array.from(table.fields.keys(), (name) => constant(name)),
    'list',
    table.marks,
  )
}

/** `Object.entries(table)`: any of the keys, and any of the values. */
function entriesOf(table: Value | undefined, marks: Marks): Value {
  const pair = table && pairIn(table)
  if (pair) return listOf(pair, table.marks)
  const values = valuesOf(table, marks)
  const value = values.kind === 'list' ? values.element.value : undefined
  const keys = keysOf(table)
  const known = keys?.kind === 'list' ? keys.element.value : undefined
  const key = known && known.kind !== 'unknown' ? known : computed()
  return value ? listOf(list([key, value]), marks) : listOf(undefined, marks)
}

/** `Array.from(items)`, `new Set(items)` */
function gathered(
  machine: Machine,
  { args: { positional }, node }: Request,
  form: 'list' | 'set',
  marks: Marks,
): Value {
  const from = positional[0]?.value
  if (!from || isNothing(from) === true) return listOf(undefined, [], form)
  const items = from.kind === 'list' ? itemsOf(from) : undefined
  if (items) return list(items, form, from.marks)
  const walks = from.kind === 'list' || from.kind === 'instance'
  return listOf(walks ? iterate(machine, from, node) : unknown(marks), walks ? from.marks : marks, form)
}

/** `a.concat(b, c)`: items of lists, and whatever is no list as an item. */
function joined(receiver: Value | undefined, args: readonly EvaluatedArgument[], marks: Marks): Value {
  const all = [...(receiver ? [receiver] : []), ...args.map(({ value }) => value)]
  const items = all
    .flatMap((each) => alternatives(each))
    .map((each) => {
      if (each.kind !== 'list') return each
      return each.element.value && marked(each.element.value, each.marks)
    })
  const known = items.filter((each) => each !== undefined)
  return listOf(known.length > 0 ? known.reduce((a, b) => joinValues(a, b)) : undefined, marks)
}

function placed(mark: Mark): Mark {
  return mark.kind === 'unordered' ? { kind: 'position', effect: mark.effect } : mark
}

/** Arrays and lists of the language itself are values the timeline can look into. */
function builtin(machine: Machine, request: Request, type: string, marks: Marks): Value | undefined {
  const { items } = request.api
  const python = machine.module.language === 'python'
  if (type === (python ? 'builtins.list' : 'Array')) {
    const item =
      items === undefined
        ? unknown(marks)
        : instance({ type: items, marks, initial: initialIn(request.receiver) })
    return listOf(item, marks)
  }
  if (type === 'Set') return gathered(machine, request, 'set', marks)
  if (python && type === 'builtins.set') return listOf(unknown(marks), marks, 'set')
  return undefined
}

export function bound(request: Request, slot: Slot): Value {
  const found = request.args.at(slot)
  if (found === 'absent' || found === 'unknown') return UNKNOWN
  const { value: fn } = found
  if (fn.kind !== 'function') return fn
  const given = [
    ...request.args.positional.filter((each) => each !== found).map((each) => ({ value: each.value })),
    ...[...request.args.keywords].map(([name, each]) => ({ name, value: each.value })),
  ]
  return { ...fn, given: [...fn.given, ...given] }
}
