/** Who owns which name: Python's scoping rules, and unique names where two scopes share one function of the program. */
import type * as ast from '../ast.ts'
import { childrenOf } from '../visitor-keys.ts'

/** What the whole file says about names, found once before anything is lowered. */
export interface FileNames {
  /** Declared `global` in some function: such a name is the module's, wherever else it is a local one. */
  readonly globals: ReadonlySet<string>
  /** `from x import *` at the top level: any name may be bound. */
  readonly star: boolean
  /** Offsets of `:=`, which may stand in any expression; also where a text or a format says so. */
  readonly walrus: readonly number[]
}

export function walrusIn(text: string): readonly number[] {
  return Array.from(text.matchAll(/:=/gu), ({ index }) => index)
}

type ScopeKind = 'module' | 'function' | 'class' | 'comprehension'

/**
 * A scope of Python. Only modules and functions are scopes of the program; classes and comprehensions borrow unique
 * names (`x#1`) from the function they stand in.
 */
export class Scope {
  readonly kind: ScopeKind
  readonly parent: Scope | undefined
  /** The function or module that the names of this scope are put into. */
  readonly owner: Scope
  /** Names that are bound here, as written. */
  readonly bound: Set<string>
  /** Every name of the program that belongs here: `bound` after renaming, and the names lent to inner scopes. */
  readonly locals: Set<string>
  readonly renamed = new Map<string, string>()
  /** Names that this function declares `global`. */
  readonly globals: ReadonlySet<string>
  private readonly file: FileNames

  constructor(
    kind: ScopeKind,
    file: FileNames,
    parent?: Scope,
    bound: Set<string> = new Set(),
    globals: ReadonlySet<string> = NONE,
  ) {
    this.kind = kind
    this.file = file
    this.parent = parent
    this.owner = parent && (kind === 'class' || kind === 'comprehension') ? parent.owner : this
    this.bound = bound
    this.globals = globals
    this.locals = new Set(bound)
  }

  /** The program's name for a name that is read or written here. */
  resolve(name: string): string {
    for (let scope: Scope | undefined = this; scope; scope = scope.parent) {
      // A class body's names are seen by the class body alone, not by the functions and comprehensions in it.
      if (scope.kind === 'class' && scope !== this) continue
      if (scope.globals.has(name)) return name
      const renamed = scope.renamed.get(name)
      if (renamed !== undefined) return renamed
      if (scope.kind !== 'class' && scope.bound.has(name)) return name
    }
    return name
  }

  /** Whether the name is bound by the program, so that it is not a builtin. */
  binds(name: string): boolean {
    for (let scope: Scope | undefined = this; scope; scope = scope.parent) {
      if (scope.kind === 'class' && scope !== this) continue
      if (scope.bound.has(name) || scope.renamed.has(name)) return true
    }
    return false
  }

  /** A name nobody else has, to be owned by the function around. */
  unique(name: string): string {
    for (let count = 1; ; count++) {
      const candidate = `${name}#${count}`
      if (this.isFree(candidate)) {
        this.owner.locals.add(candidate)
        return candidate
      }
    }
  }

  /** Gives a local variable another name, because a function inside means the module's variable by this one. */
  renameLocal(name: string): void {
    this.renamed.set(name, this.unique(name))
    this.locals.delete(name)
  }

  private isFree(name: string): boolean {
    for (let scope: Scope | undefined = this; scope; scope = scope.parent)
      if (scope.locals.has(name)) return false
    return true
  }

  /** Binds a comprehension's variable; it keeps its own name where that means nothing else around it. */
  bindVariable(name: string): void {
    const taken = this.file.star || builtins.has(name) || this.binds(name)
    const final = taken ? this.unique(name) : name
    this.owner.locals.add(final)
    this.renamed.set(name, final)
  }
}

const NONE: ReadonlySet<string> = new Set()

/** Names that mean something without being bound: a comprehension's variable must not hide them from its function. */
const builtins = new Set(
  (
    'abs all any bin bool bytes callable chr classmethod compile complex delattr dict dir divmod enumerate eval exec ' +
    'filter float format frozenset getattr globals hasattr hash hex id input int isinstance issubclass iter len list ' +
    'locals map max min next object oct open ord pow print property range repr reversed round set setattr slice ' +
    'sorted staticmethod str sum super tuple type vars zip __import__ __name__ __file__ __debug__'
  ).split(' '),
)

