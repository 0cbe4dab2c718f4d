import type * as py from 'py-ast'
import type { Module } from '../ast.ts'
import { findLineStarts, lineOf } from '../../lines.ts'
import { ParserText } from './parser-text.ts'
import { parser } from './parser.ts'
import { repairsFor } from './repairs.ts'
import { scanText } from './scan.ts'
import { describe, pythonTwo, SyntaxErrorAt, unreadableText } from './syntax-errors.ts'
import { TreeBuilder } from './tree-builder.ts'

/** Why a text could not be read. `line` is 1-based and `column` 0-based, in UTF-16 units, as in the nodes. */
export interface PythonParseError {
  message: string
  line: number
  column: number
}

export type PythonParseResult = { ok: true; ast: Module } | { ok: false; error: PythonParseError }

/**
 * Parses Python 3 (up to 3.14) into CPython's tree.
 *
 * Never throws: what cannot be read, or would need more stack than there is, comes back as an error with its place.
 *
 * @param text The file as ESLint hands it over; a byte order mark is skipped, and offsets count from after it.
 */
export function parsePython(text: string): PythonParseResult {
  const body = text.charCodeAt(0) === 0xfeff ? text.slice(1) : text
  const lineStarts = findLineStarts(body)
  const fail = (message: string, offset: number): PythonParseResult => {
    const line = lineOf(lineStarts, Math.min(offset, body.length))
    return { ok: false, error: { message, line: line + 1, column: offset - lineStarts[line]! } }
  }
  try {
    const unreadable = unreadableText(body)
    if (unreadable) return fail(unreadable.message, unreadable.offset)
    const scan = scanText(body)
    if (scan.error)
      return fail(pythonTwo(body, lineStarts, scan.error.offset) ?? scan.error.message, scan.error.offset)
    const comments = scan.comments
    let source = new ParserText(body, lineStarts, scan.edits)
    let tree: py.Module
    try {
      tree = parser().parse(source.text)
    } catch (error) {
      if (error instanceof RangeError) throw error
      const repairs = repairsFor(source, scan.edits)
      const place = source.placeOf(error)
      if (repairs === undefined) return fail(describe(error, body, lineStarts, place), place)
      source = new ParserText(body, lineStarts, repairs)
      try {
        tree = parser().parse(source.text)
      } catch (second) {
        if (second instanceof RangeError) throw second
        const secondPlace = source.placeOf(second)
        return fail(describe(second, body, lineStarts, secondPlace), secondPlace)
      }
    }
    return { ok: true, ast: new TreeBuilder(source).module(tree, comments) }
  } catch (error) {
    if (error instanceof SyntaxErrorAt) return fail(error.message, error.offset)
    if (error instanceof RangeError)
      return fail(
        'The code is nested too deeply to be read: split the longest expression or `elif` chain.',
        0,
      )
    return fail(`The parser failed: ${error instanceof Error ? error.message : String(error)}`, 0)
  }
}
