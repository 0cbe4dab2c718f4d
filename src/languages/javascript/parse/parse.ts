import type { Program } from '../syntax.ts'
import { typescriptEstree } from './typescript-estree.ts'
import { typescriptParser } from './typescript-parser.ts'

type Parse = (text: string, options: Readonly<Record<string, unknown>>) => unknown

/** `languageOptions.parser`, as ESLint takes it. */
interface Parser {
  readonly meta?: { readonly name?: string }
  readonly name?: string
  readonly parse?: Parse
  readonly parseForESLint?: (
    text: string,
    options: Readonly<Record<string, unknown>>,
  ) => { readonly ast?: unknown }
}

/**
 * Parses a file that ESLint did not hand over: another module of the project.
 *
 * The user's own parser reads it where it can, so that unusual syntax is read as it is for the linted files. Everything
 * else, TypeScript above all, is read by the parser of typescript-eslint, which is loaded on first use. Neither ever
 * gets a project: types are not needed here, and programs for them are slow to make.
 *
 * @param text without a byte order mark.
 * @param file absolute path; its ending says which syntax to expect.
 * @param parser the parser object from `context.languageOptions.parser`.
 * @returns undefined when the file has a syntax error.
 */
export function parseJavaScript(text: string, file: string, parser?: unknown): Program | undefined {
  const options = {
    filePath: file,
    ecmaVersion: 'latest',
    sourceType: /\.c[jt]s$/.test(file) ? 'commonjs' : 'module',
    ecmaFeatures: { jsx: !/\.[cm]?ts$/.test(file) },
    range: true,
    loc: true,
    comment: true,
  }
  const configured = configuredParse(parser as Parser | undefined, file)
  return (
    parseWith(configured, text, options) ??
    // A script may be no module: it uses `with`, or `await` as a name.
    parseWith(configured, text, { ...options, sourceType: 'commonjs' }) ??
    parseWith(typescript, text, options)
  )
}

function parseWith(
  parse: Parse | undefined,
  text: string,
  options: Readonly<Record<string, unknown>>,
): Program | undefined {
  try {
    const ast = parse?.(text, options) as Program | undefined
    return Array.isArray(ast?.body) ? ast : undefined
  } catch {
    // A syntax error, a syntax this parser does not know, or oxlint's "not implemented".
    return undefined
  }
}

/** ESLint's own parser or that of typescript-eslint, which give one program for one text. */
export function isStandardParser(parser: unknown): boolean {
  const { meta, name } = (parser ?? {}) as Parser
  const called = meta?.name ?? name
  return (
    parser === undefined ||
    parser === null ||
    parser === typescriptParser ||
    called === 'espree' ||
    called?.startsWith('typescript-eslint/') === true
  )
}

function configuredParse(parser: Parser | null | undefined, file: string): Parse | undefined {
  if (!parser) return undefined
  // It would make scopes and tokens as well, which nobody needs here; what it wraps is twice as fast.
  if (parser === typescriptParser || parser.meta?.name?.startsWith('typescript-eslint/')) return typescript
  const typed = /\.(?:[cm]?ts|tsx)$/.test(file)
  if (typed && (parser.meta?.name ?? parser.name) === 'espree') return undefined
  if (typeof parser.parseForESLint === 'function')
    return (text, options) => parser.parseForESLint!(text, options).ast
  if (typeof parser.parse === 'function') return (text, options) => parser.parse!(text, options)
  return undefined
}

function typescript(text: string, options: Readonly<Record<string, unknown>>): unknown {
  return typescriptEstree().parse(text, {
    ...options,
    jsx: (options['ecmaFeatures'] as { jsx: boolean }).jsx,
    suppressDeprecatedPropertyWarnings: true,
  })
}
