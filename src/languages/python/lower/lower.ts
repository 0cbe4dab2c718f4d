/** Python's front end: from the syntax tree to the program. */
import type * as ast from '../ast.ts'
import type { Export, Module } from '../../../program.ts'
import { PYTHON } from '../semantics.ts'
import type { Lowering } from './expressions.ts'
import { bindingsOf, blocksOf, importedName, isDefinition, Scope, walrusIn } from './scope.ts'
import { lowerBlock, moduleOf } from './statements.ts'

/**
 * Lowers a file. Bodies of functions are lowered when they are first asked for. Never throws: what the program has no
 * words for is opaque.
 *
 * @param tree The file's syntax tree, whose nodes become the nodes of the program.
 * @param text The text the tree was made from, without a byte order mark.
 * @param file Absolute path.
 */
export function lowerPython(tree: ast.Module, text: string, file: string): Module {
  const survey = surveyOf(tree.body, text)
  const { assigned } = bindingsOf(tree.body, survey.names)
  for (const name of survey.names.globals) assigned.add(name)
  const lowering: Lowering = { text, ...survey, depth: 0, mainGuard: false }
  const body = lowerBlock(lowering, new Scope('module', survey.names, undefined, assigned), tree.body)
  return {
    file,
    language: PYTHON,
    typed: false,
    text,
    body,
    exports: exportsOf(body, assigned),
    specifiers: [...survey.specifiers],
    mainGuard: lowering.mainGuard,
    tree,
  }
}

/** Every name of a module can be imported from it; `from m import *` passes on the names of `m`. */
function exportsOf(body: Module['body'], names: ReadonlySet<string>): Export[] {
  const exports = Array.from(names, (name): Export => ({ exported: name, local: name }))
  for (const statement of body) {
    if (statement.kind !== 'import' || !statement.star || statement.typeOnly) continue
    exports.push({ exported: '*', from: { module: statement.module, imported: '*' } })
  }
  return exports
}

interface Survey extends Pick<Lowering, 'names' | 'importlib' | 'importModule'> {
  readonly specifiers: Set<string>
}

/** What must be known about the whole file, bodies of functions included, before any of it is lowered. */
function surveyOf(statements: readonly ast.Statement[], text: string): Survey {
  const globals = new Set<string>()
  const importlib = new Set<string>()
  const importModule = new Set<string>()
  const specifiers = new Set<string>()
  let star = false
  const waiting: (readonly ast.Statement[])[] = [statements]
  for (let block = waiting.pop(); block; block = waiting.pop()) {
    for (const statement of block) {
      if (statement.type === 'Import') {
        for (const alias of statement.names) {
          specifiers.add(alias.name)
          if (alias.name === 'importlib' || (alias.name.startsWith('importlib.') && alias.asname === null)) {
            importlib.add(importedName(statement, alias))
          }
        }
      } else if (statement.type === 'ImportFrom') {
        const module = moduleOf(statement)
        specifiers.add(module)
        for (const alias of statement.names) {
          if (alias.name === '*') star = true
          // What is imported may be a module of the package.
          else specifiers.add(module.endsWith('.') ? module + alias.name : `${module}.${alias.name}`)
          if (module === 'importlib' && alias.name === 'import_module') {
            importModule.add(importedName(statement, alias))
          }
        }
      } else if (statement.type === 'Global') for (const name of statement.names) globals.add(name)
      if (isDefinition(statement)) waiting.push(statement.body)
      else for (const inner of blocksOf(statement)) if (inner.length > 0) waiting.push(inner)
    }
  }
  if (text.includes('import_module') || text.includes('__import__')) {
    // Looked for in the text, because such calls stand anywhere in expressions that are not walked here.
    const functions = ['import_module', '__import__', ...importModule].join('|')
    const calls = new RegExp(
      `(?<![\\w.])(?:[\\w.]+\\.)?(?:${functions})\\(\\s*(['"])(\\.*\\w[\\w.]*)\\1`,
      'gu',
    )
    for (const [, , module] of text.matchAll(calls)) specifiers.add(module!)
  }
  return { names: { globals, star, walrus: walrusIn(text) }, importlib, importModule, specifiers }
}
