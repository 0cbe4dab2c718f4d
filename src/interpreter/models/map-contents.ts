/** What is put into a `Map` under a key, and what is found there again. */
import { noteIndexing } from '../execute/indexing.ts'
import { endHarmlessly, keepLabels } from './sinks.ts'
import type { Request } from '../execute/calls.ts'
import type { Interpreter } from '../interpreter.ts'
import type { Model } from './model.ts'
import { iterate } from '../execute/statements.ts'
import type { Cell } from '../store.ts'
import {
  UNKNOWN,
  type InstanceValue,
  type Labels,
  type RecordValue,
  type Value,
  alternatives,
  anyOf,
  deepLabels,
  instance,
  isNothing,
  itemsOf,
  joinLabels,
  joinValues,
  list,
  listOf,
  labelled,
  record,
  unknown,
  valueCell,
} from '../values/value.ts'

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
export function makeKeyed(interpreter: Interpreter, { args, node }: Request): InstanceValue {
  const made: Content = { keys: record(), values: record() }
  const [from] = args.positional
  for (const each of from ? alternatives(from.value) : []) {
    if (isNothing(each) === true) continue
    const pairs = (each.kind === 'list' && itemsOf(each)) ||
      pairsIn(each) || [iterate(interpreter, each, node)]
    for (const pair of pairs) {
      const [key, value] = keyAndValue(pair)
      put(interpreter, made, key, value)
    }
  }
  const fields = new Map<string, Cell<Value>>([
    [KEYS, valueCell(made.keys)],
    [VALUES, valueCell(made.values)],
  ])
  return instance({
    type: 'Map',
    fields,
    madeIn: interpreter.context.loops,
    labels: from?.value.labels ?? [],
  })
}

/** The key and the value of what should be a pair of them. */
function keyAndValue(pair: Value): readonly [Value, Value] {
  const items = pair.kind === 'list' ? itemsOf(pair) : undefined
  if (items?.length === 2) return [labelled(items[0]!, pair.labels), labelled(items[1]!, pair.labels)]
  const half = pair.kind === 'list' && pair.element.value ? pair.element.value : unknown(deepLabels(pair))
  return [half, half]
}

export const keyed: Model<'keyed'> = {
  fact: 'keyed',
  after({ interpreter, request }, how) {
    if (how !== 'makes' && how !== 'gives') change(interpreter, request, how)
  },
}

/** `map.set(key, value)`, `map.delete(key)`, `map.clear()` */
function change(
  interpreter: Interpreter,
  { args, receiver }: Request,
  how: 'puts' | 'removes' | 'empties',
): void {
  const [key, value] = args.positional
  if (how === 'puts' && key && value) {
    keepLabels(value.value)
    noteIndexing(key.value, value.value, value.expression)
  }
  for (const each of alternatives(receiver ?? UNKNOWN)) {
    const content = contentOf(each)
    if (!content) continue
    if (how === 'puts') put(interpreter, content, key?.value ?? UNKNOWN, value?.value ?? UNKNOWN)
    else if (how === 'empties') empty(interpreter, content, [...content.values.fields.keys()])
    else empty(interpreter, content, (key && namesOf(key.value)) ?? [])
    if (how === 'empties') interpreter.store.set(content.values.rest, undefined)
  }
}

function put(interpreter: Interpreter, { keys, values }: Content, key: Value, value: Value): void {
  const names = namesOf(key)
  if (!names) {
    interpreter.store.set(keys.rest, joined(keys.rest.value, key))
    interpreter.store.set(values.rest, joined(values.rest.value, value))
    return
  }
  for (const name of names) {
    let cell = values.fields.get(name)
    // Which of several it is put under is not known: what stood there may stand there still.
    const before = names.length > 1 ? cell?.value : undefined
    if (!cell) {
      values.fields.set(name, (cell = valueCell(UNKNOWN)))
      interpreter.store.grew(values.rest)
    } else if (!before) endHarmlessly(deepLabels(cell.value), 'discarded')
    interpreter.store.set(cell, joined(before, labelled(value, interpreter.deciding)))
    if (!keys.fields.has(name)) keys.fields.set(name, valueCell(key))
  }
}

function joined(before: Value | undefined, value: Value): Value {
  return before ? joinValues(before, value) : value
}

function empty(interpreter: Interpreter, { values }: Content, names: readonly string[]): void {
  for (const name of names) {
    const cell = values.fields.get(name)
    if (cell) endHarmlessly(deepLabels(cell.value), 'discarded')
    if (cell) interpreter.store.set(cell, UNKNOWN)
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
export function lookUp({ args, receiver }: Request, inputs: Labels): Value {
  const key = args.positional[0]?.value
  const nothing = unknown(inputs)
  const content = contentOf(receiver)
  if (!content || !key) return nothing
  const { fields, rest } = content.values
  const names = namesOf(key)
  const found = names
    ? names.map((name) => fields.get(name)?.value)
    : [...fields.values()].map(({ value }) => maybeFound(value))
  if (!names || found.includes(undefined)) found.push(maybeFound(rest.value ?? UNKNOWN))
  // What stands under the name of an item is in no order itself.
  const chosen = key.labels.filter((label) => label.kind !== 'unordered')
  return labelled(anyOf(found.filter((each) => each !== undefined)), joinLabels(receiver!.labels, chosen))
}

/**
 * One of several values, or none of them. Two layers that look for an initializer each may find the same one or not:
 * nothing is said of those.
 */
function maybeFound(values: Value): Value {
  const found = alternatives(values).filter(
    (each) =>
      each.kind !== 'instance' ||
      (each.initializers.length === 0 && each.generator?.created.creation.describes !== true),
  )
  return labelled([...found, UNKNOWN].reduce(joinValues), values.labels)
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
export function keysOrValues(map: Value, what: keyof Content): Value | undefined {
  const content = contentOf(map)
  if (!content) return undefined
  const { fields, rest } = content[what]
  const all = Array.from(fields.values(), ({ value }) => value)
  if (!content.values.rest.value) return list(all, 'list', map.labels)
  return listOf(anyOf([...all, rest.value ?? UNKNOWN]), map.labels)
}

/** A pair of any key and any value of a Map, as a loop over it gets them. */
export function pairIn(map: Value): Value | undefined {
  if (!contentOf(map)) return undefined
  const [key, value] = (['keys', 'values'] as const).map((what) => {
    const all = keysOrValues(map, what)
    return (all?.kind === 'list' && all.element.value) || UNKNOWN
  })
  return list([key!, value!])
}
