/** Applies an editor's edits to a Python text, and finds the calls and statements to edit. */
import { expect } from 'vitest'
import type { Edit, Editor } from '../../../src/edits.ts'
import type { CallExpression, Module, SyntaxNode } from '../../../src/program.ts'
import type { PythonNode } from '../../../src/languages/python/ast.ts'
import { pythonEditor } from '../../../src/languages/python/edit/edits.ts'
import { lowerPython } from '../../../src/languages/python/lower/lower.ts'
import { parsePython } from '../../../src/languages/python/parse/parse.ts'

export interface Opened {
  readonly editor: Editor
  readonly module: Module
  /** The first call whose callee is written so. */
  call(callee: string): CallExpression
  /** The first innermost node that is written so. */
  node(text: string): SyntaxNode
  all(callee: string): CallExpression[]
}

export function open(text: string): Opened {
  const result = parsePython(text)
  if (!result.ok) throw new Error(`${result.error.line}: ${result.error.message}`)
  const module = lowerPython(result.ast, text, '/project/train.py')
  const calls = callsIn(module.body)
  const all = (callee: string): CallExpression[] =>
    calls.filter((call) => text.slice(...call.callee.node.range) === callee)
  return {
    module,
    editor: pythonEditor(module, result.ast),
    all,
    call(callee) {
      const found = all(callee)[0]
      if (!found) throw new Error(`no call of ${callee}`)
      return found
    },
    node(written) {
      let found: SyntaxNode | undefined
      const visit = (value: unknown): void => {
        if (Array.isArray(value)) value.forEach(visit)
        else if (typeof value === 'object' && value !== null && 'type' in value) {
          const node = value as PythonNode
          if (text.slice(...node.range) === written) found ??= node
          Object.values(node).forEach(visit)
        }
      }
      visit(result.ast.body)
      if (!found) throw new Error(`no node ${written}`)
      return found
    },
  }
}

function callsIn(value: unknown, found: CallExpression[] = []): CallExpression[] {
  if (Array.isArray(value)) {
    for (const item of value) callsIn(item, found)
  } else if (typeof value === 'object' && value !== null) {
    const record = value as Record<string, unknown>
    if (record['kind'] === 'call') found.push(value as CallExpression)
    for (const [key, inner] of Object.entries(record)) if (key !== 'node') callsIn(inner, found)
    if ('parameters' in record && 'decorators' in record) callsIn(record['body'], found)
  }
  return found
}

/** The text after the edits, which must be Python again and leave each other alone. */
export function apply(text: string, edits: readonly Edit[] | undefined): string | undefined {
  if (!edits) return undefined
  const sorted = [...edits].sort((a, b) => a.range[0] - b.range[0])
  let result = ''
  let at = 0
  for (const { range, text: written } of sorted) {
    expect(range[0]).toBeGreaterThanOrEqual(at)
    expect(range[1]).toBeLessThanOrEqual(text.length)
    result += text.slice(at, range[0]) + written
    at = range[1]
  }
  result += text.slice(at)
  const parsed = parsePython(result)
  expect(parsed.ok ? undefined : parsed.error, result).toBe(undefined)
  return result
}
