/** What the analysis asks of files. Whatever cannot be looked at or read is not there. */
import { sep } from 'node:path'
import { limits } from '../interpreter/limits.ts'
import { hostInPlace, type FileChanges, type FileHost, type FileStat, type FolderEntry } from './host.ts'
import { nodeHost } from './node-host.ts'

function host(): FileHost {
  return hostInPlace() ?? nodeHost
}

/** The text of a file of reasonable size. A device or a pipe is none: reading one might never end. */
export function readFile(path: string): string | undefined {
  return textIn(path, host().stat(path))
}

/** The same for a file that is no link: git takes no `.gitignore` that is one. */
export function readUnlinkedFile(path: string): string | undefined {
  return textIn(path, host().lstat(path))
}

function textIn(path: string, stat: FileStat | undefined): string | undefined {
  if (stat?.kind !== 'file' || stat.size > limits.fileSize) return undefined
  const text = host().text(path)
  return text?.startsWith('\uFEFF') ? text.slice(1) : text
}

/** Undefined where the folder cannot be read. */
export function entriesOf(folder: string): readonly FolderEntry[] | undefined {
  return host().entries(folder)
}

export function foldersIn(path: string): readonly string[] {
  return (entriesOf(path) ?? []).filter(({ kind }) => kind === 'folder').map(({ name }) => name)
}

/** Whether links on the way to a path lead out of a folder. */
export function leadsOutOf(root: string, path: string): boolean {
  const [from, to] = [root, path].map((each) => host().realPath?.(each))
  if (from === undefined || to === undefined) return false
  return to !== from && !to.startsWith(from.endsWith(sep) ? from : from + sep)
}

export function isFileOnDisk(path: string): boolean {
  return host().stat(path)?.kind === 'file'
}

/** A file, a folder, or anything else that is not a link to nowhere. */
export function exists(path: string): boolean {
  return host().stat(path) !== undefined
}

/** Another one whenever the file is another one; empty where there is none. */
export function stampOf(file: string): string {
  const stat = host().stat(file)
  return stat?.kind === 'file' ? stat.stamp : ''
}

/** Whether reading a file as text loses nothing; undefined where it cannot be read. */
export function isUtf8OnDisk(path: string): boolean | undefined {
  return host().isUtf8(path)
}

/** What is known of changes without looking. */
export function changes(): FileChanges | undefined {
  return host().changes
}
