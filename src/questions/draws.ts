/** Questions asked of draws. */
import type { CallSite, CreateEffect, DrawEffect, Effect, Guard } from '../effects.ts'
import { isEntry } from './places.ts'
import { grouped } from './grouped.ts'
import type { Expression, SyntaxNode } from '../program.ts'
import type { Run } from '../rule.ts'
import { areAmong, areOpposite } from '../interpreter/execute/guards.ts'
import { isGeneratorName, isSeedName } from '../interpreter/execute/names.ts'
import { isOlderGeneration } from './generation.ts'
import { isUnseededLoader } from './loaders.ts'
import { oncePer, oncePerRun } from './once.ts'
import { isThrownAway } from './thrown-away.ts'

/**
 * Its number decides something, or may do so: nobody is concerned only where all its uses are seen to be harmless, such
 * as a log, an id, a delay or a colour.
 */
export function hasConsequence(run: Run, effect: DrawEffect): boolean {
  if (effect.draw.onlyMoves || (run.settings.scope === 'ml' && isForShow(run, effect))) return false
  return effect.implicit !== undefined || mayMatter(endsAt(run, effect))
}

type Ends = Pick<DrawEffect, 'reaches' | 'harmless' | 'escapes'>

/** Where the numbers of one call end, whenever it is made. */
function endsAt(run: Run, effect: DrawEffect): Ends {
  const others = drawsOfCalls(run)
    .get(effect.node)!
    .filter(({ context, module }) => module === effect.module && context.phase === effect.context.phase)
  if (others.length <= 1 && !effect.goesWith) return effect
  const all = new Set(others)
  for (const { goesWith } of all) if (goesWith) for (const each of goesWith) all.add(each)
  const ends = [...all]
  return {
    reaches: new Set(ends.flatMap(({ reaches }) => [...reaches])),
    harmless: new Set(ends.flatMap(({ harmless }) => [...harmless])),
    escapes: ends.some(({ escapes }) => escapes),
  }
}

const drawsOfCalls = oncePerRun((run) => grouped(run.all('draw'), ({ node }) => node))

/** It was seen to decide something, or to go where that is not seen, or not seen to end anywhere. */
export function mayMatter({ reaches, harmless, escapes }: Ends): boolean {
  return reaches.size > 0 || escapes === true || harmless.size === 0
}

/** Somebody looks at its number, in a picture or a table, and nothing else is seen to come of it. */
function isForShow(run: Run, { implicit, draw, kept, harmless, context, order }: DrawEffect): boolean {
  if (implicit !== undefined || context.phase !== 'run') return false
  if (!draw.orders && !kept && harmless.has('picture')) return true
  // A function that gives nothing and shows something drew for that.
  const site = context.calls.at(-1)
  if (!site?.givesNothing || draw.inPlace) return false
  return !callsThatTrain(run).has(site) && (lastShown(run).get(site) ?? -1) > order
}

const callsThatTrain = oncePerRun(
  (run): ReadonlySet<CallSite> => new Set(run.all('train').flatMap(({ context }) => context.calls)),
)

/** The place in the run of the last thing that is shown within a call. */
const lastShown = oncePerRun((run): ReadonlyMap<CallSite, number> => {
  const last = new Map<CallSite, number>()
  for (const { context, order } of run.all('show'))
    for (const site of context.calls) last.set(site, Math.max(order, last.get(site) ?? order))
  return last
})

/** It takes from a shared source that nothing has seeded, and has no seed of its own. */
function isUnseeded({ state, generator, seededLater, context, draw, implicit, seed }: DrawEffect): boolean {
  if (state.status !== 'unseeded' || generator || seededLater || context.worker || draw.onlyMoves)
    return false
  // What is drawn where no seed is given is nothing to whoever gives one.
  if (!implicit && context.guards.some(isOfSeed)) return false
  // An ignored or dropped seed is another rule's report.
  return seed === undefined || (seed.kind === 'missing' && seed.unread === undefined)
}

