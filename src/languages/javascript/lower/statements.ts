/** Statements, in the order they run: functions of a block first. */
import { lowerPageLabel } from './page-labels.ts'
import { lowerImportScripts } from './worker-scripts.ts'
import type { Node, NoStatement, Syntax } from '../syntax.ts'
import type {
  AssignStatement,
  Expression,
  LoopStatement,
  RecordEntry,
  ReturnStatement,
  Statement,
  Target,
  TryStatement,
} from '../../../program.ts'
import { lowerClass } from './classes.ts'
import { constant, lowerExpression, lowerKey, named, opaque } from './expressions.ts'
import { callInPlace, lowerFunction } from './functions.ts'
import { deepest, type Draft, type Lowering } from './lowering.ts'
import { lowerTarget } from './patterns.ts'
import { blockNames, patternNames, type Scope } from './scope.ts'
import { lowerAnnotation } from './types.ts'

/** What `export default` of something without a name is bound to. */
export const defaultExport = '*default*'

/** What is caught needs a name before `catch ({ message })` takes it apart. */
const caught = '*caught*'

/** Lowers statements whose names are declared already. */
export function lowerStatements(lowering: Lowering, nodes: readonly Node[]): Statement[] {
  const hoisted: Statement[] = []
  const statements: Statement[] = []
  let out = statements
  for (const node of nodes) {
    // Asking for the type of a node is what costs the most here: nodes come in many shapes.
    const { type } = node
    if (isFunction(node)) {
      lowerStatement(lowering, node, hoisted)
    } else if (type === 'VariableDeclaration' && node.kind.endsWith('using')) {
      // What is acquired is released at the end of the block.
      const items = node.declarations.map(({ id, init }) => ({
        value: init ? lowerExpression(lowering, init) : constant(undefined, node),
        target: lowerTarget(lowering, id ?? node),
      }))
      const body: Statement[] = []
      out.push({ kind: 'with', items, body, node })
      out = body
    } else {
      lowerStatement(lowering, node, out)
    }
  }
  return hoisted.length > 0 ? hoisted.concat(statements) : statements
}

function isFunction(node: Node): boolean {
  const { type } = node
  if (type === 'FunctionDeclaration') return true
  if (type !== 'ExportNamedDeclaration' && type !== 'ExportDefaultDeclaration') return false
  return node.declaration?.type === 'FunctionDeclaration'
}

/** Lowers a block, or the single statement that stands for one. */
function lowerBlock(lowering: Lowering, nodes: readonly Node[]): Statement[] {
  const outer = lowering.scope
  lowering.scope = blockScope(outer, nodes)
  const statements = lowerStatements(lowering, nodes)
  lowering.scope = outer
  return statements
}

function blockScope(scope: Scope, nodes: readonly Node[]): Scope {
  const names = new Set<string>()
  blockNames(nodes, names)
  return names.size > 0 ? scope.forBlock(names) : scope
}

function lowerBody(lowering: Lowering, node: Node | null | undefined): Statement[] {
  if (!node) return []
  const block = node.type === 'BlockStatement'
  return lowerBlock(lowering, block ? node.body : [node])
}

function lowerStatement(lowering: Lowering, node: Node, out: Statement[]): void {
  if (lowering.depth >= deepest) {
    out.push({ kind: 'expression', expression: { ...opaque(node, []), tooDeep: true }, node })
    return
  }
  lowering.depth++
  lower(lowering, node, out)
  lowering.depth--
}

