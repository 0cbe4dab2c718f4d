/** Where values arrive: in a tensor, in a log, in a worker, nowhere that matters. */
import { noteIndexing } from '../execute/indexing.ts'
import { decidingLabels, undrawnLabels } from '../values/decisions.ts'
import type { Library } from '../../catalog/schema.ts'
import type { Loop } from '../../effects.ts'
import type { EvaluatedArguments } from '../execute/arguments.ts'
import { type Request } from '../execute/calls.ts'
import { drawsOf } from './draws.ts'
import type { Interpreter } from '../interpreter.ts'
import type { LibraryCall, Model } from './model.ts'
import { type Label, type Labels, type Value, alternatives, deepLabels, joinLabels } from '../values/value.ts'

/** `dict(zip(names, numbers))` */
export function numberedKeys(entries: Value): void {
  const entry = entries.kind === 'list' ? entries.element.value : undefined
  if (entry?.kind !== 'list' || entry.items?.length !== 2) return
  noteIndexing(entry.items[0]!, entry.items[1]!, undefined)
}

/** A message to a worker may carry its seed. */
export const handsOver: Model<'handsOver'> = {
  fact: 'handsOver',
  after({ request: { args, receiver } }, slot) {
    const found = args.at(slot)
    if (!receiver || found === 'absent' || found === 'unknown') return
    for (const each of alternatives(receiver)) {
      if (each.kind !== 'instance' || !each.spawn) continue
      each.spawn.handedOver = joinLabels(each.spawn.handedOver, deepLabels(found.value))
      each.spawn.given.send(deepLabels(found.value))
    }
  },
}

/** A worker sends something to whoever started it. */
export const sendsBack: Model<'sendsBack'> = {
  fact: 'sendsBack',
  after({ interpreter, request: { args } }, slot) {
    interpreter.happens()
    const found = args.at(slot)
    if (found === 'absent' || found === 'unknown') return
    keepLabels(found.value)
    interpreter.context.worker?.answers.send(joinLabels(deepLabels(found.value), interpreter.deciding))
  },
}

/** Arguments arrive in a library: in a tensor, in a log, nowhere that matters. */
export function flowIntoLibrary({ interpreter, request, library, applies }: LibraryCall): void {
  const { api, args } = request
  if (api.shows) {
    flowIntoView(interpreter, request)
    return
  }
  if ((library === undefined || library.ml || api.adds) && !api.calculates && !api.harmless)
    keepAll(args, request.receiver)
  if ((api.harmless && applies) || api.records) {
    if (api.harmless) endCall(interpreter, request, api.records ? 'log' : api.harmless)
    for (const each of args.all) {
      for (const label of deepLabels(each.value)) {
        // What is saved may be read again, by this program or by another one.
        if (!api.harmless && !api.saves && !api.calculates) escapes(label)
        if (label.kind === 'entropy' && (api.records || api.harmless === 'log')) label.effect.recorded = true
        if (label.kind === 'entropy' && api.harmless === 'path') label.effect.harmless.add('path')
      }
    }
    if (api.harmless || api.saves) return
  }
  if (drawsOf(api).some((draw) => draw.orders)) {
    for (const each of args.all) interpreter.reachSink(unorderedWholes(each.value), 'order')
    return
  }
  if (!library?.ml) return
  const carries = calculates(request, library)
  if (!carries) interpreter.happens()
  const seeds = seedArguments(request)
  for (const each of args.all) {
    // What becomes a seed is not data.
    if (seeds.has(each)) continue
    const labels = deepLabels(each.value)
    if (labels.length === 0) continue
    const arrived = decidingLabels(labels)
    for (const label of arrived) if (label.kind === 'draw') label.effect.inTensor = true
    interpreter.reachSink(carries ? undrawnLabels(arrived) : arrived, 'tensor')
    interpreter.reachSink(unorderedWholes(each.value), 'data')
  }
}

/** The call only calculates with its arguments, or keeps them in its receiver: what they are worth goes on from there. */
export function calculates(
  { api, path }: Pick<Request, 'api' | 'path'>,
  library: Library | undefined,
): boolean {
  if (api.calculates || api.overwrites || api.gathers || (api.readsWeights && !api.harmless)) return true
  return library?.calculates?.test(path) === true
}

/** A call only looks at what it is given, and so does whatever decided that it is made. */
function endCall(interpreter: Interpreter, { api, args, receiver }: Request, end: string): void {
  if (api.harmlessAt) {
    const found = args.at(api.harmlessAt)
    if (found !== 'absent' && found !== 'unknown') endHarmlessly(deepLabels(found.value), end)
    return
  }
  endHarmlessly(interpreter.deciding, end)
  if (receiver) endHarmlessly(deepLabels(receiver), end)
  for (const { value } of args.all) endHarmlessly(deepLabels(value), end)
}

/** Values with these labels are only looked at here. */
export function endHarmlessly(labels: Labels, end: string): void {
  for (const label of labels)
    if (label.kind === 'draw' || label.kind === 'text') label.effect.harmless.add(end)
    else if (label.kind === 'channel') label.channel.endHarmlessly(end)
}

/** Something is given to somebody who is not followed. */
export function escapes(label: Label): void {
  if (label.kind === 'draw') label.effect.escapes = true
  else if (label.kind === 'channel') label.channel.escape()
}

/** Somebody looks at the arguments, in a picture or a table. */
export function flowIntoView(
  interpreter: Interpreter,
  { node, text, path, args }: Pick<Request, 'node' | 'text' | 'path' | 'args'>,
): void {
  interpreter.emit({ kind: 'show', ...interpreter.base(node, text, path) })
  for (const each of args.all) for (const label of deepLabels(each.value)) endHarmlessly([label], 'picture')
}

/** What is done with these is not known, or has a consequence. */
export function keepAll({ all }: EvaluatedArguments, receiver: Value | undefined): void {
  for (const value of [...all.map((each) => each.value), ...(receiver ? [receiver] : [])]) keepLabels(value)
}

export function keepLabels(value: Value): void {
  for (const label of deepLabels(value)) if (label.kind === 'draw') label.effect.kept = true
}

const NOTHING: ReadonlySet<unknown> = new Set()

function seedArguments({ api, args }: Request): ReadonlySet<unknown> {
  if (!api.seeds && !api.creates && !api.draws) return NOTHING
  const slots = [api.seeds?.seed, api.creates?.seed, ...drawsOf(api).map((draw) => draw.seed)]
  return new Set(slots.map((slot) => (slot ? args.at(slot) : undefined)))
}

type UnorderedLabel = Labels[number] & { readonly kind: 'unordered' }

/** The unordered collections that a value is, as a whole; one item of one decides no order. */
export function unorderedWholes(value: Value): readonly UnorderedLabel[] {
  const unordered = deepLabels(value).filter((label) => label.kind === 'unordered')
  if (unordered.length === 0) return unordered
  const loops = loopsOf(value)
  // A list that was made within a loop gathers what belongs to one item.
  if (value.kind === 'list' && value.element.value) {
    loops.push(...loopsOf(value.element.value).filter((loop) => value.loops?.includes(loop)))
  }
  // What comes from a loop over the collection is an item of it, or was made from one.
  return unordered.filter((label) => loops.every((loop) => label.effect.context.loops.includes(loop)))
}

function loopsOf(value: Value): Loop[] {
  return value.labels.flatMap((label) => (label.kind === 'loop' ? [label.loop] : []))
}
