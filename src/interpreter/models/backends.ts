/** Backends and devices that a program selects, and what it asks to know which of them there are. */
import type { LibraryCall, Model } from './model.ts'
import type { SwitchLabel } from './start-switches.ts'
import type { Interpreter } from '../interpreter.ts'
import { type Label, type Value, alternatives } from '../values/value.ts'

declare module '../../catalog/schema.ts' {
  interface Api {
    /**
     * Where it counts as true, there is this backend: the one that the slot names, of whichever (`any`) is asked for.
     * `in use`: it says which one the program runs on. `under`: other names by which a backend is asked for.
     */
    readonly tellsBackend?:
      | ({ readonly at: number } & { readonly under?: Readonly<Record<string, string>> })
      | { readonly constant: string }
      | 'any'
      | 'in use'
    /** It throws unless what it is given is equal. */
    readonly compares?: boolean
  }
}

/** What a program has found out, beside the switches that it was started with. */
const THERE = 'backend '
const ASKED = 'asked for a backend'
const IN_USE = 'the backend in use'

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
      checked: !discarded || isThere(interpreter, backend),
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

export const tellsBackend: Model<'tellsBackend'> = {
  fact: 'tellsBackend',
  after({ interpreter, request, labels }, told) {
    if (told === 'in use') {
      labels.push({ kind: 'switch', of: IN_USE, on: true, text: true })
      return
    }
    const name = told === 'any' ? '' : 'constant' in told ? told.constant : nameIn(request, told)
    const under = typeof told === 'object' && 'under' in told ? told.under : undefined
    const backend = under ? Object.entries(under).find(([other]) => other === name)?.[1] : (name ?? '')
    if (backend !== undefined) labels.push(backendThere(interpreter, backend))
  },
}

/** The program asks whether there is a backend of this name; without one, for whichever it will select. */
export function backendThere({ store, startedWith }: Interpreter, name: string): SwitchLabel {
  if (startedWith.value !== 'ended') store.set(startedWith, new Set([...startedWith.value, ASKED]))
  return { kind: 'switch', of: THERE + name, on: true }
}

export const compares: Model<'compares'> = {
  fact: 'compares',
  before({ interpreter, inputs }) {
    looksAtBackend(interpreter, inputs)
  },
}

/** The selection cannot fail: the program has asked whether there is this backend, or whichever it selects. */
function isThere({ startedWith: { value: found } }: Interpreter, name: string | undefined): boolean {
  if (found === 'ended') return false
  return found.has(THERE) || found.has(name === undefined ? ASKED : THERE + name)
}

/** `if (tf.getBackend() !== 'webgpu') throw …`: the program looks at what came of the selections before. */
export function looksAtBackend({ effects }: Interpreter, labels: readonly Label[]): void {
  if (!labels.some((label) => label.kind === 'switch' && label.of === IN_USE)) return
  for (const effect of effects) if (effect.kind === 'select') effect.checked = true
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
