/** `layer.apply(x)` of a layer of the program's own: its `call` is what calculates. */
import { findMethod } from '../../../interpreter/execute/functions.ts'
import { travelling } from '../../../interpreter/models/contents.ts'
import type { Model } from '../../../interpreter/models/model.ts'
import { UNKNOWN, alternatives, deepLabels } from '../../../interpreter/values/value.ts'

declare module '../../schema.ts' {
  interface Api {
    /** It calls the method of this name of its receiver, where that is of a class of the program. */
    readonly callsOwn?: string
  }
}

export const callsOwn: Model<'callsOwn'> = {
  fact: 'callsOwn',
  before({ interpreter, request: { args, receiver, node, text }, labels }, name) {
    for (const each of alternatives(receiver ?? UNKNOWN)) {
      const method = each.kind === 'instance' && each.class && findMethod(interpreter, each.class, name)
      if (!method) continue
      const { definition, module } = method
      const loop = { kind: 'hook' as const, node: definition.node, module, name, concurrent: false }
      interpreter.within({ loops: [...interpreter.context.loops, loop] }, () => {
        const result = interpreter.callFunction(method, args, each, node, text)
        labels.push(...travelling(deepLabels(result)))
      })
    }
  },
}