/** `rng ? rng() : Math.random()`: whoever gives a generator has it drawn from, and nobody is seen who gives none. */
function isGeneratorFallback(run: Run, { from, context }: DrawEffect): boolean {
  return context.guards.some((guard) => {
    if (asksFor(guard) !== 'something') return asksFor(guard) === 'a generator'
    const given = [...guard.names].flatMap((name) => drawsByReceiver(run).get(name) ?? [])
    return given.some((other) => other.from !== from && areOpposite([guard], other.context.guards))
  })
}

// A chain of `elif` hands its tests on to every arm.

/** What a test asks for by its names. */
const asksFor = oncePer(({ test, names }: Guard) => {
  if (test && draws(test)) return 'a number'
  return [...names].some(isGeneratorName) ? 'a generator' : 'something'
})

const isOfSeed = oncePer(({ names }: Guard) => [...names].some(isSeedName))

const drawsByReceiver = oncePerRun((run) => grouped(run.all('draw'), receiverOf))

/** `rng() < 0.5` asks the generator for a number, and not whether there is one. */
function draws(test: Expression): boolean {
  if (test.kind === 'call') return true
  return (test.kind === 'operation' || test.kind === 'choice') && test.operands.some(draws)
}

/** `rng` in `rng()` and `rng.random()`. */
function receiverOf({ api }: DrawEffect): string {
  return api.includes('.') ? api.slice(0, api.lastIndexOf('.')) : api
}

/** It takes from the generator of an object that is made without a seed, and nobody gives it one afterwards. */
function isHeldUnseeded({ generator, draw, state, seed, context }: DrawEffect): boolean {
  if (!generator?.creation.describes || draw.remedy === undefined || context.phase !== 'run') return false
  if (state.status !== 'unseeded' || context.worker || (seed && seed.kind !== 'missing')) return false
  const holders = [generator, ...(generator.heldBy ? [generator.heldBy] : [])]
  return generator.creation.unseeded === 'entropy' && !generator.reseeded && !holders.some(isOutOfSight)
}

function isOutOfSight({ escapes, replaced }: CreateEffect): boolean {
  return escapes || replaced
}

/** A function for others draws from a shared source, and nothing in sight seeds it. */
function isLeftUnseededForOthers(run: Run, draw: DrawEffect): boolean {
  const { state, generator, context, source, seed } = draw
  if (run.outside !== 'unseeded' || context.phase !== 'uncalled' || state.status !== 'unknown') return false
  if (generator || context.worker || !source || draw.draw.onlyMoves) return false
  if (seed && seed.kind !== 'missing') return false
  return run.all('seed', 'enforce').length === 0 && ![...run.called].some((name) => /seed/iu.test(name))
}

/**
 * A seeding that has no effect, or a seed the call drops, is one defect: `no-ineffective-seed` reports it. A loader
 * with workers is `require-worker-seed`'s, a number that becomes a seed is `no-entropy-seed`'s.
 */
function belongsToAnotherRule(run: Run, { from, call, reaches, context, path }: DrawEffect): boolean {
  const others = ofOtherRules(run)
  return (
    reaches.has('seed') ||
    isOlderGeneration(run, run.catalog.owner(path)) ||
    isSeededByCallback(run, context.phase, from) ||
    others.sources.has(from) ||
    others.calls.has(call)
  )
}

/** Sources and calls that other rules report. */
const ofOtherRules = oncePerRun((run) => {
  const sources = new Set<string>()
  for (const seed of run.all('seed')) if (seed.seeding.void !== undefined) addAll(sources, seed.sources)
  for (const made of run.all('create'))
    if (made.wouldSeed.length > 0 && isThrownAway(run, made)) addAll(sources, made.wouldSeed)
  const calls = new Set<unknown>()
  for (const ignored of run.all('ignored')) calls.add(ignored.call)
  for (const spawn of run.all('spawn')) if (isUnseededLoader(run, spawn)) calls.add(spawn.call)
  return { sources, calls }
})

function addAll<T>(set: Set<T>, values: Iterable<T>): void {
  for (const value of values) set.add(value)
}

