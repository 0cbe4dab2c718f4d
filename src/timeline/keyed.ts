/** What is put into a `Map` under a key, and what is found there again. */
import { keep } from './arrivals.ts'
import { numbered } from './assignment.ts'
import type { Request } from './calls.ts'
import type { Machine } from './machine.ts'
import { iterate } from './statements.ts'
import type { Cell } from './store.ts'
import {
  UNKNOWN,
  type InstanceValue,
  type Marks,
  type RecordValue,
  type Value,
  alternatives,
  anyOf,
  deepMarks,
  instance,
  isNothing,
  itemsOf,
  joinMarks,
  joinValues,
  list,
  listOf,
  marked,
  record,
  unknown,
  valueCell,
} from './values.ts'

/** Where a Map keeps its values, as the specification calls it, and its keys; no property has such a name. */
const VALUES = '[[MapData]]'
const KEYS = '[[MapData]].[[Key]]'

/** Both by the key as it is written where that is known, and the rest of them joined. */
interface Content {
  readonly keys: RecordValue
  readonly values: RecordValue
}

function contentOf(value: Value | undefined): Content | undefined {
  if (value?.kind !== 'instance') return undefined
  const keys = value.fields.get(KEYS)?.value
  const values = value.fields.get(VALUES)?.value
  return keys?.kind === 'record' && values?.kind === 'record' ? { keys, values } : undefined
}

/** `new Map()`, `new Map([[key, value]])`, `new Map(other)` */
export function makeKeyed(machine: Machine, { args, node }: Request): InstanceValue {
  const made: Content = { keys: record(), values: record() }
  const [from] = args.positional
  for (const each of from ? alternatives(from.value) : []) {
    if (isNothing(each) === true) continue
    const pairs = (each.kind === 'list' && itemsOf(each)) || pairsIn(each) || [iterate(machine, each, node)]
    for (const pair of pairs) {
      const [key, value] = halves(pair)
      put(machine, made, key, value)
    }
  }
  const fields = new Map<string, Cell<Value>>([
    [KEYS, valueCell(made.keys)],
    [VALUES, valueCell(made.values)],
  ])
  return instance({ type: 'Map', fields, madeIn: machine.context.loops, marks: from?.value.marks ?? [] })
}

/** The key and the value of what should be a pair of them. */
function halves(pair: Value): readonly [Value, Value] {
  const items = pair.kind === 'list' ? itemsOf(pair) : undefined
  if (items?.length === 2) return [marked(items[0]!, pair.marks), marked(items[1]!, pair.marks)]
  const half = pair.kind === 'list' && pair.element.value ? pair.element.value : unknown(deepMarks(pair))
  return [half, half]
}

/** `map.set(key, value)`, `map.delete(key)`, `map.clear()` */
export function keyed(
  machine: Machine,
  { args, receiver }: Request,
  how: 'puts' | 'removes' | 'empties',
): void {
  const [key, value] = args.positional
  if (how === 'puts' && key && value) {
    keep(value.value)
    numbered(key.value, value.value, value.expression)
  }
  for (const each of alternatives(receiver ?? UNKNOWN)) {
    const content = contentOf(each)
    if (!content) continue
    if (how === 'puts') put(machine, content, key?.value ?? UNKNOWN, value?.value ?? UNKNOWN)
    else if (how === 'empties') empty(machine, content, [...content.values.fields.keys()])
    else empty(machine, content, (key && namesOf(key.value)) ?? [])
    if (how === 'empties') machine.store.set(content.values.rest, undefined)
  }
  machine.consequences++
}

function put(machine: Machine, { keys, values }: Content, key: Value, value: Value): void {
  const names = namesOf(key)
  if (!names) {
    machine.store.set(keys.rest, joined(keys.rest.value, key))
    machine.store.set(values.rest, joined(values.rest.value, value))
    return
  }
  for (const name of names) {
    let cell = values.fields.get(name)
    // Which of several it is put under is not known: what stood there may stand there still.
    const before = names.length > 1 ? cell?.value : undefined
    if (!cell) values.fields.set(name, (cell = valueCell(UNKNOWN)))
    machine.store.set(cell, joined(before, value))
    if (!keys.fields.has(name)) keys.fields.set(name, valueCell(key))
  }
}

function joined(before: Value | undefined, value: Value): Value {
  return before ? joinValues(before, value) : value
}

function empty(machine: Machine, { values }: Content, names: readonly string[]): void {
  for (const name of names) {
    const cell = values.fields.get(name)
    if (cell) machine.store.set(cell, UNKNOWN)
  }
}

/** The keys that a value may be, as they are written; undefined when they are not all known. */
function namesOf(key: Value): readonly string[] | undefined {
  const names = alternatives(key).map((each) =>
    each.kind === 'constant' ? `${typeof each.value} ${String(each.value)}` : undefined,
  )
  return names.every((name) => name !== undefined) ? names : undefined
}

/** `map.get(key)` */
export function under({ args, receiver }: Request, inputs: Marks): Value {
  const key = args.positional[0]?.value
  const nothing = unknown(inputs)
  const content = contentOf(receiver)
  if (!content || !key) return nothing
  const { fields, rest } = content.values
  const names = namesOf(key)
  const found = names
    ? names.map((name) => fields.get(name)?.value)
    : [...fields.values()].map(({ value }) => oneOf(value))
  if (!names || found.includes(undefined)) found.push(oneOf(rest.value ?? UNKNOWN))
  // What stands under the name of an item is in no order itself.
  const chosen = key.marks.filter((mark) => mark.kind !== 'unordered')
  return marked(anyOf(found.filter((each) => each !== undefined)), joinMarks(receiver!.marks, chosen))
}

/**
 * One of several values, or none of them. Two layers that look for an initializer each may find the same one or not:
 * nothing is said of those.
 */
function oneOf(values: Value): Value {
  const found = alternatives(values).filter(
    (each) =>
      each.kind !== 'instance' ||
      (each.initializers.length === 0 && each.generator?.created.creation.describes !== true),
  )
  return marked([...found, UNKNOWN].reduce(joinValues), values.marks)
}

/** The pairs in a Map; those under keys that are not known are one. */
function pairsIn(map: Value): readonly Value[] | undefined {
  const content = contentOf(map)
  if (!content) return undefined
  const { keys, values } = content
  const pairs = Array.from(values.fields, ([name, { value }]) => list([keys.fields.get(name)!.value, value]))
  if (values.rest.value) pairs.push(list([keys.rest.value ?? UNKNOWN, values.rest.value]))
  return pairs
}

/** Whatever stands in a Map. */
export function valuesIn(map: Value): readonly Value[] {
  const values = contentOf(map)?.values
  if (!values) return []
  const known = Array.from(values.fields.values(), ({ value }) => value)
  return values.rest.value ? [...known, values.rest.value] : known
}

/** What a Map has of each pair: its keys, or its values. */
export function listed(map: Value, what: keyof Content): Value | undefined {
  const content = contentOf(map)
  if (!content) return undefined
  const { fields, rest } = content[what]
  const all = Array.from(fields.values(), ({ value }) => value)
  if (!content.values.rest.value) return list(all, 'list', map.marks)
  return listOf(anyOf([...all, rest.value ?? UNKNOWN]), map.marks)
}

/** A pair of any key and any value of a Map, as a loop over it gets them. */
export function pairIn(map: Value): Value | undefined {
  if (!contentOf(map)) return undefined
  const [key, value] = (['keys', 'values'] as const).map((what) => {
    const all = listed(map, what)
    return (all?.kind === 'list' && all.element.value) || UNKNOWN
  })
  return list([key!, value!])
}
