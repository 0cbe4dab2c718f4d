/**
 * What is judged as one, as it was at one moment: a file, or a notebook with all its cells. It knows how what ESLint
 * says of its text lies in the documents of the editor.
 */
import type { Linter } from 'eslint'
import type { Range, TextEdit } from 'vscode-languageserver/node'
import { TextDocument } from 'vscode-languageserver-textdocument'
import { findLineStarts } from '../languages/lines.ts'
import { withoutCell } from '../languages/notebook/cells.ts'
import { changesOf, type Change } from '../languages/text-changes.ts'

export type Message = Linter.LintMessage

export interface Place {
  readonly document: TextDocument
  readonly range: Range
}

export interface Edited {
  readonly document: TextDocument
  readonly edits: readonly TextEdit[]
}

export interface Snapshot {
  /** Of the file or the notebook. */
  readonly uri: string
  /** Another one whenever the text or the cells are others. */
  readonly version: string
  /** The path that it is judged under. */
  readonly file: string
  /** What ESLint is given. */
  readonly text: string
  /** What the editor shows it in. */
  readonly documents: readonly TextDocument[]
  /** Undefined for what stands in no document: a notebook is more than its cells. */
  placeOf(message: Message): Place | undefined
  /** A message as it is to be read beside its place. */
  worded(message: Message): string
  /** A fix of {@link text}; undefined where it changes nothing that an editor shows. */
  editsOf(fix: Readonly<Linter.LintMessage['fix'] & object>): readonly Edited[] | undefined
  /** Where a place of a document is in the code of {@link text}: line from 1, column from 0. */
  codeAt(
    uri: string,
    position: Range['start'],
  ): { readonly line: number; readonly column: number } | undefined
  /** What ESLint would be given if a document were another one. */
  textWith(document: TextDocument, text: string): string
}

/** The document of an editor changes under whoever holds it. */
export function frozen(document: TextDocument): TextDocument {
  return TextDocument.create(document.uri, document.languageId, document.version, document.getText())
}

/** @param path under which it is judged, whatever its address is. */
export function fileSnapshot(open: TextDocument, path: string): Snapshot {
  const document = frozen(open)
  const raw = document.getText()
  const mark = raw.startsWith('\ufeff') ? 1 : 0
  const text = raw.slice(mark)
  let lines: readonly number[] | undefined
  const lineStarts = () => (/\.pyw?$/iu.test(path) ? findLineStarts(text) : javascriptLineStarts(text))
  return {
    uri: document.uri,
    version: String(document.version),
    file: path,
    text,
    documents: [document],
    placeOf(message) {
      lines ??= lineStarts()
      const starts = lines
      const at = (line: number, column: number) =>
        document.positionAt(Math.min((starts[line - 1] ?? text.length) + column - 1, text.length) + mark)
      return { document, range: rangeOf(message, at) }
    },
    worded: ({ message }) => message,
    editsOf({ range: [start, end], text: written }) {
      const edits = editsIn(document, { range: [start + mark, end + mark], text: written })
      return edits && [{ document, edits }]
    },
    codeAt(_, position) {
      lines ??= lineStarts()
      const offset = Math.max(document.offsetAt(position) - mark, 0)
      const index = lines.findLastIndex((start) => start <= offset)
      return { line: index + 1, column: offset - lines[index]! }
    },
    textWith: (_, other) => other.slice(other.startsWith('\ufeff') ? 1 : 0),
  }
}

/** A cell as the editor has it. */
export interface OpenCell {
  readonly isCode: boolean
  readonly document: TextDocument
  /** In which place it was run last. */
  readonly executed?: number | undefined
}

const KERNELS: ReadonlyMap<string, string> = new Map([
  ['python', 'python'],
  ['javascript', 'javascript'],
  ['javascriptreact', 'javascript'],
  ['typescript', 'typescript'],
  ['typescriptreact', 'typescript'],
])

