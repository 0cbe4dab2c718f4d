/** Writes changes to a Python file in the file's own style. */
import type * as ast from '../ast.ts'
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
import {
  addItem,
  bracketList,
  type BracketList,
  innerBlocks,
  isSame,
  Layout,
  type Place,
  removeItem,
} from './layout.ts'
import { parsePython } from '../parse/parse.ts'
import { bindingsOf, blocksOf, importedName, isDefinition, isStatement, walrusIn } from '../lower/scope.ts'
import { childrenOf } from '../visitor-keys.ts'
import { isTypeChecking, moduleOf } from '../lower/statements.ts'

const ESCAPES = new Map([
  ['\n', '\\n'],
  ['\r', '\\r'],
  ['\t', '\\t'],
])

/**
 * The editor of a lowered file.
 *
 * Nothing is offered where statements share a line (`a; b`, `if x: y()`), where the change would land in an `elif`, or
 * where moving a statement would change what its names mean.
 *
 * @param module The file as `lowerPython` gave it.
 * @param tree The tree it was lowered from.
 */
export function pythonEditor(module: Module, tree: ast.Module): Editor {
  return new PythonEditor(new Layout(module.text, tree))
}

class PythonEditor implements Editor {
  readonly #layout: Layout
  #quote: string | undefined

  constructor(layout: Layout) {
    this.#layout = layout
  }

  // ------------------------------------------------------------------------------------------------- arguments

