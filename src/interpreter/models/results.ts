/** What a call of a library is worth. */
import type { Api } from '../../catalog/schema.ts'

import type { EvaluatedArgument } from '../execute/arguments.ts'
import { partOf, travelling } from './contents.ts'
import { calculates, endHarmlessly, unorderedWholes } from './sinks.ts'
import type { Request } from '../execute/calls.ts'
import { apiValue, withoutOrder } from '../execute/expressions.ts'
import { initialIn } from './initial-weights.ts'
import { keysOrValues, makeKeyed, pairIn, lookUp } from './map-contents.ts'
import type { Interpreter } from '../interpreter.ts'
import type { LibraryCall } from './model.ts'
import { usesIn } from './training.ts'
import { iterate } from '../execute/statements.ts'
import { merged } from '../values/objects.ts'
import {
  type Label,
  type Labels,
  type ListValue,
  UNKNOWN,
  type Value,
  alternatives,
  computed,
  constant,
  deepLabels,
  instance,
  isNothing,
  itemsOf,
  joinLabels,
  joinValues,
  list,
  listOf,
  labelled,
  standard,
  unknown,
} from '../values/value.ts'

export function returnedType(interpreter: Interpreter, api: Api): string | undefined {
  return typeof api.returns === 'string' && interpreter.catalog.types.has(api.returns)
    ? api.returns
    : undefined
}

/** What is in a question, and not in the answer. */
const ASKED: ReadonlySet<Label['kind']> = new Set(['draw', 'entropy', 'channel', 'text'])

/** The value of a call that no model has decided. */
export function returned(call: LibraryCall): Value {
  const { interpreter, request, pending } = call
  const { api, args } = request
  if (call.returned) return call.returned
  const known = inputsOf(call)
  const inputs = api.parses ? known.map(numberIn) : known
  if (api.keyed === 'makes') return makeKeyed(interpreter, request)
  if (api.keyed === 'gives') return lookUp(request, inputs)
  if (api.asks) return unknown(inputs.filter(({ kind }) => !ASKED.has(kind)))
  const labels = passedOn(call, inputs)
  if (api.shows) return unknown([...labels, { kind: 'picture' }])
  const { returns } = api
  if (returns === undefined)
    return pending.length > 0 ? instance({ type: undefined, pending, labels }) : madeBy(call.library, labels)
  if (typeof returns === 'object') {
    const found = args.at(returns)
    return found === 'absent' || found === 'unknown' ? unknown(labels) : labelled(found.value, labels)
  }
  const made = WAYS.get(returns)
  if (made) return made(call, labels)
  if (interpreter.catalog.types.has(returns)) return objectOf(call, returns, labels)
  return apiValue(interpreter, returns, labels)
}

/** What was drawn is a number again. */
export function numberIn(label: Label): Label {
  if (label.kind === 'channel') return { kind: 'channel', channel: label.channel, parsed: true }
  return label.kind === 'text' ? { kind: 'draw', effect: label.effect } : label
}

function madeBy(library: LibraryCall['library'], labels: Labels): Value {
  return library && !library.ml ? standard(labels) : unknown(labels)
}

/** A collection without order is a whole, whatever loops its parts were made in and in whichever order they came. */
function inputsOf({ request: { api }, inputs: given, chosen }: LibraryCall): Labels {
  const inputs = joinLabels(given, chosen)
  if (api.unordered === undefined) return inputs
  const set = api.returns === 'builtins.set'
  return inputs.filter(({ kind }) => kind !== 'loop' && !(set && kind === 'unordered'))
}

/** The labels of what goes in that are those of what comes out as well. */
function passedOn({ interpreter, request }: LibraryCall, given: Labels): Labels {
  const { api, path } = request
  // Who prints what was drawn has not said what it was seeded with.
  const inputs = api.draws === undefined ? given : given.filter(({ kind }) => kind !== 'entropy')
  const harmless = api.harmless === 'id' || api.harmless === 'path' || api.harmless === 'colour'
  // What went into a library has arrived; what comes out is the library's.
  const library = interpreter.catalog.owner(path)
  const arrived = library?.ml === true && !calculates(request, library)
  if (inputs.length === 0 || !(harmless || arrived)) return inputs
  return inputs.flatMap((label): Labels => {
    // `Math.random().toString(36)` is an id, unless it becomes a seed.
    if (label.kind === 'draw')
      return api.harmless === 'id' && !arrived ? [{ kind: 'text', effect: label.effect }] : []
    if (label.kind === 'channel') return arrived ? [] : [{ ...label, text: true }]
    return arrived && label.kind === 'entropy' ? [] : [label]
  })
}

type Way = (call: LibraryCall, labels: Labels) => Value

