/** How findings are written. */
import { readFileSync } from 'node:fs'
import { isAbsolute, relative } from 'node:path'
import { styleText } from 'node:util'
import type { ESLint, Linter } from 'eslint'
import { cellPosition } from '../languages/notebook/cells.ts'
import { didYouMean, UsageError } from './arguments.ts'

type Result = ESLint.LintResult
type Message = Linter.LintMessage
type Write = (results: Result[], cwd: string) => string | Promise<string>

const OWN: Readonly<Record<string, Write>> = { stylish, unix, github }
const OF_ESLINT = ['json', 'json-with-metadata', 'html']
const SARIF = '@microsoft/eslint-formatter-sarif'

/**
 * Finds the formatter of a name.
 *
 * @throws UsageError when there is none, saying what to install or which name was meant.
 */
export async function formatterNamed(name: string, eslint: ESLint): Promise<Write> {
  if (Object.hasOwn(OWN, name)) return OWN[name]!
  const wanted = name === 'sarif' ? SARIF : name
  try {
    const { format } = await eslint.loadFormatter(wanted)
    return (results) => format(results, {})
  } catch (error) {
    if (name === 'sarif' || name === SARIF)
      throw new UsageError(
        `--format sarif needs a package that is not installed here. Install it: npm install --save-dev ${SARIF}`,
        { cause: error },
      )
    const names = [...Object.keys(OWN), ...OF_ESLINT, 'sarif']
    throw new UsageError(
      `There is no format "${name}".${didYouMean(name, names)} There are ${names.join(', ')}, and installed formatters of ESLint.`,
      { cause: error },
    )
  }
}

/** Where a finding is, as its reader sees the file: in a notebook, the cell and the line in it. */
function placeOf({ line = 1, column = 1 }: Message, cells: ReturnType<typeof cellsOf>): string {
  const at = cells?.(line, column)
  return at ? `cell ${at.cell} ${at.line}:${at.column}` : `${line}:${column}`
}

function cellsOf({ filePath, source, output }: Result) {
  if (!filePath.endsWith('.ipynb')) return undefined
  let text: string
  try {
    text = output ?? source ?? readFileSync(filePath, 'utf8')
  } catch {
    return undefined
  }
  return (line: number, column: number) => cellPosition(text, line, column)
}

function shown(file: string, cwd: string): string {
  const path = relative(cwd, file)
  return path === '' || path.startsWith('..') || isAbsolute(path) ? file : path
}

/** In colour where a person looks, unless they asked for none (https://no-color.org). */
function painted(format: Parameters<typeof styleText>[0], text: string): string {
  const { FORCE_COLOR: forced, NO_COLOR: none } = process.env
  const wanted = forced === undefined ? process.stdout.isTTY && !none : forced !== '0'
  return wanted ? styleText(format, text, { validateStream: false }) : text
}

function kind({ severity, fatal }: Message): 'error' | 'warning' {
  return fatal || severity === 2 ? 'error' : 'warning'
}

// ------------------------------------------------------------------------------------------------------------ stylish

const NARROWEST = 60

function stylish(results: Result[], cwd: string): string {
  const found = results.filter((result) => result.messages.length > 0)
  if (found.length === 0) return ''
  const blocks = found.map((result) => {
    const cells = cellsOf(result)
    const rows = result.messages.map((message) => ({ message, place: placeOf(message, cells) }))
    const widest = Math.max(...rows.map(({ place }) => place.length))
    const lines = rows.map(({ message, place }) => row(message, place.padStart(widest)))
    return [painted('underline', shown(result.filePath, cwd)), ...lines].join('\n')
  })
  return `${blocks.join('\n\n')}\n\n${summary(found)}\n`
}

