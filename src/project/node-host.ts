/** The disk, by Node. No other file of the analysis may import `node:fs`. */
import { isUtf8 } from 'node:buffer'
import {
  closeSync,
  constants,
  fstatSync,
  lstatSync,
  openSync,
  readdirSync,
  readFileSync,
  realpathSync,
  statSync,
  type Dirent,
  type Stats,
} from 'node:fs'
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
  realPath: (path) => orNothing(() => realpathSync.native(path)),
  text: (path) => orNothing(() => readWholeFile(path).toString('utf8')),
  isUtf8: (path) => orNothing(() => isUtf8(readWholeFile(path))),
}

/** In bytes: a notebook with its pictures is smaller, and what is larger is nothing that a person wrote. */
const MAX_SIZE = 50_000_000

/** Why a thing of this kind is not read; undefined where it can be. */
export function whyNotRead(stats: Stats): string | undefined {
  if (stats.isDirectory()) return 'it is a folder'
  if (!stats.isFile()) return 'it is a pipe or a device'
  return stats.size > MAX_SIZE ? `it is larger than ${MAX_SIZE / 1e6} MB` : undefined
}

/**
 * The one way to read a file. Opening a pipe would wait for somebody to write, and a device never ends.
 *
 * @throws Error of the system, or one that says what there is instead of a file
 */
export function readWholeFile(path: string): Buffer {
  const file = openSync(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0))
  try {
    const reason = whyNotRead(fstatSync(file))
    if (reason !== undefined) throw new Error(reason)
    return readFileSync(file)
  } finally {
    closeSync(file)
  }
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
