/** Fields of objects that do not keep what the constructor gave them. */
import type { ClassDefinition, Target } from '../../program.ts'
import { lineageOf } from './ancestry.ts'
import type { ClassValue } from './value.ts'

const CONSTRUCTORS = new Set(['__init__', 'constructor'])
const known = new WeakMap<ClassDefinition, ReadonlySet<string>>()

/** Whether a method other than the constructor writes to the field: `sampler.set_epoch(epoch)`. */
export function changes(owner: ClassValue, field: string): boolean {
  for (const { definition } of lineageOf(owner)) {
    let written = known.get(definition)
    if (!written) known.set(definition, (written = writtenIn(definition)))
    if (written.has(field)) return true
  }
  return false
}

function writtenIn(definition: ClassDefinition): ReadonlySet<string> {
  const fields = new Set<string>()
  for (const { name, definition: method } of definition.members)
    if (method && !CONSTRUCTORS.has(name)) collect(method.body, fields)
  return fields
}

/** `self.a = …`, `a, self.b = …` */
function fieldsAssigned(target: Target): readonly string[] {
  if (target.kind === 'member') return [target.property]
  return target.kind === 'list-pattern'
    ? target.items.flatMap((each) => (each ? fieldsAssigned(each) : []))
    : []
}

/** Goes through statements and whatever they hold; the syntax tree behind them is left alone. */
function collect(part: unknown, fields: Set<string>): void {
  if (Array.isArray(part)) {
    for (const each of part) collect(each, fields)
    return
  }
  if (typeof part !== 'object' || part === null) return
  const { kind, target } = part as { kind?: string; target?: Target }
  if (kind === 'assign' && target) for (const name of fieldsAssigned(target)) fields.add(name)
  for (const [key, value] of Object.entries(part)) if (key !== 'node') collect(value, fields)
}