  withArgument(call: CallExpression, slot: Slot, value: Written): readonly Edit[] | undefined {
    const node = callOf(call)
    if (!node) return undefined
    const argument = argumentIn(node, slot)
    if (slot.key !== undefined) {
      const path = slot.key.split('.')
      if (argument === 'unknown') return undefined
      if (argument) return this.#withOption(argument, path, value)
      return this.#add(node, slot, this.#record(path, value))
    }
    if (argument === 'unknown') return undefined
    if (argument) return [{ range: argument.range, text: this.#fitting(argument, value) }]
    return this.#add(node, slot, this.#write(value))
  }

  withoutArgument(call: CallExpression, argument: Argument): readonly Edit[] | undefined {
    const node = callOf(call)
    const list = node && this.#argumentList(node)
    if (!list) return undefined
    const index = list.items.findIndex((item) => isSame(item.node as SyntaxNode, argument.node))
    // The arguments after a positional one would move up.
    const positional = node.args.findIndex((one) => isSame(one, argument.node))
    if (index < 0 || (positional >= 0 && positional < node.args.length - 1)) return undefined
    return removeItem(list, index)
  }

  withoutOption(call: CallExpression, slot: Slot): readonly Edit[] | undefined {
    const node = callOf(call)
    if (!node) return undefined
    if (slot.key === undefined) {
      const keyword = node.keywords.find(({ arg }) => arg !== null && arg === slot.name)
      const argument = call.args.find((one) => keyword && isSame(one.node, keyword))
      return argument && this.withoutArgument(call, argument)
    }
    let holder = argumentIn(node, slot)
    const path = slot.key.split('.')
    const last = path.pop()!
    for (const key of path) holder = holder && holder !== 'unknown' ? entryOf(holder, key) : undefined
    if (!holder || holder === 'unknown') return undefined
    const list = this.#entryList(holder)
    const value = entryOf(holder, last)
    const index = list && value ? list.items.findIndex((item) => item.node.range[1] === value.range[1]) : -1
    return list && index >= 0 ? removeItem(list, index) : undefined
  }

  /** Adds an argument that is not there yet. */
  #add(node: ast.Call, slot: Slot, text: string): Edit[] | undefined {
    const spread = node.args.some(({ type }) => type === 'Starred')
    if (node.keywords.some(({ arg }) => arg === null)) return undefined
    const named = slot.name !== undefined
    // What `*args` holds may fill the place already.
    if (spread && (!named || slot.at !== undefined)) return undefined
    if (!named && slot.at !== node.args.length) return undefined
    const written = named ? `${slot.name}=${text}` : text
    const generator = bareGenerator(node)
    if (generator) {
      return [
        { range: [generator.range[0], generator.range[0]], text: '(' },
        { range: [generator.range[1], generator.range[1]], text: `, ${written})` },
      ]
    }
    const list = this.#argumentList(node)
    if (!list) return undefined
    return named ? addItem(list, written) : addItem(list, written, node.args.length - 1)
  }

  #argumentList(node: ast.Call): BracketList | undefined {
    if (bareGenerator(node)) return undefined
    const { text } = this.#layout
    const close = node.range[1] - 1
    const nodes = [...node.args, ...node.keywords]
    const first = Math.min(close, ...nodes.map(({ range }) => range[0]))
    const open = openingBracket(text, node.func.range[1], first)
    if (open === undefined || text[close] !== ')') return undefined
    return bracketList(this.#layout, open + 1, close, nodes)
  }

  /** The entries of `{…}` or the arguments of `dict(…)`. */
  #entryList(node: ast.Expression): BracketList | undefined {
    if (node.type === 'Call') return this.#argumentList(node)
    if (node.type !== 'Dict') return undefined
    const entries = node.values.map((value, index) => {
      const start = node.keys[index]?.range[0] ?? value.range[0]
      return { range: [start, value.range[1]] as const }
    })
    return bracketList(this.#layout, node.range[0] + 1, node.range[1] - 1, entries)
  }

  #withOption(holder: ast.Expression, path: readonly string[], value: Written): Edit[] | undefined {
    const [key, ...deeper] = path
    if (key === undefined) return [{ range: holder.range, text: this.#fitting(holder, value) }]
    const list = this.#entryList(holder)
    if (!list || hasSpread(holder)) return undefined
    const entry = entryOf(holder, key)
    if (entry) return this.#withOption(entry, deeper, value)
    const written = deeper.length > 0 ? this.#record(deeper, value) : this.#write(value)
    return addItem(list, holder.type === 'Call' ? `${key}=${written}` : `${this.#string(key)}: ${written}`)
  }

  #record(path: readonly string[], value: Written): string {
    const [key, ...deeper] = path
    return key === undefined ? this.#write(value) : `{${this.#string(key)}: ${this.#record(deeper, value)}}`
  }

  // ----------------------------------------------------------------------------------------------- expressions

  replace(node: SyntaxNode, value: Written): readonly Edit[] {
    return [{ range: node.range, text: this.#fitting(node, value) }]
  }

  wrap(node: SyntaxNode, before: string, after: string): readonly Edit[] {
    const inner = node as ast.PythonNode
    if (inner.type === 'keyword' || inner.type === 'Starred') return this.wrap(inner.value, before, after)
    const [start, end] = node.range
    const around = (from: number, to: number, left: string, right: string): Edit[] => [
      { range: [from, from], text: left },
      { range: [to, to], text: right },
    ]
    if (inner.type === 'GeneratorExp') {
      const parent = this.#layout.parentOf(node)
      // `f(x for x in y)`: the brackets are the call's.
      if (parent?.type === 'Call' && bareGenerator(parent)) return around(start + 1, end - 1, before, after)
    }
    const loose =
      ((inner.type === 'Tuple' && this.#layout.text[start] !== '(') ||
        inner.type === 'Yield' ||
        inner.type === 'YieldFrom' ||
        inner.type === 'NamedExpr') &&
      before.endsWith('(')
    return loose ? around(start, end, `${before}(`, `)${after}`) : around(start, end, before, after)
  }

  text(node: SyntaxNode | Expression): string {
    const [start, end] = ('kind' in node ? node.node : node).range
    return this.#layout.text.slice(start, end)
  }

  readonly sorting = '`sorted(…)`'

  sorted(node: SyntaxNode, key: string | undefined): readonly Edit[] | undefined {
    const { type } = node as ast.PythonNode
    // What is on the left of an assignment cannot be sorted there.
    if (type === 'Tuple' || type === 'List' || type === 'Starred') return undefined
    if (type === 'Name' && (node as ast.Name).ctx !== 'Load') return undefined
    const parent = this.#layout.parentOf(node)
    // A list is no set, no iterator and no context manager for whoever asks it for more than its items.
    if (parent?.type === 'withitem' || parent?.type === 'BinOp' || parent?.type === 'Attribute')
      return undefined
    if (parent?.type === 'Call' && parent.func.type === 'Name' && parent.func.id === 'next') return undefined
    return this.wrap(node, 'sorted(', key === undefined ? ')' : `, ${key})`)
  }

  thrownUnless(): undefined {
    return undefined
  }

  call(name: string, slot: Slot, value: ConstantValue): string {
    return `${name}(${slot.name === undefined ? '' : `${slot.name}=`}${this.constant(value)})`
  }

  constant(value: ConstantValue): string {
    return this.#write({ constant: value })
  }

  given(seed: Expression, form: GuardEffect['form'], instead: string): string {
    const text = this.#orNone(seed)
    if (form === 'default') return instead === 'None' ? text : `${instead} if ${text} is None else ${text}`
    return form === 'negated' ? `${text} is None` : `${text} is not None`
  }

  /** `cfg.get("seed", 0)` gives a seed that nobody has given: `cfg.get("seed", None)`. */
  #orNone(seed: Expression): string {
    const text = this.text(seed)
    if (seed.kind !== 'call' || !seed.looksUp) return text
    const { value } = seed.args.at(-1)!
    if (value.kind !== 'constant' || value.value || value.value === null || value.value === undefined)
      return text
    const [start, end] = value.node.range.map((at) => at - seed.node.range[0])
    return `${text.slice(0, start)}None${text.slice(end)}`
  }

  // ------------------------------------------------------------------------------------------------ statements

  moveBefore(statement: Statement | SyntaxNode, before: Statement | SyntaxNode): readonly Edit[] | undefined {
    const layout = this.#layout
    const moved = layout.placesOf(nodeOf(statement)).at(-1)
    if (!moved || innerBlocks(moved.statement).length > 0 || !layout.ownsLines(moved.statement))
      return undefined
    const target = reach(layout.placesOf(nodeOf(before)), moved.block)
    if (!target || target.index >= moved.index || !layout.beginsLine(target.statement)) return undefined
    const between = moved.block.slice(target.index, moved.index)
    if (between.some(isFuture) || !mayPass(moved.statement, between, importedNames(layout.tree)))
      return undefined
    const start = layout.commentsAbove(moved.statement)
    const end = layout.nextLine(moved.statement.range[1])
    let text = layout.text.slice(start, end)
    if (layout.lineEnd(moved.statement.range[1]) === end) text += layout.eol
    const at = layout.commentsAbove(target.statement)
    return [
      { range: [at, at], text },
      { range: [start, end], text: '' },
    ]
  }

  insertBefore(node: SyntaxNode, lines: readonly string[]): readonly Edit[] | undefined {
    const layout = this.#layout
    const statement = layout.placesOf(node).at(-1)?.statement
    if (!statement || !layout.beginsLine(statement) || isFuture(statement)) return undefined
    const at = layout.commentsAbove(statement)
    const indentation = layout.indentationAt(layout.startOf(statement))
    return [
      {
        range: [at, at],
        text: this.#lines(lines, indentation)
          .map((line) => line + layout.eol)
          .join(''),
      },
    ]
  }

  insertAfter(node: SyntaxNode, lines: readonly string[]): readonly Edit[] | undefined {
    const layout = this.#layout
    const place = layout.placesOf(node).at(-1)
    if (!place || !layout.ownsLines(place.statement) || leaves(place.statement)) return undefined
    if (isFuture(place.block[place.index + 1])) return undefined
    const { statement } = place
    const written = this.#lines(lines, layout.indentationAt(layout.startOf(statement)))
    const end = layout.lineEnd(statement.range[1])
    return [{ range: [end, end], text: written.map((line) => layout.eol + line).join('') }]
  }

  removeStatement(node: SyntaxNode): readonly Edit[] | undefined {
    const layout = this.#layout
    const place = layout.placesOf(node).at(-1)
    if (!place || place.block.length < 2 || !layout.ownsLines(place.statement)) return undefined
    // From inside the head of a block the whole block would go.
    if (innerBlocks(place.statement).length > 0 && !isSame(place.statement, node)) return undefined
    const start = layout.lineStart(layout.startOf(place.statement))
    return [{ range: [start, layout.nextLine(place.statement.range[1])], text: '' }]
  }

  /** Lines are given with four blanks a step; the file may use another step. */
  #lines(lines: readonly string[], indentation: string): string[] {
    const { step } = this.#layout
    return lines.map((line) => {
      const blanks = /^ */u.exec(line)![0].length
      const own = step.repeat(Math.floor(blanks / 4)) + ' '.repeat(blanks % 4)
      return line.trim() === '' ? '' : indentation + own + line.slice(blanks)
    })
  }

  // --------------------------------------------------------------------------------------------------- imports

  addImport(
    module: string,
    {
      name,
      alias,
      first,
      before,
    }: {
      readonly name?: string
      readonly alias?: string
      readonly first?: boolean
      readonly before?: SyntaxNode
    },
  ): readonly Edit[] | undefined {
    const layout = this.#layout
    const local = alias ?? name ?? module.split('.')[0]!
    const until = this.#runsAt(before)
    const { available, taken } = this.#importState(module, name, local, alias, until)
    if (available && !first) return []
    if (taken && !available) return undefined
    const binding = name === undefined || alias === undefined || alias === name ? name : `${name} as ${alias}`
    const { body } = layout.tree
    if (binding !== undefined && !first) {
      const existing = body.find(
        (statement) =>
          statement.type === 'ImportFrom' &&
          moduleOf(statement) === module &&
          statement.range[0] <= until &&
          statement.names.every((one) => one.name !== '*'),
      )
      const list = existing?.type === 'ImportFrom' ? this.#nameList(existing) : undefined
      if (list) return addItem(list, binding)
    }
    const line =
      binding === undefined
        ? `import ${module}${alias === undefined ? '' : ` as ${alias}`}`
        : `from ${module} import ${binding}`
    return this.#insertImport(line, first ?? false)
  }

  /** Up to where imports have run when this does: what stands in a function runs after all of them. */
  #runsAt(node: SyntaxNode | undefined): number {
    for (let each = node && this.#layout.parentOf(node); each; each = this.#layout.parentOf(each))
      if (isStatement(each) && isDefinition(each)) return Infinity
    return node ? node.range[0] : Infinity
  }

  /** Whether the module has this very import already, and whether its name means something else. */
  #importState(
    module: string,
    name: string | undefined,
    local: string,
    alias: string | undefined,
    until: number,
  ): { readonly available: boolean; readonly taken: boolean } {
    let available = false
    let sameRoot = false
    let below = false
    this.#imports ??= importsIn(this.#layout.tree.body)
    for (const statement of this.#imports) {
      if (statement.type === 'Import' && name === undefined) {
        for (const one of statement.names) {
          if (importedName(statement, one) !== local) continue
          available ||=
            statement.range[0] <= until &&
            one.name === module &&
            (alias === undefined) === (one.asname === null)
          below ||= one.name === module && one.asname === (alias ?? null)
          // `import torch` and `import torch.nn` bind the same name to the same thing.
          sameRoot ||= alias === undefined && one.asname === null
        }
      } else if (statement.type === 'ImportFrom' && name !== undefined && moduleOf(statement) === module) {
        const binds = statement.names.some(
          (one) => one.name === name && importedName(statement, one) === local,
        )
        available ||= binds && statement.range[0] <= until
        below ||= binds
      }
    }
    return { available, taken: !sameRoot && !below && this.#moduleNames().has(local) }
  }
  #imports: readonly (ast.Import | ast.ImportFrom)[] | undefined

  /** What the module assigns at its top. */
  #moduleNames(): ReadonlySet<string> {
    return (this.#assigned ??= assignedIn(this.#layout))
  }
  #assigned: ReadonlySet<string> | undefined

  #nameList(statement: ast.ImportFrom): BracketList | undefined {
    const { text } = this.#layout
    const first = statement.names[0]!.range[0]
    const keyword = text.slice(statement.range[0], first).lastIndexOf('import') + statement.range[0]
    const open = text.slice(keyword, first).indexOf('(')
    if (open < 0) return bracketList(this.#layout, first, statement.range[1], statement.names)
    return bracketList(this.#layout, keyword + open + 1, statement.range[1] - 1, statement.names)
  }

  /** After the docstring and `__future__`, with the imports that stand there. */
  #insertImport(line: string, first: boolean): Edit[] | undefined {
    const layout = this.#layout
    const { body } = layout.tree
    const { eol, text } = layout
    const isDocstring = body[0]?.type === 'Expr' && isText(body[0].value)
    let top = isDocstring ? 1 : 0
    while (isFuture(body[top])) top++
    let end = top
    while (body[end]?.type === 'Import' || body[end]?.type === 'ImportFrom') end++
    const above = first ? body[top - 1] : body[end - 1]
    const below = first ? body[top] : body[end]
    if (!above || (first && below)) {
      if (!below)
        return [{ range: [text.length, text.length], text: `${startsLine(text) ? '' : eol}${line}${eol}` }]
      if (!layout.beginsLine(below)) return undefined
      const at = layout.commentsAbove(below)
      const joined = below.type === 'Import' || below.type === 'ImportFrom'
      return [{ range: [at, at], text: `${line}${eol}${joined ? '' : eol}` }]
    }
    if (!layout.isLastOnLine(above.range[1])) return undefined
    const at = layout.lineEnd(above.range[1])
    const apart = end === top ? eol : ''
    return [{ range: [at, at], text: `${eol}${apart}${line}` }]
  }

  // ---------------------------------------------------------------------------------------------------- values

  /** The text of a value where `node` stands, in brackets where it would bind differently. */
  #fitting(node: SyntaxNode, value: Written): string {
    const text = this.#write(value)
    const parent = this.#layout.parentOf(node)
    if (!parent || isStatement(node as ast.PythonNode)) return text
    const tightness = tightnessOf(text)
    if (tightness === 'atom') return text
    const place = placeOf(parent, node)
    return place === 'open' || (place === 'item' && tightness === 'expression') ? text : `(${text})`
  }

  #write(value: Written): string {
    return 'source' in value ? value.source : this.#constant(value.constant)
  }

