import { lostCharacter } from '../encoding.ts'
import { findLineStarts, lineOf } from '../lines.ts'
import { changesOf, splitLines, type Change } from '../text-changes.ts'
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
function moveFix(fix: Change, notebook: Notebook): Change | undefined {
  // The last line of a cell has no end of its own: what cannot be moved below it may be moved above, and the other way round.
  return (
    moveChanges(changesOf(fix, notebook.code), notebook) ??
    moveChanges(changesOf(fix, notebook.code, 'insertions'), notebook)
  )
}

function moveChanges(changes: Change[] | undefined, notebook: Notebook): Change | undefined {
  if (changes === undefined) return undefined
  const moved: Change[] = []
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

function moveChange({ range: [start, end], text }: Change, notebook: Notebook): Change | undefined {
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
