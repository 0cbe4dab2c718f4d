/** Functions: their outside at once, their inside when somebody asks for it. */
import type { Expression, FunctionDefinition, Parameter, Statement } from '../../../program.ts'
import { lowerExpression, named } from './expressions.ts'
import type { Draft, Lowering } from './lowering.ts'
import { lowerTarget } from './patterns.ts'
import { blockNames, patternNames, varNames, type Scope } from './scope.ts'
import type { Node, Syntax } from '../syntax.ts'
import { lowerStatements } from './statements.ts'
import { lowerAnnotation } from './types.ts'

type FunctionNode = Syntax<'FunctionExpression' | 'FunctionDeclaration' | 'ArrowFunctionExpression'>

/** What a function is made from. Static blocks and namespaces are functions too, called where they stand. */
interface Source {
  readonly node: Node
  readonly name: string
  /** The name by which only the function itself knows itself. */
  readonly ownName?: string
  readonly parameters: readonly Node[]
  /** Statements, or the expression of a short arrow function. */
  readonly body: readonly Node[] | Node
  readonly asynchronous: boolean
  readonly generator: boolean
  readonly arrow: boolean
  readonly decorators: readonly Expression[]
  readonly returns?: Expression
  /** Statements to run at the end of the body. */
  readonly ending?: (lowering: Lowering) => readonly Statement[]
}

interface Inside {
  readonly parameters: readonly Parameter[]
  readonly body: readonly Statement[]
  readonly locals: ReadonlySet<string>
}

class LoweredFunction implements FunctionDefinition {
  readonly name: string
  readonly asynchronous: boolean
  readonly generator: boolean
  readonly arrow: boolean
  readonly decorators: readonly Expression[]
  readonly returns?: Expression
  readonly node: Node
  #inside: Inside | undefined
  /** Gone once the function is lowered. */
  #source: Source | undefined
  #scope: Scope | undefined
  readonly #text: string

  constructor(scope: Scope, text: string, source: Source) {
    this.name = source.name
    this.asynchronous = source.asynchronous
    this.generator = source.generator
    this.arrow = source.arrow
    this.decorators = source.decorators
    if (source.returns) this.returns = source.returns
    this.node = source.node
    this.#source = source
    this.#scope = scope
    this.#text = text
  }

  get parameters(): readonly Parameter[] {
    return this.#lowered().parameters
  }

  get body(): readonly Statement[] {
    return this.#lowered().body
  }

  get locals(): ReadonlySet<string> {
    return this.#lowered().locals
  }

  #lowered(): Inside {
    if (!this.#inside) {
      this.#inside = lowerInside(this.#scope!, this.#text, this.#source!)
      this.#source = this.#scope = undefined
    }
    return this.#inside
  }
}

export function lowerFunction(
  scope: Scope,
  text: string,
  node: FunctionNode,
  name?: string,
  decorators: readonly Expression[] = [],
): FunctionDefinition {
  const { id, params, body, async: asynchronous, generator, returnType } = node
  const arrow = node.type === 'ArrowFunctionExpression'
  const source: Draft<Source> = {
    node,
    name: name ?? (id ? id.name : ''),
    parameters: params,
    body: body.type === 'BlockStatement' ? body.body : body,
    asynchronous,
    generator,
    arrow,
    decorators,
  }
  if (id && node.type === 'FunctionExpression') source.ownName = id.name
  if (returnType) {
    const returns = lowerAnnotation({ text, scope, assigned: undefined, depth: 0 }, returnType)
    if (returns) source.returns = returns
  }
  return new LoweredFunction(scope, text, source)
}

