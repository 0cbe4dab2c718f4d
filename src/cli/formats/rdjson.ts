/** reviewdog's format (https://github.com/reviewdog/reviewdog/tree/master/proto/rdf), for comments in reviews. */
import { name } from '../../package.ts'
import { ownRule, pathInRepository, textWithCell, type Place, type Source } from './findings.ts'
import type { Write } from './formats.ts'

export const rdjson: Write = (all, cwd) => {
  const diagnostics = all.flatMap(({ file, findings, source }) =>
    findings.map((finding) => {
      const { start, end, level, rule, message } = finding
      const changes = [
        ...(message.fix ? [message.fix] : []),
        ...(message.suggestions ?? []).map(({ fix }) => fix),
      ]
      const known = ownRule(rule)
      return {
        message: textWithCell(finding),
        location: { path: pathInRepository(file, cwd), range: rangeOf(start, end, source()) },
        severity: level === 'error' ? 'ERROR' : 'WARNING',
        code: { value: rule ?? 'parsing-error', ...(known && { url: known.page }) },
        ...(changes.length > 0 && {
          suggestions: changes.map(({ range: [from, to], text }) => ({
            range: rangeOf(source().place(from), source().place(to), source()),
            text,
          })),
        }),
      }
    }),
  )
  const source = { name, url: `https://www.npmjs.com/package/${name}` }
  return `${JSON.stringify({ source, diagnostics }, undefined, 2)}\n`
}

function rangeOf(start: Place, end: Place, source: Source): object {
  return { start: inBytes(start, source), end: inBytes(end, source) }
}

/** Columns count bytes of UTF-8, from 1. */
function inBytes({ line, column }: Place, source: Source): Place {
  return { line, column: Buffer.byteLength(source.line(line).slice(0, column - 1)) + 1 }
}
