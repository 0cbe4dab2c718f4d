/** `len(box)`, `float(box)`: what a class of the program says about itself. */
import { callSpecial } from '../../../interpreter/execute/special-methods.ts'
import { operate } from '../../../interpreter/execute/operations.ts'
import type { Model } from '../../../interpreter/models/model.ts'

declare module '../../schema.ts' {
  interface Api {
    /** It calls the first of these methods that the class of its first argument has. */
    readonly dispatches?: readonly string[]
  }
}

export const dispatches: Model<'dispatches'> = {
  fact: 'dispatches',
  value({ interpreter, request: { api, args, node } }, methods) {
    const [first, ...others] = args.positional.map(({ value }) => value)
    const answer = first && callSpecial(interpreter, first, methods, others, node)
    if (!answer || api.harmless === undefined) return answer
    return operate('format', [answer], interpreter.module.language)
  },
}
