/** `os.environ.update({…})`, `os.environ.update(NAME="value")` */
import { assignEntries } from '../../../interpreter/execute/assignment.ts'
import { apiValue } from '../../../interpreter/execute/expressions.ts'
import type { Model } from '../../../interpreter/models/model.ts'
import { record } from '../../../interpreter/values/value.ts'

declare module '../../schema.ts' {
  interface Api {
    /** It writes the entries of its arguments, and its keyword arguments, to what has this path. */
    readonly updates?: string
  }
}

export const updates: Model<'updates'> = {
  fact: 'updates',
  after({ interpreter, request: { args } }, path) {
    const target = apiValue(interpreter, path)
    for (const each of args.positional)
      assignEntries(interpreter, target, each.value, {
        node: each.node,
        expression: each.expression,
        text: path,
      })
    for (const [name, each] of args.keywords)
      assignEntries(interpreter, target, record([[name, each.value]]), {
        node: each.node,
        expression: undefined,
        text: path,
      })
  },
}
