/** For people who want to see the code: the line with a caret below it, and what may be written instead. */
import { printable } from '../printable.ts'
import { changedLines, type Change } from './changed-lines.ts'
import { shownFile, shownPlace, type Finding, type Findings, type Source } from './findings.ts'
import { COLOURS, painted } from './painted.ts'
import { summary, widthOfTerminal, wrapped } from './stylish.ts'

/** Of a longer line, the part around the place. */
const MAX_CODE = 100
const MAX_CHANGED_LINES = 8

export function full(all: readonly Findings[], cwd: string): string {
  const found = all.filter(({ findings }) => findings.length > 0)
  if (found.length === 0) return ''
  const blocks = found.flatMap(({ file, findings, source }) =>
    findings.map((finding) => block(finding, shownFile(file, cwd), source())),
  )
  return `${blocks.join('\n\n')}\n\n${summary(found)}\n`
}

function block(finding: Finding, file: string, source: Source): string {
  const { level, rule = '', text, message } = finding
  const place = finding.cell ? `:${shownPlace(finding)}` : `:${finding.start.line}:${finding.start.column}`
  const head = `${painted('bold', file + place)} ${painted(COLOURS[level], level)} ${painted('dim', rule)}`
  const changes = (message.suggestions ?? []).map(({ desc, fix }) => ['Suggested', desc, fix] as const)
  const all = [...(message.fix ? [['Fix', '', message.fix] as const] : []), ...changes]
  return [
    head.trimEnd(),
    ...wrapped(text, widthOfTerminal() - 2).map((line) => `  ${line}`),
    ...excerpt(finding, source),
    ...all.flatMap(([kind, desc, fix]) => change(kind, desc, fix, source)),
    ...(rule === '' ? [] : [`  ${painted('dim', `To accept it: ${silencing(rule, file)}`)}`]),
  ].join('\n')
}

/** The comment for the line above, in the language of the file; notebooks are nearly all in Python. */
function silencing(rule: string, file: string): string {
  return `${/\.(?:py|ipynb)$/u.test(file) ? '#' : '//'} eslint-disable-next-line ${rule} -- why`
}

function excerpt({ cell, start, end }: Finding, source: Source): string[] {
  const { line, column } = cell ?? start
  const code = cell ? cell.code : source.line(start.line)
  if (code === '') return []
  const width = start.line === end.line ? Math.max(end.column - start.column, 1) : code.length - column + 1
  const from = Math.max(0, column - 1 - Math.floor(MAX_CODE / 2))
  const shown = code.slice(from, from + MAX_CODE)
  const before = code.slice(from, column - 1)
  const gutter = String(line).length
  const caret = '^'.repeat(Math.max(1, Math.min(width, shown.length - before.length)))
  return [
    `  ${painted('dim', `${line} |`)} ${printable(tabs(shown))}`,
    `  ${painted('dim', `${' '.repeat(gutter)} |`)} ${' '.repeat(printable(tabs(before)).length)}${painted('bold', caret)}`,
  ]
}

function tabs(code: string): string {
  return code.replaceAll('\t', '    ')
}

/** What a change does, by whole lines. In a notebook those are lines of JSON, so only its words are shown. */
function change(kind: string, description: string, fix: Change, { text }: Source): string[] {
  const title = `  ${painted('cyan', `${kind}:`)} ${printable(description)}`.trimEnd()
  const { before, after } = changedLines(fix, text)
  const lines = [
    ...before.map((line) => painted('red', `    - ${printable(tabs(line))}`)),
    ...after.map((line) => painted('green', `    + ${printable(tabs(line))}`)),
  ]
  const more = lines.length - MAX_CHANGED_LINES
  return [title, ...lines.slice(0, MAX_CHANGED_LINES), ...(more > 0 ? [`    … ${more} more`] : [])]
}
