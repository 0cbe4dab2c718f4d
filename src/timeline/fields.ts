/** Fields of objects that do not keep what the constructor gave them. */
import type { ClassDefinition } from '../program.ts'
import type { ClassValue } from './values.ts'

const CONSTRUCTORS = new Set(['__init__', 'constructor'])
const known = new WeakMap<ClassDefinition, ReadonlySet<string>>()

/** Whether a method other than the constructor writes to the field: `sampler.set_epoch(epoch)`. */
export function changes(owner: ClassValue, field: string): boolean {
  let written = known.get(owner.definition)
  if (!written) known.set(owner.definition, (written = writtenIn(owner.definition)))
  if (written.has(field)) return true
  return owner.bases.some((base) => base.kind === 'class' && changes(base, field))
}

function writtenIn(definition: ClassDefinition): ReadonlySet<string> {
  const fields = new Set<string>()
  for (const { name, definition: method } of definition.members)
    if (method && !CONSTRUCTORS.has(name)) collect(method.body, fields)
  return fields
}

/** Goes through statements and whatever they hold; the syntax tree behind them is left alone. */
function collect(part: unknown, fields: Set<string>): void {
  if (Array.isArray(part)) {
    for (const each of part) collect(each, fields)
    return
  }
  if (typeof part !== 'object' || part === null) return
  const { kind, target } = part as { kind?: string; target?: { kind: string; property?: string } }
  if (kind === 'assign' && target?.kind === 'member') fields.add(target.property!)
  for (const [key, value] of Object.entries(part)) if (key !== 'node') collect(value, fields)
}
