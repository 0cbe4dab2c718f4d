/** Scripts of a page, which share their names with it and with the libraries that the page loads. */
import type { Catalog } from '../../catalog/catalog.ts'
import type { Interpreter } from '../interpreter.ts'
import type { Lifecycle } from '../../catalog/schema.ts'
import type { Module } from '../../program.ts'

const known = new WeakMap<Module, readonly Lifecycle[]>()

/** The libraries that are there for a script: it shows so itself, or a page loads them, or one of its other scripts shows so. */
export function lifecyclesFor(interpreter: Interpreter, module: Module): readonly Lifecycle[] {
  const { catalog, scripts, ownScripts } = interpreter
  const own = lifecyclesIn(catalog, module)
  if (!module.page && !ownScripts.has(module)) return own
  return catalog.withLifecycle.flatMap(({ lifecycle, modules }) => {
    const isLoaded = Object.values(modules).some(({ path }) => scripts.has(path))
    const isThere =
      isLoaded ||
      own.includes(lifecycle) ||
      [...ownScripts].some((other) => lifecyclesIn(catalog, other).includes(lifecycle))
    return isThere ? [lifecycle] : []
  })
}

function lifecyclesIn(catalog: Catalog, module: Module): readonly Lifecycle[] {
  let found = known.get(module)
  if (!found) {
    const isScript =
      module.exports.length === 0 && module.body.every((each) => each.kind !== 'import' || each.script)
    found = catalog.withLifecycle.flatMap(({ lifecycle }) =>
      isScript && lifecycle.sign.test(module.text) ? [lifecycle] : [],
    )
    known.set(module, found)
  }
  return found
}
