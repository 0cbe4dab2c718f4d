/** Keys that are values, as in JAX: each is good for one use. */
import type { Api } from '../catalog/schema.ts'
import type { KeyEffect } from '../effects.ts'
import type { Request } from './calls.ts'
import type { Machine } from './machine.ts'
import { returnedType } from './results.ts'
import { listOf, type InstanceValue, UNKNOWN, type Value, instance, marked, unknown } from './values.ts'

export function key(machine: Machine, request: Request, api: Api): Value {
  const { role, in: slot } = api.key!
  const type = returnedType(machine, api)
  const made = (): Value => instance({ type, key: true, loops: machine.context.loops })
  if (slot) {
    const found = request.args.at(slot)
    if (role !== 'derives' && found !== 'absent' && found !== 'unknown' && found.value.kind === 'instance')
      use(machine, request, found.value)
  }
  if (role === 'consumes') return UNKNOWN
  if (role === 'derives') return made()
  if (role === 'makes') {
    const seed = request.args.positional[0]?.value
    return marked(made(), seed?.marks ?? [])
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

function use(machine: Machine, request: Request, subject: InstanceValue): void {
  const last = subject.consumed.value as KeyEffect | undefined
  const again = request.api.key?.repeatable === true
  const before = again && last?.path === request.path ? undefined : last
  const repeats = !again && machine.context.loops.some((loop) => !subject.loops.includes(loop))
  const effect = machine.emit({
    kind: 'key',
    ...machine.base(request.node, request.text, request.path),
    before,
    repeats,
  })
  machine.store.set(subject.consumed, effect)
}
