import { lostCharacter } from '../encoding.ts'
import { findLineStarts, lineOf } from '../lines.ts'
import type { Linter } from 'eslint'
import {
  blankWhatIsNotPython,
  Origin,
  readNotebook,
  withCell,
  type Cell,
  type Notebook,
  type NotebookProblem,
} from './cells.ts'

type Message = Linter.LintMessage
interface Fix {
  range: [number, number]
  text: string
}

const NOT_UTF8 =
  'This notebook is not UTF-8: characters were lost in reading it, and saving a fix would destroy them. Save it again from Jupyter.'

/** By file name, between `preprocess` and `postprocess`. */
const states = new Map<string, { json: string; read: Notebook | NotebookProblem | undefined }>()

/**
 * The first cell of the notebook being linted that was run before one above it, with both places in that order.
 *
 * @returns `start` is where its text begins in the virtual file.
 */
export function cellsOutOfOrder(
  filename: string,
): { readonly start: number; readonly count: number; readonly before: number } | undefined {
  // What is linted may be named relative to the folder in which somebody works.
  const read = [...states].find(([name]) => name === filename || filename.endsWith(`/${name}`))?.[1].read
  if (!read || 'message' in read) return undefined
  let before = 0
  for (const { start, executed } of read.cells) {
    if (executed === undefined) continue
    if (executed <= before) return { start, count: executed, before }
    before = executed
  }
  return undefined
}

/**
 * Jupyter notebooks: all code cells as one virtual file, so that an import, a seed and a draw in three cells belong together.
 *
 * What is found is shown at its place in the `.ipynb` file, and fixes change the cells' strings and nothing else.
 */
export const notebookProcessor: Linter.Processor & { meta: { name: string } } = {
  meta: { name: 'reproducible/notebook' },
  supportsAutofix: true,

  preprocess(text, filename) {
    const json = text.replace(/^\ufeff/, '')
    const offset = lostCharacter(json, filename)
    const read = offset === undefined ? readNotebook(json) : { message: NOT_UTF8, offset, fatal: true }
    states.set(filename, { json, read })
    if (read === undefined || 'message' in read || read.cells.length === 0) return []
    if (read.language === 'py') blankWhatIsNotPython(read)
    return [{ filename: `cells.${read.language}`, text: read.code }]
  },

  postprocess(messageLists, filename) {
    const state = states.get(filename)
    states.delete(filename)
    if (state === undefined || state.read === undefined) return []
    const { json, read } = state
    const lines = findLineStarts(json)
    if ('message' in read) {
      return [
        {
          ruleId: null,
          severity: read.fatal ? 2 : 1,
          ...(read.fatal && { fatal: true }),
          message: read.message,
          ...place(lines, read.offset),
        },
      ]
    }
    const codeLines = findLineStarts(read.code)
    const found = messageLists.flat().map((message) => moveMessage(message, read, codeLines, lines))
    for (const cell of read.cells) if (cell.error) found.push(brokenCell(cell, read, lines))
    return found.sort((a, b) => a.line - b.line || a.column - b.column)
  },
}

/** Line and column, from 1, of an offset. */
function place(lines: number[], offset: number): { line: number; column: number } {
  const line = lineOf(lines, offset)
  return { line: line + 1, column: offset - lines[line]! + 1 }
}

function brokenCell(cell: Cell, notebook: Notebook, lines: number[]): Message {
  const { message, line, column } = cell.error!
  const text = notebook.code.slice(cell.start, cell.end)
  const offset = Math.min(cell.start + (findLineStarts(text)[line - 1] ?? text.length) + column, cell.end)
  return {
    ruleId: null,
    fatal: true,
    severity: 2,
    message: `Parsing error in cell ${cell.number}: ${message} The other cells were judged without it.`,
    ...place(lines, startInJson(notebook, offset)),
  }
}

/** Where the character at an offset of the code begins in the JSON text; at a cell's end, where its last character ends. */
function startInJson({ starts, ends, origins }: Notebook, offset: number): number {
  if (offset < starts.length && origins[offset] !== Origin.added) return starts[offset]!
  return offset > 0 ? ends[offset - 1]! : (starts[0] ?? 0)
}

/** Where what ends at an offset of the code ends in the JSON text: with its last character, not where the next line begins. */
function endInJson({ starts, ends }: Notebook, offset: number): number {
  return offset > 0 ? ends[offset - 1]! : (starts[0] ?? 0)
}

