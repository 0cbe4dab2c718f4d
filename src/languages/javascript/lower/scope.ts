/**
 * Scopes, so that a function becomes one flat set of names: a block's binding that would clash with another name seen
 * from the function gets a name of its own (`x#1`). A binding keeps its name wherever that is safe.
 */
import type { Node } from '../syntax.ts'

/** Names that programs have without declaring them: a block's own `Math` must not hide the real one outside it. */
const globals = new Set([
  ...Object.getOwnPropertyNames(globalThis),
  ...['tf', 'ml5', 'window', 'self', 'document', 'navigator', 'location', 'localStorage', 'Worker'],
  ...['require', 'module', 'exports', '__dirname', '__filename', 'arguments', 'Deno', 'Bun'],
])

/** What all scopes of a module share. */
interface Shared {
  /** Source names that stand for another name somewhere: every other name stands for itself. */
  readonly renamed: Set<string>
  /** Without the word `var` in the text there is nothing to hoist out of blocks. */
  readonly hasVar: boolean
  /** The same of the word `arguments`. */
  readonly hasArguments: boolean
}

/** A function, or a block of one in which some names stand for others. */
export class Scope {
  readonly #shared: Shared
  readonly #parent: Scope | undefined
  /** The unique names of the function that the scope belongs to: whoever lowers it adds those of its top level. */
  readonly locals: Set<string>
  /** A block's names that stand for others; undefined for a function, whose names all stand for themselves. */
  readonly #names: Map<string, string> | undefined

  private constructor(
    shared: Shared,
    parent: Scope | undefined,
    locals: Set<string>,
    names: Map<string, string> | undefined,
  ) {
    this.#shared = shared
    this.#parent = parent
    this.locals = locals
    this.#names = names
  }

  static ofModule(text: string): Scope {
    const shared = {
      renamed: new Set<string>(),
      hasVar: text.includes('var'),
      hasArguments: text.includes('arguments'),
    }
    return new Scope(shared, undefined, new Set(), undefined)
  }

  forFunction(): Scope {
    return new Scope(this.#shared, this, new Set(), undefined)
  }

  /** Opens a block that declares `names`. Its scope is this one unless a name must be told from another. */
  forBlock(names: ReadonlySet<string>): Scope {
    let renamed: Map<string, string> | undefined
    for (const name of names) {
      if (this.locals.has(name) || globals.has(name) || this.isDeclared(name)) {
        renamed ??= new Map()
        const unique = this.#unused(name)
        renamed.set(name, unique)
        this.locals.add(unique)
        this.#shared.renamed.add(name)
      } else {
        this.locals.add(name)
      }
    }
    return renamed ? new Scope(this.#shared, this, this.locals, renamed) : this
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

  get hasArguments(): boolean {
    return this.#shared.hasArguments
  }

  #find(name: string): string | undefined {
    for (let scope: Scope | undefined = this; scope; scope = scope.#parent) {
      const unique = scope.#names ? scope.#names.get(name) : scope.locals.has(name) ? name : undefined
      if (unique !== undefined) return unique
    }
    return undefined
  }

  #unused(name: string): string {
    for (let number = 1; ; number++) {
      const unique = `${name}#${number}`
      let scope: Scope | undefined = this
      while (scope && !scope.locals.has(unique)) scope = scope.#parent
      if (!scope) return unique
    }
  }
}

/** Adds every name that a binding pattern declares. */
export function patternNames(pattern: Node | null | undefined, names: Set<string>): void {
  if (!pattern) return
  switch (pattern.type) {
    case 'Identifier':
      names.add(pattern.name)
      return
    case 'ObjectPattern':
      for (const property of pattern.properties) {
        patternNames(property.type === 'RestElement' ? property : property.value, names)
      }
      return
    case 'ArrayPattern':
      for (const element of pattern.elements) patternNames(element, names)
      return
    case 'AssignmentPattern': {
      patternNames(pattern.left, names)
      return
    }
    case 'RestElement': {
      patternNames(pattern.argument, names)
      return
    }
    case 'TSParameterProperty': {
      patternNames(pattern.parameter, names)
      return
    }
  }
}

/** Adds the names that these statements declare in the block they stand in. */
export function blockNames(statements: readonly Node[], names: Set<string>): void {
  for (const statement of statements) {
    switch (statement.type) {
      case 'VariableDeclaration': {
        const { kind, declarations, declare } = statement
        if (kind !== 'var' && !declare) for (const { id, init } of declarations) declared(id, init, names)
        break
      }
      case 'FunctionDeclaration':
      case 'ClassDeclaration':
      case 'TSEnumDeclaration':
      case 'TSModuleDeclaration':
      case 'TSImportEqualsDeclaration': {
        if (!('declare' in statement && statement.declare)) patternNames(statement.id, names)
        break
      }
      case 'ImportDeclaration':
        for (const { local } of statement.specifiers) patternNames(local, names)
        break
      case 'ExportNamedDeclaration':
      case 'ExportDefaultDeclaration': {
        const { declaration } = statement
        if (declaration && /Declaration$/.test(declaration.type)) blockNames([declaration], names)
        break
      }
    }
  }
}

/** Adds the names of every `var` in these statements, however deep, functions excluded. */
export function varNames(statements: readonly (Node | null | undefined)[], names: Set<string>): void {
  for (const statement of statements) {
    if (!statement) continue
    switch (statement.type) {
      case 'VariableDeclaration': {
        const { kind, declarations, declare } = statement
        if (kind === 'var' && !declare) for (const { id, init } of declarations) declared(id, init, names)
        break
      }
      case 'BlockStatement':
        varNames(statement.body, names)
        break
      case 'IfStatement': {
        const { consequent, alternate } = statement
        varNames([consequent, alternate], names)
        break
      }
      case 'ForStatement': {
        const { init, body } = statement
        varNames([init, body], names)
        break
      }
      case 'ForInStatement':
      case 'ForOfStatement': {
        const { left, body } = statement
        varNames([left, body], names)
        break
      }
      case 'WhileStatement':
      case 'DoWhileStatement':
      case 'LabeledStatement':
      case 'WithStatement':
        varNames([statement.body], names)
        break
      case 'TryStatement': {
        const { block, handler, finalizer } = statement
        varNames([block, handler?.body, finalizer], names)
        break
      }
      case 'SwitchStatement':
        for (const { consequent } of statement.cases) varNames(consequent, names)
        break
      case 'ExportNamedDeclaration':
        varNames([statement.declaration], names)
        break
    }
  }
}

/** `const require = createRequire(…)` gives a module the `require` that CommonJS has: it hides nothing. */
function declared(id: Node | undefined, init: Node | null, names: Set<string>): void {
  if (id?.type === 'Identifier' && id.name === 'require' && init?.type === 'CallExpression') {
    const { callee } = init
    const called = callee.type === 'MemberExpression' ? callee.property : callee
    if (called.type === 'Identifier' && called.name === 'createRequire') return
  }
  patternNames(id, names)
}
