/** Draws, explicit and implicit, and the making of generators. */
import type { Api, Creation, Draw, Weights } from '../../catalog/schema.ts'
import type { CreateEffect, DrawEffect, SeedUse, SourceState } from '../../effects.ts'
import type { CallExpression, Expression, SyntaxNode } from '../../program.ts'
import { type EvaluatedArgument, EvaluatedArguments, entryOf } from '../execute/arguments.ts'
import type { Request } from '../execute/calls.ts'
import type { Interpreter } from '../interpreter.ts'
import { generatorsOf, guardSeen, MISSING, seedUse, sourceCell, stateAfter, stateCell } from './seeding.ts'
import {
  alternatives,
  instance,
  isNothing,
  type InstanceValue,
  type PendingDraw,
  type RecordValue,
  type Value,
  valueCell,
} from '../values/value.ts'

const NOBODY_KNOWS: SourceState = { status: 'unknown', early: [] }
const NEVER: SourceState = { status: 'unseeded', early: [] }

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

/**
 * Writes the draws of a call.
 *
 * @returns the draws to label the call's value with, and those that only happen when the value is used.
 */
export function draws(
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

function drawNow(interpreter: Interpreter, request: Request, draw: Draw): DrawEffect {
  const where = whereFrom(interpreter, request, draw)
  const source = interpreter.catalog.source(where.from, request.path)
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
function register(interpreter: Interpreter, effect: DrawEffect): void {
  interpreter.context.worker?.draws.push(effect)
  effect.generator?.uses.push(effect)
  guardSeen(effect)
  const cell = interpreter.sources.get(effect.from)
  if (cell && effect.state === cell.value && cell.value.status === 'unseeded') {
    interpreter.store.set(cell, { ...cell.value, early: [...cell.value.early, effect] })
  }
}

/** Forgets draws that turn out not to happen. */
export function takeBack(interpreter: Interpreter, effects: readonly DrawEffect[]): void {
  for (const effect of effects) {
    const at = interpreter.effects.lastIndexOf(effect)
    if (at >= 0) interpreter.effects.splice(at, 1)
    const cell = interpreter.sources.get(effect.from)
    effect.generator?.uses.splice(effect.generator.uses.indexOf(effect), 1)
    if (cell?.value.early.includes(effect)) {
      interpreter.store.set(cell, {
        ...cell.value,
        early: cell.value.early.filter((each) => each !== effect),
      })
    }
  }
}

function whereFrom(interpreter: Interpreter, request: Request, draw: Draw): Where {
  const { args, receiver } = request
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
  return draw.devices.sources[String(found.value.value).split(':')[0]!] ?? draw.from
}

/** A call that makes a generator (or an initializer, which describes draws that a layer makes). */
export function creates(interpreter: Interpreter, request: Request, general: Creation): InstanceValue {
  const { args } = request
  const creation = general.variants?.find(({ when }) => args.meets(when) === true)?.creates ?? general
  const found = creation.seed ? args.at(creation.seed) : 'absent'
  const seed = found === 'absent' ? MISSING : seedUse(found, creation.seed)
  const created: CreateEffect = interpreter.emit({
    kind: 'create',
    ...interpreter.base(request.node, request.text, request.path),
    creation,
    seed,
    call: request.call!,
    uses: [],
    layers: [],
    manyLayers: false,
    repeated: false,
    replaced: false,
    escapes: false,
    discarded: interpreter.discarded?.call === request.node,
    wouldSeed: typeof request.api.seeds?.sources === 'object' ? request.api.seeds.sources : [],
  })
  guardSeen(created)
  const without = withoutSeed(interpreter, request, creation, seed)
  const state = stateCell(stateAfter(seed, without, created))
  const { loops } = interpreter.context
  const fields = heldGenerators(interpreter, created, creation)
  const key = request.api.key !== undefined
  return instance({ type: creation.type, generator: { created, state }, fields, key, loops })
}

function heldGenerators(interpreter: Interpreter, holder: CreateEffect, { holds = {} }: Creation) {
  const fields = Object.entries(holds).map(([name, type]) => {
    const creation: Creation = { type, unseeded: 'entropy', describes: true }
    const created = interpreter.emit({
      ...holder,
      creation,
      seed: MISSING,
      uses: [],
      layers: [],
      heldBy: holder,
    })
    const held = instance({
      type,
      generator: { created, state: stateCell(NEVER) },
      loops: interpreter.context.loops,
    })
    return [name, valueCell(held)] as const
  })
  return new Map(fields)
}

function withoutSeed(
  interpreter: Interpreter,
  request: Request,
  creation: Creation,
  seed: SeedUse,
): SourceState['status'] {
  if (creation.unseeded === 'constant') return 'seeded'
  if (creation.unseeded === 'entropy') return 'unseeded'
  if (seed.kind !== 'missing' && seed.kind !== 'ignored') return 'seeded'
  // Its seed is drawn from a shared source, so it is as seeded as that.
  return drawNow(interpreter, request, { from: creation.unseeded }).state.status
}

/** The weights a layer makes: one implicit draw where at least one of its initializers is not seeded. */
export function weights(
  interpreter: Interpreter,
  request: Request,
  all: readonly Weights[],
): { readonly seeded: readonly CreateEffect[]; readonly drawn: readonly DrawEffect[] } {
  const seeded: CreateEffect[] = []
  const drawn: DrawEffect[] = []
  const opens: { slot: Weights; from: string; initializer: string | undefined }[] = []
  for (const slot of all) {
    const found = request.args.at(slot)
    if (found === 'unknown' || (slot.unless && request.args.holds(slot.unless) === true)) continue
    const value = found === 'absent' || isNothing(found.value) === true ? undefined : found.value
    const first = seeded.length
    const from = value
      ? initializerSource(
          interpreter,
          value,
          { seeded, drawn },
          request.node,
          found === 'absent' ? undefined : found,
        )
      : defaultSource(interpreter, slot.default)
    if (from !== undefined)
      opens.push({ slot, from, initializer: initializerNamed(interpreter, value, slot) })
    // It is another one in each round of a loop over several.
    const others = value?.labels.flatMap((label) => (label.kind === 'loop' ? [label.loop] : [])) ?? []
    const rounds = interpreter.context.loops.filter((loop) => !others.includes(loop))
    for (const each of seeded.slice(first))
      each.manyLayers ||= rounds.some((loop) => !each.context.loops.includes(loop))
  }
  for (const each of seeded) {
    if (each.layers.includes(request.node)) continue
    each.layers.push(request.node)
  }
  const [open] = opens
  if (!open) return { seeded, drawn }
  const cell = sourceCell(interpreter, open.from)
  const effect: DrawEffect = interpreter.emit({
    kind: 'draw',
    ...interpreter.base(request.node, request.text, request.path),
    draw: { from: open.from, implicit: 'initial weights' },
    source: interpreter.catalog.source(open.from, request.path),
    from: open.from,
    seed: undefined,
    state: interpreter.context.worker?.spawn.what === 'data loader' ? NOBODY_KNOWS : cell.value,
    call: request.call,
    implicit: 'initial weights',
    seeded,
    open: opens.map(({ slot, initializer }) => ({ option: slot.key ?? slot.name ?? '', initializer })),
    reaches: new Set(['tensor'] as const),
    harmless: new Set<string>(),
  })
  register(interpreter, effect)
  return { seeded, drawn: [...drawn, effect] }
}

/** The function that makes the initializer a layer uses: its own, or the one that is given by name. */
function initializerNamed(
  interpreter: Interpreter,
  value: Value | undefined,
  slot: Weights,
): string | undefined {
  if (!value) return slot.default
  if (value.kind !== 'constant' || typeof value.value !== 'string') return undefined
  return interpreter.catalog.initializers.get(value.value.toLowerCase())
}

/** The source an initializer given to a layer draws from; undefined when it is constant, seeded or not known. */
function initializerSource(
  interpreter: Interpreter,
  value: Value,
  { seeded, drawn }: { readonly seeded: CreateEffect[]; readonly drawn: DrawEffect[] },
  node: SyntaxNode,
  written: EvaluatedArgument | undefined,
): string | undefined {
  const sources = alternatives(value).map((each) => {
    if (each.kind === 'constant' && typeof each.value === 'string')
      return defaultSource(interpreter, each.value)
    const made = each.kind === 'record' ? fromConfiguration(interpreter, each, written) : each
    if (typeof made === 'string') return made
    if (made?.kind === 'instance' && made.generator) {
      const { created, state } = made.generator
      if (state.value.status === 'seeded') seeded.push(created)
      else if (created.seed?.kind === 'missing') drawn.push(...drawThrough(interpreter, created, node))
    }
    return undefined
  })
  return sources.every((each) => each !== undefined) ? sources[0] : undefined
}

/** A layer draws its weights through an initializer that was made without a seed. */
function drawThrough(
  interpreter: Interpreter,
  created: CreateEffect,
  node: SyntaxNode,
): readonly DrawEffect[] {
  const from = created.creation.unseeded
  const source = interpreter.catalog.source(from, created.path)
  if (!source || created.uses.some((use) => use.node === node)) return []
  const effect: DrawEffect = interpreter.emit({
    kind: 'draw',
    ...interpreter.base(node, created.api, created.path),
    draw: { from, implicit: 'initial weights' },
    source,
    from,
    generator: created,
    seed: undefined,
    state: sourceCell(interpreter, from).value,
    call: undefined,
    implicit: 'initial weights',
    reaches: new Set(['tensor'] as const),
    harmless: new Set<string>(),
  })
  register(interpreter, effect)
  return [effect]
}

/** The initializers that were made from configurations: a layer makes its own, with the same seed. */
const configured = new WeakMap<RecordValue['fields'], InstanceValue>()

/**
 * `{ className: 'HeNormal', config: { seed: 7 } }`: what a call with this configuration makes.
 *
 * @returns the source it draws from where it has no seed.
 */
function fromConfiguration(
  interpreter: Interpreter,
  { fields, rest }: RecordValue,
  written: EvaluatedArgument | undefined,
): InstanceValue | string | undefined {
  const name = fields.get('className')?.value
  const config = fields.get('config')?.value
  if (name?.kind !== 'constant' || typeof name.value !== 'string' || rest.value) return undefined
  if (config && config.kind !== 'record') return undefined
  const seed = config?.fields.get('seed')?.value
  if (!seed || isNothing(seed) === true)
    return config?.rest.value ? undefined : defaultSource(interpreter, name.value)
  const known = configured.get(fields)
  if (known) return known
  const path = interpreter.catalog.initializers.get(name.value.toLowerCase())
  const api = path === undefined ? undefined : interpreter.catalog.api(path)
  if (path === undefined || !api?.creates || !config || !written) return undefined
  const node = written.expression?.kind === 'record' ? written.expression.node : written.node
  const expression = written.expression && entryOf(written.expression, 'config')
  const args = EvaluatedArguments.of([config], expression?.node ?? node, expression)
  const callee: Expression = { kind: 'name', name: name.value, node }
  const given = args.positional.map((each) => ({ value: expression ?? callee, node: each.node }))
  const call: CallExpression = { kind: 'call', callee, args: given, construct: false, node }
  const made = creates(
    interpreter,
    { path, api, args, call, node, text: name.value, receiver: undefined, awaited: false },
    api.creates,
  )
  configured.set(fields, made)
  return made
}

function defaultSource(interpreter: Interpreter, name: string): string | undefined {
  const { catalog } = interpreter
  const path =
    catalog.initializers.get(name) ??
    catalog.initializers.get(name.toLowerCase()) ??
    (catalog.api(name) && name)
  if (path === undefined || path === 'constant') return undefined
  const unseeded = catalog.api(path)?.creates?.unseeded
  return unseeded === 'constant' || unseeded === 'entropy' ? undefined : unseeded
}
