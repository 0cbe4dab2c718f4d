/** Python's statements and definitions in the words of `program.ts`. */
import type * as ast from '../ast.ts'
import type {
  ClassDefinition,
  ClassMember,
  Expression,
  FunctionDefinition,
  IfStatement,
  ImportBinding,
  ImportStatement,
  LoopStatement,
  Statement,
  SyntaxNode,
  TryStatement,
} from '../../../program.ts'
import {
  afresh,
  augmentedOperator,
  constantOf,
  lazyFunction,
  lowerAnnotation,
  lowerExpression,
  type Lowering,
  lowerParameters,
  lowerTarget,
  nameOf,
  opaqueOf,
  pairStarred,
  parameterNames,
  yieldsIn,
} from './expressions.ts'
import { bindingsOf, blocksOf, capturesOf, importedName, Scope } from './scope.ts'
import { childrenOf } from '../visitor-keys.ts'

export function lowerBlock(
  lowering: Lowering,
  scope: Scope,
  statements: readonly ast.Statement[],
): Statement[] {
  const out: Statement[] = []
  for (const statement of statements) lowerStatement(lowering, scope, statement, out)
  return out
}

function lowerStatement(lowering: Lowering, scope: Scope, node: ast.Statement, out: Statement[]): void {
  const lower = (expression: ast.Expression): Expression => lowerExpression(lowering, scope, expression)
  const block = (statements: readonly ast.Statement[]): Statement[] => lowerBlock(lowering, scope, statements)
  switch (node.type) {
    case 'Expr':
      out.push({ kind: 'expression', expression: lower(node.value), node })
      break
    case 'Assign':
      lowerAssign(lowering, scope, node, out)
      break
    case 'AugAssign': {
      const target = lowerTarget(lowering, scope, node.target)
      const value = lower(node.value)
      if (target) out.push({ kind: 'assign', target, value, operator: augmentedOperator(node.op), node })
      break
    }
    case 'AnnAssign': {
      const target = lowerTarget(lowering, scope, node.target)
      const annotation = lowerAnnotation(scope, node.annotation)
      const value = node.value && lower(node.value)
      if (!target) break
      out.push({
        kind: 'assign',
        target,
        ...(value ? { value } : undefined),
        ...(annotation ? { annotation } : undefined),
        node,
      })
      break
    }
    case 'If':
      lowerIf(lowering, scope, node, out)
      break
    case 'For':
    case 'AsyncFor':
    case 'While':
      out.push(lowerLoop(lowering, scope, node))
      break
    case 'With':
    case 'AsyncWith': {
      const items = node.items.map(({ context_expr, optional_vars }) => {
        const value = lower(context_expr)
        const target = optional_vars && lowerTarget(lowering, scope, optional_vars)
        return target ? { value, target } : { value }
      })
      out.push({ kind: 'with', items, body: block(node.body), node })
      break
    }
    case 'Try':
    case 'TryStar': {
      const body = block(node.body)
      const handlers = node.handlers.map(({ name, body }): TryStatement['handlers'][number] =>
        name === null ? { body: block(body) } : { name: scope.resolve(name), body: block(body) },
      )
      out.push({
        kind: 'try',
        body,
        handlers,
        otherwise: block(node.orelse),
        finally: block(node.finalbody),
        node,
      })
      break
    }
    case 'Match':
      lowerMatch(lowering, scope, node, out)
      break
    case 'Return':
      out.push(node.value ? { kind: 'return', value: lower(node.value), node } : { kind: 'return', node })
      break
    case 'Raise':
      out.push(node.exc ? { kind: 'throw', value: lower(node.exc), node } : { kind: 'throw', node })
      break
    case 'Assert':
      out.push({ kind: 'expression', expression: lower(node.test), asserted: true, node })
      break
    case 'Break':
      out.push({ kind: 'break', node })
      break
    case 'Continue':
      out.push({ kind: 'continue', node })
      break
    case 'Delete':
      out.push({ kind: 'delete', targets: node.targets.flatMap(deleted).map(lower), node })
      break
    case 'Import':
    case 'ImportFrom':
      out.push(...lowerImport(scope, node))
      break
    case 'FunctionDef':
    case 'AsyncFunctionDef':
      out.push({ kind: 'function', definition: lowerFunction(lowering, scope, node), node })
      break
    case 'ClassDef':
      out.push({ kind: 'class', definition: lowerClass(lowering, scope, node), node })
      break
    // What is left binds nothing while the program runs.
    case 'TypeAlias':
    case 'Global':
    case 'Nonlocal':
    case 'Pass':
      break
  }
}

