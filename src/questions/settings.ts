/** Questions asked of determinism switches. */
import type { Catalog } from '../catalog/catalog.ts'
import type { Setting } from '../catalog/schema.ts'
import type { ConstantValue } from '../program.ts'

/** The values that a setting takes, for a message. */
export function validValues({ valid = [] }: Setting): string {
  return [...new Set(valid.map(String))].join(', ')
}

/** What a function takes that switches determinism on when it is called; undefined when it takes nothing. */
export function switchedOnBy(catalog: Catalog, path: string): ConstantValue | undefined {
  const switches = (catalog.api(path)?.sets ?? []).some(
    ({ setting, value }) =>
      !('constant' in value) &&
      typeof setting === 'string' &&
      catalog.settings.get(setting)?.deterministic?.includes(true),
  )
  return switches ? true : undefined
}
