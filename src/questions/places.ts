/** Where an effect of a run can be pointed at. */
import type { Effect } from '../effects.ts'
import type { SyntaxNode } from '../program.ts'
import type { Run } from '../rule.ts'

/** Where in the entrypoint an effect is written, or the call that leads to it. */
export function placeInEntry({ entry }: Run, { module, node, context }: Effect): SyntaxNode | undefined {
  return module === entry ? node : context.calls.findLast((call) => call.module === entry)?.node
}