/** What a list of statements does to the names of its scope; nested functions and classes are scopes of their own. */
export interface Bindings {
  readonly assigned: Set<string>
  readonly globals: Set<string>
  readonly nonlocals: Set<string>
  /** Names that functions nested in these statements declare `global`. */
  readonly nestedGlobals: Set<string>
}

export function bindingsOf(statements: readonly ast.Statement[], file: FileNames): Bindings {
  const bindings: Bindings = {
    assigned: new Set(),
    globals: new Set(),
    nonlocals: new Set(),
    nestedGlobals: new Set(),
  }
  collect(statements, bindings, file)
  return bindings
}

/** The names that the expressions assign with `:=`. */
export function assignedIn(expression: ast.Expression | null, file: FileNames, into: Set<string>): void {
  if (expression) collectWalrus(expression, file, into)
}

export function namesOf(target: ast.Expression, into: Set<string>): void {
  switch (target.type) {
    case 'Name':
      into.add(target.id)
      break
    case 'Tuple':
    case 'List':
      for (const element of target.elts) namesOf(element, into)
      break
    case 'Starred':
      namesOf(target.value, into)
      break
  }
}

/** The names that a pattern of `case` binds. */
export function capturesOf(pattern: ast.Pattern, into: Set<string>): void {
  switch (pattern.type) {
    case 'MatchAs':
      if (pattern.name !== null) into.add(pattern.name)
      if (pattern.pattern) capturesOf(pattern.pattern, into)
      break
    case 'MatchStar':
      if (pattern.name !== null) into.add(pattern.name)
      break
    case 'MatchMapping':
      if (pattern.rest !== null) into.add(pattern.rest)
      for (const inner of pattern.patterns) capturesOf(inner, into)
      break
    case 'MatchSequence':
    case 'MatchOr':
      for (const inner of pattern.patterns) capturesOf(inner, into)
      break
    case 'MatchClass':
      for (const inner of pattern.patterns) capturesOf(inner, into)
      for (const inner of pattern.kwd_patterns) capturesOf(inner, into)
      break
  }
}

/** The name that `import a.b` and `from m import a` bind. */
export function importedName(statement: ast.Import | ast.ImportFrom, alias: ast.Alias): string {
  if (alias.asname !== null) return alias.asname
  const dot = statement.type === 'Import' ? alias.name.indexOf('.') : -1
  return dot < 0 ? alias.name : alias.name.slice(0, dot)
}

/** The lists of statements inside a compound statement that run in the same scope. */
export function blocksOf(statement: ast.Statement): (readonly ast.Statement[])[] {
  switch (statement.type) {
    case 'If':
    case 'For':
    case 'AsyncFor':
    case 'While':
      return [statement.body, statement.orelse]
    case 'With':
    case 'AsyncWith':
      return [statement.body]
    case 'Try':
    case 'TryStar':
      return [
        statement.body,
        ...statement.handlers.map((handler) => handler.body),
        statement.orelse,
        statement.finalbody,
      ]
    case 'Match':
      return statement.cases.map(({ body }) => body)
    default:
      return []
  }
}

function collect(statements: readonly ast.Statement[], into: Bindings, file: FileNames): void {
  // A worklist: `elif` chains are nested as deeply as they are long.
  const waiting: (readonly ast.Statement[])[] = [statements]
  for (let block = waiting.pop(); block; block = waiting.pop()) {
    for (const statement of block) {
      collectOne(statement, into, file)
      const inner = blocksOf(statement)
      for (let index = inner.length - 1; index >= 0; index--) waiting.push(inner[index]!)
    }
  }
}