function deleted(target: ast.Expression): ast.Expression[] {
  return target.type === 'Tuple' || target.type === 'List' ? target.elts.flatMap(deleted) : [target]
}

/** `a = b = value`: the value is evaluated once, the targets are bound from left to right. */
function lowerAssign(lowering: Lowering, scope: Scope, node: ast.Assign, out: Statement[]): void {
  const [first, ...others] = node.targets
  if (!first) return
  if (others.length === 0) {
    if ((first.type === 'Tuple' || first.type === 'List') && lowerPairs(lowering, scope, node, first, out))
      return
    const value = lowerExpression(lowering, scope, node.value)
    const target = lowerTarget(lowering, scope, first)
    if (target) out.push({ kind: 'assign', target, value, node })
    return
  }
  const value = lowerExpression(lowering, scope, node.value)
  const target = first.type === 'Name' ? first : undefined
  const holder = target ? scope.resolve(target.id) : scope.unique('value')
  out.push({ kind: 'assign', target: nameOf(holder, first), value, node })
  for (const other of target ? others : node.targets) {
    const copy = lowerTarget(lowering, scope, other)
    if (copy) out.push({ kind: 'assign', target: copy, value: nameOf(holder, node.value), node })
  }
}

/** `first, *others, last = a, b, c`: only here a star is followed by targets whose values are known. */
function lowerPairs(
  lowering: Lowering,
  scope: Scope,
  node: ast.Assign,
  target: ast.Tuple | ast.List,
  out: Statement[],
): boolean {
  const { value } = node
  const pairs = value.type === 'Tuple' || value.type === 'List' ? pairStarred(target, value) : undefined
  if (!pairs) return false
  const items = pairs.values.map((item) => {
    if (!Array.isArray(item)) return { value: lowerExpression(lowering, scope, item), spread: false }
    const starred = item.map((one) => ({ value: lowerExpression(lowering, scope, one), spread: false }))
    return { value: { kind: 'list', form: 'list', items: starred, node: value } as const, spread: false }
  })
  const targets = pairs.targets.map((one) => lowerTarget(lowering, scope, one))
  out.push({
    kind: 'assign',
    target: { kind: 'list-pattern', items: targets, node: target },
    value: { kind: 'list', form: 'list', items, node: value },
    node,
  })
  return true
}

// ------------------------------------------------------------------------------------------------------ branches

/** What `TYPE_CHECKING` or `not TYPE_CHECKING` says: whether only type checkers run the body. */
function forTypeCheckers(test: ast.Expression): boolean | undefined {
  if (isTypeChecking(test)) return true
  return test.type === 'UnaryOp' && test.op === 'Not' && isTypeChecking(test.operand) ? false : undefined
}

/** `__name__ == "__main__"`, also with further conditions. */
function isMainGuard(test: ast.Expression): boolean {
  return isMainTest(test.type === 'BoolOp' && test.op === 'And' ? test.values[0]! : test)
}

/** `__name__ == "__main__"`, in either order. */
function isMainTest(test: ast.Expression): boolean {
  if (test.type !== 'Compare' || test.ops.length !== 1 || test.ops[0] !== 'Eq') return false
  const sides = [test.left, test.comparators[0]]
  return (
    sides.some((side) => side?.type === 'Name' && side.id === '__name__') &&
    sides.some((side) => side?.type === 'Constant' && side.value === '__main__')
  )
}

/** `TYPE_CHECKING`, `typing.TYPE_CHECKING`. */
export function isTypeChecking(test: ast.Expression): boolean {
  if (test.type === 'Name') return test.id === 'TYPE_CHECKING'
  return test.type === 'Attribute' && test.attr === 'TYPE_CHECKING' && test.value.type === 'Name'
}

