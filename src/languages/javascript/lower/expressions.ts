/** Expressions of ECMAScript, TypeScript and JSX. */
import type { Node, NoExpression, Syntax } from '../syntax.ts'
import type {
  Argument,
  AssignExpression,
  CallExpression,
  ConstantExpression,
  ConstantValue,
  Expression,
  ListExpression,
  NameExpression,
  OpaqueExpression,
  OperationExpression,
  RecordEntry,
} from '../../../program.ts'
import { lowerClass } from './classes.ts'
import { lowerFunction } from './functions.ts'
import { deepest, type Draft, type Lowering } from './lowering.ts'
import { lowerTarget } from './patterns.ts'

/** Cases are ordered by how often each syntax occurs. */
export function lowerExpression(lowering: Lowering, node: Node): Expression {
  if (lowering.depth >= deepest) return { ...opaque(node, []), tooDeep: true }
  lowering.depth++
  const expression = lower(lowering, node)
  lowering.depth--
  return expression
}

function lower(lowering: Lowering, node: Node): Expression {
  switch (node.type) {
    case 'Identifier':
      return lowerIdentifier(lowering, node)
    case 'MemberExpression':
      return lowerMember(lowering, node)
    case 'Literal':
      return lowerLiteral(node)
    case 'CallExpression':
      return lowerCall(lowering, node)
    case 'ThisExpression':
      return named('this', node)
    case 'ObjectExpression':
      return lowerObject(lowering, node)
    case 'ArrowFunctionExpression':
    case 'FunctionExpression': {
      const definition = lowerFunction(lowering.scope, lowering.text, node)
      return { kind: 'function', definition, node }
    }
    case 'BinaryExpression':
      return lowerBinary(lowering, node)
    case 'AwaitExpression': {
      const value = lowerExpression(lowering, node.argument)
      return { kind: 'await', value, node }
    }
    case 'AssignmentExpression':
      return lowerAssignment(lowering, node)
    case 'ArrayExpression':
      return lowerArray(lowering, node)
    case 'TemplateLiteral':
      return lowerTemplate(lowering, node)
    case 'NewExpression': {
      const { callee, arguments: args } = node
      return {
        kind: 'call',
        callee: lowerExpression(lowering, callee),
        args: lowerArguments(lowering, args),
        construct: true,
        node,
      }
    }
    case 'UnaryExpression':
      return lowerUnary(lowering, node)
    case 'LogicalExpression': {
      const { operator, left, right } = node
      const operands = [lowerExpression(lowering, left), lowerExpression(lowering, right)]
      return {
        kind: 'choice',
        operator: operator === '||' ? 'or' : operator === '&&' ? 'and' : 'coalesce',
        operands,
        node,
      }
    }
    case 'ConditionalExpression': {
      const { test, consequent, alternate } = node
      const operands = [test, consequent, alternate].map((part) => lowerExpression(lowering, part))
      return { kind: 'choice', operator: 'conditional', operands, node }
    }
    case 'UpdateExpression': {
      const target = lowerTarget(lowering, node.argument)
      return operation('update', isExpression(target) ? [target] : [], node)
    }
    // Wrappers that change neither the value nor what happens.
    case 'ChainExpression':
    case 'TSAsExpression':
    case 'TSNonNullExpression':
    case 'TSSatisfiesExpression':
    case 'TSTypeAssertion':
    case 'TSInstantiationExpression':
    case 'TypeCastExpression':
    case 'ParenthesizedExpression':
    case 'JSXExpressionContainer':
      return lowerExpression(lowering, node.expression)
    case 'SpreadElement':
      return opaque(node, [lowerExpression(lowering, node.argument)])
    case 'SequenceExpression':
      return lowerSequence(lowering, node)
    case 'ClassExpression':
      return {
        kind: 'class',
        definition: lowerClass(lowering, node),
        node,
      }
    case 'TaggedTemplateExpression':
      return lowerTaggedTemplate(lowering, node)
    case 'ImportExpression':
      return lowerImport(lowering, node)
    case 'YieldExpression': {
      const { argument, delegate } = node
      return argument
        ? { kind: 'yield', value: lowerExpression(lowering, argument), delegates: delegate, node }
        : { kind: 'yield', node }
    }
    case 'Super':
      return named('super', node)
    case 'MetaProperty': {
      const { meta, property } = node
      return named(`${meta.name}.${property.name}`, node)
    }
    case 'PrivateIdentifier':
      return constant(`#${node.name}`, node)
    case 'JSXElement':
    case 'JSXFragment':
      return lowerElement(lowering, node)
    // Patterns are only assigned to (`lowerTarget`).
    case 'ArrayPattern':
    case 'ObjectPattern':
      return opaque(node, [])
    default:
      node.type satisfies NoExpression
      return opaque(node, [])
  }
}

