import fc from 'fast-check'
import { expect, it } from 'vitest'
import type { FunctionDefinition, SyntaxNode } from '../../../src/program.ts'
import { lowerPython } from '../../../src/languages/python/lower/lower.ts'
import { parsePython } from '../../../src/languages/python/parse/parse.ts'
import { program } from '../programs.ts'

/** Everything of the lowered program, bodies of functions included. */
function* everything(value: unknown): Generator<Record<string, unknown>> {
  if (Array.isArray(value)) {
    for (const item of value) yield* everything(item)
  } else if (typeof value === 'object' && value !== null && !(value instanceof Set)) {
    const record = value as Record<string, unknown>
    yield record
    for (const [key, inner] of Object.entries(record)) if (key !== 'node') yield* everything(inner)
    if ('parameters' in record && 'decorators' in record) yield* everything(record['body'])
  }
}

it('any program is lowered, and every node lies within the text', { timeout: 60_000 }, () => {
  let lowered = 0
  fc.assert(
    fc.property(program, (text) => {
      const parsed = parsePython(text)
      if (!parsed.ok) return
      lowered++
      const module = lowerPython(parsed.ast, text, '/project/train.py')
      const wrong = Array.from(everything(module.body)).filter((part) => {
        const node = part['node'] as SyntaxNode | undefined
        if (node && !(0 <= node.range[0] && node.range[0] <= node.range[1] && node.range[1] <= text.length))
          return true
        if (!('parameters' in part && 'decorators' in part)) return false
        const { locals, generator } = part as unknown as FunctionDefinition
        return !(locals instanceof Set) || typeof generator !== 'boolean'
      })
      expect(wrong).toEqual([])
    }),
    { numRuns: 200 },
  )
  // The programs are made of templates, so that most of them must be Python.
  expect(lowered).toBeGreaterThan(100)
})
