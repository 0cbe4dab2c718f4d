/** `Object.defineProperty(object, name, { get })`, `Object.create(prototype)`. */
import { putInto, travelling } from '../../../interpreter/models/contents.ts'
import type { Model } from '../../../interpreter/models/model.ts'
import { defineAccessor, setPrototype } from '../../../interpreter/values/objects.ts'
import {
  type Value,
  alternatives,
  deepLabels,
  isNothing,
  record,
  valueCell,
} from '../../../interpreter/values/value.ts'

declare module '../../schema.ts' {
  interface Api {
    /** It gives the property of its first argument that its second one names a value, or what a descriptor says. */
    readonly defines?: boolean
    /** It makes an object that has the properties of its first argument where it has none of its own. */
    readonly inherits?: boolean
  }
}

export const defines: Model<'defines'> = {
  fact: 'defines',
  after({ interpreter, request: { args, path } }) {
    const [object, name, given] = args.positional.map(({ value }) => value)
    if (!object || !name || !given) return
    const parts = path.endsWith('defineProperty') && given.kind === 'record' ? given.fields : undefined
    for (const each of alternatives(object)) {
      if ((each.kind !== 'record' && each.kind !== 'instance') || name.kind !== 'constant') {
        putInto(interpreter, each, travelling(deepLabels(given)))
        continue
      }
      const property = String(name.value)
      for (const kind of ['get', 'set'] as const) {
        const accessor = parts?.get(kind)?.value
        if (accessor?.kind === 'function') defineAccessor(each.fields, property, kind, accessor)
      }
      const value: Value | undefined = parts ? parts.get('value')?.value : given
      if (!value) continue
      const cell = each.fields.get(property)
      if (cell) interpreter.store.set(cell, value)
      else each.fields.set(property, valueCell(value))
    }
  },
}

export const inherits: Model<'inherits'> = {
  fact: 'inherits',
  value({ request: { args }, inputs }) {
    const made = record([], travelling(inputs))
    const prototype = args.positional[0]?.value
    if (prototype && isNothing(prototype) !== true) setPrototype(made.fields, prototype)
    return made
  },
}
