/** `new Float32Array(buffer)`: several views of one memory. */
import type { Model } from '../../../interpreter/models/model.ts'
import { instance } from '../../../interpreter/values/value.ts'

declare module '../../schema.ts' {
  interface Api {
    /** What it makes is a view of its first argument, where that is an object that holds something. */
    readonly views?: boolean
  }
}

export const views: Model<'views'> = {
  fact: 'views',
  value({ request: { api, args } }) {
    const buffer = args.positional[0]?.value
    if (buffer?.kind !== 'instance' || typeof api.returns !== 'string') return undefined
    return instance({ type: api.returns, fields: buffer.fields, labels: buffer.labels })
  },
}
