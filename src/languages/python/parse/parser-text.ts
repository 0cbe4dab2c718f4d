import { findLineStarts } from '../../lines.ts'
import type { Located } from './parser.ts'
import type { Edit } from './scan.ts'

/** The text as the parser gets it, and the way back from the parser's positions to offsets of the original. */
export class ParserText {
  readonly text: string
  readonly original: string
  /** Of the original. */
  readonly lineStarts: number[]
  readonly edits: readonly Edit[]
  /** Whether the original is all ASCII: bytes and UTF-16 units count alike, and no name is respelt. */
  readonly ascii: boolean
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
