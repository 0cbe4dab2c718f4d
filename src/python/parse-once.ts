/** A file is read by ESLint and by those who import it: the tree is made once. */
import { parsePython, type PythonParseResult } from './parse.ts'

const MOST_TREES = 256
const trees = new Map<string, PythonParseResult>()

/** `parsePython`, remembering the last few texts. Trees are never changed, so they can be shared. */
export function parseOnce(text: string): PythonParseResult {
  const known = trees.get(text)
  if (known) return known
  const result = parsePython(text)
  trees.set(text, result)
  if (trees.size > MOST_TREES) trees.delete(trees.keys().next().value!)
  return result
}
