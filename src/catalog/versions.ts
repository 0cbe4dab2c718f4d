/** Versions of libraries, as far as facts depend on them. */
import type { Library } from './schema.ts'
import type { Settings } from '../settings.ts'

function parts(version: string): number[] {
  return version
    .split('.')
    .map((part) => Number.parseInt(part, 10))
    .map((part) => (Number.isNaN(part) ? 0 : part))
}

/** Whether `version` is older than `other`: `1.8.2` is before `1.9`. */
export function before(version: string, other: string): boolean {
  const [a, b] = [parts(version), parts(other)]
  for (let at = 0; at < Math.max(a.length, b.length); at++) {
    const [mine, theirs] = [a[at] ?? 0, b[at] ?? 0]
    if (mine !== theirs) return mine < theirs
  }
  return false
}

/** Whether a version lies in a range of the catalogue (`<2.10`, `>=1.9`); undefined for an unknown version. */
export function inRange(version: string | undefined, range: string): boolean | undefined {
  if (version === undefined) return undefined
  const match = /^(<|>=)\s*([\d.]+)$/u.exec(range)
  if (!match) return undefined
  const older = before(version, match[2]!)
  return match[1] === '<' ? older : !older
}

/** The version of a library that the user's settings tell, by any of the names it goes by. */
export function versionOf({ versions }: Settings, library: Library | undefined): string | undefined {
  if (!library) return undefined
  const names = [library.name.toLowerCase(), ...(library.numberedBy ?? Object.keys(library.modules))]
  return names.map((name) => versions.get(name)).find((version) => version !== undefined)
}
