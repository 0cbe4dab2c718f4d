/** JUnit's XML, which most CI servers show as tests: one suite a file, one failure a finding. */
import { name } from '../../package.ts'
import { pathInRepository, shownPlace, type Finding } from './findings.ts'
import type { Write } from './formats.ts'

export const junit: Write = (all, cwd) => {
  const suites = all.map(({ file, findings }) => {
    const path = pathInRepository(file, cwd)
    const errors = findings.filter(({ message }) => message.fatal).length
    const cases = findings.map((finding) => testCase(finding, path))
    const inside = cases.length > 0 ? cases : [`    <testcase classname="${xml(path)}" name="${name}" />`]
    const counts = `tests="${inside.length}" failures="${findings.length - errors}" errors="${errors}"`
    return `  <testsuite name="${xml(path)}" ${counts} skipped="0" time="0">\n${inside.join('\n')}\n  </testsuite>`
  })
  const total = all.reduce((sum, { findings }) => sum + Math.max(findings.length, 1), 0)
  const errors = all.flatMap(({ findings }) => findings.filter(({ message }) => message.fatal)).length
  const failures = all.reduce((sum, { findings }) => sum + findings.length, 0) - errors
  const head = `<testsuites name="${name}" tests="${total}" failures="${failures}" errors="${errors}" time="0">`
  return `<?xml version="1.0" encoding="UTF-8"?>\n${[head, ...suites, '</testsuites>'].join('\n')}\n`
}

function testCase(finding: Finding, path: string): string {
  const { text, rule = 'parsing-error', level, message } = finding
  const element = message.fatal ? 'error' : 'failure'
  const place = finding.cell
    ? `${path}:${shownPlace(finding)}`
    : `${path}:${finding.start.line}:${finding.start.column}`
  const body = `      <${element} type="${level}" message="${xml(text)}">${xml(`${place}: ${text}`)}</${element}>`
  return `    <testcase classname="${xml(path)}" name="${xml(`${rule} (${shownPlace(finding)})`)}">\n${body}\n    </testcase>`
}

const ENTITIES: ReadonlyMap<string, string> = new Map([
  ['<', '&lt;'],
  ['>', '&gt;'],
  ['&', '&amp;'],
  ['"', '&quot;'],
  ["'", '&apos;'],
])

/** XML 1.0 has no way to write most control characters, halves of pairs and two others. */
function xml(text: string): string {
  return text

    .replaceAll(/[\0-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\p{Surrogate}]/gu, '\ufffd')
    .replaceAll(/[<>&"']/gu, (character) => ENTITIES.get(character)!)
}
