/** The weights that a layer makes, and the initializers that it makes them with. */
import type { Weights } from '../../catalog/schema.ts'
import type { CreateEffect, DrawEffect } from '../../effects.ts'
import type { CallExpression, Expression, SyntaxNode } from '../../program.ts'
import { type EvaluatedArgument, EvaluatedArguments, entryOf } from '../execute/arguments.ts'
import type { Request } from '../execute/calls.ts'
import type { Interpreter } from '../interpreter.ts'
import { alternatives, isNothing, type InstanceValue, type RecordValue, type Value } from '../values/value.ts'
import { create } from './creation.ts'
import { NOBODY_KNOWS, register } from './draws.ts'
import type { LibraryCall, Model } from './model.ts'
import { sourceCell } from './seeding.ts'

export const weights: Model<'weights'> = {
  fact: 'weights',
  after(call, all) {
    if (!call.request.call) return
    const { seeded, drawn } = drawWeights(call.interpreter, call.request, all)
    call.initializers = seeded
    call.initial = drawn
  },
}

/** A value that is a layer or a model keeps what its weights were made with. */
export function withWeights({ assembled, draws, initial, initializers }: LibraryCall, value: Value): Value {
  if (value.kind !== 'instance') return value
  if (assembled) return { ...value, initializers: assembled, initial }
  const trainingDraws = draws.filter(({ draw }) => draw.training)
  const isLayer = initializers.length + trainingDraws.length + initial.length > 0
  return isLayer ? { ...value, initializers, initial, trainingDraws } : value
}

/** The weights a layer makes: one implicit draw where at least one of its initializers is not seeded. */
function drawWeights(
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
    source: interpreter.catalog.source(open.from, request.path, interpreter.program),
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
  const source = interpreter.catalog.source(from, created.path, interpreter.program)
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
  const made = create(
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
