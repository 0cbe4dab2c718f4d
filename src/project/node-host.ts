/** The disk, by Node. No other file of the analysis may import `node:fs`. */
import { isUtf8 } from 'node:buffer'
import { lstatSync, readdirSync, readFileSync, statSync, type Dirent, type Stats } from 'node:fs'
import type { FileHost, FileStat } from './host.ts'

export const nodeHost: FileHost = {
  stat: (path) => orNothing(() => described(statSync(path, { throwIfNoEntry: false }))),
  lstat: (path) => orNothing(() => described(lstatSync(path, { throwIfNoEntry: false }))),
  entries: (folder) =>
    orNothing(() =>
      readdirSync(folder, { withFileTypes: true }).map((entry) => ({
        name: entry.name,
        kind: kindOf(entry),
      })),
    ),
  text: (path) => orNothing(() => readFileSync(path, 'utf8')),
  isUtf8: (path) => orNothing(() => isUtf8(readFileSync(path))),
}

function described(stats: Stats | undefined): FileStat | undefined {
  if (!stats) return undefined
  const { mtimeMs, ctimeMs, ino, size } = stats
  return {
    kind: kindOf(stats),
    size,
    get stamp() {
      return `${mtimeMs}:${ctimeMs}:${ino}:${size}`
    },
  }
}

function kindOf(entry: Dirent | Stats): FileStat['kind'] {
  if (entry.isFile()) return 'file'
  if (entry.isDirectory()) return 'folder'
  return entry.isSymbolicLink() ? 'link' : 'other'
}

/** A path through a file, a folder without permission. */
function orNothing<T>(look: () => T): T | undefined {
  try {
    return look()
  } catch {
    return undefined
  }
}
