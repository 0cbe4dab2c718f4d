/** `layer.apply(x)`: a layer that is run on data outside of training draws no masks and adds no noise. */
import { takeBack } from '../../../interpreter/models/draws.ts'
import type { Model } from '../../../interpreter/models/model.ts'
import { UNKNOWN, type Value, alternatives } from '../../../interpreter/values/value.ts'

declare module '../../schema.ts' {
  interface Api {
    /**
     * It runs its receiver outside of training where all of these hold and its first argument is data (of the type
     * `on`): what the receiver draws in training only (`Draw.training`) is not drawn then.
     */
    readonly infers?: { readonly on: TypeName; readonly when: readonly Condition[] }
  }
}

export const infers: Model<'infers'> = {
  fact: 'infers',
  before({ interpreter, request: { args, receiver } }, { on, when }) {
    const data = args.positional[0]?.value
    const isData = (each: Value) => each.kind === 'instance' && interpreter.catalog.isA(each.type, on)
    if (!data || !alternatives(data).every(isData) || args.meets(when) !== true) return
    for (const each of alternatives(receiver ?? UNKNOWN))
      if (each.kind === 'instance') takeBack(interpreter, each.trainingDraws)
  },
}
