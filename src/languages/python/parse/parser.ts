/** The one place that knows the parser, py-ast. */
import { createRequire } from 'node:module'
import type * as py from 'py-ast'

/** py-ast exports only some of its node types by name; the rest are found in its unions. */
export type Source<Type extends string> = Extract<py.ASTNodeUnion, { nodeType: Type }>
export type SourcePattern =
  Source<`Match${string}`> extends infer Node ? Exclude<Node, { nodeType: 'Match' | 'MatchCase' }> : never

/** The places that the parser gives to its nodes and errors: lines from 1, columns from 0 in bytes of UTF-8. */
export interface Located {
  lineno?: number
  col_offset?: number
  end_lineno?: number
  end_col_offset?: number
}

const require = createRequire(import.meta.url)
let loaded: typeof py | undefined

/** The parser costs some 10 ms to load: only who reads Python pays. */
export function parser(): typeof py {
  return (loaded ??= require('py-ast') as typeof py)
}
