/** Layers that are put into one model: a seed that several of them are made with gives all the same numbers. */
import type { Api } from '../../catalog/schema.ts'
import type { CreateEffect, Loop } from '../../effects.ts'
import { liesWithin } from '../../program.ts'
import type { Request } from '../execute/calls.ts'
import { initialFrom } from './initial-weights.ts'
import { contentOfParts, putInto } from './contents.ts'
import type { Model } from './model.ts'
import { alternatives, itemsOf, type InstanceValue, type Value } from '../values/value.ts'

/** By what tells one model from another, the fields that all values of it share. */
const members = new WeakMap<object, CreateEffect[]>()

export const assembles: Model<'assembles'> = {
  fact: 'assembles',
  after(call, how) {
    const { request } = call
    if (!request.call) return
    call.assembled = assembled(request, how)
    const [part] = request.args.positional
    if (how === 'argument' && part && request.receiver)
      putInto(call.interpreter, request.receiver, contentOfParts(call.interpreter, part.value))
    call.initial = [...call.initial, ...initialFrom(request, how)]
  },
}

/**
 * Looks at the initializers of the layers that a call puts into a model.
 *
 * @returns what is known of the call's value: which initializers have gone into it.
 */
function assembled(
  request: Request,
  how: NonNullable<Api['assembles']>,
): readonly CreateEffect[] | undefined {
  const { args, receiver } = request
  const [first] = args.positional
  if (how === 'receiver') {
    const whole = first && only(first.value)
    const layer = only(receiver)
    if (!whole || !layer) return undefined
    for (const loop of whole.carried) for (const each of layer.initializers) repeatedIn(loop, each)
    for (const each of layer.initializers) repeatedAmong(whole.initializers, each)
    return [...whole.initializers, ...layer.initializers]
  }
  if (how === 'argument') {
    const whole = only(receiver)
    const layer = first && only(first.value)
    if (!whole || !layer) return undefined
    let inside = members.get(whole.fields)
    if (!inside) members.set(whole.fields, (inside = []))
    for (const each of layer.initializers) {
      for (const loop of each.context.loops) if (isSameInEach(loop, whole, request)) repeatedIn(loop, each)
      repeatedAmong(inside, each)
      inside.push(each)
    }
    return undefined
  }
  const found = args.at(how)
  if (found === 'absent' || found === 'unknown' || found.value.kind !== 'list') return undefined
  const inside: CreateEffect[] = []
  for (const item of itemsOf(found.value) ?? []) {
    for (const each of only(item)?.initializers ?? []) {
      repeatedAmong(inside, each)
      inside.push(each)
    }
  }
  return undefined
}

function only(value: Value | undefined): InstanceValue | undefined {
  const [one, ...others] = value ? alternatives(value) : []
  return one?.kind === 'instance' && others.length === 0 ? one : undefined
}

/** The loop is written around the call, and adds to a model by a name that means the same one in every round. */
function isSameInEach(loop: Loop, whole: InstanceValue, { call, node, scope }: Request): boolean {
  const { callee } = call!
  if (callee.kind !== 'member' || callee.object.kind !== 'name') return false
  const named = scope?.find(callee.object.name)?.value
  if (named?.kind !== 'instance' || !whole.madeIn || whole.madeIn.includes(loop)) return false
  if (named.labels.some((label) => label.kind === 'loop' && label.loop === loop)) return false
  return liesWithin(node, loop.node)
}

/** It is made anew in every round, for one and the same model. */
function repeatedIn(loop: Loop, created: CreateEffect): void {
  if (!created.context.loops.includes(loop)) return
  created.repeated ||= isConstant(created)
}

/** The call that makes it has made another one for the same model, with the same seed. */
function repeatedAmong(others: readonly CreateEffect[], created: CreateEffect): void {
  const again = others.some(
    (other) => other !== created && other.node === created.node && isConstant(other) && same(other, created),
  )
  created.repeated ||= again && isConstant(created)
}

function isConstant({ seed }: CreateEffect): boolean {
  return seed?.kind === 'constant' && !seed.value.labels.some(({ kind }) => kind === 'loop')
}

function same(one: CreateEffect, other: CreateEffect): boolean {
  const [a, b] = [one.seed?.value, other.seed?.value]
  return a?.kind === 'constant' && b?.kind === 'constant' && a.value === b.value
}
