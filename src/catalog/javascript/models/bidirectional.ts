/** `tf.layers.bidirectional({ layer })`: a wrapper that clones its layer clones the seeds of its initializers as well. */
import type { Model } from '../../../interpreter/models/model.ts'
import { alternatives } from '../../../interpreter/values/value.ts'

declare module '../../schema.ts' {
  interface Api {
    /** The layer in this slot is copied with its configuration: a seeded initializer in it gives both the same weights. */
    readonly copies?: Slot
  }
}

export const copies: Model<'copies'> = {
  fact: 'copies',
  after({ request: { args, call, node, text } }, slot) {
    const found = args.at(slot)
    if (!call || found === 'absent' || found === 'unknown') return
    for (const each of alternatives(found.value)) {
      if (each.kind !== 'instance') continue
      for (const created of each.initializers) created.copiedBy = { node, api: text }
    }
  },
}
