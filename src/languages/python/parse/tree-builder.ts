import type * as py from 'py-ast'
import type {
  Alias,
  AsyncFunctionDef,
  Comment,
  ExceptHandler,
  Expression,
  FunctionDef,
  If,
  MatchCase,
  Module,
  Pattern,
  SourceLocation,
  Statement,
  TypeParameter,
  WithItem,
} from '../ast.ts'
import { ExpressionBuilder } from './expression-builder.ts'
import type { Source, SourcePattern } from './parser.ts'

/** Builds our statements, and with them the whole tree, from the parser's. */
export class TreeBuilder extends ExpressionBuilder {
  module(tree: py.Module, commentRanges: [number, number][]): Module {
    const comments: Comment[] = commentRanges.map((range) => ({
      type: 'Line',
      value: this.text.slice(range[0] + 1, range[1]),
      range,
      loc: this.locOf(range),
    }))
    const range: [number, number] = [0, this.text.length]
    return { type: 'Module', body: this.statements(tree.body), comments, range, loc: this.locOf(range) }
  }

  private statements(nodes: py.StmtNode[]): Statement[] {
    const result: Statement[] = []
    for (const node of nodes) if (node.nodeType !== 'Comment') result.push(this.statement(node))
    return result
  }

  private functionDef(
    node: Source<'FunctionDef'> | Source<'AsyncFunctionDef'>,
    range: [number, number],
    loc: SourceLocation,
  ): FunctionDef | AsyncFunctionDef {
    const decorator_list = this.expressions(node.decorator_list)
    const type_params = node.type_params.map((each) => this.typeParameter(each))
    const afterName = type_params[type_params.length - 1]?.range[1] ?? range[0]
    const open = this.text.indexOf('(', afterName)
    const args = this.parameters(node.args, open === -1 ? afterName : open + 1)
    const returns = this.optional(node.returns)
    const name = this.identifier(node.name)
    const body = this.statements(node.body)
    return { type: node.nodeType, name, args, body, decorator_list, returns, type_params, range, loc }
  }

  private typeParameter(
    node: Source<'TypeVar'> | Source<'ParamSpec'> | Source<'TypeVarTuple'>,
  ): TypeParameter {
    const range = this.rangeOf(node)
    const loc = this.locOf(range)
    const name = this.identifier(node.name)
    const default_value = this.optional(node.default_value)
    if (node.nodeType === 'TypeVar')
      return { type: 'TypeVar', name, bound: this.optional(node.bound), default_value, range, loc }
    return { type: node.nodeType, name, default_value, range, loc }
  }

  private handler(node: py.ExceptHandler): ExceptHandler {
    const range = this.rangeOf(node)
    const loc = this.locOf(range)
    const exception = this.optional(node.type)
    return {
      type: 'ExceptHandler',
      exception,
      name: this.optionalIdentifier(node.name),
      body: this.statements(node.body),
      range,
      loc,
    }
  }

  private withItem(node: py.WithItem): WithItem {
    const context_expr = this.expression(node.context_expr)
    const optional_vars = this.starred(this.optional(node.optional_vars))
    const range: [number, number] = [context_expr.range[0], (optional_vars ?? context_expr).range[1]]
    return { type: 'withitem', context_expr, optional_vars, range, loc: this.locOf(range) }
  }

  /** The parser does not get the star of `with a as *b`: see `repairsFor`. */
  private starred(value: Expression | null): Expression | null {
    let star = (value?.range[0] ?? 0) - 1
    while (/\s/u.test(this.text[star] ?? '')) star--
    if (!value || this.text[star] !== '*') return value
    const range: [number, number] = [star, value.range[1]]
    return { type: 'Starred', value, ctx: 'Store', range, loc: this.locOf(range) }
  }

  private alias(node: py.Alias): Alias {
    const range = this.rangeOf(node)
    return {
      type: 'alias',
      name: this.identifier(node.name),
      asname: this.optionalIdentifier(node.asname),
      range,
      loc: this.locOf(range),
    }
  }

  private matchCase(node: Source<'MatchCase'>): MatchCase {
    const matched = this.pattern(node.pattern)
    const guard = this.optional(node.guard)
    const body = this.statements(node.body)
    const range: [number, number] = [
      this.keywordBefore('case', matched.range[0]),
      (body[body.length - 1] ?? guard ?? matched).range[1],
    ]
    return { type: 'match_case', pattern: matched, guard, body, range, loc: this.locOf(range) }
  }

  private pattern(node: SourcePattern): Pattern {
    const range = this.rangeOf(node)
    const loc = this.locOf(range)
    switch (node.nodeType) {
      case 'MatchValue':
        return { type: 'MatchValue', value: this.expression(node.value), range, loc }
      case 'MatchSingleton':
        return { type: 'MatchSingleton', value: node.value as boolean | null, range, loc }
      case 'MatchSequence':
        return {
          type: 'MatchSequence',
          patterns: node.patterns.map((each) => this.pattern(each)),
          range,
          loc,
        }
      case 'MatchMapping':
        return {
          type: 'MatchMapping',
          keys: this.expressions(node.keys),
          patterns: node.patterns.map((each) => this.pattern(each)),
          rest: this.optionalIdentifier(node.rest),
          range,
          loc,
        }
      case 'MatchClass':
        return {
          type: 'MatchClass',
          cls: this.expression(node.cls),
          patterns: node.patterns.map((each) => this.pattern(each)),
          kwd_attrs: node.kwd_attrs.map((each) => this.identifier(each)),
          kwd_patterns: node.kwd_patterns.map((each) => this.pattern(each)),
          range,
          loc,
        }
      case 'MatchStar':
        return { type: 'MatchStar', name: this.optionalIdentifier(node.name), range, loc }
      case 'MatchAs':
        return {
          type: 'MatchAs',
          pattern: node.pattern ? this.pattern(node.pattern) : null,
          name: this.optionalIdentifier(node.name),
          range,
          loc,
        }
      case 'MatchOr':
        return { type: 'MatchOr', patterns: node.patterns.map((each) => this.pattern(each)), range, loc }
    }
  }

