/** `getattr(samplers, name)`, `globals()[name]`: what has a name, whatever that is. */
import { memberOf } from '../../../interpreter/execute/expressions.ts'
import type { Model } from '../../../interpreter/models/model.ts'
import { UNKNOWN, alternatives, joinLabels, joinValues, unknown } from '../../../interpreter/values/value.ts'

declare module '../../schema.ts' {
  interface Api {
    /** Its value is the member of an object that has the name: `getattr`. */
    readonly member?: { readonly of: Slot; readonly name: Slot }
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