  #constant(value: ConstantValue): string {
    switch (typeof value) {
      case 'string':
        return this.#string(value)
      case 'boolean':
        return value ? 'True' : 'False'
      case 'number':
        if (Number.isNaN(value)) return "float('nan')"
        if (!Number.isFinite(value)) return value > 0 ? "float('inf')" : "float('-inf')"
        return String(value)
      case 'bigint':
        return String(value)
      default:
        return 'None'
    }
  }

  #string(value: string): string {
    const quote = (this.#quote ??= quoteOf(this.#layout))
    const escaped = value
      .replaceAll('\\', '\\\\')
      .replaceAll(quote, `\\${quote}`)
      .replace(/[\n\r\t]/gu, (character) => ESCAPES.get(character)!)
      .replace(
        /[\u0000-\u001f\u007f]/gu,
        (character) => `\\x${character.charCodeAt(0).toString(16).padStart(2, '0')}`,
      )
    return quote + escaped + quote
  }
}

// ------------------------------------------------------------------------------------------------------- calls

function callOf(call: CallExpression): ast.Call | undefined {
  const node = call.node as ast.PythonNode
  return node.type === 'Call' ? node : undefined
}

/** The value in the slot; `unknown` where a `*` or `**` argument may hold it. */
function argumentIn(node: ast.Call, slot: Slot): ast.Expression | 'unknown' | undefined {
  const keyword = node.keywords.find(({ arg }) => arg !== null && arg === slot.name)
  if (keyword) return keyword.value
  if (slot.at !== undefined) {
    const before = node.args.slice(0, slot.at + 1)
    if (before.some(({ type }) => type === 'Starred')) return 'unknown'
    const argument = node.args[slot.at]
    if (argument) return argument
  }
  return slot.name !== undefined && node.keywords.some(({ arg }) => arg === null) ? 'unknown' : undefined
}