/** One callback seeds what another draws from, and in which order they are called is not seen. */
function isSeededByCallback(run: Run, phase: DrawEffect['context']['phase'], from: string): boolean {
  if (phase !== 'later') return false
  return run.all('seed').some(({ sources, context }) => context.phase !== 'run' && sources.includes(from))
}

/** It asks for random numbers by name, from a source that nothing has seeded, and something comes of them. */
export function isUnseededExplicitly(run: Run, draw: DrawEffect): boolean {
  const { scope } = run.settings
  if (draw.implicit !== undefined || belongsToAnotherRule(run, draw)) return false
  if (scope === 'ml' && isJudgedElsewhere(run, draw)) return false
  const unseeded = isUnseeded(draw) || (scope === 'all' && isLeftUnseededForOthers(run, draw))
  return unseeded && hasConsequence(run, draw) && !isLesserHalf(run, draw) && !isGeneratorFallback(run, draw)
}

/** A layer of which some weights are seeded, and some are not. */
export function isUnseededPart(run: Run, draw: DrawEffect): boolean {
  if (draw.implicit === undefined || !draw.seeded?.length || belongsToAnotherRule(run, draw)) return false
  return isUnseeded(draw) && !(run.settings.scope === 'ml' && isJudgedElsewhere(run, draw))
}

/** A helper that nobody is seen to call is judged by the programs that train with its module. */
function isJudgedElsewhere(run: Run, { context, module }: DrawEffect): boolean {
  if (context.phase !== 'uncalled' || isEntry(run, module)) return false
  return !run.all('train').some((train) => train.context.phase !== 'uncalled')
}

/** A call that draws from two sources needs the remedy of the one that nothing can seed. */
function isLesserHalf(run: Run, { node, source }: DrawEffect): boolean {
  return !source?.unseedable && unseedableCalls(run).has(node)
}

const unseedableCalls = oncePerRun(
  (run): ReadonlySet<SyntaxNode> =>
    new Set(
      run
        .all('draw')
        .filter((draw) => draw.source?.unseedable && isUnseeded(draw))
        .map(({ node }) => node),
    ),
)

/** Everything that the program draws from shared sources that nothing has seeded, in order, in all of its files. */
export const unseededDraws = oncePerRun((run): readonly DrawEffect[] => {
  const explicit = run
    .all('draw')
    .filter((draw) => draw.context.phase !== 'uncalled' && isUnseededExplicitly(run, draw))
  const implicit = implicitDraws(run).flat()
  const partly = run.all('draw').filter((draw) => isUnseededPart(run, draw))
  return [...explicit, ...implicit, ...partly].toSorted((a, b) => a.order - b.order)
})

/**
 * What a program draws without asking for randomness by name, and nothing has seeded, in one group for each source.
 * A layer that has some of its weights seeded is left out.
 */
export function implicitDraws(run: Run): readonly (readonly [DrawEffect, ...DrawEffect[]])[] {
  const draws = run
    .all('draw')
    .filter((draw) => draw.implicit !== undefined && !draw.seeded?.length)
    .filter((draw) => isUnseeded(draw) || isHeldUnseeded(draw))
    .filter((draw) => !belongsToAnotherRule(run, draw) && !isReplacedByWeights(run, draw))
  // What no seed reaches is mended call by call.
  const source = ({ from, path, draw }: DrawEffect): string =>
    draw.remedy === undefined ? from : `${from} ${path}`
  return [...grouped(draws, source).values()] as [DrawEffect, ...DrawEffect[]][]
}

/** A function that loads its model and trains nothing: the initial weights are replaced, the masks are switched off. */
function isReplacedByWeights(run: Run, draw: DrawEffect): boolean {
  const late = draw.implicit === 'initial weights'
  return run.all('weights').some((weights) => {
    const { calls, guards } = weights.context
    const around = (other: Effect): boolean => calls.every((call, at) => other.context.calls[at] === call)
    const sure = areAmong(guards, draw.context.guards)
    return (!late || weights.order > draw.order) && sure && around(draw) && !run.all('train').some(around)
  })
}
