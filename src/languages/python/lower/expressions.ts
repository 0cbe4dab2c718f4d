/** Python's expressions, targets and functions in the words of `program.ts`. */
import type * as ast from '../ast.ts'
import type {
  Argument,
  CallExpression,
  ComprehensionExpression,
  ConstantExpression,
  ConstantValue,
  Expression,
  FunctionDefinition,
  ListPattern,
  NameExpression,
  OpaqueExpression,
  OperationExpression,
  Parameter,
  RecordEntry,
  Statement,
  SyntaxNode,
  Target,
} from '../../../program.ts'
import { assignedIn, type FileNames, namesOf, Scope } from './scope.ts'
import { childrenOf } from '../visitor-keys.ts'

/** What lowering a file carries along. */
export interface Lowering {
  readonly text: string
  readonly names: FileNames
  /** Names by which the file calls `importlib`, and its `import_module`. */
  readonly importlib: ReadonlySet<string>
  readonly importModule: ReadonlySet<string>
  /** How many expressions are open: what is nested deeper than anybody writes by hand stays opaque. */
  depth: number
  mainGuard: boolean
}

const DEEPEST = 300
/** From this many operands on, `a + b + …` is one operation instead of nested ones. */
const LONG_CHAIN = 40

const binaryOperators: Readonly<Record<ast.BinaryOperator, string>> = {
  Add: '+',
  Sub: '-',
  Mult: '*',
  MatMult: '@',
  Div: '/',
  Mod: '%',
  Pow: '**',
  LShift: '<<',
  RShift: '>>',
  BitOr: '|',
  BitXor: '^',
  BitAnd: '&',
  FloorDiv: '//',
}

const compareOperators: Readonly<Record<ast.CompareOperator, string>> = {
  Eq: '==',
  NotEq: '!=',
  Lt: '<',
  LtE: '<=',
  Gt: '>',
  GtE: '>=',
  Is: 'is',
  IsNot: 'is-not',
  In: 'in',
  NotIn: 'not-in',
}

export function augmentedOperator(operator: ast.BinaryOperator): string {
  return `${binaryOperators[operator]}=`
}

export function constantOf(value: ConstantValue, node: SyntaxNode): ConstantExpression {
  return { kind: 'constant', value, node }
}

export function nameOf(name: string, node: SyntaxNode): NameExpression {
  return { kind: 'name', name, node }
}

export function opaqueOf(parts: readonly Expression[], node: SyntaxNode): OpaqueExpression {
  return { kind: 'opaque', parts, node }
}

function operationOf(
  operator: string,
  operands: readonly Expression[],
  node: SyntaxNode,
): OperationExpression {
  return { kind: 'operation', operator, operands, node }
}

/** Lowers any expression; what the program has no word for becomes opaque. */
export function lowerExpression(lowering: Lowering, scope: Scope, node: ast.Expression): Expression {
  if (lowering.depth >= DEEPEST) return { ...opaqueOf([], node), tooDeep: true }
  lowering.depth++
  try {
    return lowerOne(lowering, scope, node)
  } finally {
    lowering.depth--
  }
}

function lowerAll(lowering: Lowering, scope: Scope, nodes: readonly ast.Expression[]): Expression[] {
  return nodes.map((node) => lowerExpression(lowering, scope, node))
}

