/** A file is read by ESLint and by those who import it: the tree is made once. */
import { parsePython, type PythonParseResult } from './parse.ts'

/** In characters of text; a tree takes some forty times the memory of its text. */
const MAX_REMEMBERED = 1_000_000
const trees = new Map<string, PythonParseResult>()
let remembered = 0

/** `parsePython`, remembering the texts read last. Trees are never changed, so they can be shared. */
export function parseOnce(text: string): PythonParseResult {
  const known = trees.get(text)
  if (known) return known
  const result = parsePython(text)
  trees.set(text, result)
  remembered += text.length
  for (const oldest of trees.keys()) {
    if (remembered <= MAX_REMEMBERED || oldest === text) break
    trees.delete(oldest)
    remembered -= oldest.length
  }
  return result
}
