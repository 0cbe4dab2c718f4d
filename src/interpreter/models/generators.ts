/** `generator.next(value)`: one item, or what it returns; it is sent the value. */
import { generatedBy } from '../values/objects.ts'
import { UNKNOWN, type Value, deepLabels, joinValues, record, unknown } from '../values/value.ts'
import { travelling } from './contents.ts'
import type { Model } from './model.ts'

declare module '../../catalog/schema.ts' {
  interface Api {
    /** It takes the next item of its receiver, and sends it its argument: `next`. */
    readonly steps?: boolean
  }
}

export const steps: Model<'steps'> = {
  fact: 'steps',
  value({ request: { args, receiver }, inputs }) {
    if (receiver?.kind !== 'list') return undefined
    const { returned, sent } = generatedBy(receiver.element) ?? {}
    const [argument] = args.positional
    if (argument) sent?.send(travelling(deepLabels(argument.value)))
    const values: readonly Value[] = [receiver.element.value, returned, argument?.value].filter(
      (each) => each !== undefined,
    )
    const value = values.length > 0 ? values.reduce(joinValues) : UNKNOWN
    return record([
      ['value', value],
      ['done', unknown(travelling(inputs))],
    ])
  },
}
