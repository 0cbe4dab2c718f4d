import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { lowerJavaScript } from '../../src/languages/javascript/lower/lower.ts'
import { parseJavaScript } from '../../src/languages/javascript/parse/parse.ts'
import { childrenOf } from '../../src/languages/javascript/syntax.ts'
import type { Node, Program } from '../../src/languages/javascript/syntax.ts'
import type { Module } from '../../src/program.ts'
import { pieces } from './every-syntax.ts'
import { print } from './print.ts'

const file = '/project/any.tsx'

/** Every value of a program, function bodies included. */
function values(module: Module): Set<object> {
  const seen = new Set<object>()
  const visit = (value: unknown): void => {
    if (typeof value !== 'object' || value === null || seen.has(value)) return
    seen.add(value)
    if (value instanceof Set) return
    for (const [key, inner] of Object.entries(value)) if (key !== 'node') visit(inner)
    if ('locals' in value) {
      const { parameters, body, locals } = value as { parameters: unknown; body: unknown; locals: unknown }
      visit([parameters, body, locals])
    }
  }
  visit(module.body)
  return seen
}

function lowered(ast: Program, text: string): Set<object> {
  const module = lowerJavaScript(ast, text, file)
  expect(module.specifiers).toBeInstanceOf(Array)
  expect(typeof module.mainGuard).toBe('boolean')
  print(module.body)
  return values(module)
}

/** Calls, constructions and functions that run or are made when the program runs: not those within types. */
function effects(node: Node, found: Node[] = []): Node[] {
  const { type, declare, body } = node as { type: string; declare?: boolean; body?: unknown }
  if (
    declare ||
    /^TS(?!(?:As|NonNull|Satisfies|Instantiation)Expression|TypeAssertion|Enum|Module(?:Declaration|Block)|ParameterProperty|ExportAssignment|ImportEquals|ExternalModule)/.test(
      type,
    )
  ) {
    return found
  }
  if (node.type === 'MethodDefinition' && !node.value.body) return found
  if (
    /^(?:Call|New|Import|ArrowFunction|Function)Expression$|^FunctionDeclaration$/.test(type) &&
    body !== null
  ) {
    found.push(node)
  }
  for (const child of childrenOf(node)) effects(child, found)
  return found
}

/** One function for each place in a tree, which puts a node there that nobody knows. */
function replaceable(node: Node, places: (() => void)[] = []): (() => void)[] {
  const put = (owner: object, name: string | number, { range, loc }: Node): void => {
    places.push(() => void Object.assign(owner, { [name]: { type: 'SyntaxOfTheFuture', range, loc } }))
  }
  const syntax = childrenOf(node)
  for (const [key, value] of Object.entries(node) as [string, unknown][]) {
    if (syntax.includes(value as Node)) put(node, key, value as Node)
    if (!Array.isArray(value)) continue
    for (const [index, item] of value.entries())
      if (syntax.includes(item as Node)) put(value, index, item as Node)
  }
  for (const child of syntax) replaceable(child, places)
  return places
}

const garbled = fc
  .record({
    parts: fc.array(fc.constantFrom(...pieces), { minLength: 1, maxLength: 5 }),
    changes: fc.array(
      fc.record({ at: fc.nat(), kind: fc.constantFrom('drop', 'double', 'swap', 'nest'), by: fc.nat() }),
      { maxLength: 4 },
    ),
  })
  .map(({ parts, changes }) => {
    const tokens = parts
      .join('\n')
      .split(/(\b|(?<=[^\w\s])|(?=[^\w\s]))/)
      .filter((token) => token !== '')
    for (const { at, kind, by } of changes) {
      const index = at % tokens.length
      if (kind === 'drop') tokens[index] = ''
      else if (kind === 'double') tokens[index] += ` ${tokens[index]}`
      else if (kind === 'swap') tokens[index] = tokens[by % tokens.length]!
      else tokens[index] = `(${tokens[index]})`
    }
    return tokens.join('')
  })

describe('any program', () => {
  it.each(pieces)('has every call and function exactly once: %s', (piece) => {
    const ast = parseJavaScript(piece, file)!
    expect(ast).toBeDefined()
    const nodes = [...lowered(ast, piece)].map((value) => (value as { node?: Node }).node)
    const counts = new Map<unknown, number>()
    for (const value of lowered(ast, piece)) {
      const { kind, node } = value as { kind?: string; node?: Node }
      const isEffect =
        kind === 'call' || kind === 'import' || kind === 'opaque' || (!kind && 'locals' in value)
      if (isEffect) counts.set(node, (counts.get(node) ?? 0) + 1)
    }
    expect(nodes.length).toBeGreaterThan(0)
    for (const node of effects(ast)) {
      expect(`${piece.slice(node.range[0], node.range[1])}: ${counts.get(node) ?? 0}`).toBe(
        `${piece.slice(node.range[0], node.range[1])}: 1`,
      )
    }
  })

  it('never throws on a program that parses', () => {
    let parsed = 0
    fc.assert(
      fc.property(garbled, (code) => {
        const ast = parseJavaScript(code, file)
        if (!ast) return
        parsed++
        lowered(ast, code)
      }),
      { numRuns: 400 },
    )
    expect(parsed).toBeGreaterThan(40)
  })

  it.each(pieces)('never throws on a tree with unknown syntax in any place: %s', (piece) => {
    for (let at = 0; ; at++) {
      const ast = parseJavaScript(piece, file)!
      const places = replaceable(ast)
      const replace = places[at]
      if (!replace) return expect(at).toBeGreaterThan(0)
      replace()
      lowered(ast, piece)
    }
  })

  it('never throws on code nested deeper than the stack is high', () => {
    const deep = (before: string, after: string, times = 3000): string =>
      before.repeat(times) + 'x' + after.repeat(times)
    for (const code of [
      `${'a + '.repeat(3000)}b`,
      `${'if (a) b(); else '.repeat(1500)}c()`,
      `x${'.y()'.repeat(3000)}`,
      deep('[', ']', 1000),
      deep('{', '}', 1000),
      deep('f(() => ', ')', 500),
    ]) {
      const ast = parseJavaScript(code, file)
      if (ast) expect(() => lowerJavaScript(ast, code, file).body).not.toThrow()
    }
  })
})