/** Judged as the `.ipynb` file that the editor would save: undefined where its cells speak no language that is judged. */
export function notebookSnapshot(
  uri: string,
  path: string,
  version: number,
  open: readonly OpenCell[],
): Snapshot | undefined {
  const cells = open.map(({ document, ...cell }) => ({ ...cell, document: frozen(document) }))
  const language = cells.find(({ isCode, document }) => isCode && KERNELS.has(document.languageId))?.document
    .languageId
  if (language === undefined) return undefined
  const kernel = KERNELS.get(language)!
  const isJudged = ({ isCode, document }: OpenCell) => isCode && KERNELS.get(document.languageId) === kernel
  const json = (texts: readonly string[]) => {
    let text = `{"nbformat":4,"nbformat_minor":5,"metadata":{"kernelspec":{"language":"${kernel}","name":"${kernel}"}},"cells":[`
    const starts = cells.map((cell, index) => {
      const count = cell.executed === undefined ? 'null' : String(cell.executed)
      const type = isJudged(cell) ? `"code","outputs":[],"execution_count":${count}` : '"raw"'
      text += `${index > 0 ? ',' : ''}{"metadata":{},"cell_type":${type},"source":`
      const start = text.length + 1
      text += `${JSON.stringify(texts[index])}}`
      return start
    })
    return { text: `${text}]}`, starts }
  }
  const texts = cells.map(({ document }) => document.getText())
  const { text, starts } = json(texts)

  /** Where an offset of the JSON text lies: its strings hold escapes. */
  const placeAt = (offset: number) => {
    const index = starts.findLastIndex((start) => start <= offset)
    if (index < 0) return undefined
    const before = text.slice(starts[index], offset)
    try {
      const length = (JSON.parse(`"${before}"`) as string).length
      const { document } = cells[index]!
      return { index, position: document.positionAt(length) }
    } catch {
      // It is in none of the strings.
      return undefined
    }
  }
  return {
    uri,
    version: [version, ...cells.map(({ document }) => `${document.uri} ${document.version}`)].join('\n'),
    file: path,
    text,
    documents: cells.map(({ document }) => document),
    placeOf({ column, endColumn }) {
      // The text has one line.
      const start = placeAt(column - 1)
      if (start === undefined) return undefined
      const end = endColumn === undefined ? undefined : placeAt(endColumn - 1)
      const { document } = cells[start.index]!
      const stop = end?.index === start.index ? end.position : document.positionAt(document.getText().length)
      return { document, range: { start: start.position, end: end ? stop : start.position } }
    },
    worded: ({ message }) => withoutCell(message),
    editsOf({ range: [from, to], text: written }) {
      let saved: { readonly cells: readonly { readonly source: string }[] }
      try {
        saved = JSON.parse(text.slice(0, from) + written + text.slice(to)) as typeof saved
      } catch {
        return undefined
      }
      const edited = cells.flatMap(({ document }, index) => {
        const before = texts[index]!
        const after = saved.cells[index]?.source ?? before
        const edits = editsIn(document, { range: [0, before.length], text: after })
        return edits ? [{ document, edits }] : []
      })
      return edited.length > 0 ? edited : undefined
    },
    codeAt(cellUri, position) {
      let line = 1
      for (const cell of cells) {
        if (!isJudged(cell)) continue
        if (cell.document.uri === cellUri) return { line: line + position.line, column: position.character }
        const code = cell.document.getText()
        line += findLineStarts(code).length - (/[\r\n]$/u.test(code) ? 1 : 0)
      }
      return undefined
    },
    textWith: (document, other) =>
      json(texts.map((each, index) => (cells[index]!.document.uri === document.uri ? other : each))).text,
  }
}

function editsIn(document: TextDocument, change: Change): TextEdit[] | undefined {
  const changes = changesOf(change, document.getText())
  return changes?.map(({ range: [start, end], text }) => ({
    range: { start: document.positionAt(start), end: document.positionAt(end) },
    newText: text,
  }))
}

function rangeOf(
  { line, column, endLine, endColumn }: Message,
  at: (line: number, column: number) => Range['start'],
): Range {
  const start = at(line ?? 1, column ?? 1)
  return { start, end: endLine === undefined || endColumn === undefined ? start : at(endLine, endColumn) }
}

/** Two more characters end a line of JavaScript than one of an editor. */
function javascriptLineStarts(text: string): readonly number[] {
  return [0, ...Array.from(text.matchAll(/\r\n|[\n\r\u2028\u2029]/gu), (end) => end.index + end[0].length)]
}