function lowerOne(lowering: Lowering, scope: Scope, node: ast.Expression): Expression {
  const lower = (inner: ast.Expression): Expression => lowerExpression(lowering, scope, inner)
  switch (node.type) {
    case 'Name':
      return nameOf(scope.resolve(node.id), node)
    case 'Constant':
      return lowerConstant(node)
    case 'Attribute':
      return { kind: 'member', object: lower(node.value), property: node.attr, node }
    case 'Call':
      return lowerCall(lowering, scope, node)
    case 'Subscript':
      return { kind: 'index', object: lower(node.value), index: lower(node.slice), node }
    case 'BinOp':
      return lowerBinary(lowering, scope, node)
    case 'UnaryOp':
      return lowerUnary(node, lower(node.operand))
    case 'BoolOp': {
      const operands = lowerAll(lowering, scope, node.values)
      return { kind: 'choice', operator: node.op === 'Or' ? 'or' : 'and', operands, node }
    }
    case 'Compare': {
      const operands = lowerAll(lowering, scope, [node.left, ...node.comparators])
      return operationOf(compareOperators[node.ops[0] ?? 'Eq'], operands, node)
    }
    case 'IfExp': {
      const operands = lowerAll(lowering, scope, [node.test, node.body, node.orelse])
      return { kind: 'choice', operator: 'conditional', operands, node }
    }
    case 'List':
    case 'Tuple':
    case 'Set': {
      const items = node.elts.map((element) =>
        element.type === 'Starred'
          ? { value: lower(element.value), spread: true }
          : { value: lower(element), spread: false },
      )
      return { kind: 'list', form: node.type === 'Set' ? 'set' : 'list', items, node }
    }
    case 'Dict':
      return { kind: 'record', entries: lowerEntries(lowering, scope, node), node }
    case 'JoinedStr':
      return lowerFormatted(lowering, scope, node)
    case 'Lambda':
      return { kind: 'function', definition: lowerLambda(lowering, scope, node), node }
    case 'ListComp':
    case 'SetComp':
    case 'DictComp':
    case 'GeneratorExp':
      return lowerComprehension(lowering, scope, node)
    case 'NamedExpr': {
      // `:=` in a comprehension assigns a name of the function around it.
      const target = lowerTarget(lowering, scope.kind === 'comprehension' ? scope.owner : scope, node.target)
      const value = lower(node.value)
      return target ? { kind: 'assign', target, value, node } : opaqueOf([value], node)
    }
    case 'Await':
      return { kind: 'await', value: lower(node.value), node }
    case 'Yield':
      return node.value ? { kind: 'yield', value: lower(node.value), node } : { kind: 'yield', node }
    case 'YieldFrom':
      return { kind: 'yield', value: lower(node.value), delegates: true, node }
    case 'Slice': {
      const bounds = [node.lower, node.upper, node.step].filter((bound) => bound !== null)
      return opaqueOf(lowerAll(lowering, scope, bounds), node)
    }
    case 'Starred':
    case 'FormattedValue':
    case 'Interpolation':
      return opaqueOf([lower(node.value)], node)
    case 'TemplateStr': {
      const parts = node.values.filter(({ type }) => type !== 'Constant')
      return opaqueOf(lowerAll(lowering, scope, parts), node)
    }
    default:
      return opaqueOf([], node satisfies never)
  }
}

function lowerConstant(node: ast.Constant): Expression {
  switch (node.literal) {
    case 'str':
    case 'int':
    case 'float':
    case 'bool':
    case 'None':
      return constantOf(node.value, node)
    default:
      return opaqueOf([], node)
  }
}

function lowerUnary(node: ast.UnaryOp, operand: Expression): Expression {
  const value = operand.kind === 'constant' ? operand.value : undefined
  switch (node.op) {
    case 'Not':
      return operationOf('not', [operand], node)
    case 'USub':
      if (typeof value === 'number' || typeof value === 'bigint') return constantOf(-value, node)
      return operationOf('negative', [operand], node)
    case 'UAdd':
      if (typeof value === 'number' || typeof value === 'bigint') return constantOf(value, node)
      return operationOf('+', [operand], node)
    default:
      return operationOf('~', [operand], node)
  }
}

/** Long sums of files and strings are nested to the left as deeply as they are long: they are walked, not recursed into. */
function lowerBinary(lowering: Lowering, scope: Scope, node: ast.BinOp): Expression {
  const spine: ast.BinOp[] = [node]
  let left = node.left
  while (left.type === 'BinOp') {
    spine.push(left)
    left = left.left
  }
  spine.reverse()
  let result = lowerExpression(lowering, scope, left)
  if (spine.length > LONG_CHAIN) {
    const others = spine.map(({ right }) => lowerExpression(lowering, scope, right))
    return operationOf(binaryOperators[node.op], [result, ...others], node)
  }
  for (const operation of spine) {
    const right = lowerExpression(lowering, scope, operation.right)
    result = operationOf(binaryOperators[operation.op], [result, right], operation)
  }
  return result
}

function lowerEntries(lowering: Lowering, scope: Scope, node: ast.Dict): RecordEntry[] {
  return node.values.map((value, index): RecordEntry => {
    const key = node.keys[index] ?? null
    if (key === null) return { spread: lowerExpression(lowering, scope, value), node: value }
    const written = lowerExpression(lowering, scope, key)
    const constant =
      written.kind === 'constant' && typeof written.value === 'string' ? written.value : written
    // No node of the tree holds a key together with its value.
    const entry = { type: 'entry', range: [key.range[0], value.range[1]], loc: between(key, value) } as const
    return { key: constant, value: lowerExpression(lowering, scope, value), node: entry }
  })
}

