import type { Api } from '../schema.ts'

/** The same fact for several names: `each('tf.', ['add', 'sub'], fact)` says it of `tf.add` and `tf.sub`. */
export function each(prefix: string, names: readonly string[], api: Api): Record<string, Api> {
  return Object.fromEntries(names.map((name) => [`${prefix}${name}`, api]))
}
