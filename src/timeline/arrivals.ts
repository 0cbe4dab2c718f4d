/** Where values arrive: in a tensor, in a log, in a worker, nowhere that matters. */
import type { Library, Slot } from '../catalog/schema.ts'
import type { Loop } from '../effects.ts'
import type { EvaluatedArguments } from './arguments.ts'
import { numbered } from './assignment.ts'
import { type Request } from './calls.ts'
import { drawsOf } from './draws.ts'
import { decisive } from './statements.ts'
import type { Machine } from './machine.ts'
import { type Marks, type Value, alternatives, deepMarks, joinMarks } from './values.ts'

/** `dict(zip(names, numbers))` */
export function numberedKeys(entries: Value): void {
  const entry = entries.kind === 'list' ? entries.element.value : undefined
  if (entry?.kind !== 'list' || entry.items?.length !== 2) return
  numbered(entry.items[0]!, entry.items[1]!, undefined)
}

/** A message to a worker may carry its seed. */
export function sendToWorker(request: Request, receiver: Value, slot: Slot): void {
  const found = request.args.at(slot)
  if (found === 'absent' || found === 'unknown') return
  for (const each of alternatives(receiver)) {
    if (each.kind !== 'instance' || !each.spawn) continue
    each.spawn.handedOver = joinMarks(each.spawn.handedOver, deepMarks(found.value))
  }
}

/** A worker sends something to whoever started it. */
export function sendBack(machine: Machine, { args }: Request, slot: Slot): void {
  machine.consequences++
  const found = args.at(slot)
  if (found === 'absent' || found === 'unknown') return
  keep(found.value)
  machine.context.worker?.answers.send(deepMarks(found.value))
}

/** Arguments arrive in a library: in a tensor, in a log, nowhere that matters. */
export function arrive(
  machine: Machine,
  request: Request,
  library: Library | undefined,
  applies: boolean,
): void {
  const { api, args } = request
  if (api.shows) {
    shown(machine, request)
    return
  }
  if ((library === undefined || library.ml || api.adds) && !api.calculates && !api.harmless)
    kept(args, request.receiver)
  if ((api.harmless && applies) || api.records) {
    for (const each of args.all) {
      for (const mark of deepMarks(each.value)) {
        if (mark.kind === 'draw' || mark.kind === 'text')
          mark.effect.harmless.add(api.records ? 'log' : api.harmless!)
        if (mark.kind === 'entropy' && (api.records || api.harmless === 'log')) mark.effect.recorded = true
        if (mark.kind === 'entropy' && api.harmless === 'path') mark.effect.harmless.add('path')
      }
    }
    if (api.harmless) return
  }
  if (drawsOf(api).some((draw) => draw.orders)) {
    for (const each of args.all) machine.reach(wholes(each.value), 'order')
    return
  }
  if (!library?.ml) return
  machine.consequences++
  const seeds = seedArguments(request)
  for (const each of args.all) {
    // What becomes a seed is not data.
    if (seeds.has(each)) continue
    const marks = deepMarks(each.value)
    if (marks.length === 0) continue
    machine.reach(decisive(marks), 'tensor')
    machine.reach(wholes(each.value), 'data')
  }
}

/** Somebody looks at the arguments, in a picture or a table. */
export function shown(
  machine: Machine,
  { node, text, path, args }: Pick<Request, 'node' | 'text' | 'path' | 'args'>,
): void {
  machine.emit({ kind: 'show', ...machine.base(node, text, path) })
  for (const each of args.all)
    for (const mark of deepMarks(each.value)) if (mark.kind === 'draw') mark.effect.harmless.add('picture')
}

/** What is done with these is not known, or has a consequence. */
export function kept({ all }: EvaluatedArguments, receiver: Value | undefined): void {
  for (const value of [...all.map((each) => each.value), ...(receiver ? [receiver] : [])]) keep(value)
}

export function keep(value: Value): void {
  for (const mark of deepMarks(value)) if (mark.kind === 'draw') mark.effect.kept = true
}

const NOTHING: ReadonlySet<unknown> = new Set()

function seedArguments({ api, args }: Request): ReadonlySet<unknown> {
  if (!api.seeds && !api.creates && !api.draws) return NOTHING
  const slots = [api.seeds?.seed, api.creates?.seed, ...drawsOf(api).map((draw) => draw.seed)]
  return new Set(slots.map((slot) => (slot ? args.at(slot) : undefined)))
}

/** The unordered collections that a value is, as a whole; one item of one decides no order. */
export function wholes(value: Value): Marks {
  const unordered = deepMarks(value).filter((mark) => mark.kind === 'unordered')
  if (unordered.length === 0) return unordered
  const loops = loopsOf(value)
  // A list that was made within a loop gathers what belongs to one item.
  if (value.kind === 'list' && value.element.value) {
    loops.push(...loopsOf(value.element.value).filter((loop) => value.loops?.includes(loop)))
  }
  // What comes from a loop over the collection is an item of it, or was made from one.
  return unordered.filter((mark) => loops.every((loop) => mark.effect.context.loops.includes(loop)))
}

function loopsOf(value: Value): Loop[] {
  return value.marks.flatMap((mark) => (mark.kind === 'loop' ? [mark.loop] : []))
}