/** An `elif` chain is as deep as it is long: it is built from its end. */
function lowerIf(lowering: Lowering, scope: Scope, node: ast.If, out: Statement[]): void {
  const chain: { readonly node: ast.If; readonly test: Expression; readonly then: Statement[] }[] = []
  // Statements after the last branch that may or may not run.
  let rest: Statement[]
  for (let branch = node; ;) {
    const checking = forTypeCheckers(branch.test)
    const only = branch.orelse.length === 1 && branch.orelse[0]?.type === 'If' ? branch.orelse[0] : undefined
    if (checking !== undefined) {
      // Type checkers alone run the body, so that what runs is the `else`.
      const imports = checking ? typeOnlyImports(scope, branch.body) : []
      const running = checking ? branch.orelse : branch.body
      rest = [...imports, ...lowerBlock(lowering, scope, running)]
      break
    }
    if (scope.kind === 'module' && isMainGuard(branch.test)) lowering.mainGuard = true
    const test = lowerExpression(lowering, scope, branch.test)
    chain.push({ node: branch, test, then: lowerBlock(lowering, scope, branch.body) })
    if (!only) {
      rest = lowerBlock(lowering, scope, branch.orelse)
      break
    }
    branch = only
  }
  for (let index = chain.length - 1; index >= 0; index--) {
    const { node, test, then } = chain[index]!
    const statement: IfStatement = { kind: 'if', test, then, otherwise: rest, node }
    rest = [statement]
  }
  out.push(...rest)
}

function typeOnlyImports(scope: Scope, statements: readonly ast.Statement[]): ImportStatement[] {
  return statements.flatMap((statement): ImportStatement[] => {
    if (statement.type === 'Import' || statement.type === 'ImportFrom') {
      return lowerImport(scope, statement).map((lowered) => ({ ...lowered, typeOnly: true }))
    }
    return blocksOf(statement).flatMap((block) => typeOnlyImports(scope, block))
  })
}

/**
 * `match` becomes a chain of `if`: its `break` leaves the loop around it, and a case never falls through, unlike in a
 * `switch`. A pattern that is more than values may or may not match.
 */
function lowerMatch(lowering: Lowering, scope: Scope, node: ast.Match, out: Statement[]): void {
  const value = lowerExpression(lowering, scope, node.subject)
  let subject = value
  if (value.kind !== 'name' && value.kind !== 'constant') {
    subject = nameOf(scope.unique('subject'), node.subject)
    out.push({ kind: 'assign', target: subject, value, node: node.subject })
  }
  const branches: { readonly node: ast.MatchCase; readonly test: Expression; readonly then: Statement[] }[] =
    []
  let rest: Statement[] = []
  for (const branch of node.cases) {
    const test = lowerPattern(lowering, scope, branch.pattern, subject)
    const then = lowerCaptures(scope, branch.pattern, subject)
    const body = lowerBlock(lowering, scope, branch.body)
    if (!branch.guard) {
      if (!test) {
        rest = [...then, ...body]
        break
      }
      branches.push({ node: branch, test, then: [...then, ...body] })
      continue
    }
    const guard = lowerExpression(lowering, scope, branch.guard)
    if (!test && then.length === 0) {
      branches.push({ node: branch, test: guard, then: body })
      continue
    }
    // The guard reads what the pattern captured. Where it fails the next case has its turn, hence an unknown test.
    const guarded: IfStatement = { kind: 'if', test: guard, then: body, otherwise: [], node: branch }
    branches.push({
      node: branch,
      test: opaqueOf(test ? [test] : [], branch.pattern),
      then: [...then, guarded],
    })
  }
  for (let index = branches.length - 1; index >= 0; index--) {
    const { node, test, then } = branches[index]!
    rest = [{ kind: 'if', test, then, otherwise: rest, node }]
  }
  out.push(...rest)
}

