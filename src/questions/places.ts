/** Where an effect of a run can be pointed at. */
import type { Effect } from '../effects.ts'
import type { SyntaxNode } from '../program.ts'
import type { Run } from '../rule.ts'
import { isJudged } from '../analysis.ts'

/** Where in the entrypoint an effect is written, or the call that leads to it. */
function placeInEntry({ entry }: Run, { module, node, context }: Effect): SyntaxNode | undefined {
  return module === entry ? node : context.calls.findLast((call) => call.module === entry)?.node
}

/**
 * Where the file being judged reports what concerns a whole run: the entrypoint does, or, where none of those that run
 * the file has anything to judge itself, the file in which it is written.
 */
export function placeFor(run: Run, effect: Effect): SyntaxNode | undefined {
  if (run.entries.some((entry) => isJudged(entry, run.settings)))
    return run.entry === run.module ? placeInEntry(run, effect) : undefined
  return run.isHere(effect) ? effect.node : undefined
}
