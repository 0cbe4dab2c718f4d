/** Scripts of a page, which share their names with it and with the libraries that the page loads. */
import type { Catalog } from '../../catalog/catalog.ts'
import type { Lifecycle } from '../../catalog/schema.ts'
import type { Module } from '../../program.ts'

const known = new WeakMap<Module, readonly Lifecycle[]>()

/** The libraries that are seen to be there by what a script calls without having it. */
export function lifecyclesIn(catalog: Catalog, module: Module): readonly Lifecycle[] {
  let found = known.get(module)
  if (!found) {
    const isScript = module.exports.length === 0 && !module.body.some(({ kind }) => kind === 'import')
    found = catalog.libraries.flatMap(({ lifecycle }) =>
      isScript && lifecycle?.sign.test(module.text) ? [lifecycle] : [],
    )
    known.set(module, found)
  }
  return found
}
