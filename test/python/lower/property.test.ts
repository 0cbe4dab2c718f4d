import fc from 'fast-check'
import { expect, it } from 'vitest'
import { lowerPython } from '../../../src/python/lower.ts'
import { parsePython } from '../../../src/python/parse.ts'
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

interface Definition {
  readonly locals: ReadonlySet<string>
  readonly generator: boolean
}

it('any program is lowered, and every node lies within the text', { timeout: 60_000 }, () => {
  let lowered = 0
  fc.assert(
    fc.property(program, (text) => {
      const parsed = parsePython(text)
      if (!parsed.ok) return
      lowered++
      const module = lowerPython(parsed.ast, text, '/project/train.py')
      for (const part of everything(module.body)) {
        const node = part['node'] as { range: [number, number]; loc: { start: object } } | undefined
        if (node) {
          expect(node.range[0]).toBeGreaterThanOrEqual(0)
          expect(node.range[1]).toBeGreaterThanOrEqual(node.range[0])
          expect(node.range[1]).toBeLessThanOrEqual(text.length)
          expect(node.loc.start).toBeDefined()
        }
        if ('parameters' in part && 'decorators' in part) {
          const definition = part as unknown as Definition
          expect(definition.locals).toBeInstanceOf(Set)
          expect(definition.generator).toBeTypeOf('boolean')
        }
      }
    }),
    { numRuns: 500 },
  )
  // The programs are made of templates, so that most of them must be Python.
  expect(lowered).toBeGreaterThan(250)
})