export function opaque(node: Node, parts: readonly Expression[]): OpaqueExpression {
  return { kind: 'opaque', parts, node }
}

export function constant(value: ConstantValue, node: Node): ConstantExpression {
  return { kind: 'constant', value, node }
}

export function named(name: string, node: Node): NameExpression {
  return { kind: 'name', name, node }
}

function operation(operator: string, operands: readonly Expression[], node: Node): OperationExpression {
  return { kind: 'operation', operator, operands, node }
}

function isExpression(value: { readonly kind: string }): value is Expression {
  return value.kind === 'name' || value.kind === 'member' || value.kind === 'index'
}

function lowerIdentifier(lowering: Lowering, node: Syntax<'Identifier'>): Expression {
  const { name } = node
  if (name === 'undefined' || name === 'NaN' || name === 'Infinity') {
    if (!lowering.scope.isDeclared(name)) {
      return constant(name === 'undefined' ? undefined : name === 'NaN' ? NaN : Infinity, node)
    }
  }
  return { kind: 'name', name: lowering.scope.resolve(name), node }
}

function lowerLiteral(node: Syntax<'Literal'>): Expression {
  if ('regex' in node) return opaque(node, [])
  if ('bigint' in node) return constant(node.value ?? BigInt(node.bigint), node)
  return { kind: 'constant', value: node.value as ConstantValue, node }
}

function lowerMember(lowering: Lowering, node: Syntax<'MemberExpression'>): Expression {
  const object = lowerExpression(lowering, node.object)
  if (!node.computed) {
    const { type, name } = node.property
    return { kind: 'member', object, property: type === 'PrivateIdentifier' ? `#${name}` : name, node }
  }
  const index = lowerExpression(lowering, node.property)
  const name = index.kind === 'constant' ? index.value : wellKnownSymbol(index)
  if (typeof name === 'string') return { kind: 'member', object, property: name, node }
  return { kind: 'index', object, index, node }
}

/** The string that `require(…)` or `import(…)` is given, when it is written there. */
function constantString(node: Node | undefined): string | undefined {
  if (node?.type === 'Literal') {
    const { value } = node
    return typeof value === 'string' ? value : undefined
  }
  if (node?.type === 'TemplateLiteral') {
    const { quasis, expressions } = node
    return expressions.length === 0 ? (quasis[0]?.value?.cooked ?? undefined) : undefined
  }
  return undefined
}

function lowerCall(lowering: Lowering, node: Syntax<'CallExpression'>): Expression {
  const { callee, arguments: args } = node
  const type: string = callee.type
  if (callee.type === 'Identifier' && callee.name === 'require') {
    const module = constantString(args[0])
    if (module !== undefined && !lowering.scope.isDeclared('require')) return { kind: 'import', module, node }
  } else if (type === 'Import') {
    // Older parsers have `import(…)` as a call.
    const module = constantString(args[0])
    if (module !== undefined) return { kind: 'import', module, node }
  }
  const called = lowerExpression(lowering, callee)
  const looksUp = lookup(called, args)
  return {
    kind: 'call',
    callee: called,
    args: lowerArguments(lowering, args),
    construct: false,
    ...(looksUp && { looksUp }),
    node,
  }
}

/** `options.get('seed')` of a `Map`, or of what is like one. */
function lookup(callee: Expression, [first]: readonly Node[]): CallExpression['looksUp'] {
  const name = constantString(first)
  return name !== undefined && callee.kind === 'member' && callee.property === 'get'
    ? { name, in: callee.object }
    : undefined
}

function lowerImport(lowering: Lowering, node: Syntax<'ImportExpression'>): Expression {
  const module = constantString(node.source)
  return module === undefined
    ? opaque(node, [lowerExpression(lowering, node.source)])
    : { kind: 'import', module, node }
}

