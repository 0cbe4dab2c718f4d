/** What is asked of the disk. Whatever cannot be looked at or read is not there. */
import { readdirSync, readFileSync, statSync, type Stats } from 'node:fs'
import { limits } from '../interpreter/limits.ts'

/** The text of a file of reasonable size. A device or a pipe is none: reading one might never end. */
export function readFile(path: string): string | undefined {
  try {
    const stat = statSync(path)
    if (!stat.isFile() || stat.size > limits.fileSize) return undefined
    const text = readFileSync(path, 'utf8')
    return text.startsWith('\uFEFF') ? text.slice(1) : text
  } catch {
    return undefined
  }
}

export function foldersIn(path: string): readonly string[] {
  try {
    return readdirSync(path, { withFileTypes: true })
      .filter((entry) => entry.isDirectory())
      .map((entry) => entry.name)
  } catch {
    return []
  }
}

/** Undefined for whatever cannot be looked at: a path through a file, a folder without permission. */
export function statOf(path: string): Stats | undefined {
  try {
    return statSync(path, { throwIfNoEntry: false })
  } catch {
    return undefined
  }
}

export function isFileOnDisk(path: string): boolean {
  return statOf(path)?.isFile() ?? false
}

/** Another one whenever the file is another one; empty where there is none. */
export function stampOf(file: string): string {
  const stat = statOf(file)
  return stat?.isFile() ? `${stat.mtimeMs}:${stat.ctimeMs}:${stat.ino}:${stat.size}` : ''
}
