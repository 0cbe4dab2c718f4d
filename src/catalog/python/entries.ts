import type { Api } from '../schema.ts'

/** The same fact under several names of one module: `each('random', ['random', 'uniform'], …)`. */
export function each(
  module: string,
  names: readonly string[],
  entry: Api | ((name: string) => Api),
): Record<string, Api> {
  return Object.fromEntries(
    names.map((name) => [`${module}.${name}`, typeof entry === 'function' ? entry(name) : entry]),
  )
}

/** The same fact under several methods of one type: `methods('random.Random', ['choice'], …)`. */
export function methods(
  type: string,
  names: readonly string[],
  entry: Api | ((name: string) => Api),
): Record<string, Api> {
  return Object.fromEntries(
    names.map((name) => [`${type}#${name}`, typeof entry === 'function' ? entry(name) : entry]),
  )
}

/** A list of names, written with spaces between them. */
export function names(text: string): readonly string[] {
  return text.trim().split(/\s+/u)
}
