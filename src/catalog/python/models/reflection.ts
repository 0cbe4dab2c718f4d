/** `getattr(samplers, name)`, `setattr(box, name, value)`, `globals()[name]`: what has a name, whatever that is. */
import { entriesInto } from '../../../interpreter/execute/assignment.ts'
import { memberOf } from '../../../interpreter/execute/expressions.ts'
import type { Model } from '../../../interpreter/models/model.ts'
import {
  UNKNOWN,
  alternatives,
  constant,
  joinLabels,
  joinValues,
  unknown,
  valueCell,
} from '../../../interpreter/values/value.ts'

declare module '../../schema.ts' {
  interface Api {
    /** Its value is the member of an object that has the name: `getattr`. */
    readonly member?: { readonly of: Slot; readonly name: Slot }
    /** It writes the member of an object that has the name: `setattr`. */
    readonly writesMember?: { readonly of: Slot; readonly name: Slot; readonly value: Slot }
    /** It gives what has a name, whatever that is, so that any function may be called through it: `globals()`. */
    readonly callsByName?: boolean
  }
}

export const callsByName: Model<'callsByName'> = {
  fact: 'callsByName',
  before({ interpreter }) {
    interpreter.callsByName = true
  },
}

/** Under a name that is not known, any function may be had. */
export const member: Model<'member'> = {
  fact: 'member',
  value({ interpreter, request: { args, node } }, { of, name }) {
    const [object, key] = [args.at(of), args.at(name)]
    if (object === 'absent' || object === 'unknown' || key === 'absent' || key === 'unknown') return UNKNOWN
    const values = alternatives(key.value).map((each) => {
      if (each.kind === 'constant' && typeof each.value === 'string')
        return memberOf(interpreter, object.value, each.value, node)
      if (object.value.kind !== 'api') interpreter.callsByName = true
      return unknown(joinLabels(object.value.labels, key.value.labels))
    })
    return values.reduce((a, b) => joinValues(a, b))
  },
}

/** What is written to an object of the program under a known name is found there again. */
export const writesMember: Model<'writesMember'> = {
  fact: 'writesMember',
  value({ interpreter, request: { args } }, slots) {
    const [object, name, value] = [args.at(slots.of), args.at(slots.name), args.at(slots.value)]
    if (object === 'absent' || object === 'unknown' || name === 'absent' || name === 'unknown')
      return undefined
    if (value === 'absent' || value === 'unknown' || name.value.kind !== 'constant') return undefined
    const targets = alternatives(object.value)
    if (!targets.every((each) => each.kind === 'instance' && each.class)) return undefined
    const fields = new Map([[String(name.value.value), valueCell(value.value)]])
    for (const each of targets) entriesInto(interpreter, each, fields, undefined)
    return constant(undefined)
  },
}
