/** Modules: what an import gives, and the running of a module of the project. */
import { apiValue } from './expressions.ts'
import { folderOf, MODULE, REQUIRE } from './names.ts'
import type { Catalog } from '../../catalog/catalog.ts'
import type { CallSite } from '../../effects.ts'
import type { ImportStatement, Module, SyntaxNode } from '../../program.ts'
import { bind } from './assignment.ts'
import type { Interpreter, ModuleInstance } from '../interpreter.ts'
import type { Cell } from '../store.ts'
import {
  type NamespaceValue,
  Scope,
  UNKNOWN,
  type Value,
  constant,
  instance,
  record,
  unknown,
  valueCell,
} from '../values/value.ts'

/**
 * Runs a module's top level, once.
 *
 * @param by the import that makes it run.
 */
export function runModule(interpreter: Interpreter, module: Module, by?: CallSite): ModuleInstance {
  const known = interpreter.modules.get(module.file)
  if (known) return known
  const scope = new Scope(undefined)
  const exports = record()
  const commonjs = valueCell(exports)
  const loaded: ModuleInstance = { module, scope, commonjs, stars: [], done: false }
  interpreter.modules.set(module.file, loaded)
  interpreter.everyModule.set(module.file, module)
  if (module.language.commonjs) {
    const file = valueCell(constant(module.file))
    const folder = valueCell(constant(folderOf(module.file)))
    scope.names.set('__filename', file)
    scope.names.set('__dirname', folder)
    const meta = new Map([
      ['url', file],
      ['filename', file],
      ['dirname', folder],
      ['resolve', valueCell(apiValue(interpreter, `${REQUIRE}#resolve`))],
    ])
    scope.names.set('import.meta', valueCell({ ...record(), fields: meta }))
    const itself = instance({ type: MODULE, fields: new Map([['exports', commonjs]]) })
    scope.names.set('exports', valueCell(exports))
    scope.names.set('module', valueCell(itself))
    // The first one to run is the program: `require.main === module`.
    const [main] = interpreter.modules.values()
    const program = main!.scope.names.get('module')?.value ?? UNKNOWN
    scope.names.set(
      'require',
      valueCell(instance({ type: REQUIRE, fields: new Map([['main', valueCell(program)]]) })),
    )
  } else {
    scope.declare('__name__', constant(interpreter.modules.size === 1 ? '__main__' : moduleName(module.file)))
    scope.declare('__file__', constant(module.file))
  }
  const { calls } = interpreter.context
  const isProgram = interpreter.modules.size === 1
  if (!isProgram) interpreter.loading++
  interpreter.within({ calls: by ? [...calls, by] : calls }, () =>
    interpreter.inModule(module, () => interpreter.runBlock(module.body, scope)),
  )
  if (!isProgram) interpreter.loading--
  loaded.done = true
  return loaded
}

/** The library that a script of the project is a copy of, by its name or by what it gives: `libs/seedrandom.min.js`. */
function libraryCopied({ catalog }: Interpreter, specifier: string, copy: Module | undefined) {
  const name = /^([\w-]+?)(?:[.-]v?\d[\d.]*)?(?:\.min)?\.js$/u.exec(specifier.split('/').at(-1)!)?.[1]
  return name !== undefined && catalog.module(name) ? name : copy && libraryGiving(catalog, copy)
}

/** The library that a bundler has written this of, by the names that it gives to whoever loads it. */
function libraryGiving(catalog: Catalog, { builtFor = [] }: Module): string | undefined {
  for (const name of builtFor) {
    const library = catalog.moduleGiving(name)
    if (library !== undefined) return library
  }
  return undefined
}

/** A script of a page, in the scope that all of them share. */
function runScript(interpreter: Interpreter, module: Module, scope: Scope, by: CallSite): void {
  if (interpreter.modules.has(module.file)) return
  const commonjs = valueCell(record())
  const loaded: ModuleInstance = { module, scope, commonjs, stars: [], done: false }
  interpreter.modules.set(module.file, loaded)
  interpreter.everyModule.set(module.file, module)
  interpreter.ownScripts.add(module)
  interpreter.within({ calls: [...interpreter.context.calls, by] }, () =>
    interpreter.inModule(module, () => interpreter.runBlock(module.body, scope)),
  )
  loaded.done = true
}