function moveMessage(message: Message, notebook: Notebook, codeLines: number[], lines: number[]): Message {
  const { fix, suggestions, ...rest } = message
  const offset = (line: number, column: number) =>
    Math.min((codeLines[line - 1] ?? notebook.code.length) + column - 1, notebook.code.length)
  const start = offset(message.line ?? 1, message.column ?? 1)
  const moved: Message = {
    ...rest,
    message: withCell(nameCells(message.message, notebook, codeLines), cellAt(start, notebook, codeLines)),
    ...place(lines, startInJson(notebook, start)),
  }
  if (message.endLine !== undefined && message.endColumn !== undefined) {
    const end = offset(message.endLine, message.endColumn)
    const { line, column } = place(lines, end > start ? endInJson(notebook, end) : startInJson(notebook, end))
    moved.endLine = line
    moved.endColumn = column
  }
  const movedFix = fix && moveFix(fix, notebook)
  if (movedFix) moved.fix = movedFix
  const movedSuggestions = suggestions?.flatMap((suggestion) => {
    const inJson = moveFix(suggestion.fix, notebook)
    const desc = nameCells(suggestion.desc, notebook, codeLines)
    return inJson ? [{ ...suggestion, desc, fix: inJson }] : []
  })
  if (movedSuggestions && movedSuggestions.length > 0) moved.suggestions = movedSuggestions
  return moved
}

/** Rules say "line 40" of the virtual file, which nobody sees: in a notebook that is line 2 of cell 5. */
function nameCells(text: string, notebook: Notebook, codeLines: number[]): string {
  return text.replace(/\bline (\d+)\b/g, (words, digits: string) => {
    const offset = codeLines[Number(digits) - 1]
    if (offset === undefined) return words
    const { cell, line } = cellAt(offset, notebook, codeLines)
    return `cell ${cell}, line ${line}`
  })
}

/** The cell that an offset of the code is in, and the line in that cell. */
function cellAt(offset: number, { cells }: Notebook, codeLines: number[]): { cell: number; line: number } {
  const cell = cells.findLast(({ start }) => start <= offset) ?? cells[0]!
  return { cell: cell.number, line: lineOf(codeLines, offset) - lineOf(codeLines, cell.start) + 1 }
}

/** A fix in the JSON text; nothing where it would change what is not the cells' own text. */
function moveFix(fix: Fix, notebook: Notebook): Fix | undefined {
  const changes = changesOf(fix, notebook.code)
  if (changes === undefined) return undefined
  const moved: Fix[] = []
  for (const change of changes) {
    const one = moveChange(change, notebook)
    if (one === undefined) return undefined
    moved.push(one)
  }
  const [first] = moved
  if (first === undefined) return undefined
  // ESLint wants one range: what lies between two changes is written as it is.
  let text = ''
  let end = first.range[0]
  for (const { range, text: replacement } of moved) {
    if (range[0] < end) return undefined
    text += notebook.json.slice(end, range[0]) + replacement
    end = range[1]
  }
  return { range: [first.range[0], end], text }
}

/**
 * A fix split into what it really changes. ESLint joins all changes of a fix into one range, with all that lies between them:
 * the line ends between cells, and the spaces that stand for magics.
 */
function changesOf({ range: [start, end], text }: Fix, code: string): Fix[] | undefined {
  const old = code.slice(start, end)
  if (old === text) return undefined
  if (!/[\r\n]/.test(old)) return [{ range: [start, end], text }]
  const [before, after] = [splitLines(old), splitLines(text)]
  let head = 0
  while (head < before.length && head < after.length && before[head] === after[head]) head++
  let tail = 0
  while (
    tail < before.length - head &&
    tail < after.length - head &&
    before.at(-1 - tail) === after.at(-1 - tail)
  )
    tail++
  const rows = before.slice(head, before.length - tail)
  const columns = after.slice(head, after.length - tail)
  if (rows.length * columns.length > 4_000_000) return undefined
  let offset = start + before.slice(0, head).join('').length
  const changes: Fix[] = []
  let change: Fix | undefined
  for (const [oldLine, newLine] of alignLines(rows, columns)) {
    if (oldLine !== undefined && oldLine === newLine) {
      change = undefined
      offset += oldLine.length
      continue
    }
    if (change === undefined) changes.push((change = { range: [offset, offset], text: '' }))
    offset += oldLine?.length ?? 0
    change.range[1] = offset
    change.text += newLine ?? ''
  }
  return changes.map((one) => withoutCommonEnds(one, code))
}