/** Statements that run where they stand, with names of their own and the `this` around them. */
export function callInPlace(
  { scope, text }: Lowering,
  node: Node,
  body: readonly Node[],
  ending?: (lowering: Lowering) => readonly Statement[],
): Expression {
  const plain = {
    node,
    name: '',
    parameters: [],
    body,
    asynchronous: false,
    generator: false,
    arrow: true,
    decorators: [],
  }
  const definition = new LoweredFunction(scope, text, ending ? { ...plain, ending } : plain)
  return { kind: 'call', callee: { kind: 'function', definition, node }, args: [], construct: false, node }
}

function lowerInside(outer: Scope, text: string, source: Source): Inside {
  const { parameters, body, ownName } = source
  const scope = outer.forFunction()
  const lowering: Lowering = { text, scope, assigned: undefined, depth: 0 }
  const statements = isStatements(body) ? body : undefined
  for (const parameter of parameters) if (!isThis(parameter)) patternNames(parameter, scope.locals)
  if (statements) {
    blockNames(statements, scope.locals)
    if (scope.hasVar) varNames(statements, scope.locals)
  }
  if (ownName !== undefined) scope.locals.add(ownName)
  if (scope.hasArguments && !source.arrow && text.slice(...source.node.range).includes('arguments'))
    scope.locals.add('arguments')

  const lowered: Parameter[] = []
  const properties: Statement[] = []
  for (const parameter of parameters) {
    if (isThis(parameter)) continue
    lowered.push(lowerParameter(lowering, parameter))
    if (parameter.type === 'TSParameterProperty') {
      properties.push(parameterProperty(lowering, parameter))
    }
  }
  if (!isStatements(body)) {
    const node = body
    const value = lowerExpression(lowering, node)
    return { parameters: lowered, body: [{ kind: 'return', value, node }], locals: scope.locals }
  }
  const result = lowerStatements(lowering, body)
  if (properties.length > 0) result.splice(afterSuper(result), 0, ...properties)
  if (source.ending) result.push(...source.ending(lowering))
  return { parameters: lowered, body: result, locals: scope.locals }
}

/** TypeScript's `this` parameter only has a type. */
function isThis(parameter: Node): boolean {
  return parameter.type === 'Identifier' && parameter.name === 'this'
}

function isStatements(body: readonly Node[] | Node): body is readonly Node[] {
  return Array.isArray(body)
}

function lowerParameter(lowering: Lowering, node: Node): Parameter {
  const given = node.type === 'TSParameterProperty' ? node.parameter : node
  const hasDefault = given.type === 'AssignmentPattern'
  const pattern = hasDefault ? given.left : given
  const isRest = pattern.type === 'RestElement'
  const target = lowerTarget(lowering, isRest ? pattern.argument : pattern)
  const parameter: Draft<Parameter> = { target, keywordOnly: false, node }
  if (hasDefault) parameter.default = lowerExpression(lowering, given.right)
  if (isRest) parameter.rest = 'list'
  if ('typeAnnotation' in pattern && pattern.typeAnnotation) {
    const annotation = lowerAnnotation(lowering, pattern.typeAnnotation)
    if (annotation) parameter.annotation = annotation
  }
  return parameter
}

/** `constructor(private rng: Generator)` is `this.rng = rng`. */
function parameterProperty(lowering: Lowering, node: Syntax<'TSParameterProperty'>): Statement {
  const { parameter } = node
  const target = parameter.type === 'AssignmentPattern' ? parameter.left : parameter
  const annotation = lowerAnnotation(lowering, target.typeAnnotation)
  return {
    kind: 'assign',
    target: { kind: 'member', object: named('this', node), property: target.name, node },
    value: named(lowering.scope.resolve(target.name), node),
    ...(annotation ? { annotation } : {}),
    node,
  }
}

/** Parameter properties are set at the start of a constructor, or right after its `super(…)`. */
function afterSuper(body: readonly Statement[]): number {
  const index = body.findIndex(
    (statement) =>
      statement.kind === 'expression' &&
      statement.expression.kind === 'call' &&
      statement.expression.callee.kind === 'name' &&
      statement.expression.callee.name === 'super',
  )
  return index + 1
}
