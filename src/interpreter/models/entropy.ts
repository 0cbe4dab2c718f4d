/** Values that change from run to run: clocks, process ids, salted hashes. */
import type { EntropyEffect } from '../../effects.ts'
import { UNKNOWN, type Value, alternatives } from '../values/value.ts'
import type { Model } from './model.ts'
import { isSettled } from './start-switches.ts'

export const entropy: Model<'entropy'> = {
  fact: 'entropy',
  after({ interpreter, request, applies, labels }, kind) {
    if (!applies || (kind === 'hash' && isStable(request.args.positional[0]?.value))) return
    if (isSettled(interpreter, request.api.settledBy)) return
    const effect = interpreter.emit<EntropyEffect>({
      kind: 'entropy',
      ...interpreter.base(request.node, request.text, request.path),
      entropy: kind,
      recorded: false,
      reaches: new Set(),
      harmless: new Set(),
    })
    labels.push({ kind: 'entropy', effect })
  },
}

/** Python salts the hashes of texts, not those of numbers. */
function isStable(hashed: Value | undefined): boolean {
  if (hashed?.kind === 'list') return !holdsText(hashed)
  return hashed?.kind === 'constant' && typeof hashed.value !== 'string'
}

/** `hash((seed, name))` is salted where there is a text in it; what is not known to be one is taken for numbers. */
function holdsText({ element }: Extract<Value, { kind: 'list' }>): boolean {
  return alternatives(element.value ?? UNKNOWN).some(
    (each) => each.kind === 'constant' && typeof each.value === 'string',
  )
}
