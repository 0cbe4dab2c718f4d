/** How a Python file is laid out: lines, indentation, blocks, and lists in brackets. */
import type * as ast from '../ast.ts'
import type { Edit } from '../../../edits.ts'
import { liesWithin, type SyntaxNode } from '../../../program.ts'
import { blocksOf, isDefinition } from '../lower/scope.ts'
import { childrenOf } from '../visitor-keys.ts'

/** A statement and the block it stands in. */
export interface Place {
  readonly statement: ast.Statement
  readonly block: readonly ast.Statement[]
  readonly index: number
}

export class Layout {
  readonly text: string
  readonly tree: ast.Module
  /** The file's own line end: that of its first line. */
  readonly eol: string

  constructor(text: string, tree: ast.Module) {
    this.text = text
    this.tree = tree
    this.eol = /\r\n|\r|\n/u.exec(text)?.[0] ?? '\n'
  }

  // ------------------------------------------------------------------------------------------------------- lines

  lineStart(offset: number): number {
    let start = offset
    while (start > 0 && !isLineEnd(this.text[start - 1]!)) start--
    return start
  }

  /** Where the line's text ends, before its line end. */
  lineEnd(offset: number): number {
    let end = offset
    while (end < this.text.length && !isLineEnd(this.text[end]!)) end++
    return end
  }

  /** Where the line after this one begins; the end of the text after the last line. */
  nextLine(offset: number): number {
    const end = this.lineEnd(offset)
    return this.text.startsWith('\r\n', end) ? end + 2 : Math.min(end + 1, this.text.length)
  }

  indentationAt(offset: number): string {
    return /^[ \t\f]*/u.exec(this.text.slice(this.lineStart(offset), offset))![0]
  }

  /** Whether only white space stands before it on its line, and the line does not continue another one. */
  isFirstOnLine(offset: number): boolean {
    const start = this.lineStart(offset)
    if (this.text.slice(start, offset).trim() !== '') return false
    return start === 0 || !/\\(?:\r\n|\r|\n)$/u.test(this.text.slice(Math.max(0, start - 3), start))
  }

