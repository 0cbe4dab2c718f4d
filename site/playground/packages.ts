/** The packages that the analysis asks for when it needs them: here they are in the bundle, TypeScript in a file of its own. */
import * as espree from 'espree'
import ignore from 'ignore'
import * as parse5 from 'parse5'
// @ts-expect-error It brings no types.
import picomatch from 'picomatch'
import * as pyAst from 'py-ast'
import * as toml from 'smol-toml'
import manifest from '../../package.json' with { type: 'json' }

const packages = new Map<string, unknown>([
  ['espree', espree],
  ['ignore', ignore],
  ['parse5', parse5],
  ['picomatch', picomatch],
  ['py-ast', pyAst],
  ['smol-toml', toml],
  ['eslint-plugin-reproducible/package.json', { name: manifest.name, version: manifest.version }],
])

/** `require`, as `createRequire` of `node:module` gives it. */
export function requirePackage(name: string): unknown {
  if (!packages.has(name)) throw new Error(`${name} is not loaded.`)
  return packages.get(name)
}

let typescript: Promise<void> | undefined

/** TypeScript is larger than all the rest, and loaded for those who write it. */
export function loadTypescript(): Promise<void> {
  return (typescript ??= import('./typescript.ts').then(({ typescriptPackages }) => {
    for (const [name, value] of Object.entries(typescriptPackages)) packages.set(name, value)
  }))
}
