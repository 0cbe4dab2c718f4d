/** Initial weights that others take the place of before anybody has looked at them. */
import type { Api } from '../../catalog/schema.ts'
import type { Context, DrawEffect } from '../../effects.ts'
import type { Request } from '../execute/calls.ts'
import { contentOfParts, drawnIn, putInto } from './contents.ts'
import { takeBack } from './draws.ts'
import { areAmong } from '../execute/guards.ts'
import type { Interpreter } from '../interpreter.ts'
import type { Model } from './model.ts'
import { type InstanceValue, UNKNOWN, type Value, alternatives, itemsOf } from '../values/value.ts'

/** Of the layers that were put into a model, by the fields that all values of the model share. */
const added = new WeakMap<InstanceValue['fields'], readonly DrawEffect[]>()

const NONE: readonly DrawEffect[] = []

/** The draws of the initial weights in a layer, a model or what has gone through them, or in a list of these. */
export function initialIn(value: Value | undefined, depth = 2): readonly DrawEffect[] {
  if (!value || depth === 0) return NONE
  if (value.kind === 'instance') {
    const more = added.get(value.fields)
    return more ? [...value.initial, ...more] : value.initial
  }
  if (value.kind === 'union') return value.values.flatMap((each) => initialIn(each, depth))
  if (value.kind !== 'list') return NONE
  return (itemsOf(value) ?? [value.element.value]).flatMap((each) => initialIn(each, depth - 1))
}

/** The draws of the initial weights in what comes out of a call that puts layers together. */
export function initialFrom({ args, receiver }: Request, how: Api['assembles']): readonly DrawEffect[] {
  const first = args.positional[0]?.value
  if (how === 'receiver') return [...initialIn(receiver), ...initialIn(first)]
  if (how === 'argument' && receiver?.kind === 'instance') {
    const inside = added.get(receiver.fields) ?? NONE
    added.set(receiver.fields, [...inside, ...initialIn(first)])
  }
  return NONE
}

export const gathers: Model<'gathers'> = {
  fact: 'gathers',
  after(call, slot) {
    const { args } = call.request
    const found = call.request.call ? args.at(slot) : 'absent'
    if (found === 'absent' || found === 'unknown') return
    call.initial = [...call.initial, ...initialIn(found.value)]
    call.labels.push(...contentOfParts(call.interpreter, found.value))
  },
}

export const loadsWeights: Model<'loadsWeights'> = {
  fact: 'loadsWeights',
  before({ interpreter, request: { args, node, text, path } }, when) {
    if (typeof when === 'object' && !when.some((each) => args.holds(each) !== false)) return
    interpreter.emit({ kind: 'weights', ...interpreter.base(node, text, path), given: when === 'given' })
  },
}

export const overwrites: Model<'overwrites'> = {
  fact: 'overwrites',
  before({ interpreter, request, applies }, which) {
    if (applies) overwritten(interpreter, request, which)
    const { args, receiver } = request
    if (receiver) putInto(interpreter, receiver, drawnIn(args.all.map(({ value }) => value)))
  },
}

/** Somebody looks at the weights, or at what a layer has calculated with them. */
export function lookAtWeights(interpreter: Interpreter, { api, args, receiver }: Request): void {
  if (api.overwrites || api.assembles || api.gathers || api.weights) return
  for (const each of [receiver ?? UNKNOWN, ...args.all.map(({ value }) => value)])
    for (const one of alternatives(each))
      if (one.kind === 'instance' && (api.readsWeights || interpreter.catalog.type(one.type, 'data')))
        for (const draw of initialIn(one)) interpreter.lookedAt.add(draw)
}

/** Whoever is not followed may look at what he is given. */
export function weightsEscape(interpreter: Interpreter, value: Value | undefined): void {
  for (const draw of initialIn(value)) interpreter.lookedAt.add(draw)
}

/** `model.setWeights(saved)`: what was drawn for the weights that are replaced decides nothing. */
function overwritten(interpreter: Interpreter, { args, receiver }: Request, which: Api['overwrites']): void {
  const { context } = interpreter
  if (receiver?.kind !== 'instance') return
  const ofAll = receiver.labels.some((label) => label.kind === 'loop' && context.loops.includes(label.loop))
  if (which === 'each' && !ofAll) return
  const draws = initialIn(receiver)
  const kept = new Set([...interpreter.lookedAt, ...args.all.flatMap(({ value }) => initialIn(value))])
  const first = Math.min(...draws.map(({ order }) => order))
  const trained = interpreter.effects.some(({ kind, order }) => kind === 'train' && order > first)
  if (trained || draws.some((draw) => kept.has(draw))) return
  takeBack(
    interpreter,
    draws.filter((draw) => happensWith(draw.context, context)),
  )
}

/** Whenever the one happens, the other does. */
function happensWith(one: Context, other: Context): boolean {
  return (
    one.phase === other.phase &&
    one.worker === other.worker &&
    one.attempt?.node === other.attempt?.node &&
    (one.phase === 'run' || one.calls[0]?.node === other.calls[0]?.node) &&
    one.loops.every((loop) => other.loops.includes(loop)) &&
    areAmong(other.guards, one.guards)
  )
}