/** What a module gives to those who import it. */
export function exportedFrom(
  interpreter: Interpreter,
  loaded: ModuleInstance,
  name: string,
): Value | undefined {
  const { module, scope } = loaded
  if (module.language.modulesAreScopes) {
    const own = scope.names.get(name)?.value
    if (own) return own
    for (const star of loaded.stars) {
      const found = star.kind === 'namespace' ? star.exports(name) : undefined
      if (found) return found
      if (star.kind === 'api') return interpreter.readApi(star, name)
    }
    return undefined
  }
  for (const each of module.exports) {
    if (each.exported !== name && each.exported !== '*') continue
    if (each.from) {
      const found = imported(
        interpreter,
        each.from.module,
        each.exported === '*' ? name : each.from.imported,
        module,
      )
      if (found) return found
    } else if (each.local !== undefined) {
      return scope.names.get(each.local)?.value ?? declaredAhead(interpreter, loaded, each.local) ?? UNKNOWN
    }
  }
  if (module.exports.length > 0) return undefined
  const whole = loaded.commonjs.value
  if (name === 'default') return whole
  return whole.kind === 'record' ? whole.fields.get(name)?.value : undefined
}

/** In a circle of imports a module is asked for a class or function before it has come to its declaration. */
function declaredAhead(
  interpreter: Interpreter,
  { module, scope, done }: ModuleInstance,
  name: string,
): Value | undefined {
  const declaration = module.body.find(
    (each) => (each.kind === 'class' || each.kind === 'function') && each.definition.name === name,
  )
  if (done || !declaration) return undefined
  interpreter.inModule(module, () => interpreter.runBlock([declaration], scope))
  return scope.names.get(name)?.value
}

function imported(
  interpreter: Interpreter,
  specifier: string,
  imported: string,
  from: Module,
): Value | undefined {
  const value = importModule(interpreter, specifier, from)
  if (imported === '*') return value
  if (value.kind === 'namespace') return value.exports(imported)
  if (value.kind === 'api') return interpreter.readApi(value, imported)
  return unknown([], imported)
}

/** The value of a module: catalogued, of the project, or not known. */
function importModule(interpreter: Interpreter, specifier: string, from: Module, by?: CallSite): Value {
  const { catalog } = interpreter
  const module = catalog.module(specifier) ? undefined : interpreter.project.resolve(specifier, from)
  const copied = module && libraryGiving(catalog, module)
  const catalogued = catalog.module(copied ?? specifier)
  if (catalogued) {
    if (copied !== undefined && by) load(interpreter, copied, by.node, by.hoisted === true)
    const { library, root } = catalogued
    return { kind: 'api', path: root.path, library, root, labels: [] }
  }
  if (!module) return unknown([], specifier.split(/[./]/u).at(-1))
  const loaded = runModule(interpreter, module, by)
  return {
    kind: 'namespace',
    module,
    labels: [],
    exports: (name) =>
      exportedFrom(interpreter, loaded, name) ?? submodule(interpreter, specifier, name, module),
  }
}

function submodule(
  interpreter: Interpreter,
  specifier: string,
  name: string,
  from: Module,
): Value | undefined {
  if (!from.language.modulesAreScopes) return undefined
  const inner = interpreter.project.resolve(
    `${specifier.endsWith('.') ? specifier : `${specifier}.`}${name}`,
    from,
  )
  return inner && inner.file !== from.file
    ? namespaceOf(interpreter, inner, `${specifier}.${name}`)
    : undefined
}

function namespaceOf(interpreter: Interpreter, module: Module, specifier: string): Value {
  const loaded = runModule(interpreter, module)
  return {
    kind: 'namespace',
    module,
    labels: [],
    exports: (name) =>
      exportedFrom(interpreter, loaded, name) ?? submodule(interpreter, specifier, name, module),
  }
}

/** An import map that gives a library's name an address of the page's own serves a copy of it there. */
function specifierOf({ catalog }: Interpreter, { module, written }: ImportStatement): string {
  return written !== undefined && !catalog.module(module) && catalog.module(written) ? written : module
}

export function runImport(interpreter: Interpreter, statement: ImportStatement, scope: Scope): void {
  const specifier = specifierOf(interpreter, statement)
  const catalogued = interpreter.catalog.module(specifier)
  if (catalogued && !statement.typeOnly) load(interpreter, specifier, statement.node, statement.static)
  const by: CallSite = {
    module: interpreter.module,
    node: statement.node,
    callee: specifier,
    hoisted: statement.static && interpreter.module.language.importsAreHoisted,
  }
  if (statement.script) {
    const module = catalogued ? undefined : interpreter.project.resolve(specifier, interpreter.module)
    const copied = catalogued ? undefined : libraryCopied(interpreter, specifier, module)
    if (copied !== undefined) load(interpreter, copied, statement.node, statement.static)
    const { root } =
      catalogued ?? (copied === undefined ? undefined : interpreter.catalog.module(copied)) ?? {}
    if (root) interpreter.scripts.add(root.path)
    else if (module) runScript(interpreter, module, scope, by)
    return
  }
  const value =
    statement.typeOnly && !catalogued ? UNKNOWN : importModule(interpreter, specifier, interpreter.module, by)
  for (const binding of statement.bindings) {
    const live = value.kind === 'namespace' ? liveCell(interpreter, value, binding.imported) : undefined
    if (live && !scope.names.has(binding.local)) {
      scope.names.set(binding.local, live)
      continue
    }
    scope.declare(binding.local)
    bind(
      interpreter,
      scope,
      binding.local,
      bindingOf(
        interpreter,
        value,
        specifier,
        binding.imported,
        binding.root === true,
        scope.find(binding.local)?.value,
      ),
    )
  }
  if (statement.star) importAll(interpreter, value, scope)
}

