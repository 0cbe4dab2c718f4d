/** `functools.partial(fn, *args, **keywords)` */
import type { Model } from '../../../interpreter/models/model.ts'
import { UNKNOWN } from '../../../interpreter/values/value.ts'

declare module '../../schema.ts' {
  interface Api {
    /** Its value is the function in this slot with the call's other arguments bound to it. */
    readonly binds?: Slot
  }
}

export const binds: Model<'binds'> = {
  fact: 'binds',
  value({ request: { args } }, slot) {
    const found = args.at(slot)
    if (found === 'absent' || found === 'unknown') return UNKNOWN
    const { value: fn } = found
    if (fn.kind !== 'function') return fn
    const positional = args.positional.filter((each) => each !== found).map(({ value }) => ({ value }))
    const keywords = Array.from(args.keywords, ([name, { value }]) => ({ name, value }))
    return { ...fn, given: [...fn.given, ...positional, ...keywords] }
  },
}
