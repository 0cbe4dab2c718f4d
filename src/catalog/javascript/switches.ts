/**
 * The switches of the runtime's table, as the catalogue writes them: `enforce()` and the rules read the same rows, so
 * they cannot disagree about which value is deterministic.
 */
import { environmentSettings, flagSettings } from '../../../runtime/enforce/settings.ts'
import type { ConstantValue } from '../../program.ts'
import type { Setting } from '../schema.ts'

/** `process.env` turns what it is given into text: `1` is as good as `'1'`, `true` as `'true'`. */
function asWritten(texts: readonly string[]): ConstantValue[] {
  return texts.flatMap((text): ConstantValue[] => {
    if (text === 'true' || text === 'false') return [text, text === 'true']
    return text !== '' && String(Number(text)) === text ? [text, Number(text)] : [text]
  })
}

/**
 * A row of the environment table as a setting of the catalogue.
 *
 * @param name a variable of the runtime's table
 * @param rest what the table does not say: when it is read, in the catalogue's terms
 * @throws Error when the table has no such row: the data is wrong, and every test that loads it fails
 */
export function environment(
  name: string,
  rest: Pick<Setting, 'read'> & Partial<Pick<Setting, 'benchmark' | 'conflict'>>,
): Setting {
  const row = environmentSettings.find((setting) => setting.name === name)
  if (!row) throw new Error(`runtime/enforce/settings.ts has no environment variable ${name}`)
  // Values that `enforce()` keeps without calling them deterministic are the user's choice, not a claim.
  const deterministic =
    typeof row.wanted === 'string'
      ? asWritten([row.wanted, ...(row.readable && Array.isArray(row.keep) ? row.keep : [])])
      : undefined
  return {
    name,
    kind: 'environment',
    ...(deterministic && { deterministic }),
    ...(row.readable && { valid: asWritten(row.readable) }),
    ...rest,
    meaning: row.why,
    upstream: row.source,
  }
}

/** A row of the flag table as a setting of the catalogue. */
export function flag(name: string): Setting {
  const row = flagSettings.find((setting) => setting.name === name)
  if (!row) throw new Error(`runtime/enforce/settings.ts has no flag ${name}`)
  return {
    name,
    kind: 'flag',
    deterministic: [row.wanted, ...row.keep],
    benchmark: row.harmful,
    valid: [row.wanted, ...row.keep, ...row.harmful],
    read: { when: 'any-time', by: row.backend },
    meaning: row.why,
    upstream: row.source,
  }
}