  /** Whether nothing but a comment follows it on its line. */
  isLastOnLine(offset: number): boolean {
    return /^[ \t\f]*(?:#|$)/u.test(this.text.slice(offset, this.lineEnd(offset)))
  }

  /** The file's step of indentation: that of its first indented block. */
  get step(): string {
    const waiting: (readonly ast.Statement[])[] = [this.tree.body]
    for (let block = waiting.pop(); block; block = waiting.pop()) {
      for (const statement of block) {
        for (const inner of innerBlocks(statement)) {
          const first = inner[0]
          if (!first) continue
          const outer = this.indentationAt(statement.range[0])
          const own = this.indentationAt(first.range[0])
          if (this.isFirstOnLine(first.range[0]) && own.length > outer.length) return own.slice(outer.length)
          waiting.push(inner)
        }
      }
    }
    return '    '
  }

  // -------------------------------------------------------------------------------------------------- statements

  /** The innermost statement that holds the node, last, after the statements around it. */
  placesOf(node: SyntaxNode): Place[] {
    const places: Place[] = []
    let block: readonly ast.Statement[] | undefined = this.tree.body
    while (block) {
      const current: readonly ast.Statement[] = block
      block = undefined
      const index = firstEndingAt(current, node.range[1])
      const statement = current[index]
      if (!statement || this.startOf(statement) > node.range[0]) break
      places.push({ statement, block: current, index })
      if (isSame(statement, node)) break
      block = innerBlocks(statement).find(
        (inner) =>
          inner.length > 0 &&
          this.startOf(inner[0]!) <= node.range[0] &&
          node.range[1] <= inner.at(-1)!.range[1],
      )
    }
    return places
  }

  /** Where a statement begins, its decorators included. */
  startOf(statement: ast.Statement): number {
    const decorator = isDefinition(statement) ? statement.decorator_list[0] : undefined
    return decorator ? this.text.lastIndexOf('@', decorator.range[0]) : statement.range[0]
  }

  /** Whether a statement's first line is its own: nothing else may be put above it otherwise. */
  beginsLine(statement: ast.Statement): boolean {
    const start = this.startOf(statement)
    return this.isFirstOnLine(start) && !/^elif\b/u.test(this.text.slice(start, start + 5))
  }

  /** Whether a statement has all of its lines for itself. */
  ownsLines(statement: ast.Statement): boolean {
    return this.beginsLine(statement) && this.isLastOnLine(statement.range[1])
  }

  /**
   * The start of the comment lines directly above a statement that speak of it: as far up as they are indented alike,
   * without a blank line, a cell marker (`# %%`), or the first lines of the file.
   */
  commentsAbove(statement: ast.Statement): number {
    const own = this.lineStart(this.startOf(statement))
    const indentation = this.indentationAt(this.startOf(statement))
    let start = own
    while (start > 0) {
      const above = this.lineStart(start - (this.text.startsWith('\r\n', start - 2) ? 2 : 1))
      const line = this.text.slice(above, this.lineEnd(above))
      if (!line.startsWith(`${indentation}#`) || /^\s*# ?%%/u.test(line)) return start
      start = above
    }
    // A comment that begins the file (a licence, `#!`, the encoding) is the file's.
    return own
  }

  /** What a part of a statement stands in; statements have none. */
  parentOf(node: SyntaxNode): ast.PythonNode | undefined {
    this.#parents ??= parentsIn(this.tree)
    const known = this.#parents.get(node)
    if (known) return known
    let parent: ast.PythonNode | undefined = this.placesOf(node).at(-1)?.statement
    if (parent && isSame(parent, node)) return undefined
    while (parent) {
      const child: ast.PythonNode | undefined = childrenOf(parent).find((one) => liesWithin(node, one))
      if (!child || isSame(child, node)) return child && parent
      parent = child
    }
    return undefined
  }
  #parents: ReadonlyMap<SyntaxNode, ast.PythonNode> | undefined
}

/** Of all parts of statements, which stand in statements and in one another. */
function parentsIn(tree: ast.Module): ReadonlyMap<SyntaxNode, ast.PythonNode> {
  const statements = new Set<SyntaxNode>()
  const blocks: (readonly ast.Statement[])[] = [tree.body]
  for (let block = blocks.pop(); block; block = blocks.pop())
    for (const statement of block) {
      statements.add(statement)
      blocks.push(...innerBlocks(statement))
    }
  const parents = new Map<SyntaxNode, ast.PythonNode>()
  const waiting = [...statements] as ast.PythonNode[]
  for (let parent = waiting.pop(); parent; parent = waiting.pop())
    for (const child of childrenOf(parent)) {
      if (statements.has(child)) continue
      parents.set(child, parent)
      waiting.push(child)
    }
  return parents
}

/** The first of the statements of a block that ends there or later. */
function firstEndingAt(block: readonly ast.Statement[], offset: number): number {
  let low = 0
  let high = block.length
  while (low < high) {
    const middle = (low + high) >> 1
    if (block[middle]!.range[1] < offset) low = middle + 1
    else high = middle
  }
  return low
}

export function isSame(a: SyntaxNode, b: SyntaxNode): boolean {
  return a === b || (a.type === b.type && a.range[0] === b.range[0] && a.range[1] === b.range[1])
}

export function innerBlocks(statement: ast.Statement): (readonly ast.Statement[])[] {
  return isDefinition(statement) ? [statement.body] : blocksOf(statement)
}

function isLineEnd(character: string): boolean {
  return character === '\n' || character === '\r'
}

// --------------------------------------------------------------------------------------------- lists in brackets

/** Items between two brackets, or (without brackets) to the end of the line. */
export interface BracketList {
  readonly layout: Layout
  /** The offset after the opening bracket. */
  readonly open: number
  /** The offset of the closing bracket. */
  readonly close: number
  readonly items: readonly BracketItem[]
}

export interface BracketItem {
  readonly node: Pick<SyntaxNode, 'range'>
  /** With the brackets and stars around the item itself. */
  readonly start: number
  readonly end: number
  /** The offset of the comma after it. */
  readonly comma: number | undefined
}

/** Undefined when something stands between the items that is not known here. */
export function bracketList(
  layout: Layout,
  open: number,
  close: number,
  nodes: readonly Pick<SyntaxNode, 'range'>[],
): BracketList | undefined {
  const sorted = [...nodes].sort((a, b) => a.range[0] - b.range[0])
  const items: BracketItem[] = []
  let start: number | undefined
  let at = open
  for (let index = 0; index <= sorted.length; index++) {
    const next = sorted[index]
    const gap = readGap(layout.text, at, next ? next.range[0] : close)
    const previous = sorted[index - 1]
    if (!gap) return undefined
    if (previous) {
      if (next && gap.comma === undefined) return undefined
      items.push({
        node: previous,
        start: start ?? previous.range[0],
        end: gap.end ?? previous.range[1],
        comma: gap.comma,
      })
    }
    start = gap.start
    if (next) at = next.range[1]
  }
  return { layout, open, close, items }
}

/** The comma in a gap between two items, the end of the brackets closed before it, the start of those opened after it. */
function readGap(
  text: string,
  from: number,
  to: number,
): { start?: number; end?: number; comma?: number } | undefined {
  const found: { start?: number; end?: number; comma?: number } = {}
  for (let at = from; at < to; at++) {
    const character = text[at]!
    switch (character) {
      case '#':
        while (at + 1 < to && !isLineEnd(text[at + 1]!)) at++
        break
      case ',':
        if (found.comma !== undefined) return undefined
        found.comma = at
        break
      case ')':
        if (found.comma !== undefined) return undefined
        found.end = at + 1
        break
      case '(':
      case '*':
        found.start ??= at
        break
      default:
        if (!/[\s\\]/u.test(character)) return undefined
    }
  }
  return found
}

/** Adds an item at the end, or after the item at `after`, in the way the list is written. */
export function addItem(list: BracketList, text: string, after = list.items.length - 1): Edit[] {
  const { layout, items, open } = list
  const last = items[after]
  if (!last) {
    const separator = items.length > 0 ? ', ' : ''
    return [{ range: [open, open], text: text + separator }]
  }
  const end = last.comma === undefined ? last.end : last.comma + 1
  const following = items[after + 1]?.start ?? list.close
  const stacked = layout.isFirstOnLine(last.start) && layout.lineEnd(end) < following
  if (stacked) {
    const line = layout.lineEnd(end)
    const added = `${layout.eol}${layout.indentationAt(last.start)}${text}`
    if (last.comma !== undefined) return [{ range: [line, line], text: `${added},` }]
    if (line === end) return [{ range: [end, end], text: `,${added}` }]
    return [
      { range: [end, end], text: ',' },
      { range: [line, line], text: added },
    ]
  }
  if (last.comma === undefined) return [{ range: [end, end], text: `, ${text}` }]
  return [{ range: [end, end], text: ` ${text},` }]
}

/** Removes an item with its comma, and its line where it has one for itself. Undefined where a comment would be lost. */
export function removeItem(list: BracketList, index: number): Edit[] | undefined {
  const { layout, items, open, close } = list
  const { text } = layout
  const item = items[index]!
  const previous = items[index - 1]
  const next = items[index + 1]
  const remove = (from: number, to: number): Edit[] => [{ range: [from, to], text: '' }]
  const end = item.comma === undefined ? item.end : item.comma + 1
  if (!previous && !next) {
    return text.slice(open, item.start).includes('#') || text.slice(end, close).includes('#')
      ? undefined
      : remove(open, close)
  }
  const ownLine =
    layout.isFirstOnLine(item.start) &&
    layout.isLastOnLine(end) &&
    layout.lineEnd(end) < (next?.start ?? close)
  // Without a comma the item is the last one, and a comma before it may stay in brackets.
  if (ownLine && (item.comma !== undefined || previous))
    return remove(layout.lineStart(item.start), layout.nextLine(end))
  if (next) {
    return text.slice(end, next.start).includes('#')
      ? remove(item.start, end)
      : remove(item.start, next.start)
  }
  if (!previous || text.slice(previous.comma! + 1, item.start).includes('#')) return undefined
  return item.comma === undefined ? remove(previous.end, item.end) : remove(previous.comma!, item.comma)
}
