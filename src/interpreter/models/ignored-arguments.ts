/** Arguments that are accepted and have no effect. */
import type { Api } from '../../catalog/schema.ts'
import type { EvaluatedArgument, EvaluatedArguments } from '../execute/arguments.ts'
import { isNothing } from '../values/value.ts'
import type { Model } from './model.ts'

type Ignored = NonNullable<Api['ignored']>[number]

export const ignored: Model<'ignored'> = {
  fact: 'ignored',
  before({ interpreter, request: { args, call, text, path } }, all) {
    if (!call) return
    for (const condition of all) {
      const found = given(args, condition)
      if (!found) continue
      interpreter.emit({
        kind: 'ignored',
        ...interpreter.base(found.node, text, path),
        why: condition.why,
        misplaced: condition.misplaced === true,
        slot: condition,
        call,
      })
    }
  },
}

/** The argument, where it is given and what is said of it holds. */
function given(args: EvaluatedArguments, condition: Ignored): EvaluatedArgument | undefined {
  const found = args.at(condition)
  if (found === 'absent' || found === 'unknown') return undefined
  const holds = args.holds(condition)
  if (holds === false) return undefined
  if (condition.given !== undefined) return found
  if (condition.is !== undefined || condition.above !== undefined)
    return holds === undefined ? undefined : found
  return condition.isNot === undefined && isNothing(found.value) ? undefined : found
}
