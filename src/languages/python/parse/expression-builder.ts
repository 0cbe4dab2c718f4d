import type * as py from 'py-ast'
import type {
  Arg,
  Arguments,
  Comprehension,
  Constant,
  ExprContext,
  Expression,
  JoinedStr,
  Keyword,
  Position,
  SourceLocation,
} from '../ast.ts'
import { lineOf } from '../../lines.ts'
import type { Located, Source } from './parser.ts'
import type { ParserText } from './parser-text.ts'
import { restoreIdentifier, restoreString } from './scan.ts'
import { pythonTwo, SyntaxErrorAt } from './syntax-errors.ts'

/** Where a node lies, in lines: nearly no node is asked, so they are looked up when one is. */
class LineLocation implements SourceLocation {
  readonly #lineStarts: number[]
  readonly #range: [number, number]

  constructor(lineStarts: number[], range: [number, number]) {
    this.#lineStarts = lineStarts
    this.#range = range
  }

  get start(): Position {
    return this.#position(this.#range[0])
  }

  get end(): Position {
    return this.#position(this.#range[1])
  }

  #position(offset: number): Position {
    const line = lineOf(this.#lineStarts, offset)
    return { line: line + 1, column: offset - this.#lineStarts[line]! }
  }
}

/** Builds our expressions from the parser's. */
export class ExpressionBuilder {
  protected readonly text: string
  protected readonly source: ParserText

  /** @param source What the parser was given; nodes tell their places in its original. */
  constructor(source: ParserText) {
    this.text = source.original
    this.source = source
  }

  protected identifier(name: string): string {
    return !this.source.ascii && /[^\0-\x7f]/.test(name) ? restoreIdentifier(name) : name
  }

  protected optionalIdentifier(name: string | undefined | null): string | null {
    return name === undefined || name === null ? null : this.identifier(name)
  }

  protected rangeOf(node: Located): [number, number] {
    const start = this.source.offset(node.lineno!, node.col_offset!)
    return [
      start,
      node.end_lineno === undefined ? start : this.source.offset(node.end_lineno, node.end_col_offset!),
    ]
  }

  protected locOf(range: [number, number]): SourceLocation {
    return new LineLocation(this.source.lineStarts, range)
  }

  protected context(node: py.ExprContextNode): ExprContext {
    return node.nodeType
  }

  /** Where a keyword stands that belongs to the node beginning at `before`. */
  protected keywordBefore(word: string, before: number): number {
    const found = this.text.lastIndexOf(word, before)
    return found === -1 ? before : found
  }

  protected constant(node: py.Constant, insideFString: boolean): Constant {
    const range = this.rangeOf(node)
    const loc = this.locOf(range)
    const given = node.value as unknown
    const value = typeof given === 'string' && this.source.edits.length > 0 ? restoreString(given) : given
    switch (typeof value) {
      case 'string': {
        if (insideFString && node.quote_style === undefined)
          return { type: 'Constant', literal: 'str', value, range, loc }
        const prefix = node.quote_style ?? this.text.slice(range[0], range[0] + 3)
        if (prefix.startsWith('...'))
          return { type: 'Constant', literal: 'Ellipsis', value: '...', range, loc }
        const literal = /^[rR]?[bB]/.test(prefix) ? 'bytes' : 'str'
        return { type: 'Constant', literal, value, range, loc }
      }
      case 'number': {
        const raw = this.text.slice(range[0], range[1])
        if (/^0[xXoObB]/.test(raw) || !/[.eE]/.test(raw)) {
          if (/^0[0-9_]*[1-9]/.test(raw))
            throw new SyntaxErrorAt(
              pythonTwo(this.text, this.source.lineStarts, range[0]) ?? 'A decimal number begins with 0.',
              range[0],
            )
          return { type: 'Constant', literal: 'int', value, range, loc }
        }
        return { type: 'Constant', literal: 'float', value, range, loc }
      }
      case 'bigint':
        return { type: 'Constant', literal: 'int', value, range, loc }
      case 'boolean':
        return { type: 'Constant', literal: 'bool', value, range, loc }
      case 'object':
        if (value === null) return { type: 'Constant', literal: 'None', value: null, range, loc }
        return { type: 'Constant', literal: 'complex', value: (value as py.PyComplex).imag, range, loc }
    }
    throw new SyntaxErrorAt('This literal cannot be read.', range[0])
  }

  protected joined(node: Source<'JoinedStr'>): JoinedStr {
    const range = this.rangeOf(node)
    return { type: 'JoinedStr', values: this.fStringParts(node.values), range, loc: this.locOf(range) }
  }

  /** As in CPython, without empty strings. */
  protected fStringParts(nodes: py.ExprNode[]): Expression[] {
    const parts: Expression[] = []
    for (const node of nodes) {
      if (node.nodeType !== 'Constant') parts.push(this.expression(node))
      else if (node.value !== '') parts.push(this.constant(node, true))
    }
    return parts
  }

  protected optional(node: py.ExprNode | undefined | null): Expression | null {
    return node === undefined || node === null ? null : this.expression(node)
  }

