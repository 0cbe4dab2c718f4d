/** Questions asked of what happens again and again. */
import type {
  CallSite,
  CreateEffect,
  DrawEffect,
  Effect,
  KeyEffect,
  Loop,
  SamplerEffect,
  SeedEffect,
} from '../effects.ts'
import { liesWithin, type Module, type SyntaxNode } from '../program.ts'
import type { Run } from '../rule.ts'
import { isFixed } from './seeds.ts'

export function isInLoop({ context }: Effect, loop: Loop): boolean {
  return context.loops.includes(loop)
}

/** The outermost loops of the file in which each round makes a model and trains it, and draws for that. */
export function loopsOverRuns(run: Run): ReadonlySet<Loop> {
  const trains = run.all('train')
  const draws = run.all('draw').filter(({ state, generator }) => state.by !== undefined && !generator)
  const loops = run.all('draw', 'create').flatMap((effect) => {
    const { phase, loops } = effect.context
    const [loop] = loops
    const makes = effect.kind === 'draw' ? effect.implicit === 'initial weights' : effect.layers.length > 0
    return makes && phase !== 'uncalled' && loop?.kind === 'loop' && loop.module === run.module ? [loop] : []
  })
  return new Set(
    loops.filter((loop) => [trains, draws].every((effects) => effects.some((each) => isInLoop(each, loop)))),
  )
}

/** Each round is a run of its own: it makes a model or trains one from start to end. */
function isLoopOverRuns(run: Run, loop: Loop): boolean {
  return run
    .all('train', 'draw')
    .some(
      (effect) =>
        isInLoop(effect, loop) &&
        (effect.kind === 'train' ? effect.trains === 'model' : effect.implicit === 'initial weights'),
    )
}

/** The innermost loop around something seeded, when the seed depends on none of the loops. */
function loopWithOneSeed(effect: DrawEffect | SeedEffect | CreateEffect): Loop | undefined {
  const { worker } = effect.context
  // Workers that are started in a loop and draw alike are `require-worker-seed`'s.
  const loops = effect.context.loops.filter((loop) => !worker || !isInLoop(worker, loop))
  if (worker && effect.kind === 'seed' && !loops.some(({ kind }) => kind === 'hook')) return undefined
  const { labels = [] } = effect.seed?.value ?? {}
  if (labels.some(({ kind }) => kind === 'loop' || kind === 'worker' || kind === 'epoch')) return undefined
  const loop = loops.at(-1)
  // To try each of several things on the same numbers is what a constant seed is for.
  return loop && (loop.alternatives === true || singlesOut(effect, loop)) ? undefined : loop
}

/** `if step == 0:`: it happens in one round, or in some. */
function singlesOut({ context, module }: DrawEffect | SeedEffect | CreateEffect, loop: Loop): boolean {
  const within = (node: SyntaxNode): boolean =>
    module === loop.module && node.range[0] > loop.node.range[0] && node.range[1] <= loop.node.range[1]
  return context.guards.some(
    ({ statement, test }) =>
      within(statement) &&
      test?.kind === 'operation' &&
      test.operator === '==' &&
      test.operands.some(({ kind }) => kind === 'constant'),
  )
}

/** The loop in which a constant seed makes a call draw the same every time. */
export function frozenDraw(run: Run, draw: DrawEffect): Loop | undefined {
  if (draw.draw.seed?.constant !== 'repeats' || goesOn(run, draw)) return undefined
  return loopWithOneSeed(draw)
}

/** On the backend in use, the same call reads its seed from a stream that goes on. */
function goesOn(run: Run, { node, module }: DrawEffect): boolean {
  return run
    .all('draw')
    .some((each) => each.node === node && each.module === module && each.draw.seed?.constant === 'advances')
}

/** The loop in which a generator with a constant seed is made and drawn from, anew in every round. */
export function frozenGenerator(run: Run, created: CreateEffect): Loop | undefined {
  // `torch.Generator().manual_seed(0)` is given its seed by a call of its own.
  const { seed, reseeded } = created
  const seeds = seed?.kind === 'missing' && reseeded ? reseeded : created
  if (seeds.seed?.kind !== 'constant' || created.creation.describes) return undefined
  const loop = loopWithOneSeed(seeds)
  if (loop && seeds === reseeded && (!isInLoop(created, loop) || frozenSeeding(run, seeds))) return undefined
  if (!loop || isLoopOverRuns(run, loop) || isAroundEpochs(run, loop)) return undefined
  // A loader that is made in the loop shuffles alike in every round.
  const isDrawn = created.uses.some((use) => (use.kind === 'draw' || use.shuffles) && isInLoop(use, loop))
  return isDrawn && !ordersOthers(run, created, loop) ? loop : undefined
}

