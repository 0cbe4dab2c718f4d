/** Objects that stand for a function or class which is called later and elsewhere. */
import { type InstanceValue, instance, type Value, valueCell } from './value.ts'

/** Where such an object keeps what it stands for; no property has such a name. */
const FUNCTION = '[[Function]]'

export function deferred(type: string, fn: Value): InstanceValue {
  return instance({ type, fields: new Map([[FUNCTION, valueCell(fn)]]) })
}

export function standsFor(value: Value): Value | undefined {
  return value.kind === 'instance' ? value.fields.get(FUNCTION)?.value : undefined
}
