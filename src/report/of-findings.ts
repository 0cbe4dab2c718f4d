/** What rules have found as data for a report. */
import type { Finding, Findings } from '../cli/formats/findings.ts'
import { ownRule } from '../cli/formats/findings.ts'
import { changedLines } from '../cli/formats/changed-lines.ts'
import type { ReportedFinding } from './report.ts'

const MAX_CODE = 400

/** @param shown how the path of a file is shown. */
export function reportedFindings(
  all: readonly Findings[],
  shown: (file: string) => string,
): ReportedFinding[] {
  return all.flatMap(({ file, findings, source }) =>
    findings.map((finding): ReportedFinding => {
      const { cell, start, end, message } = finding
      const line = cell ? cell.code : source().line(start.line)
      const indentation = line.length - line.trimStart().length
      const column = (cell ?? start).column - 1 - indentation
      const width = start.line === end.line ? Math.max(end.column - start.column, 1) : line.length
      const changes = [
        ...(message.fix ? [{ desc: 'the fix that --fix applies', fix: message.fix }] : []),
        ...(message.suggestions ?? []),
      ]
      const page = ownRule(finding.rule)?.page
      return {
        place: placeOf(finding, shown(file)),
        level: finding.level,
        rule: finding.rule ?? '',
        text: finding.text,
        code: line.trim().slice(0, MAX_CODE),
        from: Math.max(column, 0),
        to: Math.max(column, 0) + width,
        suggestions: changes.map(({ desc, fix }) => ({ title: desc, ...changedLines(fix, source().text) })),
        ...(page !== undefined && { page }),
      }
    }),
  )
}

function placeOf({ cell, start }: Finding, file: string): ReportedFinding['place'] {
  return cell
    ? { file, cell: cell.number, line: cell.line, column: cell.column }
    : { file, line: start.line, column: start.column }
}