/** The loop in whose every round the same key is made, of the same number, and used. */
export function frozenKey(run: Run, { made }: KeyEffect): Loop | undefined {
  if (made?.seed?.kind !== 'constant') return undefined
  const loop = loopWithOneSeed(made)
  return loop && !isLoopOverRuns(run, loop) ? loop : undefined
}

/** Another collection is put in order in every round (the files of each class, say), so nothing is drawn twice. */
function ordersOthers(run: Run, { uses }: CreateEffect, loop: Loop): boolean {
  const trains = run.all('train').some((train) => isInLoop(train, loop))
  return !trains && uses.every((use) => use.kind === 'draw' && use.draw.orders === true)
}

/** The loop in which a seeding makes every round draw the same. In a loop over runs or folds it is right. */
export function frozenSeeding(run: Run, seeding: SeedEffect): Loop | undefined {
  const { seeding: fact, seed, context } = seeding
  const loop = isFixed(seed) ? loopWithOneSeed(seeding) : undefined
  // A seeding in a block that restores the state freezes only what the block draws, on purpose.
  if (!loop || context.isolated || fact.restores || fact.scoped || fact.void !== undefined) return undefined
  const freezes = loop.kind === 'hook' ? seed.kind === 'constant' : isSeededPerStep(run, seeding, loop)
  return freezes ? loop : undefined
}

/** Around epochs and batches there may be a loop over runs, whose models somebody else makes. */
function isAroundEpochs(run: Run, loop: Loop): boolean {
  return run
    .all('train')
    .some(
      ({ trains, context: { loops } }) =>
        trains === 'step' && loops.includes(loop) && loops.length - 1 - loops.indexOf(loop) > 1,
    )
}

function isSeededPerStep(run: Run, seeding: SeedEffect, loop: Loop): boolean {
  if (isLoopOverRuns(run, loop)) return false
  const inner = callIn(loop, seeding)
  if (inner) return freezesOthers(run, seeding, loop, inner)
  if (run.all('train').some((train) => train.trains === 'step' && isInLoop(train, loop)))
    return !isAroundEpochs(run, loop)
  // An option may change from round to round where that is not seen.
  if (seeding.seed.kind !== 'constant') return false
  return run
    .all('draw')
    .some(
      (draw) =>
        isInLoop(draw, loop) &&
        draw.order > seeding.order &&
        draw.draw.at !== 'iteration' &&
        seeding.sources.includes(draw.from),
    )
}

/** A function that the loop calls and that seeds itself may be a whole run; it freezes what others draw after it. */
function freezesOthers(run: Run, seeding: SeedEffect, loop: Loop, inner: CallSite): boolean {
  return run
    .all('draw')
    .some((draw) => draw.state.by === seeding && isInLoop(draw, loop) && !draw.context.calls.includes(inner))
}

/** The call in a loop's body that leads to an effect which is written elsewhere. */
export function callIn(loop: Loop, { module, node, context }: Effect): CallSite | undefined {
  const isInside = (place: { readonly module: Module; readonly node: SyntaxNode }): boolean =>
    place.module === loop.module && liesWithin(place.node, loop.node)
  return isInside({ module, node }) ? undefined : context.calls.find(isInside)
}

/** Its random number is drawn once, while a library traces the function around it. */
export function isDrawnWhileTraced({ context, state, implicit, from, source }: DrawEffect): boolean {
  if (context.traced === undefined || source?.drawnWhenCompiled) return false
  return state.status !== 'unknown' && !implicit && from !== 'receiver'
}

const EVALUATION =
  /(?:^|[._])(?:val|valid|validation|test|eval|evaluation|dev)(?:_?(?:set|data|dataset|ds|split))?(?:$|[._])/iu

/** What is only measured may be measured in one order. */
export function isForEvaluation({ over = '' }: SamplerEffect): boolean {
  return EVALUATION.test(over.replaceAll(/(?<=[a-z])(?=[A-Z])/gu, '_'))
}

/** It trains for several epochs, and nobody but the program would tell its samplers which one it is. */
export function countsEpochsItself(run: Run): boolean {
  const trains = run.all('train')
  if (trains.some((train) => train.trains === 'model')) return false
  if ([...run.catalog.tellingEpochs].some((name) => run.called.has(name))) return false
  const inEpochs = trains.some(({ context }) => context.loops.length > 1)
  return inEpochs || run.all('spawn').some(({ repeats }) => repeats)
}
