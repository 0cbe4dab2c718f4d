/** `dict(zip(names, numbers))`: the numbers of a table that is made of pairs. */
import type { Model } from '../../../interpreter/models/model.ts'
import { numberedKeys } from '../../../interpreter/models/sinks.ts'

declare module '../../schema.ts' {
  interface Api {
    /** It makes a table of the pairs in its first argument. */
    readonly keys?: boolean
  }
}

export const keys: Model<'keys'> = {
  fact: 'keys',
  before({ request }) {
    const [pairs] = request.args.positional
    if (pairs) numberedKeys(pairs.value)
  },
}