function between(first: SyntaxNode, last: SyntaxNode): SyntaxNode['loc'] {
  return { start: first.loc.start, end: last.loc.end }
}

function lowerFormatted(lowering: Lowering, scope: Scope, node: ast.JoinedStr): Expression {
  const operands: Expression[] = []
  let constant = true
  const add = (values: readonly ast.Expression[], spec: boolean): void => {
    for (const value of values) {
      if (value.type === 'FormattedValue') {
        constant = false
        operands.push(lowerExpression(lowering, scope, value.value))
        if (value.format_spec) add(value.format_spec.values, true)
      } else if (!spec) operands.push(lowerExpression(lowering, scope, value))
    }
  }
  add(node.values, false)
  if (!constant) return operationOf('format', operands, node)
  return constantOf(
    operands.map((operand) => (operand.kind === 'constant' ? String(operand.value) : '')).join(''),
    node,
  )
}

function lowerCall(lowering: Lowering, scope: Scope, node: ast.Call): Expression {
  const special = lowerKnownCall(lowering, scope, node)
  if (special) return special
  const callee = lowerExpression(lowering, scope, node.func)
  const args = lowerArguments(lowering, scope, node)
  const looksUp = lookup(callee, args)
  return { kind: 'call', callee, args, construct: false, ...(looksUp && { looksUp }), node }
}

/** `cfg.get("seed")`, `getattr(cfg, "seed")` */
function lookup(callee: Expression, [first, second]: readonly Argument[]): CallExpression['looksUp'] {
  const [object, name] =
    callee.kind === 'member' && callee.property === 'get'
      ? [callee.object, first?.value]
      : callee.kind === 'name' && callee.name === 'getattr'
        ? [first?.value, second?.value]
        : []
  if (!object || name?.kind !== 'constant' || typeof name.value !== 'string') return undefined
  return { name: name.value, in: object }
}

function lowerArguments(lowering: Lowering, scope: Scope, node: ast.Call): Argument[] {
  const args: Argument[] = []
  for (const argument of node.args) {
    if (argument.type === 'Starred') {
      args.push({ value: lowerExpression(lowering, scope, argument.value), spread: 'list', node: argument })
    } else args.push({ value: lowerExpression(lowering, scope, argument), node: argument })
  }
  for (const keyword of node.keywords) {
    const value = lowerExpression(lowering, scope, keyword.value)
    if (keyword.arg === null) args.push({ value, spread: 'record', node: keyword })
    else args.push({ value, name: keyword.arg, node: keyword })
  }
  return args
}

/** Calls that are syntax in all but name: `dict(a=1)`, `'…'.format(x)`, imports by a constant name. */
function lowerKnownCall(lowering: Lowering, scope: Scope, node: ast.Call): Expression | undefined {
  const { func, args, keywords } = node
  if (func.type === 'Name') {
    if (func.id === 'dict' && args.length === 0 && !scope.binds('dict')) {
      const entries = keywords.map((keyword): RecordEntry => {
        const value = lowerExpression(lowering, scope, keyword.value)
        return keyword.arg === null
          ? { spread: value, node: keyword }
          : { key: keyword.arg, value, node: keyword }
      })
      return { kind: 'record', entries, node }
    }
    const imports =
      lowering.importModule.has(func.id) || (func.id === '__import__' && !scope.binds('__import__'))
    return imports ? lowerDynamicImport(node, func.id === '__import__') : undefined
  }
  if (func.type !== 'Attribute') return undefined
  const receiver = func.value
  if (func.attr === 'import_module' && receiver.type === 'Name' && lowering.importlib.has(receiver.id)) {
    return lowerDynamicImport(node, false)
  }
  const text =
    receiver.type === 'JoinedStr' || (receiver.type === 'Constant' && receiver.literal === 'str')
      ? receiver
      : undefined
  if (func.attr !== 'format' || !text) return undefined
  const values = [...args, ...keywords.map(({ value }) => value)]
  return operationOf('format', lowerAll(lowering, scope, [text, ...values]), node)
}

