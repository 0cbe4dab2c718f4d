/**
 * Draws that were taken from a source while nothing had seeded it. Each state of a source holds on to all of them, so a
 * list shares its beginning with the lists that it was made of.
 */
import type { DrawEffect } from '../effects.ts'

export interface EarlyDraws {
  readonly draw: DrawEffect
  readonly before: EarlyDraws | undefined
  readonly count: number
}

export function withEarly(before: EarlyDraws | undefined, draw: DrawEffect): EarlyDraws {
  return { draw, before, count: (before?.count ?? 0) + 1 }
}

/** The oldest first. */
export function earlyDrawsIn(last: EarlyDraws | undefined): readonly DrawEffect[] {
  const draws: DrawEffect[] = []
  for (let at = last; at; at = at.before) draws.push(at.draw)
  return draws.reverse()
}

export function withoutEarly(last: EarlyDraws | undefined, draw: DrawEffect): EarlyDraws | undefined {
  const draws = earlyDrawsIn(last)
  return draws.includes(draw) ? listed(draws.filter((each) => each !== draw)) : last
}

function listed(
  draws: readonly DrawEffect[],
  before: EarlyDraws | undefined = undefined,
): EarlyDraws | undefined {
  return draws.reduce<EarlyDraws | undefined>(withEarly, before)
}

/** After two branches: those of one, then those of the other. Only what the branches have added is gone through. */
export function joinEarly(
  one: EarlyDraws | undefined,
  other: EarlyDraws | undefined,
): EarlyDraws | undefined {
  const known = new Set<DrawEffect>()
  const added: DrawEffect[] = []
  let [a, b] = [one, other]
  while (a !== b) {
    if (a && a.count >= (b?.count ?? 0)) {
      known.add(a.draw)
      a = a.before
    } else {
      added.push(b!.draw)
      b = b!.before
    }
  }
  if (known.size === 0) return other
  const others = added.reverse().filter((draw) => !known.has(draw))
  return listed(others, one)
}
