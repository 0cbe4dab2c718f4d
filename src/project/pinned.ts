/** Which versions of Python libraries a project runs with, as far as its own files say so. */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { before as isBefore } from '../catalog/versions.ts'

export function isPinningFile(name: string): boolean {
  if (name.endsWith('.txt')) return name.includes('requirements')
  return /^(?:pyproject\.toml|setup\.cfg|environment\.ya?ml|Pipfile)$/u.test(name)
}
/** `torch==1.8.1`, `keras<3`, `"torch~=2.1"`, `torch>=1.8,<2`, conda's `pytorch=1.8`, `torch = "^1.8"`. */
const PIN =
  /(?<![\w.-])([A-Za-z][\w-]*)(?:\[[\w, -]*\])?\s*(?:>=?\s*[\w.]+\s*,\s*)?(?:=\s*["'](?=[~^<=]))?(===?|~=|\^|~|<=|<|=)\s*["']?v?(\d+(?:\.\d+)*)/gu

/**
 * The newest versions that the files at a project's root allow, by the name that is imported; nothing where they set no
 * bound. Where several say something, the oldest counts: older ones are what facts are about.
 *
 * @param distributions names under which libraries are installed, and the modules they bring.
 */
export function pinnedVersions(
  root: string,
  distributions: ReadonlyMap<string, string>,
): Readonly<Record<string, string>> {
  const versions: Record<string, string> = {}
  for (const file of filesIn(root)) {
    for (const [, name = '', operator, version = ''] of textOf(join(root, file)).matchAll(PIN)) {
      const distribution = name.toLowerCase()
      const imported = distributions.get(distribution) ?? distribution.replaceAll('-', '_')
      const pinned = newest(operator!, version)
      const before = versions[imported]
      if (before === undefined || isBefore(pinned, before)) versions[imported] = pinned
    }
  }
  return versions
}

function filesIn(root: string): readonly string[] {
  try {
    return readdirSync(root).filter((name) => isPinningFile(name))
  } catch {
    return []
  }
}

function textOf(file: string): string {
  try {
    return readFileSync(file, 'utf8').replaceAll(/#.*$/gmu, '')
  } catch {
    return ''
  }
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
