/** Draws, explicit and implicit. */
import type { Api, Draw, Slot } from '../../catalog/schema.ts'
import type { CreateEffect, DrawEffect, SeedUse, SourceState } from '../../effects.ts'
import type { Request } from '../execute/calls.ts'
import type { Interpreter } from '../interpreter.ts'
import type { Model } from './model.ts'
import { endHarmlessly } from './sinks.ts'
import { generatorsOf, guardSeen, seedUse, sourceCell, stateAfter } from './seeding.ts'
import { isNothing, type InstanceValue, type PendingDraw } from '../values/value.ts'
import { withEarly, withoutEarly } from '../early-draws.ts'

export const NOBODY_KNOWS: SourceState = { status: 'unknown', early: undefined }
export const NEVER: SourceState = { status: 'unseeded', early: undefined }

interface Where {
  readonly state: SourceState
  readonly from: string
  readonly seed: SeedUse | undefined
  readonly generator?: CreateEffect
}

const NONE: readonly Draw[] = []

/** The draws that are known of a call, as a list. */
export function drawsOf(api: Api): readonly Draw[] {
  const { draws: known } = api
  if (known === undefined) return NONE
  return 'from' in known ? [known] : known
}

export const draws: Model<'draws'> = {
  fact: 'draws',
  after(call) {
    const { interpreter, request, labels } = call
    const { now, pending } = drawAll(interpreter, request, drawsOf(request.api))
    const kind = request.api.harmless === 'id' ? 'text' : 'draw'
    for (const effect of now) if (effect.implicit === undefined) labels.push({ kind, effect })
    if (kind === 'text') endHarmlessly(labels, 'id')
    call.draws = now
    call.pending = pending
  },
}

/**
 * Writes the draws of a call.
 *
 * @returns the draws to label the call's value with, and those that only happen when the value is used.
 */
function drawAll(
  interpreter: Interpreter,
  request: Request,
  all: readonly Draw[],
): { now: DrawEffect[]; pending: PendingDraw[] } {
  const now: DrawEffect[] = []
  const pending: PendingDraw[] = []
  for (const draw of all) {
    if (request.args.meets(draw.when) !== true) continue
    if (draw.on && !draw.on.some((backend) => interpreter.backends.value.has(backend))) continue
    if (draw.at === undefined || draw.at === 'call') {
      const effect = drawNow(interpreter, request, draw)
      now.push(effect)
      if (draw.reorders) pending.push(drawn(draw, { ...request, module: effect.module }))
      continue
    }
    const { context, module } = interpreter
    let runs = 0
    const later: PendingDraw = {
      draw,
      at: draw.at,
      ...(draw.reorders && { request: { ...request, module } }),
      emit: () => {
        // Once outside and once in a loop tell everything the rules ask.
        if (runs++ > 2) return
        interpreter.within({ calls: context.calls }, () => drawNow(interpreter, { ...request, module }, draw))
      },
      emitted: () => runs > 0,
    }
    pending.push(later)
    if (draw.at === 'iteration') interpreter.pending.push({ pending: later, module })
  }
  return { now, pending }
}

/** What was drawn at the call goes on with the data set, for how its parts are taken. */
function drawn(draw: Draw, request: Request): PendingDraw {
  return { draw, at: 'iteration', request, emit: () => {}, emitted: () => true }
}

export function drawNow(interpreter: Interpreter, request: Request, draw: Draw): DrawEffect {
  const where = whereFrom(interpreter, request, draw)
  const source = interpreter.catalog.source(where.from, request.path, interpreter.program)
  const effect: DrawEffect = interpreter.emit({
    kind: 'draw',
    ...interpreter.base(request.node, request.text, request.path),
    ...(request.module && { module: request.module }),
    draw,
    source,
    from: where.from,
    ...(where.generator && { generator: where.generator }),
    seed: where.seed,
    state: where.state,
    call: request.call,
    implicit: draw.implicit,
    reaches: new Set(draw.orders ? (['order'] as const) : []),
    harmless: new Set<string>(),
  })
  register(interpreter, effect)
  return effect
}

