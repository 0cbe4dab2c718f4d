/** The files of the disk, with what is open in an editor in place of what was saved of it. */
import { basename, dirname } from 'node:path'
import type { FileChanges, FileHost, FileStat, FolderEntry } from '../project/host.ts'

/** Whoever asks less often than every so many changes looks at all files again. */
const MAX_CHANGES = 1000

export class OpenFiles implements FileHost {
  readonly #disk: FileHost
  readonly #open = new Map<string, { readonly text: string; readonly stamp: string }>()
  /** The names of open files by folder. */
  readonly #names = new Map<string, Set<string>>()
  /** The last that changed, the newest at the end. */
  #changed: string[] = []
  #count = 0

  constructor(disk: FileHost) {
    this.#disk = disk
  }

  /** From now on the file has this text, whatever is saved. */
  set(path: string, text: string): void {
    if (this.#open.get(path)?.text === text) return
    this.touch(path)
    this.#open.set(path, { text, stamp: `open:${this.#count}` })
    const folder = dirname(path)
    const names = this.#names.get(folder)
    if (names) names.add(basename(path))
    else this.#names.set(folder, new Set([basename(path)]))
  }

  /** From now on the file is what is saved of it. */
  delete(path: string): void {
    if (!this.#open.delete(path)) return
    this.touch(path)
    const names = this.#names.get(dirname(path))
    names?.delete(basename(path))
    if (names?.size === 0) this.#names.delete(dirname(path))
  }

  /** The file on the disk came, is another one, or went. */
  touch(path: string): void {
    this.#count++
    this.#changed.push(path)
    if (this.#changed.length > 2 * MAX_CHANGES) this.#changed = this.#changed.slice(-MAX_CHANGES)
  }

  get changes(): FileChanges {
    const [count, changed] = [this.#count, this.#changed]
    return {
      count,
      since: (earlier) =>
        count - earlier > changed.length
          ? undefined
          : new Set(changed.slice(changed.length - (count - earlier))),
    }
  }

  stat(path: string): FileStat | undefined {
    return this.#opened(path) ?? this.#disk.stat(path)
  }

  lstat(path: string): FileStat | undefined {
    return this.#opened(path) ?? this.#disk.lstat(path)
  }

  #opened(path: string): FileStat | undefined {
    const open = this.#open.get(path)
    return open && { kind: 'file', size: open.text.length, stamp: open.stamp }
  }

  entries(folder: string): readonly FolderEntry[] | undefined {
    const saved = this.#disk.entries(folder)
    const open = this.#names.get(folder)
    if (!open) return saved
    const known = new Set(saved?.map(({ name }) => name))
    const unsaved = [...open].filter((name) => !known.has(name))
    // A link to a file that is open is read as what is open.
    const others = (saved ?? []).map((entry) =>
      open.has(entry.name) ? { ...entry, kind: 'file' as const } : entry,
    )
    return [...others, ...unsaved.map((name) => ({ name, kind: 'file' as const }))]
  }

  realPath(path: string): string | undefined {
    return this.#disk.realPath?.(path)
  }

  text(path: string): string | undefined {
    return this.#open.get(path)?.text ?? this.#disk.text(path)
  }

  /** An editor has decoded the file as its user told it to, and saves it in the same way. */
  isUtf8(path: string): boolean | undefined {
    return this.#open.has(path) ? true : this.#disk.isUtf8(path)
  }
}