function lowerDynamicImport(node: ast.Call, bindsRoot: boolean): Expression | undefined {
  const [name, anchor] = node.args
  if (name?.type !== 'Constant' || name.literal !== 'str' || name.value === '') return undefined
  // `__import__('a.b')` is `a`.
  if (bindsRoot) return name.value.includes('.') ? undefined : { kind: 'import', module: name.value, node }
  if (!name.value.startsWith('.')) return { kind: 'import', module: name.value, node }
  const around = anchor ?? node.keywords.find(({ arg }) => arg === 'package')?.value
  const own = around?.type === 'Name' && (around.id === '__package__' || around.id === '__name__')
  return own ? { kind: 'import', module: name.value, node } : undefined
}

function lowerComprehension(
  lowering: Lowering,
  scope: Scope,
  node: ast.ListComp | ast.SetComp | ast.DictComp | ast.GeneratorExp,
): Expression {
  const inner = new Scope('comprehension', lowering.names, scope)
  const loops: ComprehensionExpression['loops'][number][] = []
  for (const generator of node.generators) {
    // The first iterable belongs to the scope outside.
    const iterable = lowerExpression(lowering, loops.length === 0 ? scope : inner, generator.iter)
    const variables = new Set<string>()
    namesOf(generator.target, variables)
    for (const variable of variables) if (!inner.renamed.has(variable)) inner.bindVariable(variable)
    const target = lowerTarget(lowering, inner, generator.target)
    const conditions = lowerAll(lowering, inner, generator.ifs)
    loops.push({ target: target ?? nameOf(inner.unique('item'), generator.target), iterable, conditions })
  }
  const elements = lowerAll(lowering, inner, node.type === 'DictComp' ? [node.key, node.value] : [node.elt])
  return { kind: 'comprehension', form: comprehensionForms[node.type], loops, elements, node }
}

const comprehensionForms = {
  ListComp: 'list',
  SetComp: 'set',
  DictComp: 'record',
  GeneratorExp: 'generator',
} as const

// ------------------------------------------------------------------------------------------------------- targets

/** Undefined for what cannot be assigned to, which the parser lets nobody write. */
export function lowerTarget(lowering: Lowering, scope: Scope, node: ast.Expression): Target | undefined {
  switch (node.type) {
    case 'Name':
      return nameOf(scope.resolve(node.id), node)
    case 'Attribute':
      return {
        kind: 'member',
        object: lowerExpression(lowering, scope, node.value),
        property: node.attr,
        node,
      }
    case 'Subscript': {
      const object = lowerExpression(lowering, scope, node.value)
      return { kind: 'index', object, index: lowerExpression(lowering, scope, node.slice), node }
    }
    case 'Tuple':
    case 'List':
      return lowerListTarget(lowering, scope, node)
    case 'Starred':
      return lowerTarget(lowering, scope, node.value)
    default:
      return undefined
  }
}

function lowerListTarget(lowering: Lowering, scope: Scope, node: ast.Tuple | ast.List): Target {
  const lower = (element: ast.Expression): Target | undefined => lowerTarget(lowering, scope, element)
  const star = node.elts.findIndex(({ type }) => type === 'Starred')
  if (star < 0) return { kind: 'list-pattern', items: node.elts.map(lower), node }
  const items = node.elts.slice(0, star).map(lower)
  let rest = lower(node.elts[star]!)
  // `a, *b, c`: what the star leaves for `c` is one of the remaining items, so both are taken from those.
  const after = node.elts.slice(star + 1).map(lower)
  if (after.length > 0) {
    const remaining: ListPattern = { kind: 'list-pattern', items: after, node: node.elts[star]! }
    rest = rest ? { ...remaining, rest } : remaining
  }
  return rest ? { kind: 'list-pattern', items, rest, node } : { kind: 'list-pattern', items, node }
}

/**
 * `first, *middle, last = a, b, c, d` pairs every target with its value. Undefined where the two sides do not pair
 * one by one.
 */
export function pairStarred(
  target: ast.Tuple | ast.List,
  value: ast.Tuple | ast.List,
):
  { readonly targets: ast.Expression[]; readonly values: (ast.Expression | ast.Expression[])[] } | undefined {
  const star = target.elts.findIndex(({ type }) => type === 'Starred')
  const starred = target.elts[star]
  const after = target.elts.length - star - 1
  if (starred?.type !== 'Starred' || value.elts.some(({ type }) => type === 'Starred')) return undefined
  const end = value.elts.length - after
  if (end < star) return undefined
  const targets = target.elts.map((element) => (element === starred ? starred.value : element))
  const values = [...value.elts.slice(0, star), value.elts.slice(star, end), ...value.elts.slice(end)]
  return { targets, values }
}