function collectOne(statement: ast.Statement, into: Bindings, file: FileNames): void {
  const { assigned } = into
  switch (statement.type) {
    case 'FunctionDef':
    case 'AsyncFunctionDef':
    case 'ClassDef':
      assigned.add(statement.name)
      if (file.globals.size > 0) collectNestedGlobals(statement.body, into.nestedGlobals)
      break
    case 'Assign':
      for (const target of statement.targets) namesOf(target, assigned)
      break
    case 'AugAssign':
    case 'AnnAssign':
    case 'For':
    case 'AsyncFor':
      namesOf(statement.target, assigned)
      break
    case 'TypeAlias':
      namesOf(statement.name, assigned)
      break
    case 'With':
    case 'AsyncWith':
      for (const { optional_vars } of statement.items) if (optional_vars) namesOf(optional_vars, assigned)
      break
    case 'Delete':
      for (const target of statement.targets) namesOf(target, assigned)
      break
    case 'Import':
    case 'ImportFrom':
      for (const alias of statement.names)
        if (alias.name !== '*') assigned.add(importedName(statement, alias))
      break
    case 'Try':
    case 'TryStar':
      for (const { name } of statement.handlers) if (name !== null) assigned.add(name)
      break
    case 'Match':
      for (const { pattern } of statement.cases) capturesOf(pattern, assigned)
      break
    case 'Global':
      for (const name of statement.names) into.globals.add(name)
      break
    case 'Nonlocal':
      for (const name of statement.names) into.nonlocals.add(name)
      break
  }
  if (!mayAssign(statement, file)) return
  for (const expression of expressionsOf(statement)) collectWalrus(expression, file, assigned)
}

function collectNestedGlobals(statements: readonly ast.Statement[], into: Set<string>): void {
  const waiting: (readonly ast.Statement[])[] = [statements]
  for (let block = waiting.pop(); block; block = waiting.pop()) {
    for (const statement of block) {
      if (statement.type === 'Global') for (const name of statement.names) into.add(name)
      if ('body' in statement && isDefinition(statement)) waiting.push(statement.body)
      waiting.push(...blocksOf(statement))
    }
  }
}

export function isDefinition(
  statement: ast.Statement,
): statement is ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef {
  return (
    statement.type === 'FunctionDef' || statement.type === 'AsyncFunctionDef' || statement.type === 'ClassDef'
  )
}

/** The expressions a statement evaluates in its own scope, without those of the statements inside it. */
function expressionsOf(statement: ast.Statement): ast.Expression[] {
  const found: ast.Expression[] = []
  for (const child of childrenOf(statement)) {
    if (child.type === 'withitem') found.push(child.context_expr)
    else if (child.type === 'match_case') {
      if (child.guard) found.push(child.guard)
    } else if (child.type === 'arguments') {
      for (const value of [...child.defaults, ...child.kw_defaults]) if (value) found.push(value)
    } else if (child.type === 'keyword') found.push(child.value)
    else if (isExpression(child)) found.push(child)
  }
  return found
}

function mayAssign({ range }: ast.PythonNode, file: FileNames): boolean {
  return file.walrus.some((at) => at >= range[0] && at < range[1])
}

function collectWalrus(expression: ast.Expression, file: FileNames, into: Set<string>): void {
  const waiting: ast.PythonNode[] = [expression]
  for (let node = waiting.pop(); node; node = waiting.pop()) {
    if (node.type === 'Lambda' || !mayAssign(node, file)) continue
    if (node.type === 'NamedExpr') namesOf(node.target, into)
    waiting.push(...childrenOf(node))
  }
}

const statementTypes = new Set(
  (
    'FunctionDef AsyncFunctionDef ClassDef Return Delete Assign TypeAlias AugAssign AnnAssign For AsyncFor While If ' +
    'With AsyncWith Match Raise Try TryStar Assert Import ImportFrom Global Nonlocal Expr Pass Break Continue'
  ).split(' '),
)
const otherTypes = new Set(
  (
    'Module ExceptHandler withitem match_case comprehension keyword alias arguments arg TypeVar ParamSpec ' +
    'TypeVarTuple MatchValue MatchSingleton MatchSequence MatchMapping MatchClass MatchStar MatchAs MatchOr'
  ).split(' '),
)

export function isStatement(node: ast.PythonNode): node is ast.Statement {
  return statementTypes.has(node.type)
}

function isExpression(node: ast.PythonNode): node is ast.Expression {
  return !statementTypes.has(node.type) && !otherTypes.has(node.type)
}
