/** Which versions of Python libraries a project runs with, as far as its own files say so. */
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { before as isBefore } from '../catalog/versions.ts'
import { entriesOf, leadsOutOf, readFile } from './disk.ts'

const LOCK_FILES = new Set(['uv.lock', 'poetry.lock', 'pdm.lock'])

export function isPinningFile(name: string): boolean {
  if (name.endsWith('.txt')) return name.includes('requirements')
  return LOCK_FILES.has(name) || /^(?:pyproject\.toml|setup\.cfg|environment\.ya?ml|Pipfile)$/u.test(name)
}

/** `torch==1.8.1`, `keras<3`, `torch~=2.1`, `torch>=1.8,<2`, conda's `pytorch=1.8`. */
const PIN =
  /(?<![\w.-])([A-Za-z][\w.-]*)(?:\[[\w, -]*\])?\s*(?:>=?\s*[\w.]+\s*,\s*)?(===?|~=|\^|~|<=|<|=)\s*["']?v?(\d+(?:\.\d+)*)/gu

/** A version as a project asks for it. */
interface Pin {
  readonly name: string
  readonly operator: string
  readonly version: string
  /** What a lock file has resolved counts before what others allow. */
  readonly locked?: boolean
}

/**
 * The newest versions that the files at a project's root allow, by the name that is imported; nothing where they set no
 * bound. A lock file knows best; where several others say something, the oldest counts: older ones are what facts are
 * about.
 *
 * @param distributions names under which libraries are installed, and the modules they bring.
 */
export function pinnedVersions(
  root: string,
  distributions: ReadonlyMap<string, string>,
): ReadonlyMap<string, string> {
  const pins = filesIn(root).flatMap((file) => pinsIn(file, readOwn(root, file) ?? ''))
  const locked = new Set(pins.flatMap((pin) => (pin.locked ? nameOf(pin) : [])))
  const versions = new Map<string, string>()
  for (const pin of pins) {
    if (!pin.locked && locked.has(nameOf(pin))) continue
    const imported = distributions.get(nameOf(pin)) ?? nameOf(pin).replaceAll('-', '_')
    const pinned = newest(pin.operator, pin.version)
    const before = versions.get(imported)
    if (before === undefined || isBefore(pinned, before)) versions.set(imported, pinned)
  }
  return versions
}

function readOwn(root: string, file: string): string | undefined {
  const path = join(root, file)
  return leadsOutOf(root, path) ? undefined : readFile(path)
}

/** PEP 503: `Torch_Geometric` is `torch-geometric`. */
function nameOf({ name }: Pin): string {
  return name.toLowerCase().replaceAll(/[-_.]+/gu, '-')
}

function filesIn(root: string): readonly string[] {
  return (entriesOf(root) ?? []).map(({ name }) => name).filter((name) => isPinningFile(name))
}

function pinsIn(file: string, text: string): readonly Pin[] {
  if (LOCK_FILES.has(file)) return lockedIn(tomlOf(text))
  if (file === 'pyproject.toml') return projectPins(tomlOf(text))
  if (file === 'Pipfile') {
    const { packages, 'dev-packages': more } = tomlOf(text)
    return [packages, more].flatMap((table) => tablePins(table, '==='))
  }
  return requirementPins(text.replaceAll(/#.*$/gmu, ''))
}

function requirementPins(text: string): readonly Pin[] {
  return Array.from(text.matchAll(PIN), ([, name = '', operator = '', version = '']) => ({
    name,
    operator,
    version,
  }))
}

type Toml = Readonly<Record<string, unknown>>

/** A file that is no TOML says nothing. */
function tomlOf(text: string): Toml {
  const { parse } = createRequire(import.meta.url)('smol-toml') as { parse(text: string): Toml }
  try {
    return parse(text)
  } catch {
    return {}
  }
}

function tableIn(value: unknown, ...path: readonly string[]): Toml {
  let at = value
  for (const name of path)
    at = typeof at === 'object' && at !== null && Object.hasOwn(at, name) ? (at as Toml)[name] : undefined
  return typeof at === 'object' && at !== null && !Array.isArray(at) ? (at as Toml) : {}
}

/** PEP 621 and 735, and the tables of Poetry and PDM. */
function projectPins(toml: Toml): readonly Pin[] {
  const project = tableIn(toml, 'project')
  const lists = [
    project['dependencies'],
    ...Object.values(tableIn(project, 'optional-dependencies')),
    ...Object.values(tableIn(toml, 'dependency-groups')),
    ...Object.values(tableIn(toml, 'tool', 'pdm', 'dev-dependencies')),
  ]
  const poetry = tableIn(toml, 'tool', 'poetry')
  const tables = [
    poetry['dependencies'],
    poetry['dev-dependencies'],
    ...Object.values(tableIn(poetry, 'group')).map((group) => tableIn(group, 'dependencies')),
  ]
  return [
    ...lists
      .flatMap((list) => (Array.isArray(list) ? (list as readonly unknown[]) : []))
      .flatMap((each) => requirementPins(String(each))),
    ...tables.flatMap((table) => tablePins(table, '==')),
  ]
}

/** `numpy = "^1.20"`, `torch = { version = "2.1.0", extras = […] }`. */
function tablePins(table: unknown, bare: string): readonly Pin[] {
  return Object.entries(tableIn(table)).flatMap(([name, wanted]) => {
    const version = typeof wanted === 'string' ? wanted : tableIn(wanted)['version']
    if (typeof version !== 'string' || name === 'python') return []
    const pins = requirementPins(`${name} ${/^\s*\d/u.test(version) ? bare : ''}${version}`)
    return pins.slice(0, 1)
  })
}

function lockedIn(toml: Toml): readonly Pin[] {
  const packages = Array.isArray(toml['package']) ? (toml['package'] as readonly unknown[]) : []
  return packages.flatMap((each) => {
    const { name, version } = tableIn(each)
    return typeof name === 'string' && typeof version === 'string'
      ? [{ name, operator: '==', version: /^\d+(?:\.\d+)*/u.exec(version)?.[0] ?? '', locked: true }]
      : []
  })
}

/** `<3` and `^2.1` allow what is below 3, `~=1.3.0` what is below 1.4. */
function newest(operator: string, version: string): string {
  const parts = version.split('.').map(Number)
  if (operator === '<') return justBelow(version)
  if (operator === '^') return [...parts.slice(0, parts[0] === 0 ? 2 : 1), 999].join('.')
  if (operator === '~=' || operator === '~')
    return [...parts.slice(0, Math.max(parts.length - 1, 1)), 999].join('.')
  return version
}

/** `3` -> `2.999`, `1.4.21` -> `1.4.20.999`, `2.0` -> `1.999`. */
function justBelow(version: string): string {
  const parts = version.split('.').map(Number)
  while (parts.length > 1 && parts.at(-1) === 0) parts.pop()
  parts[parts.length - 1] = Math.max(parts.at(-1)! - 1, 0)
  return [...parts, 999].join('.')
}
