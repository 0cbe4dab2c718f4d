/** Findings as all formats need them: where they are for a reader, and what they say. */
import { isAbsolute, relative, sep } from 'node:path'
import type { ESLint, Linter } from 'eslint'
import { findLineStarts } from '../../languages/lines.ts'
import { cellPositions, withoutCell } from '../../languages/notebook/cells.ts'
import { pageOf } from '../../package.ts'
import { rules } from '../../../rules/index.ts'
import { printable } from '../printable.ts'
import { readWholeFile } from '../../project/node-host.ts'

type Result = ESLint.LintResult
type Message = Linter.LintMessage

export interface Place {
  readonly line: number
  /** Counted from 1, in UTF-16 units. */
  readonly column: number
}

export interface Finding {
  readonly message: Message
  readonly level: 'error' | 'warning'
  readonly rule: string | undefined
  /** On one line, without control characters, and in a notebook without the cell. */
  readonly text: string
  /** In the file, as ESLint says. */
  readonly start: Place
  readonly end: Place
  /** In a notebook: the cell among all cells, where in it, and that line of it. */
  readonly cell: (Place & { readonly number: number; readonly code: string }) | undefined
}

/** A file with its findings. */
export interface Findings {
  readonly file: string
  readonly findings: readonly Finding[]
  /** The text, without its byte order mark; empty where it cannot be read any more. */
  readonly source: () => Source
}

/** A text by lines and offsets. */
export interface Source {
  readonly text: string
  line(number: number): string
  place(offset: number): Place
}

export function findingsOf(results: readonly Result[]): Findings[] {
  return results.map((result) => {
    const isNotebook = result.filePath.endsWith('.ipynb')
    let source: Source | undefined
    const read = () => (source ??= sourceOf(result))
    const cellAt = isNotebook && result.messages.length > 0 ? cellPositions(read().text) : undefined
    return {
      file: result.filePath,
      source: read,
      findings: result.messages.map((message) => {
        const { line = 1, column = 1 } = message
        const start = { line: Math.max(line, 1), column: Math.max(column, 1) }
        const at = cellAt?.(start.line, start.column)
        const text = isNotebook ? withoutCell(message.message) : message.message
        return {
          message,
          level: message.fatal || message.severity === 2 ? 'error' : 'warning',
          rule: message.ruleId ?? undefined,
          text: printable(text.replaceAll(/\s+/gu, ' ').trim()),
          start,
          end: { line: message.endLine ?? start.line, column: message.endColumn ?? start.column },
          cell: at && { number: at.cell, line: at.line, column: at.column, code: at.code },
        }
      }),
    }
  })
}

function sourceOf({ output, source, filePath }: Result): Source {
  let text = output ?? source
  if (text === undefined)
    try {
      text = readWholeFile(filePath).toString('utf8')
    } catch {
      text = ''
    }
  text = text.replace(/^\ufeff/u, '')
  const starts = findLineStarts(text)
  return {
    text,
    line(number) {
      const from = text.slice(starts[number - 1] ?? text.length, starts[number] ?? text.length)
      return /^[^\r\n]*/u.exec(from)![0]
    },
    place(offset) {
      let line = starts.length
      while (line > 1 && starts[line - 1]! > offset) line--
      return { line, column: offset - starts[line - 1]! + 1 }
    },
  }
}

/** `train.py:3:7`, or in a notebook `train.ipynb:cell 3:2`. */
export function shownPlace({ cell, start }: Finding): string {
  return cell ? `cell ${cell.number} ${cell.line}:${cell.column}` : `${start.line}:${start.column}`
}

/** What says of itself where it is, for readers that see only lines of a file. */
export function textWithCell({ cell, text }: Finding): string {
  return cell ? `Cell ${cell.number}, line ${cell.line}: ${text}` : text
}

/** The path of a file for readers, without control characters. */
export function shownFile(file: string, cwd: string): string {
  const path = relative(cwd, file)
  return printable(path === '' || path.startsWith('..') || isAbsolute(path) ? file : path)
}

/** The path of a file for other programs: with `/`, relative to the root of the repository that CI has checked out. */
export function pathInRepository(file: string, cwd: string): string {
  const root = process.env['GITHUB_WORKSPACE'] ?? process.env['CI_PROJECT_DIR'] ?? cwd
  const path = relative(root, file)
  return (path.startsWith('..') || isAbsolute(path) ? relative(cwd, file) : path).split(sep).join('/')
}

const RULES = new Map(Object.entries(rules))

/** What is known of the plugin's own rules. */
export function ownRule(rule: string | undefined): { description: string; page: string } | undefined {
  const name = rule?.split('/').at(-1)
  const known = name === undefined ? undefined : RULES.get(name)
  return known && { description: known.definition.meta.description, page: pageOf(name!) }
}
