/** A file is read by ESLint and by those who import it: the tree is made once. */
import { parsePython, type PythonParseResult } from './parse.ts'

/** In characters of text; a tree takes some forty times the memory of its text. */
const MAX_REMEMBERED = 200_000
const trees = new Map<string, { readonly text: string; readonly result: PythonParseResult }>()
let remembered = 0

/**
 * `parsePython`, remembering the files read last. Trees are never changed, so they can be shared; two files that are
 * alike have a tree each, for a node tells in which file it stands.
 */
export function parseOnce(text: string, file: string): PythonParseResult {
  const known = trees.get(file)
  if (known?.text === text) return known.result
  if (known) forget(file, known.text)
  const result = parsePython(text)
  trees.set(file, { text, result })
  remembered += text.length
  for (const [oldest, { text: old }] of trees) {
    if (remembered <= MAX_REMEMBERED || oldest === file) break
    forget(oldest, old)
  }
  return result
}

function forget(file: string, text: string): void {
  trees.delete(file)
  remembered -= text.length
}
