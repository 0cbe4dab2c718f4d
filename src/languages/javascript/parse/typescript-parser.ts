/**
 * A parser for TypeScript without type information, for projects that have none: it is made of packages that the
 * plugin needs anyway, which are loaded when the first file is read.
 */
import { createRequire } from 'node:module'
import type { Linter } from 'eslint'
import { name, version } from '../../../package.ts'
import { requireBesideUtils, typescriptEstree } from './typescript-estree.ts'

interface ScopeManager {
  analyze(ast: object, options: Readonly<Record<string, unknown>>): object
}

interface Parsed {
  readonly ast: object
  readonly scopeManager: object
  readonly services: object
  readonly visitorKeys: object
}

export const typescriptParser = {
  meta: { name: `${name}/typescript`, version },
  parseForESLint: (text: string, { filePath = 'file.ts' }: { filePath?: string } = {}) =>
    readTypescript(text, filePath),
} as Linter.Parser

let loaded: { scopes: ScopeManager; visitorKeys: object } | undefined

/**
 * Reads TypeScript, and JavaScript with types or decorators.
 *
 * @throws SyntaxError also for what is nested too deeply for the parser.
 */
export function readTypescript(text: string, file: string): Parsed {
  try {
    return read(text, file)
  } catch (error) {
    if (!(error instanceof RangeError)) throw error
    const message = 'The code is nested too deeply to be read: split its longest expression'
    throw Object.assign(new SyntaxError(message, { cause: error }), { lineNumber: 1, column: 1 })
  }
}

function read(text: string, file: string): Parsed {
  const { ast } = typescriptEstree().parseAndGenerateServices(text, {
    filePath: file,
    jsx: !/\.[cm]?ts$/u.test(file),
    range: true,
    loc: true,
    tokens: true,
    comment: true,
    loggerFn: false,
    suppressDeprecatedPropertyWarnings: true,
  })
  loaded ??= load()
  const sourceType = file.endsWith('.cts') ? 'script' : 'module'
  return {
    ast: Object.assign(ast, { sourceType }),
    scopeManager: loaded.scopes.analyze(ast, { sourceType }),
    services: {},
    visitorKeys: loaded.visitorKeys,
  }
}

function load(): NonNullable<typeof loaded> {
  const beside = requireBesideUtils()
  const estree = createRequire(beside.resolve('@typescript-eslint/typescript-estree/package.json'))
  return {
    scopes: beside('@typescript-eslint/scope-manager') as ScopeManager,
    visitorKeys: (estree('@typescript-eslint/visitor-keys') as { visitorKeys: object }).visitorKeys,
  }
}