/** The test that a pattern makes of the subject; undefined for a pattern that always matches. */
function lowerPattern(
  lowering: Lowering,
  scope: Scope,
  pattern: ast.Pattern,
  subject: Expression,
): Expression | undefined {
  const compare = (operator: string, value: Expression): Expression => {
    return { kind: 'operation', operator, operands: [subject, value], node: pattern }
  }
  switch (pattern.type) {
    case 'MatchValue':
      return compare('==', lowerExpression(lowering, scope, pattern.value))
    case 'MatchSingleton':
      return compare('is', constantOf(pattern.value, pattern))
    case 'MatchAs':
      return pattern.pattern ? lowerPattern(lowering, scope, pattern.pattern, subject) : undefined
    case 'MatchOr': {
      const operands: Expression[] = []
      for (const inner of pattern.patterns) {
        const test = lowerPattern(lowering, scope, inner, subject)
        if (!test) return undefined
        operands.push(test)
      }
      return { kind: 'choice', operator: 'or', operands, node: pattern }
    }
    default:
      return opaqueOf([subject], pattern)
  }
}

function lowerCaptures(scope: Scope, pattern: ast.Pattern, subject: Expression): Statement[] {
  const whole = new Set<string>()
  let inner: ast.Pattern | null = pattern
  while (inner?.type === 'MatchAs') {
    if (inner.name !== null) whole.add(inner.name)
    inner = inner.pattern
  }
  const names = new Set<string>()
  capturesOf(pattern, names)
  return Array.from(names, (name): Statement => {
    const value = whole.has(name) ? subject : opaqueOf([subject], pattern)
    return { kind: 'assign', target: nameOf(scope.resolve(name), pattern), value, node: pattern }
  })
}

function lowerLoop(
  lowering: Lowering,
  scope: Scope,
  node: ast.For | ast.AsyncFor | ast.While,
): LoopStatement {
  const { assigned } = bindingsOf([node], lowering.names)
  const iterable = node.type === 'While' ? undefined : lowerExpression(lowering, scope, node.iter)
  const target = node.type === 'While' ? undefined : lowerTarget(lowering, scope, node.target)
  const test = node.type === 'While' ? lowerExpression(lowering, scope, node.test) : undefined
  return {
    kind: 'loop',
    form: node.type === 'While' ? 'while' : 'each',
    ...(target ? { target } : undefined),
    ...(iterable ? { iterable } : undefined),
    ...(test ? { test } : undefined),
    asynchronous: node.type === 'AsyncFor',
    body: lowerBlock(lowering, scope, node.body),
    after: lowerBlock(lowering, scope, node.orelse),
    assigned: Array.from(assigned, (name) => scope.resolve(name)),
    node,
  }
}

// ------------------------------------------------------------------------------------------------------- imports

/** One statement a module: `import a, b` loads two. */
function lowerImport(scope: Scope, node: ast.Import | ast.ImportFrom): ImportStatement[] {
  const isStatic = scope.owner.kind === 'module'
  if (node.type === 'Import') {
    return node.names.map((alias): ImportStatement => {
      const local = scope.resolve(importedName(node, alias))
      const binding: ImportBinding = { imported: '*', local, node: alias }
      const root = alias.asname === null && alias.name.includes('.')
      const bindings = [root ? { ...binding, root } : binding]
      return { kind: 'import', module: alias.name, bindings, star: false, static: isStatic, node }
    })
  }
  const bindings = node.names.flatMap((alias): ImportBinding[] => {
    if (alias.name === '*') return []
    return [{ imported: alias.name, local: scope.resolve(importedName(node, alias)), node: alias }]
  })
  const star = bindings.length < node.names.length
  return [{ kind: 'import', module: moduleOf(node), bindings, star, static: isStatic, node }]
}

/** The module of `from … import`, with its leading dots. */
export function moduleOf(node: ast.ImportFrom): string {
  return '.'.repeat(node.level) + (node.module ?? '')
}

// --------------------------------------------------------------------------------------------------- definitions

