import type { File, Language, LanguageOptions, OkParseResult, ParseResult } from '@eslint/core'
import { lostCharacter } from '../encoding.ts'
import type { Module, PythonNode } from './ast.ts'
import { parseOnce } from './parse/parse-once.ts'
import { PythonSourceCode } from './source-code.ts'
import { visitorKeys } from './visitor-keys.ts'

interface LanguageTypes {
  LangOptions: LanguageOptions
  Code: PythonSourceCode
  RootNode: Module
  Node: PythonNode
}

/** ESLint's language `reproducible/python`. The parser behind it is loaded when the first Python file is linted. */
export class PythonLanguage implements Language<LanguageTypes> {
  readonly fileType = 'text'
  readonly lineStart = 1
  readonly columnStart = 0
  readonly nodeTypeKey = 'type'
  readonly visitorKeys: Record<string, string[]> = visitorKeys

  /** There are no options, and those of other languages reach every file through unscoped configs: all are accepted. */
  validateLanguageOptions(): void {}

  /** Rules for JavaScript read options of its parser, and these have names in every file. */
  normalizeLanguageOptions(options: LanguageOptions): LanguageOptions {
    return { ...options, parserOptions: options['parserOptions'] ?? {} }
  }

  /** Reads a file, or says in one error, with line and column counted from 1, why it cannot be read. */
  parse(file: File): ParseResult<Module> {
    const text = textOf(file)
    const result = parseOnce(text, file.physicalPath)
    if (result.ok) {
      const lost = lostCharacter(text, file.physicalPath)
      if (lost === undefined) return result
      const lines = text.slice(0, lost).split(/\r\n|\r|\n/u)
      return {
        ok: false,
        errors: [{ message: NOT_UTF8, line: lines.length, column: lines.at(-1)!.length + 1 }],
      }
    }
    const { message, line, column } = result.error
    return { ok: false, errors: [{ message, line, column: column + 1 }] }
  }

  createSourceCode(file: File, { ast }: OkParseResult<Module>): PythonSourceCode {
    return new PythonSourceCode({ text: textOf(file), ast, hasBOM: file.bom })
  }
}

const NOT_UTF8 =
  'The file is not UTF-8: characters were lost in reading it, and saving a fix would destroy them. Python refuses it as well. Convert it to UTF-8.'

/** ESLint hands over text, without its byte order mark, because `fileType` is `text`. */
function textOf(file: File): string {
  return typeof file.body === 'string' ? file.body : new TextDecoder().decode(file.body)
}
