/**
 * Where the analysis reads files from. It asks nothing else, so that an editor can lay what is typed over the disk, and
 * a page in a browser can have no disk at all. `disk.ts` is what the rest of the analysis calls.
 */

export interface FileStat {
  readonly kind: 'file' | 'folder' | 'link' | 'other'
  readonly size: number
  /** Another one whenever the file is another one. */
  readonly stamp: string
}

export interface FolderEntry {
  readonly name: string
  readonly kind: FileStat['kind']
}

/** Whatever cannot be looked at or read is undefined; nothing here throws. */
export interface FileHost {
  /** Links are followed. */
  stat(path: string): FileStat | undefined
  /** Of a link itself. */
  lstat(path: string): FileStat | undefined
  entries(folder: string): readonly FolderEntry[] | undefined
  /** The text of a file, as it is stored: with its byte order mark. */
  text(path: string): string | undefined
  /** The path without links; absent where there are none. */
  realPath?(path: string): string | undefined
  /** Whether `text` lost nothing in decoding. */
  isUtf8(path: string): boolean | undefined
  /** Absent where only looking at the files tells. */
  readonly changes?: FileChanges
}

/** What is known of changes without looking at the files. */
export interface FileChanges {
  /** How many there have been, which only grows. */
  readonly count: number
  /** The files that came, changed or went after the first `count`; undefined where that is too long ago. */
  since(count: number): ReadonlySet<string> | undefined
}

const HOST = Symbol.for('eslint-plugin-reproducible/host')

/**
 * Reads files from here from now on, `undefined`: from the disk. It is kept by a symbol because a project may load a copy
 * of this package of its own, which is to see the same files.
 */
export function readFilesFrom(host: FileHost | undefined): void {
  Object.assign(globalThis, { [HOST]: host })
}

/** Whoever was named last, if anybody was. */
export function hostInPlace(): FileHost | undefined {
  return (globalThis as { [HOST]?: FileHost })[HOST]
}
