/**
 * What only few objects have: accessors, a prototype, the other half of a generator. They are kept beside the objects,
 * by what all copies of an abstract object share.
 */
import type { FunctionDefinition } from '../../program.ts'
import type { Channel } from '../models/channels.ts'
import type { Cell } from '../store.ts'
import {
  type FunctionValue,
  type Labels,
  type RecordValue,
  type Value,
  joinLabels,
  joinValues,
  record,
  valueCell,
} from './value.ts'

type Fields = ReadonlyMap<string, Cell<Value>>

interface Accessor {
  get?: FunctionValue
  set?: FunctionValue
}

const accessors = new WeakMap<Fields, Map<string, Accessor>>()
const prototypes = new WeakMap<Fields, Value>()

/** `get x() { … }` of an object. */
export function defineAccessor(fields: Fields, name: string, kind: 'get' | 'set', fn: FunctionValue): void {
  let own = accessors.get(fields)
  if (!own) accessors.set(fields, (own = new Map<string, Accessor>()))
  const known = own.get(name)
  if (known) known[kind] = fn
  else own.set(name, { [kind]: fn })
}

/** The function that is called to read or write a property of an object. */
export function accessorOf(fields: Fields, name: string, kind: 'get' | 'set'): FunctionValue | undefined {
  return accessors.get(fields)?.get(name)?.[kind]
}

/** What an object gets from where it has no property of its own. */
export function setPrototype(fields: Fields, prototype: Value): void {
  prototypes.set(fields, prototype)
}

export function prototypeOf(fields: Fields): Value | undefined {
  return prototypes.get(fields)
}

/** The properties of functions, in one run of a program: `Box.prototype`, `draw.count`. */
export class FunctionObjects {
  readonly #objects = new Map<FunctionDefinition, RecordValue>()

  of({ definition }: FunctionValue): RecordValue {
    let object = this.#objects.get(definition)
    if (!object) this.#objects.set(definition, (object = record([['prototype', record()]])))
    return object
  }

  /** Undefined where nobody has asked for its properties. */
  known({ definition }: FunctionValue): RecordValue | undefined {
    return this.#objects.get(definition)
  }
}

const sizes = new WeakMap<Cell<Value | undefined>, Labels>()

/** What was drawn has decided how many items a list has. */
export function noteSize(items: Cell<Value | undefined>, by: Labels): void {
  if (by.length > 0) sizes.set(items, joinLabels(sizes.get(items) ?? [], by))
}

export function sizeLabels(items: Cell<Value | undefined>): Labels {
  return sizes.get(items) ?? []
}

/** A generator's items are a list; what else it gives, and what it is sent. */
export interface Generated {
  readonly returned: Value | undefined
  readonly sent: Channel
}

const generated = new WeakMap<Cell<Value | undefined>, Generated>()

export function noteGenerated(items: Cell<Value | undefined>, parts: Generated): void {
  generated.set(items, parts)
}

export function generatedBy(items: Cell<Value | undefined>): Generated | undefined {
  return generated.get(items)
}

/** A new table of what stands in some, in which a later one takes the place of an earlier one. */
export function merged(...tables: readonly RecordValue[]): RecordValue {
  const whole = record()
  for (const { fields, rest } of tables) {
    // A key that is not known may be any of those before it.
    if (rest.value) for (const cell of whole.fields.values()) cell.value = joinValues(cell.value, rest.value)
    for (const [name, { value }] of fields) whole.fields.set(name, valueCell(value))
    if (rest.value)
      whole.rest.value = whole.rest.value ? joinValues(whole.rest.value, rest.value) : rest.value
  }
  return whole
}
