import { createRequire } from 'node:module'
import type * as py from 'py-ast'
import type {
  Alias,
  Arg,
  Arguments,
  AsyncFunctionDef,
  BinaryOperator,
  BoolOperator,
  Comment,
  CompareOperator,
  Comprehension,
  Constant,
  ExceptHandler,
  ExprContext,
  Expression,
  FunctionDef,
  If,
  JoinedStr,
  Keyword,
  MatchCase,
  Module,
  Pattern,
  Position,
  SourceLocation,
  Statement,
  TypeParameter,
  UnaryOperator,
  WithItem,
} from './ast.ts'
import { restoreIdentifier, restoreString, scanText, type Edit } from './scan.ts'

/** Why a text could not be read. `line` is 1-based and `column` 0-based, in UTF-16 units, as in the nodes. */
export interface PythonParseError {
  message: string
  line: number
  column: number
}

export type PythonParseResult = { ok: true; ast: Module } | { ok: false; error: PythonParseError }

type Parser = typeof py
type Located = { lineno?: number; col_offset?: number; end_lineno?: number; end_col_offset?: number }
/** py-ast exports only some of its node types by name; the rest are found in its unions. */
type Source<Type extends string> = Extract<py.ASTNodeUnion, { nodeType: Type }>
type SourcePattern =
  Source<`Match${string}`> extends infer Node ? Exclude<Node, { nodeType: 'Match' | 'MatchCase' }> : never

const require = createRequire(import.meta.url)
let loaded: Parser | undefined

/** The parser costs some 10 ms to load: only who reads Python pays. */
function parser(): Parser {
  return (loaded ??= require('py-ast') as Parser)
}

/** A syntax error found by this file, at an offset of the text. */
class SyntaxErrorAt extends Error {
  readonly offset: number
  constructor(message: string, offset: number) {
    super(message)
    this.offset = offset
  }
}

/**
 * Parses Python 3 (up to 3.14) into CPython's tree.
 *
 * Never throws: what cannot be read, or would need more stack than there is, comes back as an error with its place.
 *
 * @param text The file as ESLint hands it over; a byte order mark is skipped, and offsets count from after it.
 */
export function parsePython(text: string): PythonParseResult {
  const body = text.charCodeAt(0) === 0xfeff ? text.slice(1) : text
  const lineStarts = findLineStarts(body)
  const fail = (message: string, offset: number): PythonParseResult => {
    const line = lineOf(lineStarts, Math.min(offset, body.length))
    return { ok: false, error: { message, line: line + 1, column: offset - lineStarts[line]! } }
  }
  try {
    const unreadable = unreadableText(body)
    if (unreadable) return fail(unreadable.message, unreadable.offset)
    const scan = scanText(body)
    if (scan.error)
      return fail(pythonTwo(body, lineStarts, scan.error.offset) ?? scan.error.message, scan.error.offset)
    const comments = scan.comments
    let source = new ParserText(body, lineStarts, scan.edits)
    let tree: py.Module
    try {
      tree = parser().parse(source.text)
    } catch (error) {
      if (error instanceof RangeError) throw error
      const repairs = repairsFor(source, scan.edits)
      const place = source.placeOf(error)
      if (repairs === undefined) return fail(describe(error, body, lineStarts, place), place)
      source = new ParserText(body, lineStarts, repairs)
      try {
        tree = parser().parse(source.text)
      } catch (second) {
        if (second instanceof RangeError) throw second
        const secondPlace = source.placeOf(second)
        return fail(describe(second, body, lineStarts, secondPlace), secondPlace)
      }
    }
    return { ok: true, ast: convert(tree, body, source, comments) }
  } catch (error) {
    if (error instanceof SyntaxErrorAt) return fail(error.message, error.offset)
    if (error instanceof RangeError)
      return fail(
        'The code is nested too deeply to be read: split the longest expression or `elif` chain.',
        0,
      )
    return fail(`The parser failed: ${error instanceof Error ? error.message : String(error)}`, 0)
  }
}

/** Offsets at which the lines begin; a line ends at `\r\n`, `\r` or `\n`. */
function findLineStarts(text: string): number[] {
  const starts = [0]
  for (let index = 0; index < text.length; index++) {
    const code = text.charCodeAt(index)
    if (code === 10) starts.push(index + 1)
    else if (code === 13) {
      if (text.charCodeAt(index + 1) === 10) index++
      starts.push(index + 1)
    }
  }
  return starts
}

/** The index of the line that holds an offset. */
function lineOf(lineStarts: number[], offset: number): number {
  let low = 0
  let high = lineStarts.length - 1
  while (low < high) {
    const middle = (low + high + 1) >> 1
    if (lineStarts[middle]! <= offset) low = middle
    else high = middle - 1
  }
  return low
}

