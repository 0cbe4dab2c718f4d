/** Which paths of a folder are none of a project's own: what git ignores, and environments of Python. */
import { createRequire } from 'node:module'
import { dirname, join, relative, sep } from 'node:path'
import { exists, readUnlinkedFile } from './disk.ts'
import { isRepository, repositoryAround } from './repository.ts'

/** Why a path is left out. */
export type Reason = 'git' | 'environment'

interface Matcher {
  test(path: string): { readonly ignored: boolean; readonly unignored: boolean }
}

/** The patterns of one `.gitignore`, meant for the folder it lies in. */
interface Patterns {
  readonly folder: string
  readonly matcher: Matcher
}

interface Folder {
  readonly left?: Reason
  /** Innermost last. */
  readonly patterns: readonly Patterns[]
}

/** What lies in a folder that pip, venv, virtualenv, uv or conda have made, whatever it is called. */
const ENVIRONMENT_MARKS = ['pyvenv.cfg', 'conda-meta']

/** As git does where a file system does not tell them apart. */
const ignorecase = process.platform === 'darwin' || process.platform === 'win32'

/**
 * Answers for the paths below a folder, from the `.gitignore` files in them, beside them, and above them up to the root
 * of the repository. Without a repository, those of the folder itself and below it count.
 */
export class IgnoredPaths {
  readonly #base: string
  readonly #top: string
  readonly #folders = new Map<string, Folder>()

  constructor(base: string) {
    this.#base = base
    this.#top = repositoryAround(base) ?? base
  }

  /** @param path An absolute path. */
  reason(path: string, isFolder: boolean): Reason | undefined {
    if (isFolder) return this.#folder(path).left
    const { left, patterns } = this.#folder(dirname(path))
    return left ?? (isMatched(patterns, path, '') ? 'git' : undefined)
  }

  #folder(path: string): Folder {
    let folder = this.#folders.get(path)
    if (!folder) this.#folders.set(path, (folder = this.#read(path)))
    return folder
  }

  #read(path: string): Folder {
    if (path === this.#top) return { patterns: patternsIn(path) }
    if (!isWithin(path, this.#top)) return { patterns: [] }
    const { left, patterns } = this.#folder(dirname(path))
    if (left) return { left, patterns }
    if (isMatched(patterns, path, '/'))
      // Whoever lints in a folder that is ignored from above means it.
      return this.#holdsBase(path) ? { patterns: patternsIn(path) } : { left: 'git', patterns }
    if (!this.#holdsBase(path) && ENVIRONMENT_MARKS.some((mark) => exists(join(path, mark))))
      return { left: 'environment', patterns }
    // A repository in a repository has its own.
    return { patterns: [...(isRepository(path) ? [] : patterns), ...patternsIn(path)] }
  }

  #holdsBase(path: string): boolean {
    return path === this.#base || isWithin(this.#base, path)
  }
}

/** For `ignores` of an ESLint configuration, which hands over absolute paths, those of folders with a slash at the end. */
export function isIgnoredPath(): (path: string) => boolean {
  let paths: IgnoredPaths | undefined
  return (path) => {
    paths ??= new IgnoredPaths(process.cwd())
    const isFolder = /[/\\]$/u.test(path)
    return paths.reason(isFolder ? path.slice(0, -1) : path, isFolder) !== undefined
  }
}

function isMatched(patterns: readonly Patterns[], path: string, ending: '' | '/'): boolean {
  for (const { folder, matcher } of patterns.toReversed()) {
    const { ignored, unignored } = matcher.test(relative(folder, path).split(sep).join('/') + ending)
    if (ignored || unignored) return ignored
  }
  return false
}

function patternsIn(folder: string): Patterns[] {
  return [join(folder, '.git', 'info', 'exclude'), join(folder, '.gitignore')].flatMap((file) => {
    const text = readUnlinkedFile(file)
    return text === undefined ? [] : [{ folder, matcher: matcherOf(text) }]
  })
}

/** The library is loaded where the first `.gitignore` is. */
function matcherOf(text: string): Matcher {
  const ignore = createRequire(import.meta.url)('ignore') as (options: { ignorecase: boolean }) => {
    add(text: string): Matcher
  }
  return ignore({ ignorecase }).add(text)
}

function isWithin(path: string, folder: string): boolean {
  const from = relative(folder, path)
  return from !== '' && from !== '..' && !from.startsWith(`..${sep}`)
}
