/** What a run had around it: packages, the repository's commit, the driver. Read once, when it is asked for. */
import { builtin, environment } from './node.ts'
import { isRecord } from '../trace/json-lines.ts'

/** What is installed. */
export interface Packages {
  readonly digest: string
  /** `name@version` of each. */
  readonly list: readonly string[]
}

/** What the program is of. */
export interface Source {
  readonly commit: string | null
  /** Whether tracked files differ from the commit. */
  readonly dirty: boolean | null
}

/** All of it. */
export interface Surroundings {
  readonly packages: Packages | null
  readonly source: Source | null
  /** The version of NVIDIA's driver. */
  readonly driver: string | null
}

function readText(file: string): string | undefined {
  try {
    return builtin('node:fs')?.readFileSync(file, 'utf8')
  } catch {
    return undefined
  }
}

/** The nearest folder, from the working directory up, that has `name` in it. */
function folderWith(name: string): string | undefined {
  const [fs, path] = [builtin('node:fs'), builtin('node:path')]
  if (!fs || !path) return undefined
  for (let folder = process.cwd(); ; folder = path.dirname(folder)) {
    if (fs.existsSync(path.join(folder, name))) return folder
    if (path.dirname(folder) === folder) return undefined
  }
}

/** What npm has installed, as it wrote it down itself. */
function installedPackages(): string[] {
  const folder = folderWith('node_modules/.package-lock.json')
  const text = folder === undefined ? undefined : readText(`${folder}/node_modules/.package-lock.json`)
  try {
    const lock: unknown = text === undefined ? undefined : JSON.parse(text)
    const packages = isRecord(lock) && isRecord(lock['packages']) ? lock['packages'] : {}
    const list = Object.entries(packages).flatMap(([place, entry]) =>
      isRecord(entry) && typeof entry['version'] === 'string'
        ? `${place.replace(/^.*node_modules\//, '')}@${entry['version']}`
        : [],
    )
    return [...new Set(list)].sort()
  } catch {
    return []
  }
}

function git(...args: string[]): string | undefined {
  const { spawnSync } = builtin('node:child_process') ?? {}
  const answer = spawnSync?.('git', args, {
    encoding: 'utf8',
    timeout: 5000,
    stdio: ['ignore', 'pipe', 'ignore'],
    // It is no worker of the run.
    env: { ...environment(), REPRODUCIBLE_INHERITED: '', GIT_OPTIONAL_LOCKS: '0' },
  })
  return answer?.status === 0 ? answer.stdout : undefined
}

let known: Surroundings | undefined

/** The surroundings of this process. */
export function surroundings(): Surroundings {
  if (known) return known
  const list = installedPackages()
  const digest = builtin('node:crypto')?.createHash('sha256').update(list.join('\n')).digest('hex')
  const repository = folderWith('.git') !== undefined
  const changes = repository ? git('status', '--porcelain', '--untracked-files=no') : undefined
  const driver = /Kernel Module\s+(?:for \S+\s+)?([\d.]+)/.exec(readText('/proc/driver/nvidia/version') ?? '')
  known = {
    packages: list.length === 0 || digest === undefined ? null : { digest: `sha256:${digest}`, list },
    source: repository
      ? {
          commit: git('rev-parse', 'HEAD')?.trim() ?? null,
          dirty: changes === undefined ? null : changes !== '',
        }
      : null,
    driver: driver?.[1] ?? null,
  }
  return known
}
