/** Whether two effects can meet in one run. */
import type { Effect } from '../effects.ts'
import { areOpposite } from '../interpreter/execute/guards.ts'

/** They stand in opposite branches of one `if`. */
export function areExclusive(one: Effect, other: Effect): boolean {
  return areOpposite(one.context.guards, other.context.guards)
}