/** The argument of `f(x for x in y)`, whose brackets are those of the call. */
function bareGenerator(node: ast.Call): ast.GeneratorExp | undefined {
  const [argument] = node.args
  return argument?.type === 'GeneratorExp' && argument.range[1] === node.range[1] ? argument : undefined
}

/** A call's own bracket, after those that close around what is called. */
function openingBracket(text: string, from: number, to: number): number | undefined {
  for (let at = from; at <= to; at++) {
    if (text[at] === '(') return at
    if (text[at] === '#') while (at < to && text[at] !== '\n' && text[at] !== '\r') at++
  }
  return undefined
}

function entryOf(holder: ast.Expression, key: string): ast.Expression | undefined {
  if (holder.type === 'Call') return holder.keywords.find(({ arg }) => arg === key)?.value
  if (holder.type !== 'Dict') return undefined
  return holder.values.find((_, index) => {
    const written = holder.keys[index]
    return written?.type === 'Constant' && written.literal === 'str' && written.value === key
  })
}

/** Whether a record's entries are not all written out: `**` in it, or a call of something else than `dict`. */
function hasSpread(holder: ast.Expression): boolean {
  if (holder.type === 'Dict') return holder.keys.includes(null)
  if (holder.type !== 'Call') return true
  const { func, args, keywords } = holder
  return (
    func.type !== 'Name' || func.id !== 'dict' || args.length > 0 || keywords.some(({ arg }) => arg === null)
  )
}