/** The values of `Api.returns` that are no types. */
const WAYS = new Map(
  Object.entries<Way>({
    receiver({ request: { receiver }, pending }, labels) {
      if (!receiver) return UNKNOWN
      const given = labelled(receiver, travelling(labels))
      if (given.kind !== 'instance' || pending.length === 0) return given
      return { ...given, pending: [...given.pending, ...pending] }
    },
    view({ request: { receiver } }, labels) {
      if (receiver?.kind !== 'instance') return unknown(labels)
      return partOf(receiver, travelling(labels))
    },
    argument({ interpreter, request: { api, args, node } }, labels) {
      const [first] = args.positional
      if (!first) return unknown(labels)
      // `list(rows)` goes through an object of the program as a loop does.
      const isOwn = first.value.kind === 'instance' && first.value.class !== undefined
      if (api.iterates && isOwn) return listOf(iterate(interpreter, first.value, node), labels)
      return labelled(first.value, labels)
    },
    copy({ request: { receiver, args } }, labels) {
      const whole = receiver && receiver.kind !== 'api' ? receiver : args.positional[0]?.value
      if (!whole) return unknown(labels)
      // What is written to the copy is not in the whole.
      return labelled(whole.kind === 'record' ? labelled(merged(whole), whole.labels) : whole, labels)
    },
    'some items'(call, labels) {
      const { receiver } = call.request
      if (receiver?.kind !== 'list')
        return receiver ? labelled(receiver, travelling(labels)) : unknown(labels)
      return (
        sliceOf(call, receiver) ??
        listOf(copyOf(receiver.element.value), joinLabels(receiver.labels, travelling(labels)))
      )
    },
    joined: ({ request: { receiver, args } }, labels) => joined(receiver, args.positional, labels),
    pairs: ({ interpreter, request }) => pairs(interpreter, request.args.positional, false),
    'numbered pairs'({ interpreter, request: { args, receiver, node } }) {
      const [whole = receiver && { value: receiver, node }] = args.positional
      return pairs(interpreter, whole ? [whole] : [], true)
    },
    keys({ request }, labels) {
      const table = tableIn(request)
      // Only the names are asked for.
      if (table?.kind === 'record') endHarmlessly(deepLabels(table), 'discarded')
      return keysOf(table) ?? listOf(unknown(labels), labels)
    },
    values: ({ request }, labels) => valuesOf(tableIn(request), labels),
    entries: ({ request }, labels) => entriesOf(tableIn(request), labels),
    items: ({ interpreter, request }, labels) => gathered(interpreter, request, 'list', labels),
    element({ interpreter, request: { args, receiver, node } }, labels) {
      const whole = receiver && receiver.kind !== 'api' ? receiver : (args.positional[0]?.value ?? UNKNOWN)
      return labelled(withoutOrder(iterate(interpreter, whole, node)), travelling(labels))
    },
  }),
)

/** The object that the keys or values are of. */
function tableIn({ args, receiver }: Request): Value | undefined {
  return args.positional[0]?.value ?? receiver
}

/** An object of a catalogued type. */
function objectOf(
  { interpreter, request, pending, racing }: LibraryCall,
  type: string,
  labels: Labels,
): Value {
  const { api, args, receiver } = request
  if (interpreter.catalog.type(type, 'forTraining') && interpreter.context.phase !== 'uncalled')
    interpreter.trainsAnyhow = true
  const inherited = alternatives(receiver ?? UNKNOWN).flatMap((each) =>
    each.kind === 'instance' ? each.pending : [],
  )
  // A data set made from another one is iterated through it.
  const kept = receiver?.kind === 'instance' && receiver.type === type ? inherited : []
  // A pipeline or a search uses the estimators it is made of when it is used itself.
  const parts = api.seedsParts ? [] : args.all.flatMap((each) => usesIn(each.value))
  return (
    builtin(interpreter, request, type, labels) ??
    instance({
      type,
      madeIn: interpreter.context.loops,
      pending: [...kept, ...parts, ...pending],
      racing: [...(receiver?.kind === 'instance' ? receiver.racing : []), ...racing],
      labels,
    })
  )
}

/** `zip(xs, ys)` and `enumerate(xs)`: what stands beside an item tells the item's place. */
function pairs(
  interpreter: Interpreter,
  args: readonly Pick<EvaluatedArgument, 'value' | 'node'>[],
  counted: boolean,
): Value {
  const each = args.map(({ value: whole, node }) => ({ whole, item: iterate(interpreter, whole, node) }))
  const orders = each.map(({ whole, item }) => {
    // The order of a set is one only once it is walked.
    const walked = alternatives(whole).some((one) => one.kind === 'list' && one.form === 'set')
    return joinLabels(unorderedWholes(whole), walked ? item.labels : []).map(placed)
  })
  const items = each.map(({ item }, at) => {
    const others = orders.filter((_, other) => other !== at).flat()
    return labelled(
      item,
      others.filter((label) => label.kind === 'position'),
    )
  })
  const labels = args.reduce<Labels>((all, { value: whole }) => joinLabels(all, whole.labels), [])
  const places = orders.flat().filter((label) => label.kind === 'position')
  return listOf(list(counted ? [unknown(places), ...items] : items), labels)
}