  /** A chain of `elif` is as deep as it is long: it is built from its end. */
  private ifStatement(first: Source<'If'>): If {
    const chain: Source<'If'>[] = [first]
    let last = first
    for (;;) {
      const next: py.StmtNode | undefined = last.orelse.length === 1 ? last.orelse[0] : undefined
      if (next?.nodeType !== 'If') break
      chain.push(next)
      last = next
    }
    let orelse = this.statements(last.orelse)
    let result: If | undefined
    for (let index = chain.length - 1; index >= 0; index--) {
      const node = chain[index]!
      const range = this.rangeOf(node)
      result = {
        type: 'If',
        test: this.expression(node.test),
        body: this.statements(node.body),
        orelse,
        range,
        loc: this.locOf(range),
      }
      orelse = [result]
    }
    return result!
  }

  private deletion(node: Source<'Delete'>, range: [number, number]): Statement {
    // The parser was given a space for the trailing comma of `del a,`.
    const comma = /^[ \t]*,/.exec(this.text.slice(range[1], range[1] + 20))
    if (comma) range[1] += comma[0].length
    return { type: 'Delete', targets: this.expressions(node.targets), range, loc: this.locOf(range) }
  }

  private statement(node: Exclude<py.StmtNode, { nodeType: 'Comment' }>): Statement {
    const range = this.rangeOf(node)
    const loc = this.locOf(range)
    switch (node.nodeType) {
      case 'Expr':
        return { type: 'Expr', value: this.expression(node.value), range, loc }
      case 'Assign':
        return {
          type: 'Assign',
          targets: this.expressions(node.targets),
          value: this.expression(node.value),
          range,
          loc,
        }
      case 'FunctionDef':
      case 'AsyncFunctionDef':
        return this.functionDef(node, range, loc)
      case 'ClassDef':
        return {
          type: 'ClassDef',
          name: this.identifier(node.name),
          bases: this.expressions(node.bases),
          keywords: node.keywords.map((each) => this.keyword(each)),
          body: this.statements(node.body),
          decorator_list: this.expressions(node.decorator_list),
          type_params: node.type_params.map((each) => this.typeParameter(each)),
          range,
          loc,
        }
      case 'If':
        return this.ifStatement(node)
      case 'Return':
        return { type: 'Return', value: this.optional(node.value), range, loc }
      case 'Import':
        return { type: 'Import', names: node.names.map((each) => this.alias(each)), range, loc }
      case 'ImportFrom':
        return {
          type: 'ImportFrom',
          module: this.optionalIdentifier(node.module === '' ? undefined : node.module),
          names: node.names.map((each) => this.alias(each)),
          level: node.level ?? 0,
          range,
          loc,
        }
      case 'For':
      case 'AsyncFor':
        return {
          type: node.nodeType,
          target: this.expression(node.target),
          iter: this.expression(node.iter),
          body: this.statements(node.body),
          orelse: this.statements(node.orelse),
          range,
          loc,
        }
      case 'While':
        return {
          type: 'While',
          test: this.expression(node.test),
          body: this.statements(node.body),
          orelse: this.statements(node.orelse),
          range,
          loc,
        }
      case 'With':
      case 'AsyncWith':
        return {
          type: node.nodeType,
          items: node.items.map((each) => this.withItem(each)),
          body: this.statements(node.body),
          range,
          loc,
        }
      case 'AugAssign':
        return {
          type: 'AugAssign',
          target: this.expression(node.target),
          op: node.op.nodeType,
          value: this.expression(node.value),
          range,
          loc,
        }
      case 'AnnAssign':
        return {
          type: 'AnnAssign',
          target: this.expression(node.target),
          annotation: this.expression(node.annotation),
          value: this.optional(node.value),
          simple: node.target.nodeType === 'Name' && this.text[range[0]] !== '(' ? 1 : 0,
          range,
          loc,
        }
      case 'Delete':
        return this.deletion(node, range)
      case 'Raise':
        return { type: 'Raise', exc: this.optional(node.exc), cause: this.optional(node.cause), range, loc }
      case 'Try':
      case 'TryStar':
        return {
          type: node.nodeType,
          body: this.statements(node.body),
          handlers: node.handlers.map((each) => this.handler(each)),
          orelse: this.statements(node.orelse),
          finalbody: this.statements(node.finalbody),
          range,
          loc,
        }
      case 'Assert':
        return { type: 'Assert', test: this.expression(node.test), msg: this.optional(node.msg), range, loc }
      case 'Global':
      case 'Nonlocal':
        return { type: node.nodeType, names: node.names.map((each) => this.identifier(each)), range, loc }
      case 'Match':
        return {
          type: 'Match',
          subject: this.expression(node.subject),
          cases: node.cases.map((each) => this.matchCase(each)),
          range,
          loc,
        }
      case 'TypeAlias':
        return {
          type: 'TypeAlias',
          name: this.expression(node.name),
          type_params: node.type_params.map((each) => this.typeParameter(each)),
          value: this.expression(node.value),
          range,
          loc,
        }
      case 'Pass':
      case 'Break':
      case 'Continue':
        return { type: node.nodeType, range, loc }
    }
  }
}
