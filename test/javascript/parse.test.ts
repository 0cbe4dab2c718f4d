import * as espree from 'espree'
import * as typescriptParser from '@typescript-eslint/parser'
import { describe, expect, it } from 'vitest'
import { parseJavaScript } from '../../src/languages/javascript/parse/parse.ts'

const typed = 'const a = <number>b'

describe('parseJavaScript', () => {
  it('uses the configured parser where it reads the file', () => {
    let asked = 0
    const parser = {
      parse: (...args: Parameters<typeof espree.parse>) => {
        asked++
        return espree.parse(...args)
      },
    }
    const ast = parseJavaScript('#!/usr/bin/env node\nconst a = <b/> // c', '/x/a.jsx', parser)
    expect(asked).toBe(1)
    expect([ast?.body[0]?.range, ast?.comments?.length]).toEqual([[20, 34], 2])
  })

  it('reads TypeScript whatever parser is configured', () => {
    for (const parser of [undefined, espree, typescriptParser, { parse: 'no function' }, null]) {
      expect(parseJavaScript(typed, '/x/a.ts', parser)?.body[0]?.loc.start).toEqual({ line: 1, column: 0 })
    }
  })

  it("falls back where a parser does not parse, as oxlint's", () => {
    const parser = {
      parse: () => {
        throw new Error('`parser.parse` is not implemented yet')
      },
    }
    expect(parseJavaScript('a()', '/x/a.js', parser)?.body.length).toBe(1)
    expect(parseJavaScript('a()', '/x/a.js', { parseForESLint: () => ({}) })?.body.length).toBe(1)
  })

  it('reads scripts that are no modules', () => {
    expect(parseJavaScript('with (a) { b() }', '/x/a.cjs', espree)?.body.length).toBe(1)
    expect(parseJavaScript('return 1', '/x/a.cjs', espree)?.body.length).toBe(1)
    expect(parseJavaScript('var await = 010', '/x/a.js', espree)?.body.length).toBe(1)
  })

  it('knows that an angle bracket means a type in .ts and an element in .tsx', () => {
    expect(parseJavaScript('const a = <b></b>', '/x/a.tsx')).toBeDefined()
    expect(parseJavaScript('const a = <b></b>', '/x/a.ts')).toBeUndefined()
  })

  it.each(['const = 1', 'function (', '\u0000\u0001PNG\uFFFD', 'import {'])(
    'returns undefined for %j',
    (code) => {
      expect(parseJavaScript(code, '/x/a.js', espree)).toBeUndefined()
      expect(parseJavaScript(code, '/x/a.ts')).toBeUndefined()
    },
  )
})