/** `Object.values(table)`: what it is worth where not all of the table is known is unknown as well. */
function valuesOf(table: Value | undefined, labels: Labels): Value {
  if (table?.kind === 'list') return listOf(table.element.value, table.labels)
  const inMap = table && keysOrValues(table, 'values')
  if (inMap || table?.kind !== 'record') return inMap ?? listOf(unknown(labels), labels)
  const values = [...table.fields.values()].map(({ value }) => value)
  if (table.rest.value) return listOf([...values, table.rest.value].reduce(joinValues), labels)
  return list(values, 'list', labels)
}

/** `Object.keys(table)`; undefined where not all of them are known. */
export function keysOf(table: Value | undefined): Value | undefined {
  if (table?.kind !== 'record') return table && keysOrValues(table, 'keys')
  if (table.rest.value || table.fields.size === 0) return undefined
  return list(
    Array.from(table.fields.keys(), (name) => constant(name)),
    'list',
    table.labels,
  )
}

/** `Object.entries(table)`: any of the keys, and any of the values. */
function entriesOf(table: Value | undefined, labels: Labels): Value {
  const pair = table && pairIn(table)
  if (pair) return listOf(pair, table.labels)
  const values = valuesOf(table, labels)
  const value = values.kind === 'list' ? values.element.value : undefined
  const keys = keysOf(table)
  const known = keys?.kind === 'list' ? keys.element.value : undefined
  // Neither of the two numbers the other one, when both are items of one collection.
  const order = value?.labels.filter(({ kind }) => kind === 'unordered' || kind === 'loop') ?? []
  const key = known && known.kind !== 'unknown' ? known : computed(order)
  return value ? listOf(list([key, value]), labels) : listOf(undefined, labels)
}

/** `Array.from(items)`, `new Set(items)` */
function gathered(
  interpreter: Interpreter,
  { args: { positional } }: Request,
  form: 'list' | 'set',
  labels: Labels,
): Value {
  const from = positional[0]?.value
  if (!from || isNothing(from) === true) return listOf(undefined, [], form)
  const items = from.kind === 'list' ? itemsOf(from) : undefined
  if (items) return list(items, form, from.labels)
  const walks = from.kind === 'list' || from.kind === 'instance'
  return listOf(
    walks ? iterate(interpreter, from, positional[0]!.node) : unknown(labels),
    walks ? from.labels : labels,
    form,
  )
}

/** `xs.slice(1)` of items that are known. */
function sliceOf({ request: { path, args } }: LibraryCall, whole: ListValue): Value | undefined {
  const items = path.endsWith('#slice') ? itemsOf(whole) : undefined
  const [from, to] = args.positional.map(({ value }) => (value.kind === 'constant' ? value.value : NaN))
  // What was drawn and is cut off may be used all the same.
  if (
    !items ||
    travelling(deepLabels(whole)).length > 0 ||
    !isPlace(from) ||
    !isPlace(to) ||
    args.positional.some(({ value }) => value.labels.length > 0)
  )
    return undefined
  return list(items.slice(from, to), 'list', whole.labels)
}

function isPlace(place: unknown): place is number | undefined {
  return place === undefined || (typeof place === 'number' && !Number.isNaN(place))
}

/** The same for what is known of it, and another one: the items of a list are no longer those that it was made with. */
function copyOf(item: Value | undefined): Value | undefined {
  return item && { ...item }
}

/** `a.concat(b, c)`: items of lists, and whatever is no list as an item. */
function joined(receiver: Value | undefined, args: readonly EvaluatedArgument[], labels: Labels): Value {
  const all = [...(receiver ? [receiver] : []), ...args.map(({ value }) => value)]
  const items = all
    .flatMap((each) => alternatives(each))
    .map((each) => {
      if (each.kind !== 'list') return each
      return each.element.value && labelled(each.element.value, each.labels)
    })
  const known = items.filter((each) => each !== undefined)
  return listOf(known.length > 0 ? known.reduce((a, b) => joinValues(a, b)) : undefined, labels)
}

function placed(label: Label): Label {
  return label.kind === 'unordered' ? { kind: 'position', effect: label.effect } : label
}

/** Arrays and lists of the language itself are values the timeline can look into. */
function builtin(
  interpreter: Interpreter,
  request: Request,
  type: string,
  labels: Labels,
): Value | undefined {
  const { items } = request.api
  if (type === interpreter.module.language.builtinTypes.list) {
    const item =
      items === undefined
        ? unknown(labels)
        : instance({ type: items, labels, initial: initialIn(request.receiver) })
    return listOf(item, labels)
  }
  if (type === 'Set') return gathered(interpreter, request, 'set', labels)
  if (type === 'builtins.set') return listOf(unknown(labels), labels, 'set')
  return undefined
}
