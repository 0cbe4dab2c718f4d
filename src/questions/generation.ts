import type { Library } from '../catalog/schema.ts'
import type { Run } from '../rule.ts'

/** Whether the program is written for a generation of a library that the catalogue does not describe. */
export function isForFormer(run: Run, library: Library | undefined): boolean {
  return library?.formerly?.some((name) => run.called.has(name)) === true
}