  protected expressions(nodes: py.ExprNode[]): Expression[] {
    const result: Expression[] = new Array<Expression>(nodes.length)
    for (let index = 0; index < nodes.length; index++) result[index] = this.expression(nodes[index]!)
    return result
  }

  protected keyword(node: py.Keyword): Keyword {
    const range = this.rangeOf(node)
    return {
      type: 'keyword',
      arg: this.optionalIdentifier(node.arg),
      value: this.expression(node.value),
      range,
      loc: this.locOf(range),
    }
  }

  protected comprehension(node: py.Comprehension): Comprehension {
    const target = this.expression(node.target)
    const iter = this.expression(node.iter)
    const ifs = this.expressions(node.ifs)
    let start = this.keywordBefore('for', target.range[0])
    const asynchronous = /\basync\s+$/.exec(this.text.slice(Math.max(0, start - 200), start))
    if (asynchronous) start -= asynchronous[0].length
    const range: [number, number] = [start, (ifs[ifs.length - 1] ?? iter).range[1]]
    return {
      type: 'comprehension',
      target,
      iter,
      ifs,
      is_async: asynchronous ? 1 : 0,
      range,
      loc: this.locOf(range),
    }
  }

  protected arg(node: py.Arg): Arg {
    const range = this.rangeOf(node)
    return {
      type: 'arg',
      arg: this.identifier(node.arg),
      annotation: this.optional(node.annotation),
      range,
      loc: this.locOf(range),
    }
  }

  /** @param emptyAt Where a first parameter would be written. */
  protected parameters(node: py.Arguments, emptyAt: number): Arguments {
    const posonlyargs = node.posonlyargs.map((each) => this.arg(each))
    const args = node.args.map((each) => this.arg(each))
    const vararg = node.vararg ? this.arg(node.vararg) : null
    const kwonlyargs = node.kwonlyargs.map((each) => this.arg(each))
    const kw_defaults = node.kw_defaults.map((each) => this.optional(each))
    const kwarg = node.kwarg ? this.arg(node.kwarg) : null
    const defaults = this.expressions(node.defaults)
    let start = Infinity
    let end = -1
    const cover = (child: { range: [number, number] } | null) => {
      if (child === null) return
      start = Math.min(start, child.range[0])
      end = Math.max(end, child.range[1])
    }
    for (const list of [posonlyargs, args, kwonlyargs, kw_defaults, defaults])
      for (const child of list) cover(child)
    cover(vararg)
    cover(kwarg)
    const range: [number, number] = end === -1 ? [emptyAt, emptyAt] : [start, end]
    return {
      type: 'arguments',
      posonlyargs,
      args,
      vararg,
      kwonlyargs,
      kw_defaults,
      kwarg,
      defaults,
      range,
      loc: this.locOf(range),
    }
  }

  /** The part of an expression that is its own beginning: chains of these can be thousands long. */
  protected leftPart(node: py.ExprNode): py.ExprNode | undefined {
    switch (node.nodeType) {
      case 'Attribute':
      case 'Subscript':
        return node.value
      case 'Call':
        return node.func
      case 'BinOp':
        return node.left
      default:
        return undefined
    }
  }

  /** Walks down the left side with a list instead of the stack: `a + b + …` may have 20 000 terms. */
  protected expression(node: py.ExprNode): Expression {
    let left = this.leftPart(node)
    if (left === undefined) return this.inner(node)
    const outer: py.ExprNode[] = [node]
    for (let next = this.leftPart(left); next !== undefined; next = this.leftPart(left)) {
      outer.push(left)
      left = next
    }
    let result = this.inner(left)
    for (let index = outer.length - 1; index >= 0; index--) result = this.extend(outer[index]!, result)
    return result
  }

  protected extend(node: py.ExprNode, left: Expression): Expression {
    const range = this.rangeOf(node)
    const loc = this.locOf(range)
    switch (node.nodeType) {
      case 'Attribute':
        return {
          type: 'Attribute',
          value: left,
          attr: this.identifier(node.attr),
          ctx: this.context(node.ctx),
          range,
          loc,
        }
      case 'Call':
        return {
          type: 'Call',
          func: left,
          args: this.expressions(node.args),
          keywords: node.keywords.map((each) => this.keyword(each)),
          range,
          loc,
        }
      case 'Subscript': {
        let slice = this.expression(node.slice)
        // The parser leaves out the tuple of `a[*b]`.
        if (slice.type === 'Starred')
          slice = { type: 'Tuple', elts: [slice], ctx: 'Load', range: slice.range, loc: slice.loc }
        return { type: 'Subscript', value: left, slice, ctx: this.context(node.ctx), range, loc }
      }
      case 'BinOp':
        return {
          type: 'BinOp',
          left,
          op: node.op.nodeType,
          right: this.expression(node.right),
          range,
          loc,
        }
      default:
        return this.inner(node)
    }
  }

