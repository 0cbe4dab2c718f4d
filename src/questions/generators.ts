/** Questions asked of generators that a program makes for itself. */
import type { CreateEffect } from '../effects.ts'
import type { Run } from '../rule.ts'
import { areOpposite } from '../interpreter/execute/guards.ts'
import { isSeedName } from '../interpreter/execute/names.ts'
import { mayMatter } from './draws.ts'
import { isOlderGeneration } from './generation.ts'

/** It starts from fresh entropy, or from a source that nothing has seeded, and what it gives has a consequence. */
export function startsUnseeded(run: Run, created: CreateEffect): boolean {
  const { catalog } = run
  const { creation, seed, reseeded, replaced, uses, escapes, context, path } = created
  if (creation.unseeded === 'constant' || reseeded || replaced || context.worker || seed?.kind !== 'missing')
    return false
  if (isOlderGeneration(run, catalog.owner(path)) || isForWantOfASeed(run, created)) return false
  if (creation.unseeded !== 'entropy') {
    return uses.some(
      (use) =>
        use.kind === 'draw' &&
        use.state.status === 'unseeded' &&
        !use.seededLater &&
        (use.implicit !== undefined || mayMatter(use)),
    )
  }
  if (creation.describes) return false
  if (escapes || catalog.owner(path)?.ml === true) return true
  return uses.some((use) => use.kind === 'spawn' || use.implicit !== undefined || mayMatter(use))
}

/** `seed === undefined ? seedrandom() : seedrandom(seed)`: whoever gives a seed gets a seeded one. */
function isForWantOfASeed(run: Run, { creation, context }: CreateEffect): boolean {
  const asked = context.guards.filter(({ names }) => [...names].some(isSeedName))
  if (asked.length === 0) return false
  return run
    .all('create')
    .some(
      (other) =>
        other.creation.type === creation.type &&
        other.seed?.kind === 'configured' &&
        areOpposite(asked, other.context.guards),
    )
}

/** It starts from the same constant whatever the program was seeded with, and somebody draws from it. */
export function isNeverSeeded({ creation, seed, reseeded, uses, escapes }: CreateEffect): boolean {
  if (creation.unseeded !== 'constant' || creation.describes || seed?.kind !== 'missing') return false
  return !reseeded && !escapes && uses.length > 0
}