function lowerFunction(
  lowering: Lowering,
  scope: Scope,
  node: ast.FunctionDef | ast.AsyncFunctionDef,
): FunctionDefinition {
  const lower = (): { body: Statement[]; locals: ReadonlySet<string> } => {
    const { assigned, globals, nonlocals, nestedGlobals } = bindingsOf(node.body, lowering.names)
    const parameters = parameterNames(node.args)
    for (const name of [...globals, ...nonlocals]) assigned.delete(name)
    const bound = new Set([...parameters, ...assigned])
    const inner = new Scope('function', lowering.names, scope, bound, globals)
    for (const name of nestedGlobals) if (bound.has(name) && !parameters.has(name)) inner.renameLocal(name)
    return { body: afresh(lowering, () => lowerBlock(lowering, inner, node.body)), locals: inner.locals }
  }
  return lazyFunction(
    {
      name: node.name,
      parameters: lowerParameters(lowering, scope, node.args),
      asynchronous: node.type === 'AsyncFunctionDef',
      arrow: false,
      decorators: node.decorator_list.map((decorator) => lowerExpression(lowering, scope, decorator)),
      node,
    },
    lowerAnnotation(scope, node.returns),
    lower,
    () => yieldsIn(lowering, node, node.body),
  )
}

/** A class body while it is lowered. */
interface ClassBody {
  readonly lowering: Lowering
  readonly scope: Scope
  readonly members: ClassMember[]
  /** Names that expressions of the class body read. */
  readonly read: ReadonlySet<string>
  readonly methods: Map<string, ClassMember>
}

function lowerClass(lowering: Lowering, scope: Scope, node: ast.ClassDef): ClassDefinition {
  const body: ClassBody = {
    lowering,
    scope: new Scope('class', lowering.names, scope),
    members: [],
    read: namesReadIn(node),
    methods: new Map(),
  }
  const decorators = node.decorator_list.map((decorator) => lowerExpression(lowering, scope, decorator))
  // Every class derives from `object`, whether it says so or not.
  const written = node.bases.filter((base) => base.type !== 'Name' || base.id !== 'object')
  const bases = written.map((base) => lowerExpression(lowering, scope, base))
  lowerMembers(body, node.body)
  return { name: node.name, bases, members: body.members, decorators, node }
}

function lowerMembers(body: ClassBody, statements: readonly ast.Statement[]): void {
  for (const statement of statements) {
    switch (statement.type) {
      case 'FunctionDef':
      case 'AsyncFunctionDef':
        lowerMethod(body, statement)
        break
      case 'ClassDef': {
        const definition = lowerClass(body.lowering, body.scope, statement)
        lowerField(body, statement.name, { kind: 'class', definition, node: statement }, statement)
        break
      }
      case 'Assign':
        lowerFields(body, statement)
        break
      case 'AnnAssign': {
        if (statement.target.type !== 'Name') break
        const annotation = lowerAnnotation(body.scope, statement.annotation)
        const value = statement.value && lowerExpression(body.lowering, body.scope, statement.value)
        lowerField(body, statement.target.id, value ?? undefined, statement, annotation)
        break
      }
      // Which branch defines a member is not told apart; what a loop defines is rarely a member at all.
      case 'If':
      case 'Try':
      case 'TryStar':
      case 'With':
        for (const block of blocksOf(statement)) lowerMembers(body, block)
        break
    }
  }
}

function lowerMethod(body: ClassBody, node: ast.FunctionDef | ast.AsyncFunctionDef): void {
  const kind = methodKind(node)
  if (!kind) return
  const definition = lowerFunction(body.lowering, body.scope, node)
  const member: ClassMember = { name: node.name, kind, definition, node }
  // The last definition of a name counts (`@overload`); a setter is one half of a pair.
  if (kind !== 'setter') {
    const earlier = body.members.findIndex((one) => one.name === node.name && one.definition)
    if (earlier >= 0) body.members.splice(earlier, 1)
  }
  body.members.push(member)
  body.methods.set(node.name, member)
  hide(body, node.name)
}