/** The variable of another module that an import names. */
function liveCell(
  interpreter: Interpreter,
  { module }: NamespaceValue,
  imported: string,
): Cell<Value> | undefined {
  if (!module.language.importsAreLive) return undefined
  const exported = module.exports.find((each) => each.exported === imported)
  if (exported?.from || exported?.local === undefined) return undefined
  return interpreter.modules.get(module.file)?.scope.names.get(exported.local)
}

function bindingOf(
  interpreter: Interpreter,
  value: Value,
  specifier: string,
  imported: string,
  root: boolean,
  before?: Value,
): Value {
  if (root) {
    const [head, ...path] = specifier.split('.')
    if (path.length === 0) return value
    const found = importModule(interpreter, head!, interpreter.module)
    // A folder without `__init__.py` is a package as well, and holds what is imported from it.
    return found.kind === 'unknown' && value.kind === 'namespace' ? packageWith(before, path, value) : found
  }
  if (imported === '*') return value
  if (value.kind === 'api') {
    if (imported === 'default') {
      const path = value.root?.default
      return path === undefined ? value : { ...value, path }
    }
    return interpreter.readApi(value, imported)
  }
  if (value.kind === 'namespace') {
    const found = value.exports(imported)
    if (found) return found
    if (interpreter.module.language.modulesAreScopes) {
      const inner = interpreter.project.resolve(joinPython(specifier, imported), interpreter.module)
      if (inner) return namespaceOf(interpreter, inner, joinPython(specifier, imported))
    }
    return knownByName(interpreter, imported) ?? unknown([], imported)
  }
  if (interpreter.module.language.modulesAreScopes) {
    const inner = interpreter.project.resolve(joinPython(specifier, imported), interpreter.module)
    if (inner) return namespaceOf(interpreter, inner, joinPython(specifier, imported))
  }
  const name = imported === 'default' ? specifier.split('/').at(-1) : imported
  return knownByName(interpreter, imported) ?? unknown([], name)
}

/** What cannot be followed to where it is made, but is known by its name. */
function knownByName({ catalog }: Interpreter, imported: string): Value | undefined {
  const path = catalog.anyModule.get(imported)
  return path === undefined
    ? undefined
    : { kind: 'api', path, library: catalog.owner(path), root: undefined, labels: [] }
}

/** `import a.b.c`: `a` with `b`, and that with the module; what was imported from it before stays. */
function packageWith(before: Value | undefined, path: readonly string[], module: Value): Value {
  const [name, ...deeper] = path
  if (name === undefined) return module
  const kept = before?.kind === 'record' ? before : record()
  const inner = packageWith(kept.fields.get(name)?.value, deeper, module)
  return record([...[...kept.fields].map(([key, cell]) => [key, cell.value] as const), [name, inner]])
}

function importAll(interpreter: Interpreter, value: Value, scope: Scope): void {
  const loaded = value.kind === 'namespace' ? interpreter.modules.get(value.module.file) : undefined
  if (loaded) {
    for (const [name, cell] of loaded.scope.names) if (!name.startsWith('_')) scope.names.set(name, cell)
  }
  interpreter.modules.get(interpreter.module.file)?.stars.push(value)
}

export function load(interpreter: Interpreter, specifier: string, node: SyntaxNode, isStatic: boolean): void {
  const { library, root } = interpreter.catalog.module(specifier)!
  if (root.preloads) interpreter.store.set(interpreter.preloaded, true)
  if (root.backend !== undefined) {
    interpreter.store.set(interpreter.backends, new Set([...interpreter.backends.value, root.backend]))
  }
  interpreter.emit({
    kind: 'load',
    ...interpreter.base(node, specifier, root.path),
    specifier,
    library: library.name,
    engine: root.loads,
    backend: root.backend,
    static: isStatic,
  })
}

function moduleName(file: string): string {
  return file
    .split(/[/\\]/u)
    .at(-1)!
    .replace(/\.\w+$/u, '')
}

function joinPython(specifier: string, name: string): string {
  return specifier.endsWith('.') ? `${specifier}${name}` : `${specifier}.${name}`
}

/** What `require` gives: a CommonJS module's `module.exports`, which may be a function or a class. */
export function required(interpreter: Interpreter, specifier: string, node: SyntaxNode): Value {
  const { module } = interpreter
  const value = importModule(interpreter, specifier, module, { module, node, callee: specifier })
  if (value.kind !== 'namespace' || value.module.exports.length > 0) return value
  return interpreter.modules.get(value.module.file)?.commonjs.value ?? value
}