// -------------------------------------------------------------------------------------------------- statements

function nodeOf(statement: Statement | SyntaxNode): SyntaxNode {
  return 'kind' in statement ? statement.node : statement
}

function isFuture(statement: ast.Statement | undefined): boolean {
  return statement?.type === 'ImportFrom' && statement.module === '__future__'
}

function leaves({ type }: ast.Statement): boolean {
  return type === 'Return' || type === 'Raise' || type === 'Break' || type === 'Continue'
}

function isText(node: ast.Expression): boolean {
  return node.type === 'Constant' && node.literal === 'str'
}

function startsLine(text: string): boolean {
  return text === '' || /[\n\r]$/u.test(text)
}

/** The statement of `block` that holds the last of `places`, when no function or class lies between the two. */
function reach(places: readonly Place[], block: readonly ast.Statement[]): Place | undefined {
  const level = places.findIndex((place) => place.block === block)
  const place = places[level]
  return places.slice(level, -1).some(({ statement }) => isDefinition(statement)) ? undefined : place
}

/** Names that imports bind: calling a function of a module does not change what the module is. */
function importedNames(tree: ast.Module): ReadonlySet<string> {
  const names = new Set<string>()
  const waiting: (readonly ast.Statement[])[] = [tree.body]
  for (let block = waiting.pop(); block; block = waiting.pop()) {
    for (const statement of block) {
      if (statement.type === 'Import' || statement.type === 'ImportFrom') {
        for (const alias of statement.names) names.add(importedName(statement, alias))
      }
      waiting.push(...innerBlocks(statement))
    }
  }
  return names
}