function row(message: Message, place: string): string {
  const level = kind(message)
  const head = `  ${place}  ${level.padEnd('warning'.length)}  `
  const text = message.message.replaceAll(/\s+/gu, ' ').trim()
  const rule = message.ruleId ?? ''
  const columns = Math.max(widthOfTerminal(), NARROWEST)
  const [first = '', ...rest] = wrapped(`${text}  ${rule}`.trim(), columns - head.length)
  const indent = ' '.repeat(head.length)
  const coloured = `  ${painted('dim', place)}  ${painted(level === 'error' ? 'red' : 'yellow', level.padEnd('warning'.length))}  `
  const body = [coloured + first, ...rest.map((line) => indent + line)].join('\n')
  return rule === '' ? body : body.slice(0, -rule.length) + painted('dim', rule)
}

/** Output that goes into a file or a pipe is not wrapped, unless `COLUMNS` says how wide it is to be. */
function widthOfTerminal(): number {
  if (process.stdout.isTTY) return process.stdout.columns
  return Number(process.env['COLUMNS']) || Infinity
}

function wrapped(text: string, width: number): string[] {
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

function summary(results: readonly Result[]): string {
  const sum = (count: (result: Result) => number) => results.reduce((all, each) => all + count(each), 0)
  const errors = sum((each) => each.errorCount)
  const warnings = sum((each) => each.warningCount)
  const fixable = sum((each) => each.fixableErrorCount + each.fixableWarningCount)
  const suggested = sum((each) => each.messages.filter(({ suggestions }) => suggestions?.length).length)
  const lines = [
    painted(
      ['bold', errors > 0 ? 'red' : 'yellow'],
      `✖ ${count(errors + warnings, 'problem')} (${count(errors, 'error')}, ${count(warnings, 'warning')})`,
    ),
  ]
  if (fixable > 0) lines.push(`  ${fixable} can be fixed with --fix.`)
  if (suggested > 0)
    lines.push(
      `  ${suggested} ${suggested === 1 ? 'comes' : 'come'} with a suggested change, offered by editors.`,
    )
  return lines.join('\n')
}

function count(number: number, what: string): string {
  return `${number} ${what}${number === 1 ? '' : 's'}`
}

// --------------------------------------------------------------------------------------------------- for other programs

/** One line a finding, as compilers write them: `train.ipynb:cell 3:2: …`. */
function unix(results: Result[], cwd: string): string {
  const lines = results.flatMap((result) => {
    const cells = cellsOf(result)
    const file = shown(result.filePath, cwd)
    return result.messages.map((message) => {
      const { line = 1, column = 1 } = message
      const at = cells?.(line, column)
      const place = at ? `cell ${at.cell}:${at.line}` : `${line}:${column}`
      return `${file}:${place}: ${message.message.replaceAll(/\s+/gu, ' ')} [${kind(message)}${message.ruleId ? `/${message.ruleId}` : ''}]`
    })
  })
  return lines.length > 0 ? `${lines.join('\n')}\n` : ''
}

/** Commands that a GitHub workflow turns into annotations of the changed lines. */
function github(results: Result[]): string {
  const root = process.env['GITHUB_WORKSPACE'] ?? process.cwd()
  const data = (text: string) => text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A')
  const property = (text: string) => data(text).replaceAll(':', '%3A').replaceAll(',', '%2C')
  const lines = results.flatMap((result) => {
    const cells = cellsOf(result)
    return result.messages.map((message) => {
      const { line = 1, column = 1, endLine, endColumn } = message
      const at = cells?.(line, column)
      const properties = {
        file: shown(result.filePath, root),
        line,
        ...(endLine !== undefined && { endLine }),
        col: column,
        ...(endColumn !== undefined && endLine === line && { endColumn }),
        title: message.ruleId ?? 'Parsing error',
      }
      const list = Object.entries(properties).map(([key, value]) => `${key}=${property(String(value))}`)
      const where = at ? `Cell ${at.cell}, line ${at.line}: ` : ''
      return `::${kind(message)} ${list.join(',')}::${data(where + message.message)}`
    })
  })
  return lines.length > 0 ? `${lines.join('\n')}\n` : ''
}
