/** From ESTree, as ESLint's parsers build it, to a program. */
import type { Export, ImportBinding, ImportStatement, Module, Statement } from '../../../program.ts'
import type { Lowering } from './lowering.ts'
import { blockNames, Scope, varNames } from './scope.ts'
import { JAVASCRIPT } from '../semantics.ts'
import type { Node, Program, Syntax } from '../syntax.ts'
import { isPageFile } from '../../page/labels.ts'
import { importMapOf } from './page-labels.ts'
import { buildOf } from '../parse/builds.ts'
import { addNamedModules, hasMainGuard } from '../parse/specifiers.ts'
import { declaredNames, defaultExport, lowerStatements } from './statements.ts'

/**
 * Lowers a whole file. Function bodies follow when they are asked for, so the syntax tree lives as long as the module.
 *
 * @param ast ESTree with `range` and `loc`, of JavaScript, TypeScript or JSX. Syntax that is not known here becomes
 *   opaque: this never throws. What is minified has no statements: nobody mends anything in it.
 * @param text the text that the ranges refer to, without a byte order mark.
 * @param file absolute path.
 */
export function lowerJavaScript(ast: Program, text: string, file: string): Module {
  const page = isPageFile(file)
  // What stands in one line of a page may be a picture.
  const build = page ? undefined : buildOf(text)
  const nodes: readonly Node[] = build?.minified ? [] : ast.body
  const scope = Scope.ofModule(text)
  blockNames(nodes, scope.locals)
  if (scope.hasVar) varNames(nodes, scope.locals)

  const body: Statement[] = []
  const exports: Export[] = []
  const imported = new Set<string>()
  for (const node of nodes) lowerLinks(node, body, exports, imported)
  const lowering: Lowering = { text, scope, assigned: undefined, depth: 0, page }
  body.push(...lowerStatements(lowering, nodes))
  if (page) linkPage(importMapOf(nodes), body, imported)
  else for (const each of body) if (each.kind === 'import' && each.script) imported.add(each.module)

  return new LoweredModule(file, text, body, exports, imported, ast, build?.globals)
}

/** What a page's scripts are given under names of its own, and the scripts that it loads. */
function linkPage(names: ReadonlyMap<string, string>, body: Statement[], imported: Set<string>): void {
  for (const [at, statement] of body.entries()) {
    if (statement.kind !== 'import') continue
    const module = mapped(statement.module, names)
    imported.add(module)
    if (module !== statement.module) body[at] = { ...statement, module, written: statement.module }
  }
}

/** The address that an import map gives a module, by its whole name or by the folder it is in. */
function mapped(specifier: string, names: ReadonlyMap<string, string>): string {
  const exact = names.get(specifier)
  if (exact !== undefined) return exact
  let folder = ''
  for (const name of names.keys())
    if (name.endsWith('/') && name.length > folder.length && specifier.startsWith(name)) folder = name
  return folder === '' ? specifier : names.get(folder)! + specifier.slice(folder.length)
}

class LoweredModule implements Module {
  readonly file: string
  readonly language = JAVASCRIPT
  readonly typed: boolean
  readonly page: boolean
  readonly builtFor: readonly string[]
  readonly text: string
  readonly body: readonly Statement[]
  readonly exports: readonly Export[]
  readonly #imported: ReadonlySet<string>
  readonly tree: Program
  #specifiers: readonly string[] | undefined
  #mainGuard: boolean | undefined

  constructor(
    file: string,
    text: string,
    body: readonly Statement[],
    exports: readonly Export[],
    imported: ReadonlySet<string>,
    tree: Program,
    builtFor: readonly string[] = [],
  ) {
    this.file = file
    this.builtFor = builtFor
    this.page = /\.html?$/i.test(file)
    this.typed = /\.[cm]?tsx?$/.test(file)
    this.text = text
    this.body = body
    this.exports = exports
    this.#imported = imported
    this.tree = tree
  }

