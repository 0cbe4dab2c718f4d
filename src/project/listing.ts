/** The files of a project: what lies in its folder, as far as programs go. */
import { basename, extname, join } from 'node:path'
import { entriesOf, stampOf } from './disk.ts'
import type { FolderEntry } from './host.ts'
import { limits } from '../interpreter/limits.ts'
import { isNpmLock } from './npm-versions.ts'
import { isPinningFile } from './pinned.ts'
import { languageOf } from './roles.ts'

const CONFIGURATION = /^(?:package|[jt]sconfig.*)\.json$/u
const NOT_SOURCES = new Set([
  'node_modules',
  'bower_components',
  'dist',
  'build',
  'out',
  'coverage',
  'vendor',
  'site-packages',
  'venv',
  'env',
  '__pycache__',
])

/** What imports are resolved by, and what says which versions are used. */
export function isConfiguration(name: string): boolean {
  return CONFIGURATION.test(name) || isPinningFile(name) || isNpmLock(name)
}

export interface Listing {
  readonly files: ReadonlySet<string>
  /** Folders whose files are all among them. */
  readonly folders: ReadonlySet<string>
  /** What else lies in these folders: links, and folders that hold no sources. */
  readonly unlisted: ReadonlySet<string>
  /** Every `package.json`. */
  readonly manifests: readonly string[]
  /** What files (without their ending), folders and the root are called. */
  readonly names: ReadonlySet<string>
  /** Changes with the names of the files, and with the configuration that imports are resolved by. */
  readonly fingerprint: string
}

export const NOTHING_LISTED: Listing = {
  files: new Set(),
  folders: new Set(),
  unlisted: new Set(),
  manifests: [],
  names: new Set(),
  fingerprint: '',
}

export function listFiles(root: string): Listing {
  const files = new Set<string>()
  const folders = new Set<string>()
  const unlisted = new Set<string>()
  const manifests: string[] = []
  const names = new Set([basename(root)])
  const seen: string[] = []
  const queue = [root]
  while (queue.length > 0 && files.size < limits.files) {
    const folder = queue.pop()!
    const entries = sortedEntriesOf(folder)
    if (!entries) {
      unlisted.add(folder)
      continue
    }
    folders.add(folder)
    for (const { name, kind } of entries) {
      const path = join(folder, name)
      names.add(basename(name, extname(name)))
      if (name.startsWith('.') || (kind === 'folder' && NOT_SOURCES.has(name))) unlisted.add(path)
      else if (kind === 'folder') queue.push(path)
      else if (kind !== 'file') unlisted.add(path)
      else if (languageOf(name)) files.add(path)
      else if (isConfiguration(name)) {
        seen.push(path, stampOf(path))
        if (name === 'package.json') manifests.push(path)
      }
    }
  }
  // Too many files to know of all: the disk is asked for the others.
  if (queue.length > 0) folders.clear()
  return {
    files,
    folders,
    unlisted,
    manifests,
    names,
    fingerprint: [...seen, ...files].join('\n'),
  }
}

/** By name, whatever order the file system has. */
function sortedEntriesOf(folder: string): readonly FolderEntry[] | undefined {
  return entriesOf(folder)?.toSorted((one, other) =>
    one.name < other.name ? -1 : one.name > other.name ? 1 : 0,
  )
}
