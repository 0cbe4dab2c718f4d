/** The parser of a run without configuration: it takes any JavaScript or TypeScript that can be met. */
import { createRequire } from 'node:module'
import type { Linter } from 'eslint'

type Options = Readonly<Record<string, unknown>>

interface Typescript {
  parseAndGenerateServices(text: string, options: Options): { readonly ast: object }
}

interface ScopeManager {
  analyze(ast: object, options: Options): object
}

/**
 * JavaScript is read by ESLint's own parser, which is several times faster. TypeScript, and what ESLint's parser does
 * not take (decorators, types in `.js` files), is read by typescript-eslint's, which is loaded when it is first needed.
 *
 * @param eslintRequire `require` as ESLint sees it, to find the parser it brings along.
 */
export function anyJavaScriptParser(eslintRequire: NodeJS.Require): Linter.Parser {
  const espree = eslintRequire('espree') as { parse(text: string, options: Options): object }
  return {
    meta: { name: 'reproducible/any-javascript', version: '1' },
    parseForESLint(text: string, options: Options) {
      const { filePath: file = '' } = options as { filePath?: string }
      if (/\.(?:[cm]?ts|tsx)$/u.test(file)) return typescript(text, file)
      const common = {
        ...options,
        ecmaVersion: 'latest',
        ecmaFeatures: { jsx: true, globalReturn: true },
        range: true,
        loc: true,
        tokens: true,
        comment: true,
      }
      let problem: unknown
      // A script may be no module: it uses `with`, or `await` as a name.
      for (const sourceType of ['module', 'script']) {
        try {
          return { ast: espree.parse(text, { ...common, sourceType }) }
        } catch (error) {
          problem ??= error
        }
      }
      try {
        return typescript(text, file)
      } catch {
        throw problem as Error
      }
    },
  } as Linter.Parser
}

let loaded: { typescript: Typescript; scopes: ScopeManager; visitorKeys: object } | undefined

function typescript(text: string, file: string) {
  loaded ??= load()
  const { ast } = loaded.typescript.parseAndGenerateServices(text, {
    filePath: file,
    jsx: !/\.[cm]?ts$/u.test(file),
    range: true,
    loc: true,
    tokens: true,
    comment: true,
    loggerFn: false,
    suppressDeprecatedPropertyWarnings: true,
  })
  const sourceType = file.endsWith('.cts') ? 'script' : 'module'
  return {
    ast: Object.assign(ast, { sourceType }),
    scopeManager: loaded.scopes.analyze(ast, { sourceType }),
    services: {},
    visitorKeys: loaded.visitorKeys,
  }
}

function load(): NonNullable<typeof loaded> {
  const beside = createRequire(
    createRequire(import.meta.url).resolve('@typescript-eslint/utils/package.json'),
  )
  const estree = createRequire(beside.resolve('@typescript-eslint/typescript-estree/package.json'))
  return {
    typescript: beside('@typescript-eslint/typescript-estree') as Typescript,
    scopes: beside('@typescript-eslint/scope-manager') as ScopeManager,
    visitorKeys: (estree('@typescript-eslint/visitor-keys') as { visitorKeys: object }).visitorKeys,
  }
}
