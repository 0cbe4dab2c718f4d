import * as espree from 'espree'
import { expect } from 'vitest'
import type { Program } from '../../src/languages/javascript/syntax.ts'
import type { Module } from '../../src/program.ts'
import { lowerJavaScript } from '../../src/languages/javascript/lower/lower.ts'
import { parseJavaScript } from '../../src/languages/javascript/parse/parse.ts'
import { print } from './print.ts'

export function parsed(code: string, file = '/project/train.ts'): Program {
  const ast = parseJavaScript(code, file)
  if (!ast) throw new SyntaxError(code)
  return ast
}

/** The program of TypeScript code. */
export function typescript(code: string): Module {
  return lowerJavaScript(parsed(code), code, '/project/train.ts')
}

/** The program of JavaScript code, which must be the same for both parsers. */
export function javascript(code: string): Module {
  const module = lowerJavaScript(espreeTree(code), code, '/project/train.js')
  const other = lowerJavaScript(parsed(code, '/project/train.jsx'), code, '/project/train.js')
  expect(print(other.body)).toBe(print(module.body))
  expect(other.exports).toEqual(module.exports)
  expect(other.specifiers).toEqual(module.specifiers)
  return module
}

export function espreeTree(code: string): Program {
  const options = {
    ecmaVersion: 'latest',
    sourceType: 'module',
    range: true,
    loc: true,
    comment: true,
    ecmaFeatures: { jsx: true },
  }
  return espree.parse(code, options as espree.Options) as unknown as Program
}

/** Compares the printed program of JavaScript code with what is expected of it, indentation as in the test. */
export function expectProgram(code: string, expected: string): void {
  expect(print(javascript(code).body)).toBe(dedent(expected))
}

export function expectTypedProgram(code: string, expected: string): void {
  expect(print(typescript(code).body)).toBe(dedent(expected))
}

function dedent(text: string): string {
  const lines = text.replace(/^\n|\n\s*$/g, '').split('\n')
  const indentation = Math.min(...lines.filter((line) => line.trim()).map((line) => line.search(/\S/)))
  return lines.map((line) => line.slice(indentation)).join('\n')
}
