import type { PythonNode } from '../../../src/languages/python/ast.ts'

/** Nodes that CPython gives no position. */
const PLACELESS = new Set(['Module', 'arguments', 'comprehension', 'withitem', 'match_case'])
const SKIPPED = new Set(['type', 'range', 'loc', 'comments', 'literal', 'type_params'])
/** In the order of CPython's `_fields`, where ours is another. */
const ORDER: Record<string, string[]> = {
  ImportFrom: ['module', 'names', 'level'],
}

function json(value: string): string {
  return JSON.stringify(value).replace(
    /[\x7f-\uffff]/g,
    (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`,
  )
}

function bits(value: number): string {
  const buffer = Buffer.alloc(8)
  buffer.writeDoubleBE(value)
  return buffer.toString('hex')
}

function literal(kind: string, value: unknown): string {
  switch (kind) {
    case 'None':
    case 'Ellipsis':
      return kind
    case 'bool':
      return `bool ${value === true ? 'True' : 'False'}`
    case 'str':
    case 'bytes':
      return `${kind} ${json(value as string)}`
    case 'int':
      return `int ${String(value)}`
    default:
      return `${kind} ${bits(value as number)}`
  }
}

/** Writes a tree in the form of dump_ast.py. */
export function dump(root: PythonNode): string {
  const out: string[] = []
  function visit(node: PythonNode, depth: number, name: string, positions: boolean): void {
    let text = `${' '.repeat(depth)}${name}: ${node.type}`
    const { start, end } = node.loc
    if (positions && !PLACELESS.has(node.type))
      text += ` ${start.line}:${start.column}-${end.line}:${end.column}`
    const inside = positions && node.type !== 'JoinedStr'
    const children: [string, PythonNode | null][] = []
    const fields = node as unknown as Record<string, unknown>
    for (const field of ORDER[node.type] ?? Object.keys(fields)) {
      if (SKIPPED.has(field)) continue
      const value = fields[field]
      if (node.type === 'Constant' && field === 'value') text += ` value=${literal(node.literal, value)}`
      else if (node.type === 'MatchSingleton')
        text += ` value=${literal(value === null ? 'None' : 'bool', value)}`
      else if (field === 'ops') text += ` ops=${(value as string[]).join(',')}`
      else if (field === 'ctx' || field === 'op') text += ` ${field}=${String(value)}`
      else if (Array.isArray(value)) {
        for (const item of value as (PythonNode | string | null)[]) {
          if (typeof item === 'string') text += ` ${field}=${json(item)}`
          else children.push([field, item])
        }
      } else if (typeof value === 'object' && value !== null) children.push([field, value as PythonNode])
      else if (value !== null) text += ` ${field}=${typeof value === 'string' ? json(value) : String(value)}`
    }
    out.push(text)
    for (const [field, child] of children) {
      if (child === null) out.push(`${' '.repeat(depth + 1)}${field}: null`)
      else visit(child, depth + 1, field, inside)
    }
  }
  visit(root, 0, 'root', true)
  return out.join('\n')
}