// ----------------------------------------------------------------------------------------------------- functions

/** A function whose body is lowered when it is first asked for. */
class LazyFunction implements FunctionDefinition {
  readonly name: string
  readonly parameters: readonly Parameter[]
  readonly asynchronous: boolean
  readonly arrow: boolean
  readonly decorators: readonly Expression[]
  readonly returns?: Expression
  readonly node: SyntaxNode
  readonly #lower: () => { readonly body: readonly Statement[]; readonly locals: ReadonlySet<string> }
  readonly #isGenerator: () => boolean
  #lowered: { readonly body: readonly Statement[]; readonly locals: ReadonlySet<string> } | undefined
  #generator: boolean | undefined

  constructor(
    given: Pick<FunctionDefinition, 'name' | 'parameters' | 'asynchronous' | 'arrow' | 'decorators' | 'node'>,
    returns: Expression | undefined,
    lower: () => { readonly body: readonly Statement[]; readonly locals: ReadonlySet<string> },
    isGenerator: () => boolean,
  ) {
    this.name = given.name
    this.parameters = given.parameters
    this.asynchronous = given.asynchronous
    this.arrow = given.arrow
    this.decorators = given.decorators
    if (returns) this.returns = returns
    this.node = given.node
    this.#lower = lower
    this.#isGenerator = isGenerator
  }

