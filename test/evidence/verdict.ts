import type { Claim } from './claim.ts'

/** What one run of a program did. */
export type Observation =
  | { readonly ended: true; readonly lines: readonly string[]; readonly seconds: number }
  | { readonly ended: false; readonly error: string; readonly seconds: number }

export type Verdict = 'CONFIRMED' | 'NOT SHOWN' | 'REFUTED' | 'FAILED' | 'SKIPPED'

/** How many results there were, of how many. */
export interface Count {
  readonly distinct: number
  readonly of: number
}

export interface Judgement {
  readonly verdict: Verdict
  readonly flagged?: Count
  readonly fixed?: Count
  /** What the fixed program did with another seed. */
  readonly otherSeed: 'differs' | 'equal' | 'not applicable'
  readonly note?: string
}

export interface Runs {
  readonly flagged: readonly Observation[]
  readonly fixed: readonly Observation[]
  readonly flaggedOtherSeed?: Observation
  readonly fixedOtherSeed?: Observation
}

const joined = (observation: Observation) =>
  observation.ended ? observation.lines.join('\n') : `error ${observation.error}`
const lines = (observation: Observation) => (observation.ended ? observation.lines : [])

function count(items: readonly string[]): Count {
  return { distinct: new Set(items).size, of: items.length }
}

/** The run in which the fewest (or most) lines were distinct. */
function extreme(observations: readonly Observation[], sign: 1 | -1): Count {
  const counts = observations.map((observation) => count(lines(observation)))
  return counts.reduce((chosen, next) => (sign * next.distinct < sign * chosen.distinct ? next : chosen))
}

/** A program that stopped where the claim does not say it must. */
function failure(runs: readonly Observation[], side: string): string | undefined {
  for (const run of runs) {
    if (!run.ended) return `the ${side} program stopped: ${run.error}`
    if (run.lines.length === 0) return `the ${side} program observed nothing`
  }
  return undefined
}

/**
 * Judges what was seen.
 *
 * `CONFIRMED`: the flagged program shows the defect and the fixed one does not. `NOT SHOWN`: the defect did not show in
 * these runs, which refutes nothing. `REFUTED`: the fixed program has the defect too. `FAILED`: a program stopped.
 */
export function judge(claim: Claim, runs: Runs): Judgement {
  const expected = claim.throws === undefined ? undefined : new RegExp(claim.throws)
  const stopsAsClaimed = (observations: readonly Observation[]) =>
    observations.every((observation) => !observation.ended && expected?.test(observation.error) === true)

  const failed =
    (claim.defect === 'throws' ? undefined : failure(runs.flagged, 'flagged')) ??
    (claim.defect === 'goes on' ? undefined : failure(runs.fixed, 'fixed'))
  if (failed !== undefined) return { verdict: 'FAILED', otherSeed: 'not applicable', note: failed }

  const across = { flagged: count(runs.flagged.map(joined)), fixed: count(runs.fixed.map(joined)) }
  const same = runs.fixed.length > 0 && across.fixed.distinct === 1
  const { otherSeed, note } = control(claim, runs)
  let flagged = across.flagged
  let fixed = across.fixed
  let shown: boolean
  let holds: boolean
  switch (claim.defect) {
    case 'differs':
      if (claim.across === 'within one') {
        flagged = extreme(runs.flagged, 1)
        fixed = extreme(runs.fixed, -1)
        holds = same && fixed.distinct === 1
      } else {
        holds = same
      }
      shown = flagged.distinct > 1
      break
    case 'repeats':
      flagged = extreme(runs.flagged, -1)
      fixed = extreme(runs.fixed, 1)
      shown = flagged.distinct < flagged.of
      holds = same && fixed.distinct === fixed.of && fixed.of > 1
      break
    case 'ignores the seed':
      shown =
        across.flagged.distinct === 1 &&
        joined(runs.flaggedOtherSeed ?? { ended: false, error: '', seconds: 0 }) === joined(runs.flagged[0]!)
      holds = same
      break
    case 'not in force':
      shown = across.flagged.distinct === 1 && joined(runs.flagged[0]!) !== joined(runs.fixed[0]!)
      holds = same
      break
    case 'throws':
      shown = stopsAsClaimed(runs.flagged)
      holds = same
      break
    case 'goes on':
      shown = across.flagged.distinct >= 1
      holds = stopsAsClaimed(runs.fixed)
      break
  }
  const base = { flagged, fixed, otherSeed, ...(note === undefined ? {} : { note }) }
  if (!holds) return { verdict: 'REFUTED', ...base }
  if (!shown) return { verdict: 'NOT SHOWN', ...base }
  if (otherSeed === 'equal')
    return { verdict: 'NOT SHOWN', ...base, note: 'another seed changes nothing, so equality proves nothing' }
  return { verdict: 'CONFIRMED', ...base }
}

function control(claim: Claim, runs: Runs): { otherSeed: Judgement['otherSeed']; note?: string } {
  if (claim.control !== undefined || runs.fixedOtherSeed === undefined) {
    return claim.control === undefined
      ? { otherSeed: 'not applicable' }
      : { otherSeed: 'not applicable', note: claim.control }
  }
  const other = runs.fixedOtherSeed
  if (!other.ended)
    return { otherSeed: 'equal', note: `with another seed the fixed program stopped: ${other.error}` }
  return { otherSeed: joined(other) === joined(runs.fixed[0]!) ? 'equal' : 'differs' }
}
