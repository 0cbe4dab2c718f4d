/** `dataset.prefetch(n)`: several items are asked for at a time, so the calls that make them overlap. */
import { race } from '../../../interpreter/models/callbacks.ts'
import type { Model } from '../../../interpreter/models/model.ts'

declare module '../../schema.ts' {
  interface Api {
    /** It asks its receiver for several items at once. */
    readonly prefetches?: boolean
  }
}

export const prefetches: Model<'prefetches'> = {
  fact: 'prefetches',
  after({ interpreter, request }) {
    race(interpreter, request.receiver)
  },
}
