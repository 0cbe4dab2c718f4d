/**
 * Scopes, so that a function becomes one flat set of names: a block's binding that would clash with another name seen
 * from the function gets a name of its own (`x#1`). A binding keeps its name wherever that is safe.
 */
import type { TSESTree } from '@typescript-eslint/utils'

type Node = TSESTree.Node

/** Names that programs have without declaring them: a block's own `Math` must not hide the real one outside it. */
const globals = new Set([
  ...Object.getOwnPropertyNames(globalThis),
  ...['tf', 'ml5', 'window', 'self', 'document', 'navigator', 'location', 'localStorage', 'Worker'],
  ...['require', 'module', 'exports', '__dirname', '__filename', 'arguments', 'Deno', 'Bun'],
])

/** What all scopes of a module share. */
export interface Names {
  /** Source names that stand for another name somewhere: every other name stands for itself. */
  readonly renamed: Set<string>
  /** Without the word `var` in the text there is nothing to hoist out of blocks. */
  readonly hasVar: boolean
}

export class Scope {
  readonly #names = new Map<string, string>()
  readonly #shared: Names
  readonly parent: Scope | undefined
  /** The unique names of the function that the scope belongs to. */
  readonly locals: Set<string>

  private constructor(shared: Names, parent: Scope | undefined, locals: Set<string>) {
    this.#shared = shared
    this.parent = parent
    this.locals = locals
  }

  static ofModule(text: string): Scope {
    return new Scope({ renamed: new Set(), hasVar: /\bvar\b/.test(text) }, undefined, new Set())
  }

  forFunction(): Scope {
    return new Scope(this.#shared, this, new Set())
  }

  forBlock(): Scope {
    return new Scope(this.#shared, this, this.locals)
  }

  /** Declares a name of the function itself: a parameter, a `var`, anything at the top of its body. */
  declare(name: string): void {
    this.#names.set(name, name)
    this.locals.add(name)
  }

  /** Declares a name of an inner block and returns the name that stands for it. */
  declareInBlock(name: string): string {
    const own = this.#names.get(name)
    if (own !== undefined) return own
    let unique = name
    if (this.locals.has(name) || globals.has(name) || this.isDeclared(name)) {
      for (let number = 1; this.#isTaken((unique = `${name}#${number}`)); number++);
      this.#shared.renamed.add(name)
    }
    this.#names.set(name, unique)
    this.locals.add(unique)
    return unique
  }

  isDeclared(name: string): boolean {
    return this.#find(name) !== undefined
  }

  /** The name that stands for `name` here; a name nobody declares is a global and stands for itself. */
  resolve(name: string): string {
    return this.#shared.renamed.has(name) ? (this.#find(name) ?? name) : name
  }

  get hasVar(): boolean {
    return this.#shared.hasVar
  }

  #find(name: string): string | undefined {
    for (let scope: Scope | undefined = this; scope; scope = scope.parent) {
      const unique = scope.#names.get(name)
      if (unique !== undefined) return unique
    }
    return undefined
  }

  #isTaken(unique: string): boolean {
    for (let scope: Scope | undefined = this; scope; scope = scope.parent) {
      if (scope.locals.has(unique)) return true
    }
    return false
  }
}

/** Calls `add` with every name that a binding pattern declares. */
export function patternNames(pattern: Node | null | undefined, add: (name: string) => void): void {
  if (!pattern) return
  switch (pattern.type as string) {
    case 'Identifier':
      return add((pattern as TSESTree.Identifier).name)
    case 'ObjectPattern':
      for (const property of (pattern as TSESTree.ObjectPattern).properties) {
        patternNames(property.type === ('RestElement' as string) ? property : property.value, add)
      }
      return
    case 'ArrayPattern':
      for (const element of (pattern as TSESTree.ArrayPattern).elements) patternNames(element, add)
      return
    case 'AssignmentPattern':
      return patternNames((pattern as TSESTree.AssignmentPattern).left, add)
    case 'RestElement':
      return patternNames((pattern as TSESTree.RestElement).argument, add)
    case 'TSParameterProperty':
      return patternNames((pattern as TSESTree.TSParameterProperty).parameter, add)
  }
}

/** Calls `add` with the names that these statements declare in the block they stand in. */
export function blockNames(statements: readonly Node[], add: (name: string) => void): void {
  for (const statement of statements) {
    switch (statement.type as string) {
      case 'VariableDeclaration': {
        const { kind, declarations, declare } = statement as TSESTree.VariableDeclaration
        if (kind !== 'var' && !declare) for (const { id, init } of declarations) declared(id, init, add)
        break
      }
      case 'FunctionDeclaration':
      case 'ClassDeclaration':
      case 'TSEnumDeclaration':
      case 'TSModuleDeclaration':
      case 'TSImportEqualsDeclaration': {
        const { id, declare } = statement as { id: Node | null; declare?: boolean }
        if (!declare) patternNames(id, add)
        break
      }
      case 'ImportDeclaration':
        for (const { local } of (statement as TSESTree.ImportDeclaration).specifiers) add(local.name)
        break
      case 'ExportNamedDeclaration':
      case 'ExportDefaultDeclaration': {
        const { declaration } = statement as TSESTree.ExportNamedDeclaration
        if (declaration && /Declaration$/.test(declaration.type)) blockNames([declaration], add)
        break
      }
    }
  }
}

/** Calls `add` with the names of every `var` in these statements, however deep, functions excluded. */
export function varNames(
  statements: readonly (Node | null | undefined)[],
  add: (name: string) => void,
): void {
  for (const statement of statements) {
    if (!statement) continue
    switch (statement.type as string) {
      case 'VariableDeclaration': {
        const { kind, declarations, declare } = statement as TSESTree.VariableDeclaration
        if (kind === 'var' && !declare) for (const { id, init } of declarations) declared(id, init, add)
        break
      }
      case 'BlockStatement':
        varNames((statement as TSESTree.BlockStatement).body, add)
        break
      case 'IfStatement': {
        const { consequent, alternate } = statement as TSESTree.IfStatement
        varNames([consequent, alternate], add)
        break
      }
      case 'ForStatement': {
        const { init, body } = statement as TSESTree.ForStatement
        varNames([init, body], add)
        break
      }
      case 'ForInStatement':
      case 'ForOfStatement': {
        const { left, body } = statement as TSESTree.ForOfStatement
        varNames([left, body], add)
        break
      }
      case 'WhileStatement':
      case 'DoWhileStatement':
      case 'LabeledStatement':
      case 'WithStatement':
        varNames([(statement as TSESTree.WhileStatement).body], add)
        break
      case 'TryStatement': {
        const { block, handler, finalizer } = statement as TSESTree.TryStatement
        varNames([block, handler?.body, finalizer], add)
        break
      }
      case 'SwitchStatement':
        for (const { consequent } of (statement as TSESTree.SwitchStatement).cases) varNames(consequent, add)
        break
      case 'ExportNamedDeclaration':
        varNames([(statement as TSESTree.ExportNamedDeclaration).declaration], add)
        break
    }
  }
}

/** `const require = createRequire(…)` gives a module the `require` that CommonJS has: it hides nothing. */
function declared(id: Node, init: Node | null, add: (name: string) => void): void {
  if ((id as TSESTree.Identifier).name === 'require' && init?.type === ('CallExpression' as string)) {
    const callee = (init as TSESTree.CallExpression).callee as { name?: string; property?: { name?: string } }
    if ((callee.name ?? callee.property?.name) === 'createRequire') return
  }
  patternNames(id, add)
}