/** Ordered by how often each syntax occurs. */
function lower(lowering: Lowering, node: Node, out: Statement[]): void {
  switch (node.type) {
    case 'ExpressionStatement': {
      if (!lowerImportScripts(lowering, node.expression, out))
        lowerEffect(lowering, node.expression, node, out)
      return
    }
    case 'VariableDeclaration': {
      lowerVariables(lowering, node, out)
      return
    }
    case 'ReturnStatement': {
      const { argument } = node
      out.push(
        argument
          ? { kind: 'return', value: lowerExpression(lowering, argument), node }
          : { kind: 'return', node },
      )
      return
    }
    case 'IfStatement': {
      const { test, consequent, alternate } = node
      out.push({
        kind: 'if',
        test: lowerExpression(lowering, test),
        then: lowerBody(lowering, consequent),
        otherwise: lowerBody(lowering, alternate),
        node,
      })
      return
    }
    case 'FunctionDeclaration': {
      lowerFunctionDeclaration(lowering, node, out)
      return
    }
    case 'BlockStatement':
      out.push(...lowerBlock(lowering, node.body))
      return
    case 'ForStatement': {
      lowerFor(lowering, node, out)
      return
    }
    case 'ForInStatement':
    case 'ForOfStatement': {
      lowerForEach(lowering, node, out)
      return
    }
    case 'WhileStatement':
    case 'DoWhileStatement': {
      const { test, body } = node
      const [parts, assigned] = lowerRound(lowering, () => ({
        test: lowerExpression(lowering, test),
        body: lowerBody(lowering, body),
      }))
      out.push({ kind: 'loop', form: 'while', ...parts, asynchronous: false, after: [], assigned, node })
      return
    }
    case 'ThrowStatement': {
      const value = lowerExpression(lowering, node.argument)
      out.push({ kind: 'throw', value, node })
      return
    }
    case 'TryStatement': {
      lowerTry(lowering, node, out)
      return
    }
    case 'BreakStatement':
    case 'ContinueStatement':
      out.push({ kind: node.type === 'BreakStatement' ? 'break' : 'continue', node })
      return
    case 'SwitchStatement': {
      lowerSwitch(lowering, node, out)
      return
    }
    case 'ClassDeclaration': {
      if (node.declare) return
      const name = node.id ? lowering.scope.resolve(node.id.name) : ''
      const definition = lowerClass(lowering, node, name)
      if (node.id) out.push({ kind: 'class', definition, node })
      else out.push(assignDefault(node, { kind: 'class', definition, node }))
      return
    }
    case 'ExportNamedDeclaration': {
      const { declaration } = node
      if (declaration) lowerStatement(lowering, declaration, out)
      return
    }
    case 'ExportDefaultDeclaration': {
      const { declaration } = node
      if (/Declaration$|^TSDeclareFunction$/.test(declaration.type))
        lowerStatement(lowering, declaration, out)
      else out.push(assignDefault(node, lowerExpression(lowering, declaration)))
      return
    }
    case 'LabeledStatement': {
      lowerLabeled(lowering, node, out)
      return
    }
    case 'WithStatement': {
      const { object, body } = node
      out.push({ kind: 'expression', expression: lowerExpression(lowering, object), node })
      out.push(...lowerBody(lowering, body))
      return
    }
    case 'TSEnumDeclaration': {
      lowerEnum(lowering, node, out)
      return
    }
    case 'TSModuleDeclaration': {
      lowerNamespace(lowering, node, out)
      return
    }
    case 'TSImportEqualsDeclaration': {
      lowerImportEquals(lowering, node, out)
      return
    }
    case 'TSExportAssignment':
      out.push({
        kind: 'assign',
        target: { kind: 'member', object: named('module', node), property: 'exports', node },
        value: lowerExpression(lowering, node.expression),
        node,
      })
      return
    // Imports and re-exports are the module's (`lower.ts`); types leave no trace in a running program.
    case 'ImportDeclaration':
    case 'ExportAllDeclaration':
    case 'EmptyStatement':
    case 'DebuggerStatement':
    case 'TSInterfaceDeclaration':
    case 'TSTypeAliasDeclaration':
    case 'TSDeclareFunction':
    case 'TSNamespaceExportDeclaration':
      return
    default:
      node.type satisfies NoStatement
      out.push({ kind: 'expression', expression: lowerExpression(lowering, node), node })
  }
}

function assignDefault(node: Node, value: Expression): AssignStatement {
  return { kind: 'assign', target: named(defaultExport, node), value, node }
}

/** An expression that is evaluated for what it does. */
function lowerEffect(lowering: Lowering, expression: Node, node: Node, out: Statement[]): void {
  switch (expression.type) {
    case 'AssignmentExpression': {
      const { operator, left, right } = expression
      const value = lowerExpression(lowering, right)
      const target = lowerTarget(lowering, left)
      out.push(
        operator === '='
          ? { kind: 'assign', target, value, node }
          : { kind: 'assign', target, value, operator, node },
      )
      return
    }
    case 'SequenceExpression':
      for (const part of expression.expressions) lowerEffect(lowering, part, part, out)
      return
    case 'UnaryExpression': {
      const { operator, argument } = expression
      if (operator !== 'delete') break
      out.push({ kind: 'delete', targets: [lowerExpression(lowering, argument)], node })
      return
    }
    case 'Literal':
      // 'use strict'
      return
  }
  out.push({ kind: 'expression', expression: lowerExpression(lowering, expression), node })
}

function lowerVariables(lowering: Lowering, node: Syntax<'VariableDeclaration'>, out: Statement[]): void {
  if (node.declare) return
  for (const declarator of node.declarations) {
    const { id, init } = declarator
    if (!id) continue
    // `var x` after `x = 1` changes nothing.
    if (!init && node.kind === 'var' && !id.typeAnnotation) continue
    const value = init ? lowerExpression(lowering, init) : undefined
    const statement: Draft<AssignStatement> = {
      kind: 'assign',
      target: lowerTarget(lowering, id),
      node: declarator,
    }
    if (value) statement.value = value
    if (id.typeAnnotation) {
      const annotation = lowerAnnotation(lowering, id.typeAnnotation)
      if (annotation) statement.annotation = annotation
    }
    out.push(statement)
  }
}