/** Remembers a draw with its source, its worker and its generator. */
export function register(interpreter: Interpreter, effect: DrawEffect): void {
  interpreter.context.worker?.draws.push(effect)
  effect.generator?.uses.push(effect)
  guardSeen(effect)
  const cell = interpreter.sources.get(effect.from)
  if (cell && effect.state === cell.value && cell.value.status === 'unseeded') {
    interpreter.store.set(cell, { ...cell.value, early: withEarly(cell.value.early, effect) })
  }
}

/** Forgets draws that turn out not to happen. */
export function takeBack(interpreter: Interpreter, effects: readonly DrawEffect[]): void {
  for (const effect of effects) {
    remove(interpreter.effects, effect)
    if (effect.generator) remove(effect.generator.uses, effect)
    const cell = interpreter.sources.get(effect.from)
    const early = withoutEarly(cell?.value.early, effect)
    if (cell && early !== cell.value.early) interpreter.store.set(cell, { ...cell.value, early })
  }
}

/** Nothing where it is not there: it has been taken back before. */
function remove<T>(list: T[], item: T): void {
  const at = list.lastIndexOf(item)
  if (at >= 0) list.splice(at, 1)
}

function whereFrom(interpreter: Interpreter, request: Request, draw: Draw): Where {
  const { args, receiver } = request
  if (isAnyGiven(args, draw.unless)) return { state: NOBODY_KNOWS, from: draw.from, seed: undefined }
  let seed: SeedUse | undefined
  if (draw.seed) {
    const found = args.at(draw.seed)
    seed = found === 'absent' ? undefined : placeholder(request, draw, seedUse(found, draw.seed))
    if (seed && seed.unread === undefined && seed.kind !== 'missing' && seed.kind !== 'ignored') {
      return {
        state: stateAfter(seed, 'unseeded', undefined),
        from: sourceName(request, draw),
        seed,
      }
    }
  }
  if (draw.generator) {
    const found = args.at(draw.generator)
    if (found === 'unknown') return { state: NOBODY_KNOWS, from: draw.from, seed }
    if (found !== 'absent' && isNothing(found.value) !== true) {
      const [generator] = generatorsOf(found.value)
      if (generator) return fromGenerator(generator, seed)
      const given = seedUse(found, undefined)
      return { state: stateAfter(given, 'unknown', undefined), from: draw.from, seed: given }
    }
  }
  if (draw.from === 'receiver') {
    const [generator] = generatorsOf(receiver)
    return generator ? fromGenerator(generator, seed) : { state: NOBODY_KNOWS, from: 'receiver', seed }
  }
  if (draw.from === 'entropy') return { state: NEVER, from: 'entropy', seed }
  const from = sourceName(request, draw)
  // In a loader's worker the library has seeded the shared sources from its own base seed.
  if (interpreter.context.worker?.spawn.what === 'data loader') return { state: NOBODY_KNOWS, from, seed }
  const state = sourceCell(interpreter, from).value
  const otherwise = state.status === 'unseeded' ? interpreter.catalog.sources.get(from)?.otherwise : undefined
  if (otherwise === undefined) return { state, from, seed }
  const borrowed = sourceCell(interpreter, otherwise).value
  return { state: borrowed.status === 'unseeded' ? state : borrowed, from, seed }
}

/** One of the slots may hold something. */
export function isAnyGiven(args: Request['args'], slots: readonly Slot[] = []): boolean {
  return slots.some((slot) => args.holds({ ...slot, given: true }) !== false)
}

/** `null` in front of further arguments only keeps the place of a seed. */
function placeholder({ args }: Request, draw: Draw, seed: SeedUse): SeedUse {
  const isLast = args.positional.length <= (draw.seed?.at ?? 0) + 1
  return seed.reason === 'null' && !isLast ? { ...seed, kind: 'missing' } : seed
}

function fromGenerator(generator: InstanceValue, seed: SeedUse | undefined): Where {
  const { created, state } = generator.generator!
  return { state: state.value, from: created.creation.type, seed, generator: created }
}

function sourceName(request: Request, draw: Draw): string {
  if (!draw.devices) return draw.from
  const found = request.args.at(draw.devices.in)
  if (found === 'absent' || found === 'unknown' || found.value.kind !== 'constant') return draw.from
  const { sources } = draw.devices
  const device = String(found.value.value).split(':')[0]!
  return Object.hasOwn(sources, device) ? sources[device]! : draw.from
}
