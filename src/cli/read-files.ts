/** Files as `--effects` and the report want them, read without ESLint. */
import { readdirSync, statSync, type Dirent } from 'node:fs'
import { join, resolve } from 'node:path'
import type { Source } from '../analysis.ts'
import { readWholeFile } from '../project/node-host.ts'
import { languageOf } from '../project/roles.ts'
import { sourcesIn } from '../report/sources.ts'
import { reasonToLeaveOut } from './left-out.ts'
import { reasonOf } from './unreadable.ts'

/** The files in these paths that a run without configuration would lint. */
export function filesIn(paths: readonly string[], cwd: string): string[] {
  const reason = reasonToLeaveOut(cwd)
  return paths.flatMap((path) => filesOf(resolve(cwd, path), reason))
}

/** The text of a file, or why it cannot be had. */
export function textOf(path: string): { readonly text: string } | string {
  try {
    return {
      text: readWholeFile(path)
        .toString('utf8')
        .replace(/^\uFEFF/u, ''),
    }
  } catch (error) {
    return `it cannot be read (${reasonOf(error as NodeJS.ErrnoException)}).`
  }
}

/** The file as the rules get it, each script of a page by itself; or why it cannot be had. */
export function sourcesOf(path: string, cwd: string): readonly Source[] | string {
  const read = textOf(path)
  return typeof read === 'string' ? read : sourcesIn(read.text, path, cwd)
}

function filesOf(path: string, reason: ReturnType<typeof reasonToLeaveOut>): string[] {
  if (!statSync(path).isDirectory()) return [path]
  let entries: Dirent[]
  try {
    entries = readdirSync(path, { withFileTypes: true })
  } catch {
    // Why it cannot be read is said in its place.
    return [path]
  }
  return entries.flatMap((entry) => {
    const inside = join(path, entry.name)
    const isFolder = entry.isDirectory()
    if (entry.name.startsWith('.') || entry.name === 'node_modules' || reason(inside, isFolder)) return []
    if (isFolder) return filesOf(inside, reason)
    return languageOf(entry.name) || entry.name.endsWith('.ipynb') ? [inside] : []
  })
}