function splitLines(text: string): string[] {
  return text.split(/(?<=\r\n|\n|\r(?!\n))/)
}

/** Pairs of equal lines, and lines that only one side has, by their longest common subsequence. */
function alignLines(before: string[], after: string[]): [string | undefined, string | undefined][] {
  const width = after.length + 1
  const common = new Uint32Array((before.length + 1) * width)
  for (let row = before.length - 1; row >= 0; row--)
    for (let column = after.length - 1; column >= 0; column--)
      common[row * width + column] =
        before[row] === after[column]
          ? common[(row + 1) * width + column + 1]! + 1
          : Math.max(common[(row + 1) * width + column]!, common[row * width + column + 1]!)
  const pairs: [string | undefined, string | undefined][] = []
  let [row, column] = [0, 0]
  while (row < before.length || column < after.length) {
    if (row < before.length && column < after.length && before[row] === after[column])
      pairs.push([before[row++], after[column++]])
    else if (
      column >= after.length ||
      (row < before.length && common[(row + 1) * width + column]! >= common[row * width + column + 1]!)
    )
      pairs.push([before[row++], undefined])
    else pairs.push([undefined, after[column++]])
  }
  return pairs
}

function withoutCommonEnds({ range: [start, end], text }: Fix, code: string): Fix {
  const old = code.slice(start, end)
  let head = 0
  while (head < old.length && head < text.length && old[head] === text[head]) head++
  let tail = 0
  while (tail < old.length - head && tail < text.length - head && old.at(-1 - tail) === text.at(-1 - tail))
    tail++
  return { range: [start + head, end - tail], text: text.slice(head, text.length - tail) }
}

function moveChange({ range: [start, end], text }: Fix, notebook: Notebook): Fix | undefined {
  const { starts, ends, origins, cells, json } = notebook
  for (let index = start; index < end; index++) if (origins[index] !== Origin.cell) return undefined
  const cell =
    cells.find((one) => start >= one.start && Math.max(start, end - 1) < Math.max(one.end, one.start + 1)) ??
    (start === end ? cells.findLast((one) => one.end === start) : undefined)
  if (cell === undefined || end > cell.end || cell.error) return undefined

  let [from, to] =
    start === end
      ? [startInJson(notebook, start), startInJson(notebook, start)]
      : [starts[start]!, ends[end - 1]!]
  if (start === end && start === cell.end && start > cell.start) from = to = ends[start - 1]!
  if (text === '' && cell.listed) {
    const whole = wholeStrings(cell, from, to)
    if (whole) return { range: whole, text: '' }
  }
  const string = cell.strings.find((one) => to >= one.start && to < one.end)
  const lastInString = string === undefined || to === string.end - 1
  const separator = cell.listed ? separatorOf(cell, json) : undefined
  const pieces = separator === undefined ? [text] : splitLines(text)
  let encoded = pieces.map((piece) => JSON.stringify(piece).slice(1, -1)).join(`"${separator ?? ''}"`)
  if (separator !== undefined && /[\r\n]$/.test(text) && !lastInString) encoded += `"${separator}"`
  return { range: [from, to], text: encoded }
}

/** What stands between two lines of this cell, such as `,` with a line end and the indentation. */
function separatorOf({ strings }: Cell, json: string): string {
  const [first, second] = strings
  if (second) return json.slice(first!.end, second.start)
  const indentation = /(?:\r\n|\r|\n)[ \t]*$/.exec(json.slice(0, first!.start))
  return `,${indentation?.[0] ?? ' '}`
}

/** The range to delete, comma included, where a deletion leaves nothing of some of a cell's lines. */
function wholeStrings({ strings }: Cell, from: number, to: number): [number, number] | undefined {
  const first = strings.findIndex(({ start }) => start + 1 === from)
  const last = strings.findIndex(({ end }) => end - 1 === to)
  if (first === -1 || last < first || last - first + 1 === strings.length) return undefined
  if (last + 1 < strings.length) return [strings[first]!.start, strings[last + 1]!.start]
  return [strings[first - 1]!.end, strings[last]!.end]
}
