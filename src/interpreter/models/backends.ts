/** Backends and devices that a program selects. */
import type { LibraryCall, Model } from './model.ts'
import type { Interpreter } from '../interpreter.ts'
import { type Value, alternatives } from '../values/value.ts'

export const selects: Model<'selects'> = {
  fact: 'selects',
  before({ interpreter, request }, slot) {
    const backend = 'constant' in slot ? slot.constant : nameIn(request, slot)
    if (backend !== undefined) add(interpreter, backend)
    const discarded = interpreter.discarded?.call === request.node ? interpreter.discarded : undefined
    interpreter.emit({
      kind: 'select',
      ...interpreter.base(request.node, request.text, request.path),
      backend,
      mayFallBack: request.api.mayFallBack === true,
      call: request.call,
      awaited: request.awaited,
      checked: !discarded,
      statement: discarded && interpreter.mayAwait ? discarded.statement : undefined,
    })
  },
}

/** An argument may name the backend by a word of its own: `Trainer(accelerator="gpu")`. */
export const selectsWhere: Model<'selectsWhere'> = {
  fact: 'selectsWhere',
  before({ interpreter, request: { args } }, conditions) {
    for (const condition of conditions)
      if (args.holds(condition) === true) add(interpreter, condition.backend)
  },
}

function nameIn({ args }: LibraryCall['request'], slot: Parameters<typeof args.at>[0]): string | undefined {
  const found = args.at(slot)
  if (found === 'absent' || found === 'unknown' || found.value.kind !== 'constant') return undefined
  return String(found.value.value).split(':')[0]
}

/** The work goes to the device that the call names. */
export function useDevice(interpreter: Interpreter, device: Value | undefined): void {
  for (const each of device ? alternatives(device) : []) {
    if (each.kind !== 'constant' || typeof each.value !== 'string') continue
    const name = each.value.split(':')[0]!
    if (!interpreter.backends.value.has(name)) add(interpreter, name)
  }
}

function add(interpreter: Interpreter, name: string): void {
  interpreter.store.set(interpreter.backends, new Set([...interpreter.backends.value, name]))
}
