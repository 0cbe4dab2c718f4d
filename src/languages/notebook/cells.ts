import { findLineStarts } from '../lines.ts'
import { parsePython, type PythonParseError } from '../python/parse/parse.ts'
import { arrayItems, jsonErrorOffset, objectMembers, type Span } from './json-positions.ts'
import { blankLines, blankMagics } from './magics.ts'

/** The languages of kernels whose cells are linted, by the ending of the virtual file. */
export type CellLanguage = 'py' | 'ts' | 'js'

/** One code cell of a notebook. */
export interface Cell {
  /** Its number among all cells of the notebook, markdown included, from 1. */
  number: number
  /** Where its text begins and ends in {@link Notebook.code}. */
  start: number
  end: number
  /** The offsets of its strings in the JSON text: one, or one a line. */
  strings: Span[]
  /** Whether the JSON holds a list of strings. */
  listed: boolean
  /** In which place it was run when the notebook was saved. */
  executed?: number
  /** Why it cannot be read; its text is blank then. The line counts from 1 inside the cell. */
  error?: PythonParseError
}

/** What a character of {@link Notebook.code} is. */
export const Origin = {
  /** Written in the notebook. */
  cell: 0,
  /** A line end added after a cell. */
  added: 1,
  /** Written over something that is not Python, or over a cell that cannot be read. */
  blanked: 2,
} as const

/** A notebook as one program. */
export interface Notebook {
  /** The JSON text without a byte order mark. All offsets count from its start. */
  json: string
  language: CellLanguage
  /** All code cells, one after the other; of equal length before and after {@link blankWhatIsNotPython}. */
  code: string
  cells: Cell[]
  /** By character of {@link code}: where it begins and ends in the JSON text, and its {@link Origin}. */
  starts: number[]
  ends: number[]
  origins: number[]
}

/** Why a file cannot be read as a notebook. */
export interface NotebookProblem {
  message: string
  /** Offset in the JSON text. */
  offset: number
  /** Whether nothing at all could be judged. */
  fatal: boolean
}

interface NotebookJson {
  nbformat?: unknown
  cells?: unknown
  worksheets?: unknown
  metadata?: { kernelspec?: { language?: unknown; name?: unknown }; language_info?: { name?: unknown } }
}

/**
 * Reads the text of an `.ipynb` file.
 *
 * @param text The file without its byte order mark.
 * @returns The notebook, its code as written; or why there is none; or `undefined` where its kernel speaks another language.
 */
export function readNotebook(text: string): Notebook | NotebookProblem | undefined {
  let value: NotebookJson
  try {
    value = JSON.parse(text) as NotebookJson
  } catch {
    return noJson(text)
  }
  const top = text.search(/\S/)
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    return { message: 'This file is JSON, but not a notebook: it has no cells.', offset: top, fatal: true }
  if (
    (typeof value.nbformat === 'number' && value.nbformat < 4) ||
    (!('cells' in value) && 'worksheets' in value)
  )
    return {
      message: `This notebook is in nbformat ${typeof value.nbformat === 'number' ? value.nbformat : 3}; only nbformat 4, of 2014, can be read. Convert it with \`jupyter nbconvert --to notebook --inplace\`.`,
      offset: top,
      fatal: true,
    }
  if (!Array.isArray(value.cells))
    return { message: 'This file is JSON, but not a notebook: it has no cells.', offset: top, fatal: true }
  if (value.cells.length === 0)
    return { message: 'This notebook has no cells: there is nothing to judge.', offset: top, fatal: false }
  const language = languageOf(value.metadata)
  return language === undefined ? undefined : assemble(text, objectMembers(text, top).get('cells')!, language)
}

function noJson(text: string): NotebookProblem {
  const marker = /^(?:<{7}|={7}|>{7})/m.exec(text)
  if (marker)
    return {
      message:
        'This notebook holds the conflict markers of an unfinished merge, so it is not JSON. Finish the merge, for example with nbdime.',
      offset: marker.index,
      fatal: true,
    }
  const offset = jsonErrorOffset(text)
  const rest = text.slice(offset)
  const what =
    rest.trim() === '' || /^"(?:[^"\\]|\\.)*$/s.test(rest)
      ? 'it ends too early'
      : `unexpected ${JSON.stringify(rest[0])}`
  return {
    message: `This notebook is not valid JSON: ${what}. Restore it, or save it again from Jupyter.`,
    offset,
    fatal: true,
  }
}

function languageOf(metadata: NotebookJson['metadata']): CellLanguage | undefined {
  const { kernelspec, language_info } = metadata ?? {}
  const name = kernelspec?.language ?? language_info?.name ?? kernelspec?.name ?? 'python'
  if (typeof name !== 'string') return 'py'
  if (/^(?:i?python|conda|venv)/i.test(name)) return 'py'
  if (/^(?:typescript|deno|tslab)/i.test(name)) return 'ts'
  if (/^(?:javascript|jslab|node)/i.test(name)) return 'js'
  return undefined
}

function assemble(json: string, list: Span, language: CellLanguage): Notebook {
  const notebook: Notebook = { json, language, code: '', cells: [], starts: [], ends: [], origins: [] }
  let number = 0
  for (const item of arrayItems(json, list.start)) {
    number++
    if (json[item.start] !== '{') continue
    const members = objectMembers(json, item.start)
    const type = members.get('cell_type')
    const source = members.get('source')
    if (!type || !source || json.slice(type.start, type.end) !== '"code"') continue
    const listed = json[source.start] === '['
    const strings = (listed ? arrayItems(json, source.start) : [source]).filter(
      ({ start }) => json[start] === '"',
    )
    const count = members.get('execution_count')
    const executed = count && Number(json.slice(count.start, count.end))
    if (strings.length > 0)
      addCell(notebook, {
        number,
        start: 0,
        end: 0,
        strings,
        listed,
        ...(executed && Number.isInteger(executed) && { executed }),
      })
  }
  return notebook
}

