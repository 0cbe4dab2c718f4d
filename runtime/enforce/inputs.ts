/** The files that a run reads: which they are, and whether they stay as they were. */
import { builtin } from './node.ts'
import { openFile } from './open-file.ts'

/** What the receipt says of a file; `null` where it is not there. */
export interface InputHashes {
  readonly before: string | null
  readonly now: string | null
}

/** A pattern as a regular expression over a path with slashes: `*` stays in a folder, `**` goes through all. */
function toRegExp(pattern: string): RegExp {
  const text = pattern.replace(/\*\*\/|\*\*|[*?]|[\\^$+.()|[\]{}]/g, (part) =>
    part === '**/'
      ? '(?:.*/)?'
      : part === '**'
        ? '.*'
        : part === '*'
          ? '[^/]*'
          : part === '?'
            ? '[^/]'
            : `\\${part}`,
  )
  return new RegExp(`^${text}$`)
}

/** The files that a pattern names, in alphabetical order. */
export function filesOf(pattern: string): string[] {
  const [fs, path] = [builtin('node:fs')!, builtin('node:path')!]
  const slashed = pattern.replaceAll('\\', '/').replace(/^\.\//, '')
  const wild = slashed.search(/[*?]/)
  if (wild < 0) return [slashed]
  const folder = slashed.slice(0, slashed.lastIndexOf('/', wild) + 1)
  const matches = toRegExp(slashed)
  const recursive = slashed.slice(folder.length).includes('/') || slashed.includes('**')
  return fs
    .readdirSync(folder || '.', { recursive, encoding: 'utf8' })
    .map((name) => `${folder}${name.split(path.sep).join('/')}`)
    .filter((name) => matches.test(name) && fs.statSync(name).isFile())
    .sort()
}

function hashFile(file: string): string {
  const [fs, crypto] = [builtin('node:fs')!, builtin('node:crypto')!]
  const hash = crypto.createHash('sha256')
  const descriptor = openFile(file)
  try {
    const buffer = new Uint8Array(2 ** 20)
    for (;;) {
      const read = fs.readSync(descriptor, buffer, 0, buffer.length, null)
      if (read === 0) break
      hash.update(buffer.subarray(0, read))
    }
  } finally {
    fs.closeSync(descriptor)
  }
  return `sha256:${hash.digest('hex')}`
}

/** The inputs of a run, hashed when it begins and whenever they are asked for and have been written to since. */
export class Inputs {
  readonly #atStart: ReadonlyMap<string, string>
  readonly #known = new Map<string, { stamp: string; hash: string }>()

  /**
   * @param patterns paths and globs, from the working directory
   * @throws TypeError where a pattern names no file, or there are no files (a browser)
   */
  constructor(patterns: readonly string[]) {
    if (!builtin('node:fs'))
      throw new TypeError('enforce(): the option inputs names files, and a browser has none.')
    const files = patterns.flatMap((pattern) => {
      let found: string[]
      try {
        found = filesOf(pattern)
        for (const file of found) this.#hash(file)
      } catch (error) {
        throw new TypeError(`enforce(): the input ${pattern} cannot be read: ${(error as Error).message}`, {
          cause: error,
        })
      }
      if (found.length === 0)
        throw new TypeError(
          `enforce(): the option inputs has '${pattern}', and there is no such file. It is looked for in ${process.cwd()}.`,
        )
      return found
    })
    this.#atStart = new Map(files.map((file) => [file, this.#hash(file)]))
  }

  #hash(file: string): string {
    const { mtimeMs, size, ino } = builtin('node:fs')!.statSync(file)
    const stamp = `${String(mtimeMs)} ${String(size)} ${String(ino)}`
    const known = this.#known.get(file)
    if (known?.stamp === stamp) return known.hash
    const hash = hashFile(file)
    this.#known.set(file, { stamp, hash })
    return hash
  }

  /** SHA-256 of each file by its path: as it was when the run began, and as it is. */
  hashes(): Record<string, InputHashes> {
    const now = (file: string): string | null => {
      try {
        return this.#hash(file)
      } catch {
        return null
      }
    }
    return Object.fromEntries(
      Array.from(this.#atStart, ([file, before]) => [file, { before, now: now(file) }]),
    )
  }
}