function lowerArguments(lowering: Lowering, nodes: readonly Node[] | undefined): readonly Argument[] {
  const args: Argument[] = []
  for (const node of nodes ?? []) {
    if (node.type === 'SpreadElement') {
      const value = lowerExpression(lowering, node.argument)
      args.push({ value, spread: 'list', node })
    } else {
      args.push({ value: lowerExpression(lowering, node), node })
    }
  }
  return args
}

function lowerObject(lowering: Lowering, node: Syntax<'ObjectExpression'>): Expression {
  const entries: RecordEntry[] = []
  for (const property of node.properties) {
    if (property.type === 'Property') {
      const { key, computed, value, kind } = property
      entries.push({
        key: lowerKey(lowering, key, computed),
        value: lowerExpression(lowering, value),
        ...(kind !== 'init' && { accessor: kind }),
        node: property,
      })
    } else {
      entries.push({ spread: lowerExpression(lowering, property.argument ?? property), node: property })
    }
  }
  return { kind: 'record', entries, node }
}

/** `Symbol.iterator`, in brackets. */
function wellKnownSymbol(key: Expression): string | undefined {
  if (key.kind !== 'member' || key.object.kind !== 'name' || key.object.name !== 'Symbol') return undefined
  return `[Symbol.${key.property}]`
}

/** The key of a property: its name where it has a constant one. */
export function lowerKey(lowering: Lowering, key: Node, computed: boolean): string | Expression {
  if (!computed) {
    if (key.type === 'Identifier') return key.name
    if (key.type === 'PrivateIdentifier') return `#${key.name}`
  }
  const lowered = lowerExpression(lowering, key)
  const symbol = wellKnownSymbol(lowered)
  if (symbol !== undefined) return symbol
  return lowered.kind === 'constant' ? String(lowered.value) : lowered
}

function lowerArray(lowering: Lowering, node: Syntax<'ArrayExpression'>): ListExpression {
  const items = node.elements.map((element) => {
    if (!element) return { value: constant(undefined, node), spread: false }
    const spread = element.type === 'SpreadElement'
    return { value: lowerExpression(lowering, spread ? element.argument : element), spread }
  })
  return { kind: 'list', form: 'list', items, node }
}

const spelledAlike: Readonly<Record<string, string>> = { '===': '==', '!==': '!=' }

function lowerBinary(lowering: Lowering, node: Syntax<'BinaryExpression'>): Expression {
  const { operator, left, right } = node
  const operands = [lowerExpression(lowering, left), lowerExpression(lowering, right)]
  return operation(spelledAlike[operator] ?? operator, operands, node)
}

function lowerUnary(lowering: Lowering, node: Syntax<'UnaryExpression'>): Expression {
  const operand = lowerExpression(lowering, node.argument)
  const value = operand.kind === 'constant' ? operand.value : undefined
  switch (node.operator) {
    case '-':
      if (typeof value === 'number' || typeof value === 'bigint') return constant(-value, node)
      return operation('negative', [operand], node)
    case '+':
      return typeof value === 'number' ? constant(value, node) : operation('+', [operand], node)
    case '!':
      return operation('not', [operand], node)
    case 'void':
      return operand.kind === 'constant' ? constant(undefined, node) : operation('void', [operand], node)
    // Removing a property is a statement of its own (`lowerStatement`); within an expression nobody needs it.
    case 'delete':
      return opaque(node, [operand])
    default:
      return operation(node.operator, [operand], node)
  }
}

function lowerAssignment(lowering: Lowering, node: Syntax<'AssignmentExpression'>): Expression {
  const value = lowerExpression(lowering, node.right)
  const assign: Draft<AssignExpression> = {
    kind: 'assign',
    target: lowerTarget(lowering, node.left),
    value,
    node,
  }
  if (node.operator !== '=') assign.operator = node.operator
  return assign
}

function lowerTemplate(lowering: Lowering, node: Syntax<'TemplateLiteral'>): Expression {
  const { expressions, quasis } = node
  if (expressions.length === 0) return constant(quasis[0]?.value?.cooked ?? '', node)
  const values = lowerAll(lowering, expressions)
  const parts = quasis.flatMap((text, at) => {
    const { cooked } = text.value ?? {}
    const written = cooked === undefined || cooked === '' ? [] : [constant(cooked, text)]
    return at < values.length ? [...written, values[at]!] : written
  })
  return operation('format', parts, node)
}

