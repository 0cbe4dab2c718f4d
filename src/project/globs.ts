import { createRequire } from 'node:module'

type Matcher = (path: string) => boolean

const matchers = new Map<string, Matcher>()

/**
 * Whether a path, relative to the folder that the pattern is meant for, matches a glob: `src/train/**`, `*.{js,ts}`.
 * The library is loaded when the first user sets one. Node's own `path.matchesGlob` prints a warning on Node 20 and 22.
 */
export function matches(path: string, glob: string): boolean {
  let matcher = matchers.get(glob)
  if (!matcher) {
    const picomatch = createRequire(import.meta.url)('picomatch') as (glob: string) => Matcher
    matchers.set(glob, (matcher = picomatch(glob)))
  }
  return matcher(path)
}