  protected inner(node: py.ExprNode): Expression {
    if (node.nodeType === 'Constant') return this.constant(node, false)
    if (node.nodeType === 'JoinedStr') return this.joined(node)
    const range = this.rangeOf(node)
    const loc = this.locOf(range)
    switch (node.nodeType) {
      case 'Name':
        return { type: 'Name', id: this.identifier(node.id), ctx: this.context(node.ctx), range, loc }
      case 'Tuple':
        return { type: 'Tuple', elts: this.expressions(node.elts), ctx: this.context(node.ctx), range, loc }
      case 'List':
        return { type: 'List', elts: this.expressions(node.elts), ctx: this.context(node.ctx), range, loc }
      case 'Set':
        return { type: 'Set', elts: this.expressions(node.elts), range, loc }
      case 'Dict':
        return {
          type: 'Dict',
          keys: node.keys.map((each) => this.optional(each)),
          values: this.expressions(node.values),
          range,
          loc,
        }
      case 'UnaryOp':
        return {
          type: 'UnaryOp',
          op: node.op.nodeType,
          operand: this.expression(node.operand),
          range,
          loc,
        }
      case 'BoolOp':
        return {
          type: 'BoolOp',
          op: node.op.nodeType,
          values: this.expressions(node.values),
          range,
          loc,
        }
      case 'Compare':
        return {
          type: 'Compare',
          left: this.expression(node.left),
          ops: node.ops.map((op) => op.nodeType),
          comparators: this.expressions(node.comparators),
          range,
          loc,
        }
      case 'FormattedValue':
        return {
          type: 'FormattedValue',
          value: this.expression(node.value),
          conversion: node.conversion,
          format_spec: node.format_spec ? this.joined(node.format_spec as Source<'JoinedStr'>) : null,
          range,
          loc,
        }
      case 'TemplateStr':
        return { type: 'TemplateStr', values: this.fStringParts(node.values), range, loc }
      case 'Interpolation':
        return {
          type: 'Interpolation',
          value: this.expression(node.value),
          str: restoreString(node.str),
          conversion: node.conversion,
          format_spec: node.format_spec ? this.joined(node.format_spec as Source<'JoinedStr'>) : null,
          range,
          loc,
        }
      case 'Lambda': {
        const emptyAt = this.text.startsWith('lambda', range[0]) ? range[0] + 6 : range[0]
        return {
          type: 'Lambda',
          args: this.parameters(node.args, emptyAt),
          body: this.expression(node.body),
          range,
          loc,
        }
      }
      case 'IfExp':
        return {
          type: 'IfExp',
          test: this.expression(node.test),
          body: this.expression(node.body),
          orelse: this.expression(node.orelse),
          range,
          loc,
        }
      case 'NamedExpr':
        return {
          type: 'NamedExpr',
          target: this.expression(node.target),
          value: this.expression(node.value),
          range,
          loc,
        }
      case 'ListComp':
        return {
          type: 'ListComp',
          elt: this.expression(node.elt),
          generators: node.generators.map((each) => this.comprehension(each)),
          range,
          loc,
        }
      case 'SetComp':
        return {
          type: 'SetComp',
          elt: this.expression(node.elt),
          generators: node.generators.map((each) => this.comprehension(each)),
          range,
          loc,
        }
      case 'GeneratorExp':
        return {
          type: 'GeneratorExp',
          elt: this.expression(node.elt),
          generators: node.generators.map((each) => this.comprehension(each)),
          range,
          loc,
        }
      case 'DictComp':
        return {
          type: 'DictComp',
          key: this.expression(node.key),
          value: this.expression(node.value),
          generators: node.generators.map((each) => this.comprehension(each)),
          range,
          loc,
        }
      case 'Await':
        return this.awaitExpression(node, range, loc)
      case 'Yield':
        return { type: 'Yield', value: this.optional(node.value), range, loc }
      case 'YieldFrom':
        return { type: 'YieldFrom', value: this.expression(node.value), range, loc }
      case 'Starred':
        return {
          type: 'Starred',
          value: this.expression(node.value),
          ctx: this.context(node.ctx),
          range,
          loc,
        }
      case 'Slice':
        return {
          type: 'Slice',
          lower: this.optional(node.lower),
          upper: this.optional(node.upper),
          step: this.optional(node.step),
          range,
          loc,
        }
      default:
        return this.extend(node, this.expression(this.leftPart(node)!))
    }
  }

  /** `await a ** b` is `(await a) ** b`; the parser reads `await (a ** b)`. */
  protected awaitExpression(node: Source<'Await'>, range: [number, number], loc: SourceLocation): Expression {
    const value = this.expression(node.value)
    if (
      value.type !== 'BinOp' ||
      value.op !== 'Pow' ||
      this.text.slice(range[0], value.range[0]).includes('(')
    )
      return { type: 'Await', value, range, loc }
    const between = this.text.slice(value.left.range[1], value.right.range[0])
    const base = between.slice(0, Math.max(0, between.indexOf('**'))).trimEnd()
    const awaited: [number, number] = [range[0], value.left.range[1] + base.length]
    return {
      type: 'BinOp',
      left: { type: 'Await', value: value.left, range: awaited, loc: this.locOf(awaited) },
      op: 'Pow',
      right: value.right,
      range,
      loc,
    }
  }
}