  get specifiers(): readonly string[] {
    if (!this.#specifiers) {
      const all = new Set(this.#imported)
      addNamedModules(this.text, this.tree.comments ?? [], all)
      this.#specifiers = [...all]
    }
    return this.#specifiers
  }

  get mainGuard(): boolean {
    return (this.#mainGuard ??= hasMainGuard(this.text, this.tree.comments ?? []))
  }
}

/** What a top-level statement imports, exports, or passes on. */
function lowerLinks(node: Node, body: Statement[], exports: Export[], imported: Set<string>): void {
  switch (node.type) {
    case 'ImportDeclaration': {
      lowerImportDeclaration(node, body, imported)
      return
    }
    case 'ExportAllDeclaration': {
      const { source, exported, exportKind } = node
      if (exportKind === 'type') return
      body.push(loading(source.value, node))
      imported.add(source.value)
      exports.push({
        exported: exported ? nameOf(exported) : '*',
        from: { module: source.value, imported: '*' },
      })
      return
    }
    case 'ExportNamedDeclaration': {
      lowerExports(node, body, exports, imported)
      return
    }
    case 'ExportDefaultDeclaration': {
      const { declaration } = node
      if (/^TS.*Declar/.test(declaration.type)) return
      const isDeclaration =
        declaration.type === 'FunctionDeclaration' || declaration.type === 'ClassDeclaration'
      exports.push({
        exported: 'default',
        local: isDeclaration && declaration.id ? declaration.id.name : defaultExport,
      })
      return
    }
    case 'TSImportEqualsDeclaration': {
      const { id, moduleReference, importKind } = node
      // As Babel has `export import a = b`.
      if ('isExport' in node && node.isExport) exports.push({ exported: id.name, local: id.name })
      if (importKind === 'type' || moduleReference.type !== 'TSExternalModuleReference') return
      const { value } = moduleReference.expression
      if (typeof value === 'string') imported.add(value)
    }
  }
}

function loading(module: string, node: Node): ImportStatement {
  return { kind: 'import', module, bindings: [], star: false, static: true, node }
}

function lowerImportDeclaration(
  node: Syntax<'ImportDeclaration'>,
  body: Statement[],
  imported: Set<string>,
): void {
  const module = node.source.value
  const values: ImportBinding[] = []
  const types: ImportBinding[] = []
  // Flow has `import typeof`.
  const typesOnly = node.importKind === 'type' || (node.importKind as string) === 'typeof'
  for (const specifier of node.specifiers) {
    if (!specifier.local) continue
    const { importKind } = specifier as { importKind?: string }
    const bindings = typesOnly || importKind === 'type' || importKind === 'typeof' ? types : values
    bindings.push({
      imported:
        specifier.type === 'ImportSpecifier'
          ? nameOf(specifier.imported)
          : specifier.type === 'ImportNamespaceSpecifier'
            ? '*'
            : 'default',
      local: specifier.local.name,
      node: specifier,
    })
  }
  if (types.length > 0) {
    body.push({ kind: 'import', module, bindings: types, star: false, static: true, typeOnly: true, node })
  }
  // TypeScript removes an import that has only types; one without any names is there for its effects.
  if (typesOnly || (types.length > 0 && values.length === 0)) return
  body.push({ kind: 'import', module, bindings: values, star: false, static: true, node })
  imported.add(module)
}

function lowerExports(
  node: Syntax<'ExportNamedDeclaration'>,
  body: Statement[],
  exports: Export[],
  imported: Set<string>,
): void {
  if (node.exportKind === 'type') return
  for (const name of declaredNames(node.declaration)) exports.push({ exported: name, local: name })
  const module = node.source?.value
  const values = node.specifiers.filter(({ local, exportKind }) => local && exportKind !== 'type')
  if (module !== undefined && (values.length > 0 || node.specifiers.length === 0)) {
    body.push(loading(module, node))
    imported.add(module)
  }
  for (const { local, exported } of values) {
    exports.push(
      module === undefined
        ? { exported: nameOf(exported), local: nameOf(local) }
        : { exported: nameOf(exported), from: { module, imported: nameOf(local) } },
    )
  }
}

/** An import or export may be named by a string. */
function nameOf(node: Syntax<'ImportSpecifier'>['imported']): string {
  return node.type === 'Identifier' ? node.name : node.value
}