/**
 * Whether a statement may be moved above the others: no name it reads is bound or may be changed by them, and none it
 * binds is theirs.
 */
function mayPass(
  moved: ast.Statement,
  others: readonly ast.Statement[],
  imported: ReadonlySet<string>,
): boolean {
  const own = namesIn([moved])
  const theirs = namesIn(others)
  for (const name of own.read) if (theirs.bound.has(name)) return false
  for (const name of own.bound) if (theirs.bound.has(name) || theirs.read.has(name)) return false
  // `config.merge(file)` and `setup(config)` are called for what they do to `config`.
  for (const statement of others) {
    if (statement.type !== 'Expr') continue
    for (const name of namesIn([statement]).read) if (own.read.has(name) && !imported.has(name)) return false
  }
  return true
}

/** Names that the statements read, and names that they bind or change a part of; bodies of functions are not run. */
function namesIn(statements: readonly ast.Statement[]): { read: Set<string>; bound: Set<string> } {
  const names = { globals: new Set<string>(), star: false, walrus: [] }
  const { assigned: bound } = bindingsOf(statements, names)
  const read = new Set<string>()
  const waiting: ast.PythonNode[] = [...statements]
  for (let node = waiting.pop(); node; node = waiting.pop()) {
    if (node.type === 'Name') {
      if (node.ctx === 'Load') read.add(node.id)
      continue
    }
    if (node.type === 'NamedExpr' && node.target.type === 'Name') bound.add(node.target.id)
    if ((node.type === 'Attribute' || node.type === 'Subscript') && node.ctx !== 'Load') {
      let base: ast.Expression = node
      while (base.type === 'Attribute' || base.type === 'Subscript') base = base.value
      if (base.type === 'Name') bound.add(base.id)
    }
    if (node.type === 'FunctionDef' || node.type === 'AsyncFunctionDef') {
      waiting.push(node.args, ...node.decorator_list)
    } else waiting.push(...childrenOf(node))
  }
  return { read, bound }
}

