/** Operations without a deterministic implementation. */
import type { Model } from './model.ts'

export const nondeterministic: Model<'nondeterministic'> = {
  fact: 'nondeterministic',
  before({ interpreter, request: { args, call, node, text, path } }, facts) {
    const applicable = facts.filter((fact) => args.meets(fact.when) === true)
    if (!call || applicable.length === 0) return
    interpreter.emit({
      kind: 'operation',
      ...interpreter.base(node, text, path),
      nondeterministic: applicable,
      call,
      backends: interpreter.backends.value,
    })
  },
}
