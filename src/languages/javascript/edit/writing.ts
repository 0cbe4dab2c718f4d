/** Writing JavaScript the way a file is written: its quotes, semicolons, line ends and indentation. */
import type { Program } from '../syntax.ts'
import type { ConstantValue } from '../../../program.ts'
import type { Written } from '../../../edits.ts'

export interface Style {
  readonly quote: "'" | '"'
  readonly semicolon: ';' | ''
  readonly lineEnd: '\n' | '\r\n'
}

export function styleOf(ast: Program, text: string): Style {
  const single = text.match(/'[^'"\n]*'/g)?.length ?? 0
  const double = text.match(/"[^'"\n]*"/g)?.length ?? 0
  const endings = ast.body
    .filter(({ type }) => /^(?:ExpressionStatement|VariableDeclaration|ImportDeclaration)$/.test(type))
    .map(({ range }) => text[range[1] - 1] === ';')
  // A file without such statements says nothing: nearly everybody writes semicolons.
  const terminated = endings.filter(Boolean).length * 2 >= endings.length
  return {
    quote: double > single ? '"' : "'",
    semicolon: terminated ? ';' : '',
    lineEnd: text.includes('\r\n') ? '\r\n' : '\n',
  }
}

export function written(value: Written, style: Style): string {
  return 'source' in value ? value.source : writtenConstant(value.constant, style)
}

function writtenConstant(value: ConstantValue, style: Style): string {
  if (typeof value === 'string') return quoted(value, style)
  return typeof value === 'bigint' ? `${value}n` : Object.is(value, -0) ? '-0' : String(value)
}

export function quoted(value: string, { quote }: Style): string {
  const inside = JSON.stringify(value).slice(1, -1)
  return quote === '"' ? `"${inside}"` : `'${inside.replaceAll('\\"', '"').replaceAll("'", "\\'")}'`
}

export function writtenKey(key: string, style: Style): string {
  return /^[\p{ID_Start}$_][\p{ID_Continue}$]*$/u.test(key) ? key : quoted(key, style)
}

/** A statement's line with the file's own ending. */
export function statementLine(line: string, { semicolon }: Style): string {
  if (/^\s*(?:\/\/|\/?\*)|[{}(,[]$|^$/.test(line.trimEnd())) return line
  const code = line.trimEnd()
  return (code.endsWith(';') ? code.slice(0, -1) : code) + semicolon
}

/** In a file without semicolons, a line that starts like this goes on with the line before it. */
export function continues(text: string): boolean {
  return /^\s*[([`+\-/]/.test(text)
}

/** The offset of the next character that is neither white space nor part of a comment. */
export function skipBlank(text: string, offset: number): number {
  const blank = /(?:\s|\/\/[^\n]*|\/\*(?:[^*]|\*(?!\/))*\*\/)*/y
  blank.lastIndex = offset
  blank.exec(text)
  return blank.lastIndex
}

export function indentationAt(text: string, offset: number): string {
  const start = text.lastIndexOf('\n', offset - 1) + 1
  return /^[^\S\n]*/.exec(text.slice(start, offset))![0]
}

/** The end of a statement, or of the comment behind it on its line. */
export function afterComment(text: string, end: number): number {
  const next = text.indexOf('\n', end)
  const rest = text.slice(end, next === -1 ? text.length : next)
  return /^\s*(?:\/\/.*|\/\*.*\*\/\s*)$/.test(rest) ? end + rest.trimEnd().length : end
}

/** Whole lines, the line end included; undefined where other code shares them. */
export function wholeLines(
  text: string,
  [start, end]: readonly [number, number],
): [number, number] | undefined {
  const lineStart = text.lastIndexOf('\n', start - 1) + 1
  const next = text.indexOf('\n', end)
  const lineEnd = next === -1 ? text.length : next + 1
  if (text.slice(lineStart, start).trim() !== '') return undefined
  return /^;?\s*(?:\/\/[^\n]*|\/\*[^\n]*\*\/)?$/.test(text.slice(end, lineEnd).trim())
    ? [lineStart, lineEnd]
    : undefined
}

/** Where the comments that stand directly above a line start. */
export function withCommentsAbove(
  text: string,
  lineStart: number,
  comments: readonly { readonly range: readonly [number, number] }[],
): number {
  let start = lineStart
  for (let index = comments.length - 1; index >= 0; index--) {
    const [from, to] = comments[index]!.range
    if (to > start) continue
    const commentLine = text.lastIndexOf('\n', from - 1) + 1
    const alone = text.slice(commentLine, from).trim() === ''
    if (!alone || !/^[^\S\n]*\r?\n[^\S\n]*$/.test(text.slice(to, start) || '\n')) break
    if (text.slice(to, start).trim() !== '') break
    start = commentLine
  }
  return start
}
