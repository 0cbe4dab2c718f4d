/** GitLab's code quality report (https://docs.gitlab.com/ci/testing/code_quality/#code-quality-report-format). */
import { createHash } from 'node:crypto'
import { pathInRepository, textWithCell } from './findings.ts'
import type { Write } from './formats.ts'

export const gitlab: Write = (all, cwd) => {
  const seen = new Map<string, number>()
  const issues = all.flatMap(({ file, findings, source }) =>
    findings.map((finding) => {
      const path = pathInRepository(file, cwd)
      const { start, cell, rule = 'parsing-error', level, message } = finding
      // A finding is the same after lines are added above it: its own line says which it is, and how many were alike.
      const what = [path, rule, (cell?.code ?? source().line(start.line)).trim()].join('\0')
      const before = seen.get(what) ?? 0
      seen.set(what, before + 1)
      return {
        description: textWithCell(finding),
        check_name: rule,
        fingerprint: createHash('sha256').update(`${what}\0${before}`).digest('hex'),
        severity: message.fatal ? 'critical' : level === 'error' ? 'major' : 'minor',
        location: { path, lines: { begin: start.line } },
      }
    }),
  )
  return `${JSON.stringify(issues, undefined, 2)}\n`
}
