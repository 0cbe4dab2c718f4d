/** Lines of JSON, read one after the other: what is read may be of any length, and of any origin. */
import { builtin } from '../enforce/node.ts'
import { openFile } from '../enforce/open-file.ts'

/** Deeper than that is nothing that is written here, and more than comparing and printing can take. */
const MAX_DEPTH = 64

/** Longer than that is no line of a trace. */
const MAX_LINE = 2 ** 28

/** Whether a value of JSON is an object with names. */
export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function isDeep(text: string): boolean {
  let depth = 0
  let inText = false
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i)
    if (inText) {
      if (unit === 0x5c) i++
      else if (unit === 0x22) inText = false
    } else if (unit === 0x22) inText = true
    else if (unit === 0x5b || unit === 0x7b) {
      if (++depth > MAX_DEPTH) return true
    } else if (unit === 0x5d || unit === 0x7d) depth--
  }
  return false
}

/** The value of a text, unless it is no JSON, is nested beyond any use, or is no object with names. */
export function parseRecord(text: string): Record<string, unknown> | undefined {
  try {
    if (isDeep(text)) return undefined
    const value: unknown = JSON.parse(text)
    return isRecord(value) ? value : undefined
  } catch {
    return undefined
  }
}

/** A line, and whether its line feed is there: one that was written to its end has it. */
export interface Line {
  readonly text: string
  readonly whole: boolean
}

/** The lines of a text. */
export function* linesOfText(text: string): Generator<Line> {
  let start = 0
  for (;;) {
    const end = text.indexOf('\n', start)
    if (end < 0) break
    yield { text: text.slice(start, end), whole: true }
    start = end + 1
  }
  if (start < text.length) yield { text: text.slice(start), whole: false }
}

/**
 * The lines of a file, of which a few at a time are held.
 *
 * @throws Error where it cannot be opened, is no file, or has a line of 256 MiB
 */
export function* linesOfFile(file: string): Generator<Line> {
  const fs = builtin('node:fs')!
  const descriptor = openFile(file)
  try {
    const decoder = new TextDecoder()
    const buffer = new Uint8Array(2 ** 18)
    let rest = ''
    for (;;) {
      const read = fs.readSync(descriptor, buffer, 0, buffer.length, null)
      if (read === 0) break
      const parts = decoder.decode(buffer.subarray(0, read), { stream: true }).split('\n')
      parts[0] = rest + parts[0]!
      rest = parts.pop()!
      if (rest.length > MAX_LINE) throw new Error('it has a line of more than 256 MiB')
      for (const text of parts) yield { text, whole: true }
    }
    rest += decoder.decode()
    if (rest) yield { text: rest, whole: false }
  } finally {
    fs.closeSync(descriptor)
  }
}
