/** Questions asked of trainings that go on from a checkpoint. */
import type { DrawEffect, WeightsEffect } from '../effects.ts'
import type { Run } from '../rule.ts'
import { isFixed } from './seeds.ts'

/** What is called to keep a generator's state, or to pass over what has been drawn before. */
const KEEPS_STATE = /rng|(?:random|[gs]et)_?state|skip_first|fast_?forward|load_state$/iu

/**
 * Draws of a training that goes on from a checkpoint, for each source the first, where the source goes on from its seed:
 * it gives what it gave at the start of the training.
 */
export function drawsAfterResuming(
  run: Run,
): readonly { readonly resuming: WeightsEffect; readonly draw: DrawEffect }[] {
  const resuming = run
    .all('weights')
    .find(({ path, context }) => run.catalog.api(path)?.resumes === true && context.phase === 'run')
  if (!resuming || run.all('seed').some(({ seeding }) => seeding.restores)) return []
  if ([...run.called].some((name) => KEEPS_STATE.test(name))) return []
  const first = new Map<string, DrawEffect>()
  for (const draw of run.all('draw')) {
    if (!first.has(draw.from) && goesOnFromSeed(run, draw, resuming)) first.set(draw.from, draw)
  }
  return Array.from(first.values(), (draw) => ({ resuming, draw }))
}

function goesOnFromSeed(run: Run, draw: DrawEffect, resuming: WeightsEffect): boolean {
  const { state, context, source, generator } = draw
  const { by } = state
  if (by?.kind !== 'seed' || state.status !== 'seeded' || generator || context.isolated) return false
  if (draw.draw.onlyMoves || context.phase !== 'run' || source?.state === undefined) return false
  // A seed that is set for each epoch, or after the checkpoint was read, may tell where it goes on.
  if (!isFixed(by.seed) || by.order > resuming.order || by.context.loops.length > 0) return false
  const [loop] = context.loops
  if (!loop || draw.order < resuming.order || resuming.context.loops.includes(loop)) return false
  return run.all('train').some((train) => train.context.loops.includes(loop))
}