  get body(): readonly Statement[] {
    return (this.#lowered ??= this.#lower()).body
  }

  /** Known once the body is: comprehensions and classes in it lend it names. */
  get locals(): ReadonlySet<string> {
    return (this.#lowered ??= this.#lower()).locals
  }

  get generator(): boolean {
    return (this.#generator ??= this.#isGenerator())
  }
}

export function lazyFunction(...given: ConstructorParameters<typeof LazyFunction>): FunctionDefinition {
  return new LazyFunction(...given)
}

/** Runs a lowering that is asked for later, at whatever depth the asker stands. */
export function afresh<T>(lowering: Lowering, lower: () => T): T {
  const { depth } = lowering
  lowering.depth = 0
  try {
    return lower()
  } finally {
    lowering.depth = depth
  }
}

export function parameterNames({ posonlyargs, args, vararg, kwonlyargs, kwarg }: ast.Arguments): Set<string> {
  const names = new Set<string>()
  for (const { arg } of [...posonlyargs, ...args, ...kwonlyargs]) names.add(arg)
  if (vararg) names.add(vararg.arg)
  if (kwarg) names.add(kwarg.arg)
  return names
}

/** Defaults and annotations belong to the scope around the function. */
export function lowerParameters(lowering: Lowering, scope: Scope, node: ast.Arguments): Parameter[] {
  const parameters: Parameter[] = []
  const add = (
    arg: ast.Arg,
    value: ast.Expression | null | undefined,
    keywordOnly: boolean,
    rest?: 'list' | 'record',
  ): void => {
    const annotation = lowerAnnotation(scope, arg.annotation)
    parameters.push({
      target: nameOf(arg.arg, arg),
      ...(value ? { default: lowerExpression(lowering, scope, value) } : undefined),
      ...(rest ? { rest } : undefined),
      keywordOnly,
      // `*args: int` annotates each argument, not the list.
      ...(annotation && !rest ? { annotation } : undefined),
      node: arg,
    })
  }
  const positional = [...node.posonlyargs, ...node.args]
  const required = positional.length - node.defaults.length
  positional.forEach((arg, index) => add(arg, node.defaults[index - required], false))
  if (node.vararg) add(node.vararg, null, false, 'list')
  node.kwonlyargs.forEach((arg, index) => add(arg, node.kw_defaults[index], true))
  if (node.kwarg) add(node.kwarg, null, false, 'record')
  return parameters
}

function lowerLambda(lowering: Lowering, scope: Scope, node: ast.Lambda): FunctionDefinition {
  const lower = (): { body: Statement[]; locals: ReadonlySet<string> } => {
    const bound = parameterNames(node.args)
    assignedIn(node.body, lowering.names, bound)
    const inner = new Scope('function', lowering.names, scope, bound)
    const value = afresh(lowering, () => lowerExpression(lowering, inner, node.body))
    return { body: [{ kind: 'return', value, node: node.body }], locals: inner.locals }
  }
  return lazyFunction(
    {
      name: '',
      parameters: lowerParameters(lowering, scope, node.args),
      asynchronous: false,
      arrow: true,
      decorators: [],
      node,
    },
    undefined,
    lower,
    () => yieldsIn(lowering, node, [node.body]),
  )
}

/** Whether a function's own code has a `yield`. */
export function yieldsIn(lowering: Lowering, around: SyntaxNode, code: readonly ast.PythonNode[]): boolean {
  const found = lowering.text.indexOf('yield', around.range[0])
  if (found < 0 || found >= around.range[1]) return false
  const waiting = [...code]
  for (let node = waiting.pop(); node; node = waiting.pop()) {
    switch (node.type) {
      case 'Yield':
      case 'YieldFrom':
        return true
      case 'FunctionDef':
      case 'AsyncFunctionDef':
      case 'ClassDef':
      case 'Lambda':
        break
      default:
        waiting.push(...childrenOf(node))
    }
  }
  return false
}

// --------------------------------------------------------------------------------------------------- annotations

/** Generic types that stand for the one type they are given. */
const wrappers = new Set([
  'Optional',
  'Annotated',
  'ClassVar',
  'Final',
  'Required',
  'NotRequired',
  'ReadOnly',
])

/** The one named type that an annotation speaks of: `nn.Module` for `Optional[nn.Module]` and `'nn.Module | None'`. */
export function lowerAnnotation(scope: Scope, node: ast.Expression | null): Expression | undefined {
  switch (node?.type) {
    case 'Name':
      return nameOf(scope.resolve(node.id), node)
    case 'Attribute': {
      const object = dotted(scope, node.value)
      return object && { kind: 'member', object, property: node.attr, node }
    }
    case 'Constant':
      return node.literal === 'str' ? quotedAnnotation(scope, node.value, node) : undefined
    case 'BinOp':
      return node.op === 'BitOr' ? onlyType(scope, [node.left, node.right]) : undefined
    case 'Subscript': {
      const generic = lastName(node.value)
      const given = node.slice.type === 'Tuple' ? node.slice.elts : [node.slice]
      if (generic === 'Union') return onlyType(scope, given)
      return generic !== undefined && wrappers.has(generic)
        ? lowerAnnotation(scope, given[0] ?? null)
        : undefined
    }
    default:
      return undefined
  }
}

function onlyType(scope: Scope, types: readonly ast.Expression[]): Expression | undefined {
  const [only, ...others] = types.filter((type) => !(type.type === 'Constant' && type.literal === 'None'))
  return others.length === 0 ? lowerAnnotation(scope, only ?? null) : undefined
}

function dotted(scope: Scope, node: ast.Expression): Expression | undefined {
  if (node.type === 'Name') return nameOf(scope.resolve(node.id), node)
  if (node.type !== 'Attribute') return undefined
  const object = dotted(scope, node.value)
  return object && { kind: 'member', object, property: node.attr, node }
}

function lastName(node: ast.Expression): string | undefined {
  if (node.type === 'Name') return node.id
  return node.type === 'Attribute' ? node.attr : undefined
}

/** `'nn.Module'`, `'Optional[nn.Module]'`, `'nn.Module | None'`: a quoted annotation, read without a parser. */
function quotedAnnotation(scope: Scope, text: string, node: SyntaxNode): Expression | undefined {
  let type = text.trim()
  const wrapped = /^(?:[\w.]+\.)?(\w+)\s*\[([^[\]]*)\]$/u.exec(type)
  if (wrapped) {
    if (!wrappers.has(wrapped[1]!)) return undefined
    type = wrapped[2]!.split(',')[0]!.trim()
  } else {
    const [only, ...others] = type.split('|').flatMap((part) => (part.trim() === 'None' ? [] : [part.trim()]))
    if (only === undefined || others.length > 0) return undefined
    type = only
  }
  if (!/^[\p{L}_][\p{L}\p{N}_]*(?:\.[\p{L}_][\p{L}\p{N}_]*)*$/u.test(type) || type === 'None')
    return undefined
  const [first, ...rest] = type.split('.')
  let result: Expression = nameOf(scope.resolve(first!), node)
  for (const property of rest) result = { kind: 'member', object: result, property, node }
  return result
}
