/** `nn.Sequential(first, *others)` calls what it is made of, one after the other. */
import type { Model } from '../../../interpreter/models/model.ts'

declare module '../../schema.ts' {
  interface Api {
    /** Whoever calls its value calls its arguments, one after the other. */
    readonly chains?: boolean
  }
}

export const chains: Model<'chains'> = {
  fact: 'chains',
  finish({ request: { args } }, value) {
    if (value.kind !== 'instance') return value
    const chain = [...args.positional.map((each) => each.value), ...(args.rest ? [args.rest] : [])]
    return { ...value, chain }
  },
}