function lowerTaggedTemplate(lowering: Lowering, node: Syntax<'TaggedTemplateExpression'>): Expression {
  const { tag, quasi } = node
  const texts = (quasi.quasis ?? []).map((text) => ({
    value: constant(text.value?.cooked, text),
    spread: false,
  }))
  const values = (quasi.expressions ?? []).map((value) => ({
    value: lowerExpression(lowering, value),
    node: value,
  }))
  return {
    kind: 'call',
    callee: lowerExpression(lowering, tag),
    args: [{ value: { kind: 'list', form: 'list', items: texts, node: quasi }, node: quasi }, ...values],
    construct: false,
    node,
  }
}

/** `(a, b)`: everything is evaluated and the last one is the value. `(0, f)()` is how compilers call `f`. */
function lowerSequence(lowering: Lowering, node: Syntax<'SequenceExpression'>): Expression {
  const all = lowerAll(lowering, node.expressions)
  const operands = all.filter((operand, index) => index === all.length - 1 || operand.kind !== 'constant')
  return operands.length === 1 ? operands[0]! : operation(',', operands, node)
}

function lowerAll(lowering: Lowering, nodes: readonly Node[]): readonly Expression[] {
  return nodes.map((node) => lowerExpression(lowering, node))
}

/**
 * An element hands a component, its properties and its children to whoever renders it: a call of somebody who is not
 * seen.
 */
function lowerElement(lowering: Lowering, node: Syntax<'JSXElement' | 'JSXFragment'>): CallExpression {
  const args: Argument[] = []
  if (node.type === 'JSXElement') {
    const { name, attributes } = node.openingElement
    const component = lowerTag(lowering, name)
    if (component) args.push({ value: component, node: name })
    const entries: RecordEntry[] = []
    for (const attribute of attributes ?? []) {
      const entry = lowerAttribute(lowering, attribute)
      if (entry) entries.push(entry)
    }
    if (entries.length > 0) args.push({ value: { kind: 'record', entries, node }, node })
  }
  for (const child of node.children) {
    const value = lowerContent(lowering, child)
    if (value) args.push({ value, node: child })
  }
  return { kind: 'call', callee: opaque(node, []), args, construct: false, node }
}

/** `<App>`, `<Routes.Train>`; `<div>` is none of the program's. */
function lowerTag(
  lowering: Lowering,
  tag: Syntax<'JSXOpeningElement'>['name'] | undefined,
): Expression | undefined {
  if (!tag) return undefined
  if (tag.type === 'JSXIdentifier') {
    const { name } = tag
    return /^[a-z]/u.test(name) ? undefined : named(lowering.scope.resolve(name), tag)
  }
  if (tag.type !== 'JSXMemberExpression') return undefined
  const { object, property } = tag
  const holder =
    object.type === 'JSXIdentifier'
      ? named(lowering.scope.resolve(object.name), object)
      : lowerTag(lowering, object)
  return holder && { kind: 'member', object: holder, property: property.name, node: tag }
}

function lowerAttribute(
  lowering: Lowering,
  attribute: Syntax<'JSXAttribute' | 'JSXSpreadAttribute'>,
): RecordEntry | undefined {
  if (attribute.type === 'JSXSpreadAttribute') {
    const { argument } = attribute
    return { spread: lowerExpression(lowering, argument), node: attribute }
  }
  const { name, value } = attribute
  const given = value ? lowerContent(lowering, value) : undefined
  if (!given || typeof name?.name !== 'string') return undefined
  return { key: name.name, value: given, node: attribute }
}

/** Undefined for text and for comments. */
function lowerContent(lowering: Lowering, node: Node): Expression | undefined {
  const { type } = node
  if (type === 'JSXText' || type === 'Literal') return undefined
  const inner = type === 'JSXExpressionContainer' || type === 'JSXSpreadChild'
  const expression = inner ? node.expression : node
  if (expression.type === 'JSXEmptyExpression') return undefined
  return lowerExpression(lowering, expression)
}