function lowerFunctionDeclaration(
  lowering: Lowering,
  node: Syntax<'FunctionDeclaration'>,
  out: Statement[],
): void {
  if (!node.body) return
  const { scope, text } = lowering
  if (node.id) {
    const definition = lowerFunction(scope, text, node, scope.resolve(node.id.name))
    out.push({ kind: 'function', definition, node })
  } else {
    out.push(assignDefault(node, { kind: 'function', definition: lowerFunction(scope, text, node), node }))
  }
}

/** Lowers what is repeated, and says which names it assigns. */
function lowerRound<T>(lowering: Lowering, lowerParts: () => T): [T, readonly string[]] {
  const outer = lowering.assigned
  const assigned = (lowering.assigned = new Set<string>())
  const parts = lowerParts()
  lowering.assigned = outer
  if (outer) for (const name of assigned) outer.add(name)
  return [parts, [...assigned]]
}

function lowerFor(lowering: Lowering, node: Syntax<'ForStatement'>, out: Statement[]): void {
  const { init, test, body, update } = node
  const outer = lowering.scope
  if (init) {
    declareHead(lowering, init)
    if (init.type === 'VariableDeclaration') lowerStatement(lowering, init, out)
    else lowerEffect(lowering, init, init, out)
  }
  const [parts, assigned] = lowerRound(lowering, () => {
    const round: Draft<Pick<LoopStatement, 'test' | 'body' | 'after'>> = { body: [], after: [] }
    if (test) round.test = lowerExpression(lowering, test)
    round.body = lowerBody(lowering, body)
    const after: Statement[] = []
    if (update) lowerEffect(lowering, update, update, after)
    round.after = after
    return round
  })
  out.push({ kind: 'loop', form: 'while', ...parts, asynchronous: false, assigned, node })
  lowering.scope = outer
}

function lowerForEach(
  lowering: Lowering,
  node: Syntax<'ForOfStatement'> | Syntax<'ForInStatement'>,
  out: Statement[],
): void {
  const outer = lowering.scope
  const iterable = lowerExpression(lowering, node.right)
  declareHead(lowering, node.left)
  const [parts, assigned] = lowerRound(lowering, () => ({
    target: lowerHead(lowering, node.left),
    body: lowerBody(lowering, node.body),
  }))
  out.push({
    kind: 'loop',
    form: 'each',
    ...parts,
    iterable,
    ...(node.type === 'ForInStatement' ? { asynchronous: false, keys: true } : { asynchronous: node.await }),
    after: [],
    assigned,
    node,
  })
  lowering.scope = outer
}

/** Opens a scope for the names that a loop's head declares. */
function declareHead(lowering: Lowering, head: Node): void {
  if (head.type !== 'VariableDeclaration') return
  if (head.kind !== 'var') lowering.scope = blockScope(lowering.scope, [head])
}

function lowerHead(lowering: Lowering, head: Node): Target {
  const declared = head.type === 'VariableDeclaration'
  return lowerTarget(lowering, declared ? (head.declarations[0]?.id ?? head) : head)
}

function lowerTry(lowering: Lowering, node: Syntax<'TryStatement'>, out: Statement[]): void {
  const body = lowerBody(lowering, node.block)
  const handlers: TryStatement['handlers'][number][] = []
  if (node.handler) {
    const { param, body: handlerBody } = node.handler
    const outer = lowering.scope
    if (param) {
      const names = new Set<string>()
      patternNames(param, names)
      if (param.type !== 'Identifier') names.add(caught)
      lowering.scope = outer.forBlock(names)
    }
    const handled: Statement[] = []
    let name: string | undefined
    if (param?.type === 'Identifier') {
      name = lowering.scope.resolve(param.name)
    } else if (param) {
      name = lowering.scope.resolve(caught)
      handled.push({
        kind: 'assign',
        target: lowerTarget(lowering, param),
        value: named(name, param),
        node: param,
      })
    }
    handled.push(...lowerBody(lowering, handlerBody))
    lowering.scope = outer
    handlers.push(name === undefined ? { body: handled } : { name, body: handled })
  }
  out.push({ kind: 'try', body, handlers, otherwise: [], finally: lowerBody(lowering, node.finalizer), node })
}

