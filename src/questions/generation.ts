import type { Library } from '../catalog/schema.ts'
import type { Run } from '../rule.ts'
import { before } from '../catalog/versions.ts'

/** Whether the program is written for, or runs with, a generation of a library that the catalogue does not describe. */
export function isOlderGeneration({ called, settings }: Run, library: Library | undefined): boolean {
  if (library?.formerly?.some((name) => called.has(name))) return true
  return Object.entries(library?.since ?? {}).some(([module, since]) => {
    const version = settings.versions.get(module)
    return version !== undefined && before(version, since)
  })
}
