/** `settings.reproducible` of a user's ESLint configuration. */

export interface Settings {
  /** Which modules are judged: those that take part in machine learning, or all. */
  readonly scope: 'ml' | 'all'
  /** Globs (relative to the project's root) of files where programs start, beside those found by themselves. */
  readonly entrypoints: readonly string[]
  /** Names of the user's own functions that seed everything. */
  readonly seeders: readonly string[]
  /** Versions of libraries, where they change what is true: `{ torch: '1.8' }`. */
  readonly versions: ReadonlyMap<string, string>
}

const KEYS = new Set(['scope', 'entrypoints', 'seeders', 'versions'])

/**
 * Reads the settings, with a clear error for what is no setting.
 *
 * @throws Error when a setting is unknown or has the wrong type; the message names it and says what is expected.
 */
export function readSettings(raw: unknown): Settings {
  const given = (raw ?? {}) as Record<string, unknown>
  if (typeof given !== 'object' || Array.isArray(given)) fail('', 'an object', raw)
  for (const key of Object.keys(given)) {
    if (!KEYS.has(key))
      refuse(`settings.reproducible.${key} is no setting. There are: ${[...KEYS].join(', ')}.`)
  }
  const { scope = 'ml', entrypoints = [], seeders = [], versions = {} } = given
  if (scope !== 'ml' && scope !== 'all') fail('scope', '"ml" or "all"', scope)
  if (!isStrings(entrypoints)) fail('entrypoints', 'a list of globs', entrypoints)
  if (!isStrings(seeders)) fail('seeders', 'a list of function names', seeders)
  if (typeof versions !== 'object' || versions === null || !isStrings(Object.values(versions))) {
    fail('versions', 'an object such as { "torch": "2.9" }', versions)
  }
  for (const [name, version] of Object.entries<string>(versions as Readonly<Record<string, string>>))
    if (!/^\d+(?:\.\d+)*(?:[-+.]?[a-z]\S*)?$/iu.test(version))
      fail(`versions[${JSON.stringify(name)}]`, 'one version, such as "2.9", and no range', version)
  return {
    scope: scope,
    entrypoints: entrypoints,
    seeders: seeders,
    versions: new Map(Object.entries(versions)),
  }
}

function isStrings(value: unknown): value is string[] {
  return Array.isArray(value) && value.every((each) => typeof each === 'string')
}

function fail(key: string, expected: string, found: unknown): never {
  const name = key === '' ? 'settings.reproducible' : `settings.reproducible.${key}`
  refuse(`${name} must be ${expected}, but it is ${JSON.stringify(found)}.`)
}

function refuse(message: string): never {
  const error = new Error(message)
  // ESLint prints the stack, and where this was found out helps nobody to mend a configuration.
  error.stack = message
  throw error
}
