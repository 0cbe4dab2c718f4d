/** Keys that are values, as in JAX: each is good for one use. */
import type { Api } from '../../catalog/schema.ts'
import type { KeyEffect, Loop } from '../../effects.ts'
import { liesWithin, type SyntaxNode } from '../../program.ts'
import type { Request } from '../execute/calls.ts'
import type { Interpreter } from '../interpreter.ts'
import type { Model } from './model.ts'
import { returnedType } from './results.ts'
import {
  type InstanceValue,
  UNKNOWN,
  type Value,
  alternatives,
  instance,
  itemsOf,
  listOf,
  labelled,
  unknown,
} from '../values/value.ts'

export const key: Model<'key'> = {
  fact: 'key',
  value({ interpreter, request }, fact) {
    return keyOf(interpreter, request, fact)
  },
}

function keyOf(
  interpreter: Interpreter,
  request: Request,
  { role, in: slot, repeatable }: NonNullable<Api['key']>,
): Value {
  const type = returnedType(interpreter, request.api)
  const made = (): Value => instance({ type, key: true, loops: interpreter.context.loops })
  if (slot) {
    const found = request.args.at(slot)
    // Who derives keys of its own from the one it is given leaves that one good for another use.
    if (
      role !== 'derives' &&
      !repeatable &&
      found !== 'absent' &&
      found !== 'unknown' &&
      found.value.kind === 'instance'
    )
      use(interpreter, request, found.value)
  }
  if (role === 'consumes') return UNKNOWN
  if (role === 'derives') return made()
  if (role === 'makes') {
    const seed = request.args.positional[0]?.value
    return labelled(made(), seed?.labels ?? [])
  }
  const pieces = piecesOf(request)
  // Keys at places that are not known may be any of them, each for the first time.
  if (pieces === undefined) return listOf(unknown())
  return { ...listOf(unknown()), items: Array.from({ length: pieces }, made) }
}

/** Into how many keys one is split, where that is known. */
function piecesOf({ args }: Request): number | undefined {
  const count = args.at({ at: 1, name: 'num' })
  if (count === 'absent') return 2
  const value = count === 'unknown' ? undefined : count.value
  return value?.kind === 'constant' && typeof value.value === 'number' ? Math.min(value.value, 16) : undefined
}

/** The innermost loop in which a key of one round is used again in the next; a hook's rounds are those of the loop around. */
function loopOverOne(interpreter: Interpreter, { loops }: InstanceValue): Loop | undefined {
  return interpreter.context.loops.findLast((loop) => loop.kind !== 'hook' && !loops.includes(loop))
}

/**
 * What held a key holds another value from here on: the next round uses another key.
 *
 * @param within Where the assignment stands, if it counts only for loops around it: the name of a parameter is another in each call.
 */
export function keysReplaced(interpreter: Interpreter, before: Value, within: SyntaxNode | undefined): void {
  if (interpreter.context.loops.length === 0) return
  for (const { consumed } of keysIn(before, 2)) {
    const effect = consumed.value as KeyEffect | undefined
    const loop = effect?.repeats
    if (!loop || !interpreter.context.loops.includes(loop)) continue
    if (!within || (loop.module === interpreter.module && liesWithin(within, loop.node)))
      effect.repeats = undefined
  }
}

/** The keys that a value is, or holds. */
function keysIn(value: Value, depth: number): readonly InstanceValue[] {
  return alternatives(value).flatMap((each) => {
    if (each.kind === 'instance' && each.key) return [each]
    if (depth === 0) return []
    if (each.kind === 'list') return (itemsOf(each) ?? []).flatMap((item) => keysIn(item, depth - 1))
    if (each.kind !== 'instance' && each.kind !== 'record') return []
    return [...each.fields.values()].flatMap((field) => keysIn(field.value, depth - 1))
  })
}

function use(interpreter: Interpreter, request: Request, subject: InstanceValue): void {
  const before = subject.consumed.value as KeyEffect | undefined
  const effect = interpreter.emit({
    kind: 'key',
    ...interpreter.base(request.node, request.text, request.path),
    before,
    repeats: loopOverOne(interpreter, subject),
    made: subject.generator?.created,
  })
  interpreter.store.set(subject.consumed, effect)
}
