/** Which versions of JavaScript packages a program runs with, as far as the files of its project say so. */
import { dirname, join, relative } from 'node:path'
import { before as isBefore } from '../catalog/versions.ts'
import { object, parseConfiguration, type Json, type JsonObject } from '../languages/javascript/parse/json.ts'
import { leadsOutOf, readFile } from './disk.ts'

/** What one package of the project asks for, and where its answer is looked for. */
interface Wanted {
  readonly root: string
  /** Of the `package.json` that asks. */
  readonly folder: string
  readonly name: string
  readonly range: string
}

/** From the text of a lock file to the version of a package; undefined where it does not say one for certain. */
type Lock = (text: string, wanted: Wanted, folder: string) => string | undefined

const LOCKS: Readonly<Record<string, Lock>> = {
  'package-lock.json': npmLocked,
  'npm-shrinkwrap.json': npmLocked,
  'yarn.lock': yarnLocked,
  'pnpm-lock.yaml': pnpmLocked,
  'bun.lock': bunLocked,
}
const LOCK_FILES: readonly string[] = Object.keys(LOCKS)
const DEPENDENCIES = ['dependencies', 'devDependencies', 'optionalDependencies'] as const
const VERSION = /^\d+\.\d+\.\d+/u

export function isNpmLock(name: string): boolean {
  return LOCK_FILES.includes(name)
}

/**
 * The versions of these packages in a program of the folder: what the nearest lock file has resolved, or what is
 * installed, or else the newest version that the nearest `package.json` allows. Nothing where that sets no bound.
 *
 * @param root of the project: nothing outside is read.
 * @param above those in the folder above.
 */
export function npmVersions(
  root: string,
  folder: string,
  names: ReadonlySet<string>,
  above: ReadonlyMap<string, string> = versionsAbove(root, folder, names),
): ReadonlyMap<string, string> {
  const versions = new Map<string, string>()
  const manifest = jsonIn(root, join(folder, 'package.json'))
  for (const [name, range] of DEPENDENCIES.flatMap((key) => Object.entries(object(manifest?.[key]) ?? {}))) {
    if (typeof range !== 'string' || !names.has(name) || versions.has(name)) continue
    const wanted: Wanted = { root, folder, name, range }
    const version = lockedVersion(wanted) ?? installedVersion(wanted) ?? newestIn(range)
    if (version !== undefined) versions.set(name, version)
  }
  return versions.size === 0 ? above : new Map([...above, ...versions])
}

function versionsAbove(
  root: string,
  folder: string,
  names: ReadonlySet<string>,
): ReadonlyMap<string, string> {
  const [, parent] = foldersUpTo(root, folder)
  return parent === undefined ? new Map<string, string>() : npmVersions(root, parent, names)
}

/** The folder, and those above it, up to the root. */
function foldersUpTo(root: string, folder: string): readonly string[] {
  const folders: string[] = []
  for (let at = folder; at.startsWith(root); at = dirname(at)) {
    folders.push(at)
    if (at === root || dirname(at) === at) break
  }
  return folders
}

function readOwn(root: string, path: string): string | undefined {
  return leadsOutOf(root, path) ? undefined : readFile(path)
}

function jsonIn(root: string, path: string): JsonObject | undefined {
  const text = readOwn(root, path)
  return text === undefined ? undefined : parseConfiguration(text)
}

// ------------------------------------------------------------------------------------------------------- lock files

function lockedVersion(wanted: Wanted): string | undefined {
  for (const at of foldersUpTo(wanted.root, wanted.folder))
    for (const [file, read] of Object.entries(LOCKS)) {
      const text = readOwn(wanted.root, join(at, file))
      if (text !== undefined) return read(text, wanted, at)
    }
  return undefined
}

function versionIn(value: Json | undefined): string | undefined {
  return typeof value === 'string' ? VERSION.exec(value)?.[0] : undefined
}

/** `packages` since npm 7, `dependencies` before. */
function npmLocked(text: string, { name, folder }: Wanted, at: string): string | undefined {
  const { packages, dependencies } = parseConfiguration(text) ?? {}
  const inside = relative(at, folder).replaceAll('\\', '/')
  const nested = inside === '' ? undefined : member(packages, `${inside}/node_modules/${name}`)
  const found = nested ?? member(packages, `node_modules/${name}`) ?? member(dependencies, name)
  return versionIn(found?.['version'])
}

function member(of: Json | undefined, key: string): JsonObject | undefined {
  const whole = object(of)
  return whole && Object.hasOwn(whole, key) ? object(whole[key]) : undefined
}

/** Entries are headed by all the ranges that they satisfy: `"tfjs@^3.17.0", tfjs@3.x:`, `"tfjs@npm:^3.17.0":`. */
function yarnLocked(text: string, { name, range }: Wanted): string | undefined {
  const heads = new Set([`${name}@${range}`, `${name}@npm:${range}`])
  let inEntry = false
  for (const line of text.split(/\r?\n/u)) {
    if (/^\S/u.test(line))
      inEntry = line
        .replaceAll('"', '')
        .replace(/:\s*$/u, '')
        .split(/,\s*/u)
        .some((head) => heads.has(head))
    else if (inEntry && /^\s+version\b/u.test(line)) return /^\s+version:? "?(\d+\.\d+\.\d+)/u.exec(line)?.[1]
  }
  return undefined
}