/** Undefined for a deleter, which is no member of its own. */
function methodKind(node: ast.FunctionDef | ast.AsyncFunctionDef): ClassMember['kind'] | undefined {
  for (const decorator of node.decorator_list) {
    const name =
      decorator.type === 'Name' ? decorator.id : decorator.type === 'Attribute' ? decorator.attr : undefined
    switch (name) {
      case 'staticmethod':
      case 'abstractstaticmethod':
        return 'static-method'
      case 'classmethod':
      case 'abstractclassmethod':
        return 'class-method'
      case 'property':
      case 'cached_property':
      case 'abstractproperty':
      case 'lazy_property':
      case 'getter':
        return 'getter'
      case 'setter':
        return 'setter'
      case 'deleter':
        return undefined
    }
  }
  if (node.name === '__new__') return 'static-method'
  return node.name === '__init_subclass__' || node.name === '__class_getitem__' ? 'class-method' : 'method'
}

function lowerFields(body: ClassBody, node: ast.Assign): void {
  const { targets, value } = node
  const [target] = targets
  if (targets.length === 1 && (target?.type === 'Tuple' || target?.type === 'List')) {
    const values =
      (value.type === 'Tuple' || value.type === 'List') &&
      value.elts.length === target.elts.length &&
      [...value.elts, ...target.elts].every(({ type }) => type !== 'Starred')
        ? value.elts.map((item) => lowerExpression(body.lowering, body.scope, item))
        : undefined
    const whole = values ? [] : [lowerExpression(body.lowering, body.scope, value)]
    target.elts.forEach((element, index) => {
      if (element.type !== 'Name') return
      lowerField(body, element.id, values?.[index] ?? opaqueOf(index === 0 ? whole : [], value), node)
    })
    return
  }
  const names = targets.flatMap((one) => (one.type === 'Name' ? [one.id] : []))
  const method = value.type === 'Name' ? body.methods.get(value.id) : undefined
  if (method) {
    // `__call__ = forward`
    for (const name of names) body.members.push({ ...method, name, node })
    return
  }
  let lowered = lowerExpression(body.lowering, body.scope, value)
  names.forEach((name, index) => {
    if (index === 0 && names.length > 1) {
      // Evaluated once: the other targets read the first one's value.
      const holder = body.scope.unique(name)
      lowerField(
        body,
        name,
        { kind: 'assign', target: nameOf(holder, value), value: lowered, node: value },
        node,
      )
      lowered = nameOf(holder, value)
    } else lowerField(body, name, lowered, node)
  })
}

function lowerField(
  body: ClassBody,
  name: string,
  value: Expression | undefined,
  node: SyntaxNode,
  annotation?: Expression,
): void {
  const own = value ? hide(body, name) : undefined
  // The class body reads the name later: it is kept in a variable of the function around.
  const kept: Expression | undefined =
    own !== undefined && value
      ? { kind: 'assign', target: nameOf(own, node), value, node: value.node }
      : value
  body.members.push({
    name,
    kind: 'static-field',
    ...(kept ? { value: kept } : undefined),
    ...(annotation ? { annotation } : undefined),
    node,
  })
  if (value) body.methods.delete(name)
}

/** From here on the class body means its own `name`. Undefined when it never reads it. */
function hide(body: ClassBody, name: string): string | undefined {
  if (!body.read.has(name)) return undefined
  const own = body.scope.renamed.get(name) ?? body.scope.unique(name)
  body.scope.renamed.set(name, own)
  return own
}

/** The names that a class body itself reads; functions in it look elsewhere. */
function namesReadIn(node: ast.ClassDef): ReadonlySet<string> {
  const read = new Set<string>()
  const waiting: ast.PythonNode[] = [...node.body]
  for (let inner = waiting.pop(); inner; inner = waiting.pop()) {
    if (inner.type === 'Name') {
      if (inner.ctx === 'Load') read.add(inner.id)
    } else if (inner.type === 'FunctionDef' || inner.type === 'AsyncFunctionDef') {
      waiting.push(...inner.decorator_list, ...inner.args.defaults)
      for (const value of inner.args.kw_defaults) if (value) waiting.push(value)
    } else if (inner.type !== 'Lambda' && inner.type !== 'Constant') waiting.push(...childrenOf(inner))
  }
  return read
}
