/** Python files as ESLint reads them. */
import type { ParseResult } from '@eslint/core'
import { lostCharacter } from '../encoding.ts'
import type { Module } from './ast.ts'
import { parseOnce } from './parse/parse-once.ts'
import { PythonSourceCode } from './source-code.ts'

/** The tree of a file, or the one error, with line and column counted from 1, for which there is none. */
export function parsePythonFile(text: string, path: string): ParseResult<Module> {
  const result = parseOnce(text, path)
  if (!result.ok) {
    const { message, line, column } = result.error
    return { ok: false, errors: [{ message, line, column: column + 1 }] }
  }
  const lost = lostCharacter(text, path)
  if (lost === undefined) return result
  const lines = text.slice(0, lost).split(/\r\n|\r|\n/u)
  return {
    ok: false,
    errors: [{ message: NOT_UTF8, line: lines.length, column: lines.at(-1)!.length + 1 }],
  }
}

const NOT_UTF8 =
  'The file is not UTF-8: characters were lost in reading it, and saving a fix would destroy them. Python refuses it as well. Convert it to UTF-8.'

/** What rules for Python are given. */
export function pythonSourceCode(parts: ConstructorParameters<typeof PythonSourceCode>[0]): PythonSourceCode {
  return new PythonSourceCode(parts)
}