/** The part of the workspace's package under `importers:`, or all of the file in those of single packages. */
function pnpmLocked(text: string, { name, folder }: Wanted, at: string): string | undefined {
  const lines = text.split(/\r?\n/u)
  const importer = relative(at, folder).replaceAll('\\', '/') || '.'
  const importers = lines.indexOf('importers:')
  const start = importers === -1 ? 0 : lines.findIndex((line, i) => i > importers && keyOf(line) === importer)
  if (start === -1) return undefined
  for (let i = start + 1; i < lines.length; i++) {
    const line = lines[i]!
    const depth = indentOf(line)
    // The next package of the workspace, or what comes after all of them.
    if (importers !== -1 && line.trim() !== '' && depth <= indentOf(lines[start]!)) return undefined
    if (importers === -1 && /^(?:packages|snapshots|specifiers):/u.test(line)) {
      if (line.startsWith('specifiers')) while (indentOf(lines[i + 1] ?? '') > 0) i++
      else return undefined
    }
    if (keyOf(line) !== name) continue
    for (let inner = i; inner === i || indentOf(lines[inner] ?? '') > depth; inner++) {
      const found = /^\s*(?:version|'?[^\s:']+'?): '?(\d+\.\d+\.\d+)/u.exec(lines[inner]!)
      if (found && (inner === i || keyOf(lines[inner]!) === 'version')) return found[1]
    }
  }
  return undefined
}

function indentOf(line: string): number {
  return line.length - line.trimStart().length
}

/** The key of a line of YAML: `  '@tensorflow/tfjs': 3.17.0`. */
function keyOf(line: string): string | undefined {
  const [, quoted, plain] = /^\s*(?:'([^']*)'|([^\s'":][^\s:]*)):(?:\s|$)/u.exec(line) ?? []
  return quoted ?? plain
}

/** `"tfjs": ["tfjs@3.17.0", …]` */
function bunLocked(text: string, { name }: Wanted): string | undefined {
  const packages = object((parseConfiguration(text) ?? {})['packages'])
  const found = packages && Object.hasOwn(packages, name) ? packages[name] : undefined
  const [first] = Array.isArray(found) ? (found as readonly Json[]) : []
  return typeof first === 'string' && first.startsWith(`${name}@`)
    ? versionIn(first.slice(name.length + 1))
    : undefined
}

// ----------------------------------------------------------------------------------------- what is there, and allowed

function installedVersion({ root, folder, name }: Wanted): string | undefined {
  for (const at of foldersUpTo(root, folder)) {
    const manifest = jsonIn(root, join(at, 'node_modules', name, 'package.json'))
    if (manifest) return versionIn(manifest['version'])
  }
  return undefined
}

/** The newest version of a range of npm, with 999 for what is open: `^3.17.0` -> `3.999`, `3.x || 4.1.0` -> `4.1.0`. */
export function newestIn(range: string): string | undefined {
  const each = range.split('||').map((part) => newestOfOne(part.trim()))
  if (each.length === 0 || each.includes(undefined)) return undefined
  return (each as string[]).reduce((a, b) => (isBefore(a, b) ? b : a))
}

function newestOfOne(range: string): string | undefined {
  const last = /^\S+ - (\S+)$/u.exec(range)?.[1]
  if (last !== undefined) return newestOfOne(last)
  const bounds = range
    .replaceAll(/([<>=~^])\s+/gu, '$1')
    .split(/\s/u)
    .filter(Boolean)
    .map(boundOf)
  const known = bounds.filter((bound) => bound !== 'open')
  if (known.length === 0 || known.includes(undefined)) return undefined
  return (known as string[]).reduce((a, b) => (isBefore(a, b) ? a : b))
}

/** `open`: it sets a lower bound. Undefined for what is no range: a tag, an address. */
function boundOf(text: string): string | 'open' | undefined {
  const [, operator = '', written = ''] =
    /^(>=?|<=?|=|\^|~)?\s*v?(\d+(?:\.(?:\d+|[xX*]))*)(?:-[\w.-]+)?$/u.exec(text) ?? []
  if (written === '') return undefined
  if (operator.startsWith('>')) return 'open'
  const parts = written.split('.').filter((part) => /^\d+$/u.test(part))
  if (operator === '<') return justBelow(parts)
  if (operator === '^')
    return [...parts.slice(0, parts.findIndex((part) => part !== '0') + 1 || parts.length), 999].join('.')
  if (operator === '~') return [...parts.slice(0, 2), 999].join('.')
  return parts.length < 3 && operator !== '<=' ? [...parts, 999].join('.') : parts.join('.')
}

/** `4` -> `3.999`, `4.2.0` -> `4.1.999`. */
function justBelow(parts: readonly string[]): string | undefined {
  const numbers = parts.map(Number)
  while (numbers.length > 0 && numbers.at(-1) === 0) numbers.pop()
  if (numbers.length === 0) return undefined
  numbers[numbers.length - 1]! -= 1
  return [...numbers, 999].join('.')
}