function lowerSwitch(lowering: Lowering, node: Syntax<'SwitchStatement'>, out: Statement[]): void {
  const subject = lowerExpression(lowering, node.discriminant)
  const outer = lowering.scope
  lowering.scope = blockScope(
    outer,
    node.cases.flatMap(({ consequent }) => consequent ?? []),
  )
  const cases = node.cases.map(({ test, consequent }) => ({
    tests: test ? [lowerExpression(lowering, test)] : [],
    body: lowerStatements(lowering, consequent ?? []),
  }))
  lowering.scope = outer
  out.push({ kind: 'switch', subject, cases, node })
}

/** A labelled block is left with `break`, as a `switch` with one case is. */
function lowerLabeled(lowering: Lowering, node: Syntax<'LabeledStatement'>, out: Statement[]): void {
  if (lowering.page && lowerPageLabel(lowering, node, out)) return
  if (node.body.type !== 'BlockStatement') {
    lowerStatement(lowering, node.body, out)
    return
  }
  const body = lowerBody(lowering, node.body)
  out.push({ kind: 'switch', subject: constant(undefined, node), cases: [{ tests: [], body }], node })
}

function lowerEnum(lowering: Lowering, node: Syntax<'TSEnumDeclaration'>, out: Statement[]): void {
  if (node.declare) return
  let next: number | undefined = 0
  // eslint-disable-next-line @typescript-eslint/no-deprecated -- other parsers have the members in the declaration
  const members = node.body?.members ?? node.members
  const entries: RecordEntry[] = (members ?? []).map((member) => {
    // eslint-disable-next-line @typescript-eslint/no-deprecated -- older parsers have computed members
    const key = lowerKey(lowering, member.id ?? member, member.computed)
    let value: Expression = next === undefined ? opaque(member, []) : constant(next, member)
    if (member.initializer) value = lowerExpression(lowering, member.initializer)
    next = value.kind === 'constant' && typeof value.value === 'number' ? value.value + 1 : undefined
    return { key, value, node: member }
  })
  const name = lowering.scope.resolve(node.id.name)
  out.push({ kind: 'assign', target: named(name, node.id), value: { kind: 'record', entries, node }, node })
}

/** A namespace is what its exports are, once its body has run. */
function lowerNamespace(lowering: Lowering, node: Syntax<'TSModuleDeclaration'>, out: Statement[]): void {
  if (node.declare || !node.body) return
  const statements = (node.body.body ?? []) as readonly Node[]
  const value = callInPlace(lowering, node, statements, ({ scope }): readonly ReturnStatement[] => {
    const entries: RecordEntry[] = []
    for (const statement of statements) {
      if (statement.type !== 'ExportNamedDeclaration') continue
      for (const name of declaredNames(statement.declaration)) {
        entries.push({ key: name, value: named(scope.resolve(name), statement), node: statement })
      }
    }
    return [{ kind: 'return', value: { kind: 'record', entries, node }, node }]
  })
  if (node.id.type === 'Identifier') {
    const name = lowering.scope.resolve(node.id.name)
    out.push({ kind: 'assign', target: named(name, node.id), value, node })
  } else {
    out.push({ kind: 'expression', expression: value, node })
  }
}

/** The names that an exported declaration makes, `var` included. */
export function declaredNames(declaration: Node | null | undefined): ReadonlySet<string> {
  const names = new Set<string>()
  if (declaration?.type === 'VariableDeclaration') {
    for (const { id } of declaration.declarations) patternNames(id, names)
  } else if (declaration) {
    blockNames([declaration], names)
  }
  return names
}

/** `import tf = require('m')`, `import layers = tf.layers`. */
function lowerImportEquals(
  lowering: Lowering,
  node: Syntax<'TSImportEqualsDeclaration'>,
  out: Statement[],
): void {
  const { id, moduleReference, importKind } = node
  const target = named(lowering.scope.resolve(id.name), id)
  if (moduleReference.type !== 'TSExternalModuleReference') {
    const value = qualifiedName(lowering, moduleReference)
    out.push({ kind: 'assign', target, value, node })
    return
  }
  const { value: module } = moduleReference.expression
  if (typeof module !== 'string') return
  if (importKind === 'type') {
    const bindings = [{ imported: '*', local: target.name, node: id }]
    out.push({ kind: 'import', module, bindings, star: false, static: true, typeOnly: true, node })
  } else {
    out.push({ kind: 'assign', target, value: { kind: 'import', module, node: moduleReference }, node })
  }
}

function qualifiedName(lowering: Lowering, node: Node): Expression {
  if (node.type !== 'TSQualifiedName') return lowerExpression(lowering, node)
  const { left, right } = node
  return { kind: 'member', object: qualifiedName(lowering, left), property: right.name, node }
}
