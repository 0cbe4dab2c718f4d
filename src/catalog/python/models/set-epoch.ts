/** `DistributedSampler`: repeats the order of the first epoch unless it is told which one it is. */
import { textOf } from '../../../interpreter/execute/names.ts'
import type { Model } from '../../../interpreter/models/model.ts'

declare module '../../schema.ts' {
  interface Api {
    /** A loop over its value (a sampler) repeats the same order unless this method is called once an epoch. */
    readonly epochMethod?: string
    /** `epochMethod` matters only when all of these hold. */
    readonly epochMethodWhen?: readonly Condition[]
  }
}

export const epochMethod: Model<'epochMethod'> = {
  fact: 'epochMethod',
  before({ interpreter, request: { api, args, call, node, text, path } }, method) {
    if (!call || args.meets(api.epochMethodWhen) !== true) return
    const [over] = args.positional
    interpreter.emit({
      kind: 'sampler',
      ...interpreter.base(node, text, path),
      method,
      over: over?.expression && textOf(over.expression),
    })
  },
}
