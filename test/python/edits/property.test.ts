import fc from 'fast-check'
import { expect, it } from 'vitest'
import type { Edit } from '../../../src/edits.ts'
import type { SyntaxNode } from '../../../src/program.ts'
import type { PythonNode } from '../../../src/languages/python/ast.ts'
import { pythonEditor } from '../../../src/languages/python/edit/edits.ts'
import { lowerPython } from '../../../src/languages/python/lower/lower.ts'
import { parsePython } from '../../../src/languages/python/parse/parse.ts'
import { program } from '../programs.ts'
import { apply } from './edited.ts'

function nodesIn(value: unknown, found: PythonNode[] = []): PythonNode[] {
  if (Array.isArray(value)) for (const item of value) nodesIn(item, found)
  else if (typeof value === 'object' && value !== null && 'type' in value) {
    found.push(value as PythonNode)
    for (const [key, inner] of Object.entries(value)) if (key !== 'comments') nodesIn(inner, found)
  }
  return found
}

it('every edit that is offered leaves a program that parses', { timeout: 120_000 }, () => {
  let edited = 0
  const offered = new Map<string, number>()
  fc.assert(
    fc.property(program, fc.nat(), fc.nat(), (text, pick, other) => {
      const parsed = parsePython(text)
      if (!parsed.ok) return
      const editor = pythonEditor(lowerPython(parsed.ast, text, '/project/train.py'), parsed.ast)
      const nodes = nodesIn(parsed.ast.body)
      if (nodes.length === 0) return
      const node: SyntaxNode = nodes[pick % nodes.length]!
      const before: SyntaxNode = nodes[other % nodes.length]!
      const calls = nodes.filter(({ type }) => type === 'Call')
      const check = (what: string, edits: readonly Edit[] | undefined): void => {
        if (!edits) return
        edited++
        offered.set(what, (offered.get(what) ?? 0) + 1)
        const result = apply(text, edits)!
        if (text.includes('\r\n')) expect(result.replaceAll('\r\n', '')).not.toMatch(/[\r\n]/u)
      }
      check('before', editor.insertBefore(node, ['if a:', '    b()', '']))
      check('after', editor.insertAfter(node, ['if a:', '    b()']))
      check('remove', editor.removeStatement(node))
      check('move', editor.moveBefore(node, before))
      check('import', editor.addImport('m', { name: 'n' }))
      check('import', editor.addImport('random', { first: true }))
      const callNode = calls[pick % Math.max(1, calls.length)]
      if (callNode?.type === 'Call') {
        const args = [
          ...callNode.args.map((value) => ({
            node: value,
            value: { kind: 'opaque', parts: [], node: value } as const,
          })),
          ...callNode.keywords.map((word) => ({
            node: word,
            ...(word.arg === null ? {} : { name: word.arg }),
            value: { kind: 'opaque', parts: [], node: word } as const,
          })),
        ]
        const callee = { kind: 'opaque', parts: [], node: callNode.func } as const
        const call = { kind: 'call', callee, args, construct: false, node: callNode } as const
        check('with', editor.withArgument(call, { name: 'seed' }, { constant: 42 }))
        check('with', editor.withArgument(call, { name: 'k' }, { source: 'a + b' }))
        check('position', editor.withArgument(call, { at: args.length }, { constant: 'x' }))
        for (const argument of args) check('without', editor.withoutArgument(call, argument))
      }
    }),
    { numRuns: 200 },
  )
  expect(edited).toBeGreaterThan(400)
  for (const what of ['before', 'after', 'remove', 'move', 'import', 'with', 'position', 'without']) {
    expect([what, (offered.get(what) ?? 0) > 0]).toEqual([what, true])
  }
})