/** Texts that are no Python source whatever the grammar says. */
function unreadableText(text: string): { message: string; offset: number } | undefined {
  const nul = text.indexOf('\0')
  if (nul !== -1)
    return {
      message: 'The file holds a NUL character: it is binary, or UTF-16. Python reads UTF-8.',
      offset: nul,
    }
  const replaced = text.indexOf('\ufffd')
  if (replaced === -1) return undefined
  // PEP 263: the declaration stands in one of the first two lines.
  const coding = /^(?:[ \t\f]*(?:#.*)?(?:\r\n|\r|\n))?[ \t\f]*#.*?coding[:=][ \t]*([-\w.]+)/.exec(text)?.[1]
  if (coding === undefined || /^utf[-_]?8/i.test(coding)) return undefined
  return {
    message: `The file is written in ${coding}, and ESLint reads files as UTF-8: some characters are lost, and saving a fix would destroy them. Convert the file to UTF-8 and delete its coding line.`,
    offset: replaced,
  }
}

/** The text as the parser gets it, and the way back from the parser's positions to offsets of the original. */
class ParserText {
  readonly text: string
  private readonly original: string
  private readonly lineStarts: number[]
  readonly edits: readonly Edit[]
  private readonly ascii: boolean
  /** By line: original offsets by UTF-8 column, or `null` where both count alike. */
  private readonly tables: (number[] | null)[] = []
  private readonly ownLineStarts: number[]
  /** Original offset minus own offset, from an own offset on. */
  private readonly shifts: { from: number; by: number }[] = []

  constructor(original: string, lineStarts: number[], edits: Edit[]) {
    this.original = original
    this.lineStarts = lineStarts
    this.edits = edits
    this.ascii = !/[^\0-\x7f]/.test(original)
    if (edits.length === 0) {
      this.text = original
      this.ownLineStarts = lineStarts
      return
    }
    let text = ''
    let done = 0
    for (const { offset, remove, insert } of edits) {
      text += original.slice(done, offset) + insert
      done = offset + remove
      this.shifts.push({ from: text.length, by: done - text.length })
    }
    this.text = text + original.slice(done)
    this.ownLineStarts = findLineStarts(this.text)
  }

  /** The original offset of a place that the parser gives as 1-based line and 0-based UTF-8 column. */
  offset(line: number, column: number): number {
    const start = this.lineStarts[line - 1]
    if (start === undefined) return this.original.length
    if (this.ascii && this.edits.length === 0) return start + column
    let table = this.tables[line - 1]
    if (table === undefined) this.tables[line - 1] = table = this.tableOf(line - 1)
    if (table === null) return start + column
    return table[Math.min(column, table.length - 1)] ?? start
  }

  private tableOf(line: number): number[] | null {
    const start = this.ownLineStarts[line]!
    const end = this.ownLineStarts[line + 1] ?? this.text.length
    const shift = this.shiftAt(start)
    if (this.shiftAt(end) === shift && start + shift === this.lineStarts[line]) {
      let ascii = true
      for (let index = start; index < end && ascii; index++) ascii = this.text.charCodeAt(index) < 128
      if (ascii) return null
    }
    const table: number[] = []
    for (let index = start; index < end;) {
      const code = this.text.codePointAt(index)!
      const bytes = code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4
      const offset = Math.max(index + this.shiftAt(index), this.lineStarts[line]!)
      for (let byte = 0; byte < bytes; byte++) table.push(offset)
      index += code > 0xffff ? 2 : 1
    }
    table.push(end + this.shiftAt(end))
    return table
  }

  private shiftAt(own: number): number {
    let low = 0
    let high = this.shifts.length
    while (low < high) {
      const middle = (low + high) >> 1
      if (this.shifts[middle]!.from <= own) low = middle + 1
      else high = middle
    }
    return low === 0 ? 0 : this.shifts[low - 1]!.by
  }

  /** Where the parser's error lies; some of its errors carry their place only in their message. */
  placeOf(error: unknown): number {
    const { lineno, col_offset, message } = error as Located & { message?: string }
    if (lineno !== undefined) return this.offset(lineno, col_offset ?? 0)
    const place = /at line (\d+)(?:, column (\d+))?/.exec(message ?? '')
    if (!place) return 0
    const line = Number(place[1])
    if (place[2] !== undefined) return this.offset(line, Number(place[2]))
    const start = this.lineStarts[line - 1] ?? this.original.length
    return start + /^[ \t\f]*/.exec(this.original.slice(start, start + 1000))![0].length
  }
}

/** What stands before and after the place of an error, on its line, where the error is Python 2. */
const PYTHON_2: readonly (readonly [before: RegExp, after: RegExp, what: string])[] = [
  [/(?:^|[;:])\s*print\s*$/, /^["'`\w{[(.-]/, 'the `print` statement'],
  [/(?:^|[;:])\s*exec\s*$/, /^["'\w]/, 'the `exec` statement'],
  [/^\s*except\b[^:#]*$/, /^,\s*\w+\s*:/, '`except Error, name`'],
  [/^\s*raise\s+[\w.]+\s*(?:\(.*\)\s*)?$/, /^,/, '`raise Error, message`'],
  [/<$/, /^>/, 'the operator `<>`'],
  [/^/, /^`[^`]*`/, 'backquotes'],
  [/\b\d+$/, /^[lL]\b/, 'a long integer such as `10L`'],
  [/(?:^|\W)$/, /^0\d+\b/, 'an octal number such as `0755`'],
  [/\b[uU][rR]$/, /^["']/, 'a `ur` string'],
  [/\b(?:def\s+\w+\s*\(|lambda\b)(?:.*,)?\s*$/, /^\(/, 'a parameter in parentheses'],
  [/^\s*$/, /^print\s+["'\w]/, 'the `print` statement'],
]

/** Python 2 at the place of an error, in words; nothing where it does not look like it. */
function pythonTwo(text: string, lineStarts: number[], offset: number): string | undefined {
  const index = lineOf(lineStarts, offset)
  const before = text.slice(lineStarts[index], offset)
  const after = text.slice(offset, lineStarts[index + 1] ?? text.length)
  const what = PYTHON_2.find(([left, right]) => left.test(before) && right.test(after))?.[2]
  if (what === undefined) return undefined
  return `This file is Python 2: line ${index + 1} has ${what}. Only Python 3 can be judged. Convert the file (2to3, pyupgrade), or list it under \`ignores\` in eslint.config.js.`
}

/** The parser's message in words that name what stands at the place. */
function describe(error: unknown, text: string, lineStarts: number[], place: number): string {
  const old = pythonTwo(text, lineStarts, place)
  if (old !== undefined) return old
  const message = (error instanceof Error ? error.message : String(error)).replace(
    / at line \d+(?:, column \d+)?$/,
    '',
  )
  if (/^Indentation error/.test(message)) return 'This line is indented like none of the blocks around it.'
  if (message === 'unexpected indent')
    return 'This line is indented deeper than the line before, which opens no block.'
  if (message === 'Expected indented block') return 'An indented block is missing here.'
  const found = /^(?:\w+|[ \t]*(?=[\r\n]|$)|.)/u.exec(text.slice(place, place + 100))?.[0] ?? ''
  const what =
    found.trim() === ''
      ? place >= text.trimEnd().length
        ? 'the end of the file'
        : 'the end of the line'
      : `\`${found}\``
  if (/^(?:Unexpected token|invalid syntax|Unexpected character)/.test(message))
    return `Unexpected ${what.replace(/^the /, '')}.`
  if (/^Expected /.test(message)) return `${message}, found ${what}.`
  return `${message.charAt(0).toUpperCase()}${message.slice(1)}.`
}

/**
 * What to change in a text that the parser rejected although Python accepts it: unparenthesised tuples in `match`, `case` and
 * (since 3.14) `except`, a trailing comma after `del`, asynchronous comprehensions in braces.
 *
 * @returns All edits, the given ones included; `undefined` where there is nothing to repair.
 */
function repairsFor(source: ParserText, edits: Edit[]): Edit[] | undefined {
  let tokens: ReturnType<py.Lexer['tokenize']>
  try {
    tokens = new (parser().Lexer)(source.text).tokenize().filter((token) => token.type !== 'COMMENT')
  } catch {
    return undefined
  }
  const repairs: Edit[] = []
  const start = (index: number) => source.offset(tokens[index]!.lineno, tokens[index]!.col_offset)
  const end = (index: number) => source.offset(tokens[index]!.end_lineno, tokens[index]!.end_col_offset)
  const parenthesise = (first: number, last: number) =>
    repairs.push(
      { offset: start(first), remove: 0, insert: '(' },
      { offset: end(last), remove: 0, insert: ')' },
    )

  const open: number[] = []
  let statementStart = true
  for (let index = 0; index < tokens.length; index++) {
    const { type, value } = tokens[index]!
    if (type === 'LPAR' || type === 'LSQB' || type === 'LBRACE') open.push(index)
    else if (type === 'RPAR' || type === 'RSQB' || type === 'RBRACE') open.pop()
    else if (type === 'ASYNC' && tokens[index + 1]?.type === 'FOR' && open.length > 0) {
      // `comprehension` sees the word in the original text.
      if (tokens[open[open.length - 1]!]!.type === 'LBRACE')
        repairs.push({ offset: start(index), remove: 5, insert: '     ' })
    } else if (statementStart) {
      const last = endOfHeader(tokens, index + 1)
      if (type === 'NAME' && (value === 'match' || value === 'case') && tokens[last]!.type !== 'NEWLINE') {
        if (hasAtDepth(tokens, index + 1, last, 'COMMA')) parenthesise(index + 1, last - 1)
      } else if (type === 'EXCEPT' && hasAtDepth(tokens, index + 1, last, 'COMMA')) {
        const first = tokens[index + 1]!.type === 'STAR' ? index + 2 : index + 1
        const names = tokens
          .slice(first, last)
          .filter(({ type: part }, at, all) => part === 'NAME' && all[at + 1]?.type !== 'DOT')
        const classes = names.every((name, at) => at === 0 || /[A-Z]/.test(name.value))
        if (classes && !hasAtDepth(tokens, first, last, 'AS')) parenthesise(first, last - 1)
      } else if (type === 'DEL') {
        let stop = index + 1
        while (!/^(?:NEWLINE|SEMI|EOF)$/.test(tokens[stop]!.type)) stop++
        if (tokens[stop - 1]!.type === 'COMMA')
          repairs.push({ offset: start(stop - 1), remove: 1, insert: ' ' })
      }
    }
    statementStart = /^(?:NEWLINE|INDENT|DEDENT|SEMI)$/.test(type) || (type === 'COLON' && open.length === 0)
  }
  if (repairs.length === 0) return undefined
  return [...edits, ...repairs].sort((a, b) => a.offset - b.offset)
}

type Tokens = ReturnType<py.Lexer['tokenize']>

/** The index of the colon, `if` or line end that closes the header starting at `from`. */
function endOfHeader(tokens: Tokens, from: number): number {
  let depth = 0
  for (let index = from; index < tokens.length; index++) {
    const { type } = tokens[index]!
    if (type === 'LPAR' || type === 'LSQB' || type === 'LBRACE') depth++
    else if (type === 'RPAR' || type === 'RSQB' || type === 'RBRACE') depth--
    else if (type === 'NEWLINE' || type === 'EOF') return index
    else if (depth === 0 && (type === 'COLON' || type === 'IF')) return index
  }
  return tokens.length - 1
}

/** Whether a token of this type stands between two places outside all brackets that open between them. */
function hasAtDepth(tokens: Tokens, from: number, to: number, wanted: string): boolean {
  let depth = 0
  for (let index = from; index < to; index++) {
    const { type } = tokens[index]!
    if (type === 'LPAR' || type === 'LSQB' || type === 'LBRACE') depth++
    else if (type === 'RPAR' || type === 'RSQB' || type === 'RBRACE') depth--
    else if (depth === 0 && type === wanted) return true
  }
  return false
}

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

/** Builds our tree from the parser's. */
function convert(
  tree: py.Module,
  text: string,
  source: ParserText,
  commentRanges: [number, number][],
): Module {
  const lineStarts = findLineStarts(text)
  const renamed = /[^\0-\x7f]/.test(text)

  function identifier(name: string): string {
    return renamed && /[^\0-\x7f]/.test(name) ? restoreIdentifier(name) : name
  }

  function optionalIdentifier(name: string | undefined | null): string | null {
    return name === undefined || name === null ? null : identifier(name)
  }

  function rangeOf(node: Located): [number, number] {
    const start = source.offset(node.lineno!, node.col_offset!)
    return [
      start,
      node.end_lineno === undefined ? start : source.offset(node.end_lineno, node.end_col_offset!),
    ]
  }

  function locOf(range: [number, number]): SourceLocation {
    return new LineLocation(lineStarts, range)
  }

  function context(node: py.ExprContextNode): ExprContext {
    return node.nodeType
  }

  /** Where a keyword stands that belongs to the node beginning at `before`. */
  function keywordBefore(word: string, before: number): number {
    const found = text.lastIndexOf(word, before)
    return found === -1 ? before : found
  }

  function constant(node: py.Constant, insideFString: boolean): Constant {
    const range = rangeOf(node)
    const loc = locOf(range)
    const given = node.value as unknown
    const value = typeof given === 'string' && source.edits.length > 0 ? restoreString(given) : given
    switch (typeof value) {
      case 'string': {
        if (insideFString && node.quote_style === undefined)
          return { type: 'Constant', literal: 'str', value, range, loc }
        const prefix = node.quote_style ?? text.slice(range[0], range[0] + 3)
        if (prefix.startsWith('...'))
          return { type: 'Constant', literal: 'Ellipsis', value: '...', range, loc }
        const literal = /^[rR]?[bB]/.test(prefix) ? 'bytes' : 'str'
        return { type: 'Constant', literal, value, range, loc }
      }
      case 'number': {
        const raw = text.slice(range[0], range[1])
        if (/^0[xXoObB]/.test(raw) || !/[.eE]/.test(raw)) {
          if (/^0[0-9_]*[1-9]/.test(raw))
            throw new SyntaxErrorAt(
              pythonTwo(text, lineStarts, range[0]) ?? 'A decimal number begins with 0.',
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

  function joined(node: Source<'JoinedStr'>): JoinedStr {
    const range = rangeOf(node)
    return { type: 'JoinedStr', values: fStringParts(node.values), range, loc: locOf(range) }
  }

  /** As in CPython, without empty strings. */
  function fStringParts(nodes: py.ExprNode[]): Expression[] {
    const parts: Expression[] = []
    for (const node of nodes) {
      if (node.nodeType !== 'Constant') parts.push(expression(node))
      else if (node.value !== '') parts.push(constant(node, true))
    }
    return parts
  }

  function optional(node: py.ExprNode | undefined | null): Expression | null {
    return node === undefined || node === null ? null : expression(node)
  }

  function expressions(nodes: py.ExprNode[]): Expression[] {
    const result: Expression[] = new Array<Expression>(nodes.length)
    for (let index = 0; index < nodes.length; index++) result[index] = expression(nodes[index]!)
    return result
  }

  function keyword(node: py.Keyword): Keyword {
    const range = rangeOf(node)
    return {
      type: 'keyword',
      arg: optionalIdentifier(node.arg),
      value: expression(node.value),
      range,
      loc: locOf(range),
    }
  }

  function comprehension(node: py.Comprehension): Comprehension {
    const target = expression(node.target)
    const iter = expression(node.iter)
    const ifs = expressions(node.ifs)
    let start = keywordBefore('for', target.range[0])
    const asynchronous = /\basync\s+$/.exec(text.slice(Math.max(0, start - 200), start))
    if (asynchronous) start -= asynchronous[0].length
    const range: [number, number] = [start, (ifs[ifs.length - 1] ?? iter).range[1]]
    return {
      type: 'comprehension',
      target,
      iter,
      ifs,
      is_async: asynchronous ? 1 : 0,
      range,
      loc: locOf(range),
    }
  }

  function arg(node: py.Arg): Arg {
    const range = rangeOf(node)
    return {
      type: 'arg',
      arg: identifier(node.arg),
      annotation: optional(node.annotation),
      range,
      loc: locOf(range),
    }
  }

  /** @param emptyAt Where a first parameter would be written. */
  function parameters(node: py.Arguments, emptyAt: number): Arguments {
    const posonlyargs = node.posonlyargs.map(arg)
    const args = node.args.map(arg)
    const vararg = node.vararg ? arg(node.vararg) : null
    const kwonlyargs = node.kwonlyargs.map(arg)
    const kw_defaults = node.kw_defaults.map(optional)
    const kwarg = node.kwarg ? arg(node.kwarg) : null
    const defaults = expressions(node.defaults)
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
      loc: locOf(range),
    }
  }

  /** The part of an expression that is its own beginning: chains of these can be thousands long. */
  function leftPart(node: py.ExprNode): py.ExprNode | undefined {
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
  function expression(node: py.ExprNode): Expression {
    let left = leftPart(node)
    if (left === undefined) return inner(node)
    const outer: py.ExprNode[] = [node]
    for (let next = leftPart(left); next !== undefined; next = leftPart(left)) {
      outer.push(left)
      left = next
    }
    let result = inner(left)
    for (let index = outer.length - 1; index >= 0; index--) result = extend(outer[index]!, result)
    return result
  }

  function extend(node: py.ExprNode, left: Expression): Expression {
    const range = rangeOf(node)
    const loc = locOf(range)
    switch (node.nodeType) {
      case 'Attribute':
        return {
          type: 'Attribute',
          value: left,
          attr: identifier(node.attr),
          ctx: context(node.ctx),
          range,
          loc,
        }
      case 'Call':
        return {
          type: 'Call',
          func: left,
          args: expressions(node.args),
          keywords: node.keywords.map(keyword),
          range,
          loc,
        }
      case 'Subscript': {
        let slice = expression(node.slice)
        // The parser leaves out the tuple of `a[*b]`.
        if (slice.type === 'Starred')
          slice = { type: 'Tuple', elts: [slice], ctx: 'Load', range: slice.range, loc: slice.loc }
        return { type: 'Subscript', value: left, slice, ctx: context(node.ctx), range, loc }
      }
      case 'BinOp':
        return {
          type: 'BinOp',
          left,
          op: node.op.nodeType as BinaryOperator,
          right: expression(node.right),
          range,
          loc,
        }
      default:
        return inner(node)
    }
  }

  function inner(node: py.ExprNode): Expression {
    if (node.nodeType === 'Constant') return constant(node, false)
    if (node.nodeType === 'JoinedStr') return joined(node)
    const range = rangeOf(node)
    const loc = locOf(range)
    switch (node.nodeType) {
      case 'Name':
        return { type: 'Name', id: identifier(node.id), ctx: context(node.ctx), range, loc }
      case 'Tuple':
        return { type: 'Tuple', elts: expressions(node.elts), ctx: context(node.ctx), range, loc }
      case 'List':
        return { type: 'List', elts: expressions(node.elts), ctx: context(node.ctx), range, loc }
      case 'Set':
        return { type: 'Set', elts: expressions(node.elts), range, loc }
      case 'Dict':
        return { type: 'Dict', keys: node.keys.map(optional), values: expressions(node.values), range, loc }
      case 'UnaryOp':
        return {
          type: 'UnaryOp',
          op: node.op.nodeType as UnaryOperator,
          operand: expression(node.operand),
          range,
          loc,
        }
      case 'BoolOp':
        return {
          type: 'BoolOp',
          op: node.op.nodeType as BoolOperator,
          values: expressions(node.values),
          range,
          loc,
        }
      case 'Compare':
        return {
          type: 'Compare',
          left: expression(node.left),
          ops: node.ops.map((op) => op.nodeType as CompareOperator),
          comparators: expressions(node.comparators),
          range,
          loc,
        }
      case 'FormattedValue':
        return {
          type: 'FormattedValue',
          value: expression(node.value),
          conversion: node.conversion,
          format_spec: node.format_spec ? joined(node.format_spec as Source<'JoinedStr'>) : null,
          range,
          loc,
        }
      case 'TemplateStr':
        return { type: 'TemplateStr', values: fStringParts(node.values), range, loc }
      case 'Interpolation':
        return {
          type: 'Interpolation',
          value: expression(node.value),
          str: restoreString(node.str),
          conversion: node.conversion,
          format_spec: node.format_spec ? joined(node.format_spec as Source<'JoinedStr'>) : null,
          range,
          loc,
        }
      case 'Lambda': {
        const emptyAt = text.startsWith('lambda', range[0]) ? range[0] + 6 : range[0]
        return {
          type: 'Lambda',
          args: parameters(node.args, emptyAt),
          body: expression(node.body),
          range,
          loc,
        }
      }
      case 'IfExp':
        return {
          type: 'IfExp',
          test: expression(node.test),
          body: expression(node.body),
          orelse: expression(node.orelse),
          range,
          loc,
        }
      case 'NamedExpr':
        return {
          type: 'NamedExpr',
          target: expression(node.target),
          value: expression(node.value),
          range,
          loc,
        }
      case 'ListComp':
        return {
          type: 'ListComp',
          elt: expression(node.elt),
          generators: node.generators.map(comprehension),
          range,
          loc,
        }
      case 'SetComp':
        return {
          type: 'SetComp',
          elt: expression(node.elt),
          generators: node.generators.map(comprehension),
          range,
          loc,
        }
      case 'GeneratorExp':
        return {
          type: 'GeneratorExp',
          elt: expression(node.elt),
          generators: node.generators.map(comprehension),
          range,
          loc,
        }
      case 'DictComp':
        return {
          type: 'DictComp',
          key: expression(node.key),
          value: expression(node.value),
          generators: node.generators.map(comprehension),
          range,
          loc,
        }
      case 'Await':
        return awaitExpression(node, range, loc)
      case 'Yield':
        return { type: 'Yield', value: optional(node.value), range, loc }
      case 'YieldFrom':
        return { type: 'YieldFrom', value: expression(node.value), range, loc }
      case 'Starred':
        return { type: 'Starred', value: expression(node.value), ctx: context(node.ctx), range, loc }
      case 'Slice':
        return {
          type: 'Slice',
          lower: optional(node.lower),
          upper: optional(node.upper),
          step: optional(node.step),
          range,
          loc,
        }
      default:
        return extend(node, expression(leftPart(node)!))
    }
  }

  /** `await a ** b` is `(await a) ** b`; the parser reads `await (a ** b)`. */
  function awaitExpression(node: Source<'Await'>, range: [number, number], loc: SourceLocation): Expression {
    const value = expression(node.value)
    if (value.type !== 'BinOp' || value.op !== 'Pow' || text.slice(range[0], value.range[0]).includes('('))
      return { type: 'Await', value, range, loc }
    const between = text.slice(value.left.range[1], value.right.range[0])
    const base = between.slice(0, Math.max(0, between.indexOf('**'))).trimEnd()
    const awaited: [number, number] = [range[0], value.left.range[1] + base.length]
    return {
      type: 'BinOp',
      left: { type: 'Await', value: value.left, range: awaited, loc: locOf(awaited) },
      op: 'Pow',
      right: value.right,
      range,
      loc,
    }
  }

  function statements(nodes: py.StmtNode[]): Statement[] {
    const result: Statement[] = []
    for (const node of nodes) if (node.nodeType !== 'Comment') result.push(statement(node))
    return result
  }

  function functionDef(
    node: Source<'FunctionDef'> | Source<'AsyncFunctionDef'>,
    range: [number, number],
    loc: SourceLocation,
  ): FunctionDef | AsyncFunctionDef {
    const decorator_list = expressions(node.decorator_list)
    const type_params = node.type_params.map(typeParameter)
    const afterName = type_params[type_params.length - 1]?.range[1] ?? range[0]
    const open = text.indexOf('(', afterName)
    const args = parameters(node.args, open === -1 ? afterName : open + 1)
    const returns = optional(node.returns)
    const name = identifier(node.name)
    const body = statements(node.body)
    return { type: node.nodeType, name, args, body, decorator_list, returns, type_params, range, loc }
  }

  function typeParameter(
    node: Source<'TypeVar'> | Source<'ParamSpec'> | Source<'TypeVarTuple'>,
  ): TypeParameter {
    const range = rangeOf(node)
    const loc = locOf(range)
    const name = identifier(node.name)
    const default_value = optional(node.default_value)
    if (node.nodeType === 'TypeVar')
      return { type: 'TypeVar', name, bound: optional(node.bound), default_value, range, loc }
    return { type: node.nodeType, name, default_value, range, loc }
  }

  function handler(node: py.ExceptHandler): ExceptHandler {
    const range = rangeOf(node)
    const loc = locOf(range)
    const exception = optional(node.type)
    return {
      type: 'ExceptHandler',
      exception,
      name: optionalIdentifier(node.name),
      body: statements(node.body),
      range,
      loc,
    }
  }

  function withItem(node: py.WithItem): WithItem {
    const context_expr = expression(node.context_expr)
    const optional_vars = optional(node.optional_vars)
    const range: [number, number] = [context_expr.range[0], (optional_vars ?? context_expr).range[1]]
    return { type: 'withitem', context_expr, optional_vars, range, loc: locOf(range) }
  }

  function alias(node: py.Alias): Alias {
    const range = rangeOf(node)
    return {
      type: 'alias',
      name: identifier(node.name),
      asname: optionalIdentifier(node.asname),
      range,
      loc: locOf(range),
    }
  }

  function matchCase(node: Source<'MatchCase'>): MatchCase {
    const matched = pattern(node.pattern)
    const guard = optional(node.guard)
    const body = statements(node.body)
    const range: [number, number] = [
      keywordBefore('case', matched.range[0]),
      (body[body.length - 1] ?? guard ?? matched).range[1],
    ]
    return { type: 'match_case', pattern: matched, guard, body, range, loc: locOf(range) }
  }

  function pattern(node: SourcePattern): Pattern {
    const range = rangeOf(node)
    const loc = locOf(range)
    switch (node.nodeType) {
      case 'MatchValue':
        return { type: 'MatchValue', value: expression(node.value), range, loc }
      case 'MatchSingleton':
        return { type: 'MatchSingleton', value: node.value as boolean | null, range, loc }
      case 'MatchSequence':
        return { type: 'MatchSequence', patterns: node.patterns.map(pattern), range, loc }
      case 'MatchMapping':
        return {
          type: 'MatchMapping',
          keys: expressions(node.keys),
          patterns: node.patterns.map(pattern),
          rest: optionalIdentifier(node.rest),
          range,
          loc,
        }
      case 'MatchClass':
        return {
          type: 'MatchClass',
          cls: expression(node.cls),
          patterns: node.patterns.map(pattern),
          kwd_attrs: node.kwd_attrs.map(identifier),
          kwd_patterns: node.kwd_patterns.map(pattern),
          range,
          loc,
        }
      case 'MatchStar':
        return { type: 'MatchStar', name: optionalIdentifier(node.name), range, loc }
      case 'MatchAs':
        return {
          type: 'MatchAs',
          pattern: node.pattern ? pattern(node.pattern) : null,
          name: optionalIdentifier(node.name),
          range,
          loc,
        }
      case 'MatchOr':
        return { type: 'MatchOr', patterns: node.patterns.map(pattern), range, loc }
    }
  }

  /** A chain of `elif` is as deep as it is long: it is built from its end. */
  function ifStatement(first: Source<'If'>): If {
    const chain: Source<'If'>[] = [first]
    let last = first
    for (;;) {
      const next: py.StmtNode | undefined = last.orelse.length === 1 ? last.orelse[0] : undefined
      if (next?.nodeType !== 'If') break
      chain.push(next)
      last = next
    }
    let orelse = statements(last.orelse)
    let result: If | undefined
    for (let index = chain.length - 1; index >= 0; index--) {
      const node = chain[index]!
      const range = rangeOf(node)
      result = {
        type: 'If',
        test: expression(node.test),
        body: statements(node.body),
        orelse,
        range,
        loc: locOf(range),
      }
      orelse = [result]
    }
    return result!
  }

  function deletion(node: Source<'Delete'>, range: [number, number]): Statement {
    // The parser was given a space for the trailing comma of `del a,`.
    const comma = /^[ \t]*,/.exec(text.slice(range[1], range[1] + 20))
    if (comma) range[1] += comma[0].length
    return { type: 'Delete', targets: expressions(node.targets), range, loc: locOf(range) }
  }

  function statement(node: Exclude<py.StmtNode, { nodeType: 'Comment' }>): Statement {
    const range = rangeOf(node)
    const loc = locOf(range)
    switch (node.nodeType) {
      case 'Expr':
        return { type: 'Expr', value: expression(node.value), range, loc }
      case 'Assign':
        return {
          type: 'Assign',
          targets: expressions(node.targets),
          value: expression(node.value),
          range,
          loc,
        }
      case 'FunctionDef':
      case 'AsyncFunctionDef':
        return functionDef(node, range, loc)
      case 'ClassDef':
        return {
          type: 'ClassDef',
          name: identifier(node.name),
          bases: expressions(node.bases),
          keywords: node.keywords.map(keyword),
          body: statements(node.body),
          decorator_list: expressions(node.decorator_list),
          type_params: node.type_params.map(typeParameter),
          range,
          loc,
        }
      case 'If':
        return ifStatement(node)
      case 'Return':
        return { type: 'Return', value: optional(node.value), range, loc }
      case 'Import':
        return { type: 'Import', names: node.names.map(alias), range, loc }
      case 'ImportFrom':
        return {
          type: 'ImportFrom',
          module: optionalIdentifier(node.module === '' ? undefined : node.module),
          names: node.names.map(alias),
          level: node.level ?? 0,
          range,
          loc,
        }
      case 'For':
      case 'AsyncFor':
        return {
          type: node.nodeType,
          target: expression(node.target),
          iter: expression(node.iter),
          body: statements(node.body),
          orelse: statements(node.orelse),
          range,
          loc,
        }
      case 'While':
        return {
          type: 'While',
          test: expression(node.test),
          body: statements(node.body),
          orelse: statements(node.orelse),
          range,
          loc,
        }
      case 'With':
      case 'AsyncWith':
        return {
          type: node.nodeType,
          items: node.items.map(withItem),
          body: statements(node.body),
          range,
          loc,
        }
      case 'AugAssign':
        return {
          type: 'AugAssign',
          target: expression(node.target),
          op: node.op.nodeType as BinaryOperator,
          value: expression(node.value),
          range,
          loc,
        }
      case 'AnnAssign':
        return {
          type: 'AnnAssign',
          target: expression(node.target),
          annotation: expression(node.annotation),
          value: optional(node.value),
          simple: node.target.nodeType === 'Name' && text[range[0]] !== '(' ? 1 : 0,
          range,
          loc,
        }
      case 'Delete':
        return deletion(node, range)
      case 'Raise':
        return { type: 'Raise', exc: optional(node.exc), cause: optional(node.cause), range, loc }
      case 'Try':
      case 'TryStar':
        return {
          type: node.nodeType,
          body: statements(node.body),
          handlers: node.handlers.map(handler),
          orelse: statements(node.orelse),
          finalbody: statements(node.finalbody),
          range,
          loc,
        }
      case 'Assert':
        return { type: 'Assert', test: expression(node.test), msg: optional(node.msg), range, loc }
      case 'Global':
      case 'Nonlocal':
        return { type: node.nodeType, names: node.names.map(identifier), range, loc }
      case 'Match':
        return {
          type: 'Match',
          subject: expression(node.subject),
          cases: (node.cases as Source<'MatchCase'>[]).map(matchCase),
          range,
          loc,
        }
      case 'TypeAlias':
        return {
          type: 'TypeAlias',
          name: expression(node.name),
          type_params: node.type_params.map(typeParameter),
          value: expression(node.value),
          range,
          loc,
        }
      case 'Pass':
      case 'Break':
      case 'Continue':
        return { type: node.nodeType, range, loc }
    }
  }

  const comments: Comment[] = commentRanges.map((range) => ({
    type: 'Line',
    value: text.slice(range[0] + 1, range[1]),
    range,
    loc: locOf(range),
  }))
  const range: [number, number] = [0, text.length]
  return { type: 'Module', body: statements(tree.body), comments, range, loc: locOf(range) }
}
