/** Questions asked of draws. */
import type { DrawEffect } from '../effects.ts'

/** Its number decides something; those for ids, delays and colours are nobody's concern. */
export function hasConsequence({ draw, implicit, source, reaches }: DrawEffect): boolean {
  if (draw.onlyMoves) return false
  return implicit !== undefined || source?.judged === 'always' || reaches.size > 0
}
