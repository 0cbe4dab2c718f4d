/** `dict(zip(names, numbers))`: the numbers of a table that is made of pairs; and what its methods find in it. */
import { entriesInto } from '../../../interpreter/execute/assignment.ts'
import type { EvaluatedArguments } from '../../../interpreter/execute/arguments.ts'
import { itemAt } from '../../../interpreter/execute/expressions.ts'
import { putInto } from '../../../interpreter/models/contents.ts'
import { merged } from '../../../interpreter/values/objects.ts'
import type { Cell } from '../../../interpreter/store.ts'
import type { Model } from '../../../interpreter/models/model.ts'
import { numberedKeys } from '../../../interpreter/models/sinks.ts'
import {
  type Value,
  UNKNOWN,
  alternatives,
  constant,
  deepLabels,
  joinValues,
  labelled,
  valueCell,
} from '../../../interpreter/values/value.ts'

declare module '../../schema.ts' {
  interface Api {
    /** It makes a table of the pairs in its first argument. */
    readonly keys?: boolean
    /** It gives what stands under its first argument, or else its second; puts that there; puts all of its arguments. */
    readonly entry?: 'gives' | 'gives or puts' | 'puts all'
  }
}

export const keys: Model<'keys'> = {
  fact: 'keys',
  before({ request }) {
    const [pairs] = request.args.positional
    if (pairs) numberedKeys(pairs.value)
  },
  value({ interpreter, request: { args } }) {
    const table = args.positional[0]?.value
    if (table?.kind !== 'record') return undefined
    const whole = merged(table)
    entriesInto(interpreter, whole, byKeyword(args), undefined)
    return labelled(whole, table.labels)
  },
}

/** `dict(…, lr=0.1)` */
function byKeyword({ keywords }: EvaluatedArguments): Map<string, Cell<Value>> {
  return new Map(Array.from(keywords, ([name, { value }]) => [name, valueCell(value)]))
}

export const entry: Model<'entry'> = {
  fact: 'entry',
  value({ interpreter, request: { receiver, args, node } }, how) {
    const table = receiver ?? UNKNOWN
    if (how === 'puts all') {
      for (const each of alternatives(table)) {
        for (const { value } of args.positional) {
          if (value.kind === 'record') entriesInto(interpreter, each, value.fields, value.rest.value)
          else putInto(interpreter, each, deepLabels(value))
        }
        entriesInto(interpreter, each, byKeyword(args), undefined)
      }
      return constant(undefined)
    }
    const [key, otherwise] = args.positional
    const name = key?.value.kind === 'constant' ? key.value.value : undefined
    const given = otherwise?.value
    const found = alternatives(table).map((each): Value => {
      const held = each.kind === 'record' && typeof name === 'string' ? each.fields.get(name) : undefined
      if (held) return held.value
      if (how === 'gives or puts' && each.kind === 'record' && typeof name === 'string' && given) {
        const cell = valueCell(UNKNOWN)
        each.fields.set(name, cell)
        interpreter.store.grew(each.rest)
        interpreter.store.set(cell, given)
        return each.rest.value ? joinValues(given, each.rest.value) : given
      }
      if (how === 'gives or puts' && given) putInto(interpreter, each, deepLabels(given))
      const item = itemAt(interpreter, each, key?.value ?? UNKNOWN, node)
      return given ? joinValues(item, given) : item
    })
    return found.reduce(joinValues)
  },
}