function addCell(notebook: Notebook, cell: Cell): void {
  const { json, starts, ends, origins } = notebook
  let text = ''
  cell.start = notebook.code.length
  for (const { start, end } of cell.strings) {
    const decoded = JSON.parse(json.slice(start, end)) as string
    let offset = start + 1
    for (let index = 0; index < decoded.length; index++) {
      const next = json[offset] !== '\\' ? offset + 1 : offset + (json[offset + 1] === 'u' ? 6 : 2)
      starts.push(offset)
      ends.push(next)
      origins.push(Origin.cell)
      offset = next
    }
    text += decoded
  }
  cell.end = cell.start + text.length
  if (!/[\r\n]$/.test(text)) {
    const last = ends[ends.length - 1] ?? cell.strings[0]!.start + 1
    text += '\n'
    starts.push(last)
    ends.push(last)
    origins.push(Origin.added)
  }
  notebook.code += text
  notebook.cells.push(cell)
}

/** Blanks what is not Python, and where the whole cannot be parsed, the cells that are to blame. */
export function blankWhatIsNotPython(notebook: Notebook): void {
  rewrite(notebook, (cell) => blankIndentation(blankMagics(blankPrompts(cell), false)))
  if (parsePython(notebook.code).ok) return
  rewrite(notebook, (text, cell) => {
    const result = parsePython(text)
    if (result.ok) return text
    const other = blankMagics(text, true)
    if (other !== text && parsePython(other).ok) return other
    cell.error = result.error
    return blankLines(text)
  })
}

const PROMPT = /^[ \t]*(?:>>>|In \[\d+\]:)(?=[ \t]|$)/m
const PROMPTS = /^[ \t]*(?:>>>|\.\.\.|In \[\d+\]:|\.{3,}:)(?: |$)/gm

/** IPython leaves out the prompts of a session that was pasted; a form feed makes Python count the indentation anew. */
function blankPrompts(cell: string): string {
  const first = /\S/.exec(cell)?.index ?? 0
  const line = cell.lastIndexOf('\n', first) + 1
  if (PROMPT.exec(cell)?.index !== line) return cell
  return cell.replace(PROMPTS, (prompt) => `${' '.repeat(prompt.length - 1)}\f`)
}

/** IPython accepts a cell that is indented as a whole. */
function blankIndentation(cell: string): string {
  // The first line that holds code tells.
  const indentation = /^([ \t]*)[^\s#]/m.exec(cell)?.[1]
  if (!indentation) return cell
  return cell.replace(
    new RegExp(`(?<=^|[\\r\\n])${indentation}`, 'g'),
    `${' '.repeat(indentation.length - 1)}\f`,
  )
}

function rewrite(notebook: Notebook, change: (text: string, cell: Cell) => string): void {
  let code = ''
  let done = 0
  for (const cell of notebook.cells) {
    const old = notebook.code.slice(cell.start, cell.end)
    const text = change(old, cell)
    code += notebook.code.slice(done, cell.start) + text
    done = cell.end
    if (text === old) continue
    for (let index = 0; index < old.length; index++)
      if (old[index] !== text[index]) notebook.origins[cell.start + index] = Origin.blanked
  }
  notebook.code = code + notebook.code.slice(done)
}

/** A place in a cell, both counted from 1. */
export interface CellPosition {
  /** The number of the cell among all cells, markdown included. */
  cell: number
  line: number
  column: number
}

/**
 * Where a place of an `.ipynb` file lies as its reader sees it, for output such as `train.ipynb:cell 3:2`.
 *
 * @param text The text of the file.
 * @param line Line in the JSON text, from 1, as in ESLint's messages.
 * @param column Column in UTF-16 units, from 1.
 * @returns `undefined` where the place is in no code cell, or the text is no notebook.
 */
export function cellPosition(text: string, line: number, column: number): CellPosition | undefined {
  return cellPositions(text)(line, column)
}

/** {@link cellPosition} for many places of one file, which is read once; with the line of code that each is in. */
export function cellPositions(
  text: string,
): (line: number, column: number) => (CellPosition & { code: string }) | undefined {
  const json = text.replace(/^\ufeff/, '')
  const notebook = readNotebook(json)
  if (notebook === undefined || 'message' in notebook) return () => undefined
  const lines = findLineStarts(json)
  return (line, column) => {
    const offset = (lines[line - 1] ?? json.length) + column - 1
    const cell = notebook.cells.find(
      ({ strings }) => offset >= strings[0]!.start && offset <= strings[strings.length - 1]!.end,
    )
    if (cell === undefined) return undefined
    let at = cell.start
    while (at < cell.end && notebook.ends[at]! <= offset) at++
    const code = notebook.code.slice(cell.start, cell.end)
    const starts = findLineStarts(code.slice(0, at - cell.start))
    const start = starts[starts.length - 1]!
    return {
      cell: cell.number,
      line: starts.length,
      column: at - cell.start - start + 1,
      code: /^[^\r\n]*/.exec(code.slice(start))![0],
    }
  }
}

/** What begins a message about a cell for those who see only the place in the JSON text, as with `eslint .`. */
export function withCell(message: string, { cell, line }: Pick<CellPosition, 'cell' | 'line'>): string {
  return `Cell ${cell}, line ${line}: ${message}`
}

/** A message as the rule wrote it, for output that names the cell itself. */
export function withoutCell(message: string): string {
  return message.replace(/^Cell \d+, line \d+: /, '')
}
