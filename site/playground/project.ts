/** A project that is in memory only, as the analysis wants its files. */
import { readFilesFrom, type FileStat } from '../../src/project/host.ts'
import { forgetProjects } from '../../src/project/roots.ts'

/** Where the project is said to lie. */
export const ROOT = '/project'

/** Names of files from the project's folder on, and their texts. */
export type Files = Readonly<Record<string, string>>

interface Stored {
  readonly text: string
  readonly stamp: string
}

const stored = new Map<string, Stored>()
/** When each file came, changed or went last. */
const changed = new Map<string, number>()
let count = 0

/** From now on the analysis reads these files, and no others. */
export function useFiles(files: Files): void {
  const paths = new Map(Object.entries(files).map(([name, text]) => [`${ROOT}/${name}`, text]))
  const touch = (path: string) => changed.set(path, ++count)
  let isOther = false
  for (const path of [...stored.keys()])
    if (!paths.has(path)) {
      stored.delete(path)
      touch(path)
      isOther = true
    }
  for (const [path, text] of paths) {
    if (stored.get(path)?.text === text) continue
    isOther ||= !stored.has(path) || MANIFEST.test(path)
    touch(path)
    stored.set(path, { text, stamp: String(count) })
  }
  // What resolves to what may be another file now.
  if (isOther) forgetProjects()
}

/** What says how names are resolved. */
const MANIFEST = /\/(?:package|[jt]sconfig[^/]*)\.json$|\.toml$/u

function stat(path: string): FileStat | undefined {
  const file = stored.get(path)
  if (file) return { kind: 'file', size: file.text.length, stamp: file.stamp }
  const isFolder = path === '/' || [...stored.keys()].some((each) => each.startsWith(`${path}/`))
  return isFolder ? { kind: 'folder', size: 0, stamp: '' } : undefined
}

readFilesFrom({
  stat,
  lstat: stat,
  entries(folder) {
    const prefix = folder === '/' ? '/' : `${folder}/`
    const names = new Map<string, FileStat['kind']>()
    for (const path of stored.keys()) {
      if (!path.startsWith(prefix)) continue
      const [name, ...rest] = path.slice(prefix.length).split('/')
      names.set(name!, rest.length > 0 ? 'folder' : 'file')
    }
    return stat(folder)?.kind === 'folder' ? [...names].map(([name, kind]) => ({ name, kind })) : undefined
  },
  text: (path) => stored.get(path)?.text,
  changes: {
    get count() {
      return count
    },
    since: (earlier) => new Set([...changed].filter(([, at]) => at > earlier).map(([path]) => path)),
  },
  isUtf8: (path) => (stored.has(path) ? true : undefined),
})
