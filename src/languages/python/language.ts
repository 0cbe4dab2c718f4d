import type { File, Language, LanguageOptions, OkParseResult, ParseResult } from '@eslint/core'
import { parsePythonFile, pythonSourceCode } from '../../on-demand.ts'
import type { Module, PythonNode } from './ast.ts'
import type { PythonSourceCode } from './source-code.ts'
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
    return parsePythonFile(textOf(file), file.physicalPath)
  }

  createSourceCode(file: File, { ast }: OkParseResult<Module>): PythonSourceCode {
    return pythonSourceCode({ text: textOf(file), ast, hasBOM: file.bom })
  }
}

/** ESLint hands over text, without its byte order mark, because `fileType` is `text`. */
function textOf(file: File): string {
  return typeof file.body === 'string' ? file.body : new TextDecoder().decode(file.body)
}
