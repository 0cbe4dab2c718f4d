/** What is wrong with a text, in the user's words. */
import { lineOf } from '../../lines.ts'

/** A syntax error found beside the parser, at an offset of the text. */
export class SyntaxErrorAt extends Error {
  readonly offset: number
  constructor(message: string, offset: number) {
    super(message)
    this.offset = offset
  }
}

/** Texts that are no Python source whatever the grammar says. */
export function unreadableText(text: string): { message: string; offset: number } | undefined {
  const nul = text.indexOf('\0')
  if (nul !== -1)
    return {
      message: 'The file holds a NUL character: it is binary, or UTF-16. Python reads UTF-8.',
      offset: nul,
    }
  const replaced = text.indexOf('\ufffd')
  if (replaced === -1) return undefined
  // PEP 263: the declaration stands in one of the first two lines.
  const coding = /^(?:[ \t\f]*(?:#.*)?(?:\r\n|\r|\n))?[ \t\f]*#.*?coding[:=][ \t]*([-\w.]+)/.exec(text)?.[1]
  if (coding === undefined || /^utf[-_]?8/i.test(coding)) return undefined
  return {
    message: `The file is written in ${coding}, and ESLint reads files as UTF-8: some characters are lost, and saving a fix would destroy them. Convert the file to UTF-8 and delete its coding line.`,
    offset: replaced,
  }
}

/** What stands before and after the place of an error, on its line, where the error is Python 2. */
const PYTHON_2: readonly (readonly [
  before: RegExp | ((before: string) => boolean),
  after: RegExp,
  what: string,
])[] = [
  [/(?:^|[;:])\s*print\s*$/, /^["'`\w{[(.-]/, 'the `print` statement'],
  [/(?:^|[;:])\s*exec\s*$/, /^["'\w]/, 'the `exec` statement'],
  [/^\s*except\b[^:#]*$/, /^,\s*\w+\s*:/, '`except Error, name`'],
  [/^\s*raise\s+[\w.]+\s*(?:\(.*\)\s*)?$/, /^,/, '`raise Error, message`'],
  [/<$/, /^>/, 'the operator `<>`'],
  [/^/, /^`[^`]*`/, 'backquotes'],
  [/\b\d+$/, /^[lL]\b/, 'a long integer such as `10L`'],
  [/(?:^|\W)$/, /^0\d+\b/, 'an octal number such as `0755`'],
  [/\b[uU][rR]$/, /^["']/, 'a `ur` string'],
  [endsInParameters, /^\(/, 'a parameter in parentheses'],
  [/^\s*$/, /^print\s+["'\w]/, 'the `print` statement'],
]

/** `def f(a, ` or `lambda `: what comes next is a parameter. */
function endsInParameters(before: string): boolean {
  return /(?:[(,]|\blambda)$/.test(before.trimEnd()) && /\b(?:def|lambda)\b/.test(before)
}

/** Python 2 at the place of an error, in words; nothing where it does not look like it. */
export function pythonTwo(text: string, lineStarts: number[], offset: number): string | undefined {
  const index = lineOf(lineStarts, offset)
  const before = text.slice(lineStarts[index], offset)
  const after = text.slice(offset, lineStarts[index + 1] ?? text.length)
  const what = PYTHON_2.find(
    ([left, right]) => (typeof left === 'function' ? left(before) : left.test(before)) && right.test(after),
  )?.[2]
  if (what === undefined) return undefined
  return `This file is Python 2: line ${index + 1} has ${what}. Only Python 3 can be judged. Convert the file (2to3, pyupgrade), or list it under \`ignores\` in eslint.config.js.`
}

/** The parser's message in words that name what stands at the place. */
export function describe(error: unknown, text: string, lineStarts: number[], place: number): string {
  const old = pythonTwo(text, lineStarts, place)
  if (old !== undefined) return old
  const message = (error instanceof Error ? error.message : String(error)).replace(
    / at line \d+(?:, column \d+)?$/,
    '',
  )
  if (/^Indentation error/.test(message)) return 'This line is indented like none of the blocks around it.'
  if (message === 'unexpected indent')
    return 'This line is indented deeper than the line before, which opens no block.'
  if (message === 'Expected indented block') return 'An indented block is missing here.'
  const found = /^(?:\w+|[ \t]*(?=[\r\n]|$)|.)/u.exec(text.slice(place, place + 100))?.[0] ?? ''
  const what =
    found.trim() === ''
      ? place >= text.trimEnd().length
        ? 'the end of the file'
        : 'the end of the line'
      : `\`${found}\``
  if (/^(?:Unexpected token|invalid syntax|Unexpected character)/.test(message))
    return `Unexpected ${what.replace(/^the /, '')}.`
  if (/^Expected /.test(message)) return `${message}, found ${what}.`
  return `${message.charAt(0).toUpperCase()}${message.slice(1)}.`
}
