/** For people: one line a finding, by file. */
import { shownFile, shownPlace, type Finding, type Findings } from './findings.ts'
import { COLOURS, painted } from './painted.ts'

const NARROWEST = 60

export function stylish(all: readonly Findings[], cwd: string): string {
  const found = all.filter(({ findings }) => findings.length > 0)
  if (found.length === 0) return ''
  const blocks = found.map(({ file, findings }) => {
    const rows = findings.map((finding) => ({ finding, place: shownPlace(finding) }))
    const widest = Math.max(...rows.map(({ place }) => place.length))
    const lines = rows.map(({ finding, place }) => row(finding, place.padStart(widest)))
    return [painted('underline', shownFile(file, cwd)), ...lines].join('\n')
  })
  return `${blocks.join('\n\n')}\n\n${summary(found)}\n`
}

function row({ text, level, rule = '' }: Finding, place: string): string {
  const head = `  ${place}  ${level.padEnd('warning'.length)}  `
  const columns = Math.max(widthOfTerminal(), NARROWEST)
  const [first = '', ...rest] = wrapped(`${text}  ${rule}`.trim(), columns - head.length)
  const indent = ' '.repeat(head.length)
  const coloured = `  ${painted('dim', place)}  ${painted(COLOURS[level], level.padEnd('warning'.length))}  `
  const body = [coloured + first, ...rest.map((line) => indent + line)].join('\n')
  return rule === '' ? body : body.slice(0, -rule.length) + painted('dim', rule)
}

/** Output that goes into a file or a pipe is not wrapped, unless `COLUMNS` says how wide it is to be. */
export function widthOfTerminal(): number {
  if (process.stdout.isTTY) return process.stdout.columns
  return Number(process.env['COLUMNS']) || Infinity
}

/** A text in lines of at most this width, where words allow it. */
export function wrapped(text: string, width: number): string[] {
  if (text.length <= width) return [text]
  const lines: string[] = []
  let line = ''
  for (const word of text.split(/(?<= ) *(?! )/u)) {
    if (line.length + word.trimEnd().length > width && line !== '') {
      lines.push(line.trimEnd())
      line = ''
    }
    line += word
  }
  return [...lines, line]
}

/** How many there are, and what can be done about them. */
export function summary(found: readonly Findings[]): string {
  const all = found.flatMap(({ findings }) => findings)
  const errors = all.filter(({ level }) => level === 'error').length
  const fixable = all.filter(({ message }) => message.fix).length
  const suggested = all.filter(({ message }) => message.suggestions?.length).length
  const lines = [
    painted(
      ['bold', errors > 0 ? 'red' : 'yellow'],
      `✖ ${count(all.length, 'problem')} (${count(errors, 'error')}, ${count(all.length - errors, 'warning')})`,
    ),
  ]
  if (fixable > 0) lines.push(`  ${fixable} can be fixed with --fix.`)
  if (suggested > 0)
    lines.push(
      `  ${suggested} ${suggested === 1 ? 'comes' : 'come'} with a suggested change: --format full shows it, --fix-suggestions applies it.`,
    )
  return lines.join('\n')
}

function count(number: number, what: string): string {
  return `${number} ${what}${number === 1 ? '' : 's'}`
}
