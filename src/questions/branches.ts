/** Whether two effects can meet in one run. */
import type { Effect } from '../effects.ts'

/** They stand in opposite branches of one `if`. */
export function areExclusive(one: Effect, other: Effect): boolean {
  return one.context.guards.some(({ statement, branch }) =>
    other.context.guards.some((each) => each.statement === statement && each.branch !== branch),
  )
}
