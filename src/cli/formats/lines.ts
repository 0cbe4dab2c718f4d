/** One line a finding, for programs that read lines. */
import { pathInRepository, shownFile, textWithCell, type Findings } from './findings.ts'
import type { Write } from './formats.ts'
import { printable } from '../printable.ts'

/** As compilers write them: `train.ipynb:cell 3:2: …`. */
export const unix: Write = (all, cwd) =>
  joined(all, ({ file, findings }) =>
    findings.map(({ start, cell, text, level, rule }) => {
      const place = cell ? `cell ${cell.number}:${cell.line}` : `${start.line}:${start.column}`
      return `${shownFile(file, cwd)}:${place}: ${text} [${level}${rule === undefined ? '' : `/${rule}`}]`
    }),
  )

/** Commands that a GitHub workflow turns into annotations of the changed lines. */
export const github: Write = (all, cwd) =>
  joined(all, ({ file, findings }) =>
    findings.map((finding) => {
      const { start, end, level, rule = 'Parsing error' } = finding
      const properties = {
        file: printable(pathInRepository(file, cwd)),
        line: start.line,
        endLine: end.line,
        col: start.column,
        ...(end.line === start.line && { endColumn: end.column }),
        title: rule,
      }
      const list = Object.entries(properties).map(([key, value]) => `${key}=${property(String(value))}`)
      return `::${level} ${list.join(',')}::${data(textWithCell(finding))}`
    }),
  )

function data(text: string): string {
  return text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A')
}

function property(text: string): string {
  return data(text).replaceAll(':', '%3A').replaceAll(',', '%2C')
}

function joined(all: readonly Findings[], lines: (findings: Findings) => string[]): string {
  return all
    .flatMap(lines)
    .map((line) => `${line}\n`)
    .join('')
}
