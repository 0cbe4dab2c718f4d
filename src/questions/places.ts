/** Where an effect of a run can be pointed at. */
import type { Effect } from '../effects.ts'
import type { Module, SyntaxNode } from '../program.ts'
import type { Run } from '../rule.ts'
import { isJudged } from '../on-demand.ts'

/** The entrypoint, and what a page loads as a part of itself. */
export function isEntry({ entry, scripts }: Run, module: Module): boolean {
  return module === entry || scripts.has(module)
}

/** The effect, or the call that leads to it, where it is written in the entrypoint. */
function placeInEntry(
  run: Run,
  { module, node, context }: Effect,
): Pick<Effect, 'module' | 'node'> | undefined {
  return isEntry(run, module) ? { module, node } : context.calls.findLast((call) => isEntry(run, call.module))
}

/**
 * Where the file being judged reports what concerns a whole run: the entrypoint does, or, where none of those that run
 * the file has anything to judge itself, the file in which it is written.
 */
export function placeFor(run: Run, effect: Effect): SyntaxNode | undefined {
  const entries = [...run.entries, ...run.scripts]
  if (!entries.some((entry) => isJudged(entry.text, entry.language.name, run.settings)))
    return run.isHere(effect) ? effect.node : undefined
  const place = placeInEntry(run, effect)
  return place?.module.file === run.module.file ? place.node : undefined
}
