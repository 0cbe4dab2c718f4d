import type { Slot } from '../../../catalog/schema.ts'
import type { Edit, Editor, Written } from '../../../edits.ts'
import type { GuardEffect } from '../../../effects.ts'
import type {
  Argument,
  CallExpression,
  ConstantValue,
  Expression,
  Module,
  Statement,
  SyntaxNode,
} from '../../../program.ts'
import { addedImport } from './imports.ts'
import { syntaxOf, type Node, type Program, type Syntax } from '../syntax.ts'
import { changes, mentions, pathTo, placed } from './syntax.ts'
import {
  afterComment,
  continues,
  indentationAt,
  quoted,
  skipBlank,
  statementLine,
  styleOf,
  wholeLines,
  withCommentsAbove,
  written,
  writtenKey,
  type Style,
} from './writing.ts'

type Call = Syntax<'CallExpression' | 'NewExpression'>

/** Edits of one file, written in the file's own style. `ast` is the tree that the module was lowered from. */
export function javascriptEditor(module: Module, ast: Program): Editor {
  return new JavaScriptEditor(module.text, ast)
}

class JavaScriptEditor implements Editor {
  readonly #text: string
  readonly #ast: Program
  #measuredStyle: Style | undefined
  #names: ReadonlySet<string> | undefined

  constructor(text: string, ast: Program) {
    this.#text = text
    this.#ast = ast
  }

  get #style(): Style {
    return (this.#measuredStyle ??= styleOf(this.#ast, this.#text))
  }

  text(node: SyntaxNode | Expression): string {
    const { range } = 'node' in node ? node.node : node
    return this.#text.slice(range[0], range[1])
  }

  readonly sorting = undefined

  sorted(): undefined {
    return undefined
  }

  thrownUnless(call: SyntaxNode, message: string): string {
    return `if (!(await ${this.text(call)})) throw new Error(${quoted(message, this.#style)})`
  }

  call(name: string, { at = 0, key }: Slot, value: ConstantValue): string {
    return `${name}(${'undefined, '.repeat(at)}${this.#nested(key?.split('.') ?? [], { constant: value })})`
  }

