/** Functions that a library runs once, to trace them: what they draw is frozen. */
import { alternatives } from '../values/value.ts'
import type { Model } from './model.ts'

export const traces: Model<'traces'> = {
  fact: 'traces',
  value({ interpreter, request: { args, node } }, slot) {
    const found = slot === 'decorated' ? 'absent' : args.at(slot)
    if (found === 'absent' || found === 'unknown') return undefined
    for (const each of alternatives(found.value))
      if (each.kind === 'function') interpreter.traced.set(each.definition, node)
    return found.value
  },
}
