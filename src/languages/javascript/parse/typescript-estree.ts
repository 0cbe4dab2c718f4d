/** typescript-eslint's reader of TypeScript, which the plugin brings along and loads on first use. */
import Module, { createRequire } from 'node:module'

export interface TypescriptEstree {
  parse(text: string, options: Options): object
  parseAndGenerateServices(text: string, options: Options): { readonly ast: object }
}

type Options = Readonly<Record<string, unknown>>
type Load = (request: string, ...rest: readonly unknown[]) => unknown

let loaded: TypescriptEstree | undefined

/** `require` as `@typescript-eslint/utils` sees it. */
export function requireBesideUtils(): NodeJS.Require {
  return createRequire(createRequire(import.meta.url).resolve('@typescript-eslint/utils/package.json'))
}

export function typescriptEstree(): TypescriptEstree {
  return (loaded ??= load())
}

/**
 * npm may put a package that it needs beside the project's own TypeScript, and that one may be a 7, which has no
 * compiler API: then it is loaded once more with the plugin's TypeScript in that one's place.
 */
function load(): TypescriptEstree {
  const require = requireBesideUtils()
  const estree = (): TypescriptEstree => require('@typescript-eslint/typescript-estree') as TypescriptEstree
  try {
    return estree()
  } catch (error) {
    const internals = Module as unknown as { _load?: Load }
    const original = internals._load
    if (!original) throw error
    const own = createRequire(import.meta.url)('typescript') as unknown
    internals._load = function (request, ...rest) {
      return request === 'typescript' ? own : original.call(this, request, ...rest)
    }
    try {
      return estree()
    } finally {
      internals._load = original
    }
  }
}
