/** The parser of a run without configuration: it takes any JavaScript or TypeScript that can be met. */
import type { Linter } from 'eslint'
import { readTypescript } from '../languages/javascript/parse/typescript-parser.ts'

type Options = Readonly<Record<string, unknown>>

/**
 * JavaScript is read by ESLint's own parser, which is several times faster. TypeScript, and what ESLint's parser does
 * not take (decorators, types in `.js` files), is read by typescript-eslint's, which is loaded when it is first needed.
 *
 * @param eslintRequire `require` as ESLint sees it, to find the parser it brings along.
 * @param reading told which file is being read.
 */
export function anyJavaScriptParser(
  eslintRequire: NodeJS.Require,
  reading: (file: string) => void,
): Linter.Parser {
  const espree = eslintRequire('espree') as { parse(text: string, options: Options): object }
  return {
    meta: { name: 'reproducible/any-javascript', version: '1' },
    parseForESLint(text: string, options: Options) {
      const { filePath: file = '' } = options as { filePath?: string }
      reading(file)
      if (/\.(?:[cm]?ts|tsx)$/u.test(file)) return readTypescript(text, file)
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
        return readTypescript(text, file)
      } catch {
        throw problem as Error
      }
    },
  } as Linter.Parser
}