  constant(value: ConstantValue): string {
    return written({ constant: value }, this.#style)
  }

  given(seed: Expression, form: GuardEffect['form'], instead: string): string {
    const text = this.text(seed)
    if (form === 'default') return instead === 'undefined' ? text : `${text} ?? ${instead}`
    return form === 'negated' ? `${text} === undefined` : `${text} !== undefined`
  }

  withArgument(call: CallExpression, slot: Slot, value: Written): readonly Edit[] | undefined {
    const node = callNode(call)
    const { at } = slot
    if (!node || at === undefined) return undefined
    const keys = slot.key?.split('.') ?? []
    const args: readonly Node[] = node.arguments
    const isGiven = at < args.length
    if (args.slice(0, at + 1).some(({ type }) => type === 'SpreadElement')) return undefined
    if (!isGiven) {
      const placeholders = Array<string>(at - args.length).fill('undefined')
      return this.#append(node, [...placeholders, this.#nested(keys, value)])
    }
    const argument = args[at]!
    if (keys.length === 0) return this.replace(argument, value)
    if (argument.type === 'Identifier' && argument.name === 'undefined') {
      return [{ range: argument.range, text: this.#nested(keys, value) }]
    }
    return this.#withEntry(argument, keys, value)
  }

  withoutArgument(call: CallExpression, argument: Argument): readonly Edit[] | undefined {
    const node = callNode(call)
    const args: readonly Node[] = node?.arguments ?? []
    const index = args.indexOf(syntaxOf(argument.node))
    if (!node || index === -1) return undefined
    if (index < args.length - 1) {
      // What follows must stay in its place.
      return argument.spread ? undefined : [{ range: argument.node.range, text: 'undefined' }]
    }
    const close = node.range[1] - 1
    if (index === 0) return [{ range: [this.#openParenthesis(node) + 1, close], text: '' }]
    const comma = this.#skipTo(',', args[index - 1]!.range[1])
    let end = args[index]!.range[1]
    for (
      let next = skipBlank(this.#text, end);
      next < close && this.#text[next] === ')';
      next = skipBlank(this.#text, end)
    ) {
      end = next + 1
    }
    return [{ range: [comma, end], text: '' }]
  }

  withoutOption(call: CallExpression, slot: Slot): readonly Edit[] | undefined {
    const { at, key } = slot
    if (at === undefined) return undefined
    const argument = call.args[at]
    if (!argument || call.args.slice(0, at + 1).some(({ spread }) => spread)) return undefined
    if (key === undefined) return this.withoutArgument(call, argument)
    let object = syntaxOf(argument.node)
    const keys = key.split('.')
    for (const name of keys.slice(0, -1)) {
      const property = propertyOf(object, name)
      if (!property) return undefined
      object = property.value
    }
    const property = propertyOf(object, keys.at(-1)!)
    if (!property || object.type !== 'ObjectExpression') return undefined
    const { properties } = object
    const index = properties.indexOf(property)
    const next = properties[index + 1]
    if (next) return [{ range: [property.range[0], next.range[0]], text: '' }]
    const previous = properties[index - 1]
    if (previous) return [{ range: [previous.range[1], property.range[1]], text: '' }]
    return [{ range: object.range, text: '{}' }]
  }

  replace(node: SyntaxNode, value: Written): readonly Edit[] {
    const source = written(value, this.#style)
    const [start, end] = node.range
    if (/Statement$/u.test(node.type)) {
      const isEnded = this.#text[end - 1] === ';' && !source.endsWith(';')
      return [{ range: node.range, text: isEnded ? `${source};` : source }]
    }
    return [
      {
        range: node.range,
        text: this.#shorthandKey(node) + (this.#isSeparate(start, end) ? source : enclosed(source)),
      },
    ]
  }

  wrap(node: SyntaxNode, before: string, after: string): readonly Edit[] {
    const [start, end] = node.range
    return [
      { range: [start, start], text: this.#shorthandKey(node) + before },
      { range: [end, end], text: after },
    ]
  }

  moveBefore(statement: Statement | SyntaxNode, before: Statement | SyntaxNode): readonly Edit[] | undefined {
    const text = this.#text
    const moved = placed(this.#ast, nodeOf(statement))
    if (!moved || !/^(?:ExpressionStatement|VariableDeclaration)$/.test(moved.statement.type))
      return undefined
    const target = nodeOf(before)
    const to = moved.list.findIndex(({ range }) => range[0] <= target.range[0] && target.range[1] <= range[1])
    if (to === -1 || to >= moved.index) return undefined
    const used = mentions(moved.statement)
    const passed = moved.list.slice(to, moved.index)
    if (passed.some((node) => !isHoisted(node) && [...changes(node)].some((name) => used.has(name))))
      return undefined

    const lines = wholeLines(text, moved.statement.range)
    const place = this.#lineOf(moved.list[to]!)
    if (!lines || !place) return undefined
    const comments = this.#ast.comments ?? []
    const start = withCommentsAbove(text, lines[0], comments)
    const at = withCommentsAbove(text, place[0], comments)
    const piece = text.slice(start, lines[1])
    const ended = piece.endsWith('\n') ? piece : piece + this.#style.lineEnd
    if (continues(text.slice(moved.statement.range[0]))) return undefined
    return [
      { range: [at, at], text: this.#separated(ended, place[0]) },
      { range: [start, lines[1]], text: '' },
    ]
  }

  insertBefore(node: SyntaxNode, lines: readonly string[]): readonly Edit[] | undefined {
    const text = this.#text
    const place = placed(this.#ast, node)
    if (!place || isDirective(place.statement)) return undefined
    const [start] = place.statement.range
    const indentation = indentationAt(text, start)
    const line = this.#lineOf(place.statement)
    const written = lines.map((item) => statementLine(item, this.#style))
    if (!line) {
      // Something else stands before it on its line.
      const inserted = written.map((item) => item + this.#style.lineEnd + indentation).join('')
      return [{ range: [start, start], text: this.#separated(inserted, start) }]
    }
    // The comment at the top of a file is about the file.
    const isFirst = place.index === 0 && place.parent.type === 'Program'
    const at = isFirst ? line[0] : withCommentsAbove(text, line[0], this.#ast.comments ?? [])
    const inserted = written.map((item) => indentation + item + this.#style.lineEnd).join('')
    return [{ range: [at, at], text: this.#separated(inserted, start) }]
  }

  insertAfter(node: SyntaxNode, lines: readonly string[]): readonly Edit[] | undefined {
    const text = this.#text
    const place = placed(this.#ast, node)
    if (!place || /^(?:Return|Throw|Break|Continue)Statement$/.test(place.statement.type)) return undefined
    const { range } = place.statement
    const indentation = indentationAt(text, range[0])
    const { lineEnd } = this.#style
    const inserted = lines.map((item) => lineEnd + indentation + statementLine(item, this.#style)).join('')
    const at = afterComment(text, range[1])
    return [{ range: [at, at], text: this.#separated(inserted, skipBlank(text, at)) }]
  }

  removeStatement(node: SyntaxNode): readonly Edit[] | undefined {
    const place = placed(this.#ast, node)
    if (!place) return undefined
    const { statement, list, parent } = place
    if (statement.type === 'ImportDeclaration') {
      if (statement.specifiers.length > 0) return undefined
    } else if (statement.type !== 'ExpressionStatement') return undefined
    if (list.length === 1 && parent.type !== 'Program') return undefined
    return [{ range: wholeLines(this.#text, statement.range) ?? statement.range, text: '' }]
  }

  addImport(
    module: string,
    binding: { readonly name?: string; readonly alias?: string; readonly first?: boolean },
  ): readonly Edit[] | undefined {
    this.#names ??= mentions(this.#ast)
    return addedImport(this.#ast, this.#text, this.#style, this.#names, module, binding)
  }

  /** `42`, or `{ seed: 42 }` for the key `seed`. */
  #nested(keys: readonly string[], value: Written): string {
    return keys.reduceRight(
      (inside, key) => `{ ${writtenKey(key, this.#style)}: ${inside} }`,
      written(value, this.#style),
    )
  }

  #append(node: Call, values: readonly string[]): readonly Edit[] {
    const args: readonly Node[] = node.arguments
    const last = args.at(-1)
    const end = node.range[1]
    if (this.#openParenthesis(node) >= end) {
      // `new Worker`
      return [{ range: [end, end], text: `(${values.join(', ')})` }]
    }
    if (!last) {
      const at = end - 1
      return [{ range: [at, at], text: values.join(', ') }]
    }
    return this.#appendTo(this.#openParenthesis(node), args[0]!, last, end - 1, values)
  }

  /** Appends to a list in parentheses or braces, after its last item and on lines of their own where the others are. */
  #appendTo(
    open: number,
    first: Node,
    last: Node,
    close: number,
    values: readonly string[],
  ): readonly Edit[] {
    const text = this.#text
    let at = last.range[1]
    let comma = false
    for (let next = skipBlank(text, at); next < close; next = skipBlank(text, at)) {
      comma = text[next] === ','
      at = next + 1
    }
    const ownLines = text.slice(open, first.range[0]).includes('\n')
    const gap = ownLines ? this.#style.lineEnd + indentationAt(text, first.range[0]) : ' '
    const items = values.map((value) => (comma ? `${gap}${value},` : `,${gap}${value}`)).join('')
    return [{ range: [at, at], text: comma && !ownLines ? items.slice(0, -1) : items }]
  }

  #withEntry(node: Node, keys: readonly string[], value: Written): readonly Edit[] | undefined {
    if (node.type !== 'ObjectExpression') return undefined
    const [key, ...deeper] = keys as [string, ...string[]]
    const { properties } = node
    const property = propertyOf(node, key)
    if (property) {
      if (deeper.length > 0) return this.#withEntry(property.value, deeper, value)
      return this.replace(property.value, value)
    }
    const isPlain = properties.every(
      (item) => item.type === 'Property' && !item.computed && keyOf(item) !== key,
    )
    if (!isPlain) return undefined
    const last = properties.at(-1)
    if (!last) return [{ range: node.range, text: this.#nested(keys, value) }]
    const entry = `${writtenKey(key, this.#style)}: ${this.#nested(deeper, value)}`
    return this.#appendTo(node.range[0], properties[0]!, last, node.range[1] - 1, [entry])
  }

  #openParenthesis(node: Call): number {
    return this.#skipTo('(', (node.typeArguments ?? node.callee).range[1])
  }

  #skipTo(character: string, from: number): number {
    let at = skipBlank(this.#text, from)
    while (at < this.#text.length && this.#text[at] !== character) at = skipBlank(this.#text, at + 1)
    return at
  }

  /** `seed: ` where `node` is the value of `{ seed }`, which needs its key once the value is another one. */
  #shorthandKey(node: SyntaxNode): string {
    const parent = pathTo(this.#ast, node).findLast((around) => around.type === 'Property')
    return parent?.shorthand && sameRange(parent.value, node) ? `${this.text(node)}: ` : ''
  }

  /** No operator beside it can take the new text apart. */
  #isSeparate(start: number, end: number): boolean {
    const before = this.#text.slice(0, start).trimEnd().slice(-2)
    const after = this.#text[skipBlank(this.#text, end)] ?? ';'
    return /(?:^|[([{,;:]|(?<![=!<>])=)$/.test(before) && ')]},;'.includes(after)
  }

  #lineOf(statement: Node): [number, number] | undefined {
    const start = this.#text.lastIndexOf('\n', statement.range[0] - 1) + 1
    const isAlone = this.#text.slice(start, statement.range[0]).trim() === ''
    return isAlone ? [start, statement.range[1]] : undefined
  }

  /** Ends inserted lines with a semicolon where the code after them would go on with their last one. */
  #separated(lines: string, following: number): string {
    if (this.#style.semicolon !== '' || !continues(this.#text.slice(following))) return lines
    const code = lines.trimEnd()
    return `${code.endsWith(';') ? code : `${code};`}${lines.slice(code.length)}`
  }
}

function callNode(call: CallExpression): Call | undefined {
  const node = syntaxOf(call.node)
  return node.type === 'CallExpression' || node.type === 'NewExpression' ? node : undefined
}

function nodeOf(statement: Statement | SyntaxNode): SyntaxNode {
  // Syntax has a kind too (`const`).
  return 'node' in statement ? statement.node : statement
}

function isHoisted(node: Node): boolean {
  return node.type === 'ImportDeclaration' || node.type === 'FunctionDeclaration'
}

function isDirective(node: Node): boolean {
  return node.type === 'ExpressionStatement' && typeof node.directive === 'string'
}

function sameRange(one: SyntaxNode, other: SyntaxNode): boolean {
  return one.range[0] === other.range[0] && one.range[1] === other.range[1]
}

function keyOf({ key, computed }: Syntax<'Property'>): string | undefined {
  if (computed) return undefined
  return key.type === 'Identifier' ? key.name : key.type === 'Literal' ? String(key.value) : undefined
}

/** The plain entry `key: value` of an object literal, unless something after it may replace it. */
function propertyOf(object: Node, key: string): Syntax<'Property'> | undefined {
  if (object.type !== 'ObjectExpression') return undefined
  for (const item of object.properties.toReversed()) {
    if (item.type !== 'Property' || item.computed) return undefined
    if (keyOf(item) === key) return item.method || item.kind !== 'init' ? undefined : item
  }
  return undefined
}

/** Text that an operator beside it cannot take apart. */
function enclosed(source: string): string {
  return /^(?:[\w$.]+|'[^']*'|"[^"]*")$/.test(source) ? source : `(${source})`
}