// ------------------------------------------------------------------------------------------------------ values

/** How firmly a source text holds together. */
function tightnessOf(text: string): 'atom' | 'expression' | 'loose' {
  const result = parsePython(text)
  const [statement] = result.ok ? result.ast.body : []
  if (statement?.type !== 'Expr') return 'loose'
  switch (statement.value.type) {
    case 'Name':
    case 'Constant':
    case 'Attribute':
    case 'Call':
    case 'Subscript':
    case 'List':
    case 'Dict':
    case 'Set':
    case 'ListComp':
    case 'SetComp':
    case 'DictComp':
    case 'GeneratorExp':
    case 'JoinedStr':
      return 'atom'
    case 'Tuple':
      return text.startsWith('(') ? 'atom' : 'loose'
    case 'NamedExpr':
    case 'Yield':
    case 'YieldFrom':
    case 'Starred':
      return 'loose'
    default:
      return 'expression'
  }
}

/** The imports of a program that runs, wherever they stand: what only type checkers import is not there then. */
function importsIn(body: readonly ast.Statement[]): (ast.Import | ast.ImportFrom)[] {
  const imports: (ast.Import | ast.ImportFrom)[] = []
  const waiting = [body]
  for (let block = waiting.pop(); block; block = waiting.pop())
    for (const statement of block) {
      if (statement.type === 'Import' || statement.type === 'ImportFrom') imports.push(statement)
      if (statement.type === 'If' && isTypeChecking(statement.test)) waiting.push(statement.orelse)
      else waiting.push(...blocksOf(statement))
    }
  return imports
}

function assignedIn({ tree, text }: Layout): ReadonlySet<string> {
  const names = { globals: new Set<string>(), star: false, walrus: walrusIn(text) }
  return bindingsOf(tree.body, names).assigned
}

/** What may stand at a place unbracketed: anything, any expression without a comma, or atoms only. */
function placeOf(parent: ast.PythonNode, node: SyntaxNode): 'open' | 'item' | 'tight' {
  switch (parent.type) {
    case 'Assign':
      return 'open'
    case 'AnnAssign':
    case 'AugAssign':
    case 'Return':
    case 'Expr':
    case 'If':
    case 'While':
    case 'Assert':
    case 'keyword':
    case 'List':
    case 'Tuple':
    case 'Set':
    case 'Dict':
    case 'withitem':
    case 'arguments':
      return 'item'
    case 'Call':
      return isSame(parent.func, node) ? 'tight' : 'item'
    case 'Subscript':
      return isSame(parent.value, node) ? 'tight' : 'item'
    default:
      return 'tight'
  }
}

/** The quote most of the file's strings have; `"` where neither leads. */
function quoteOf({ tree, text }: Layout): string {
  let single = 0
  const waiting: ast.PythonNode[] = [...tree.body]
  for (let node = waiting.pop(); node; node = waiting.pop()) {
    if (node.type === 'Constant') {
      if (node.literal !== 'str') continue
      const quote = /^[a-zA-Z]*(?:'''|"""|'|")/u.exec(text.slice(node.range[0], node.range[0] + 6))?.[0]
      // Docstrings are written with three double quotes everywhere.
      if (quote && !quote.endsWith('"""')) single += quote.endsWith("'") ? 1 : -1
    } else waiting.push(...childrenOf(node))
  }
  return single > 0 ? "'" : '"'
}
