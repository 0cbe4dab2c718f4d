/** Which way the tests around two effects went. */
import type { Guard } from '../../effects.ts'

/** A test that both stand behind went one way for the one and the other way for the other. */
export function areOpposite(some: readonly Guard[], others: readonly Guard[]): boolean {
  return some.some(({ statement, branch }) =>
    others.some((each) => each.statement === statement && each.branch !== branch),
  )
}

/** Whoever stands behind the others stands behind all of these. */
export function areAmong(some: readonly Guard[], others: readonly Guard[]): boolean {
  return some.every(({ statement, branch }) =>
    others.some((each) => each.statement === statement && each.branch === branch),
  )
}
