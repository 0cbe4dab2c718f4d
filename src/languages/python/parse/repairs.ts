/** What the parser rejects although Python accepts it. */
import type * as py from 'py-ast'
import { parser } from './parser.ts'
import type { ParserText } from './parser-text.ts'
import type { Edit } from './scan.ts'

/**
 * What to change in a text that the parser rejected although Python accepts it: unparenthesised tuples in `match`, `case` and
 * (since 3.14) `except`, a trailing comma after `del`, asynchronous comprehensions in braces, several literals for one
 * string in `case`, `with a as *b`.
 *
 * @returns All edits, the given ones included; `undefined` where there is nothing to repair.
 */
export function repairsFor(source: ParserText, edits: Edit[]): Edit[] | undefined {
  let tokens: ReturnType<py.Lexer['tokenize']>
  try {
    tokens = new (parser().Lexer)(source.text).tokenize().filter((token) => token.type !== 'COMMENT')
  } catch {
    return undefined
  }
  const repairs: Edit[] = []
  const start = (index: number) => source.offset(tokens[index]!.lineno, tokens[index]!.col_offset)
  const end = (index: number) => source.offset(tokens[index]!.end_lineno, tokens[index]!.end_col_offset)
  const parenthesise = (first: number, last: number) =>
    repairs.push(
      { offset: start(first), remove: 0, insert: '(' },
      { offset: end(last), remove: 0, insert: ')' },
    )

  const open: number[] = []
  let statementStart = true
  for (let index = 0; index < tokens.length; index++) {
    const { type, value } = tokens[index]!
    if (type === 'LPAR' || type === 'LSQB' || type === 'LBRACE') open.push(index)
    else if (type === 'RPAR' || type === 'RSQB' || type === 'RBRACE') open.pop()
    else if (type === 'ASYNC' && tokens[index + 1]?.type === 'FOR' && open.length > 0) {
      // `comprehension` sees the word in the original text.
      if (tokens[open[open.length - 1]!]!.type === 'LBRACE')
        repairs.push({ offset: start(index), remove: 5, insert: '     ' })
    } else if (statementStart) {
      const last = endOfHeader(tokens, index + 1)
      if (type === 'NAME' && (value === 'match' || value === 'case') && tokens[last]!.type !== 'NEWLINE') {
        if (hasAtDepth(tokens, index + 1, last, 'COMMA')) parenthesise(index + 1, last - 1)
        if (value === 'case') repairs.push(...joinedLiterals(source, tokens, index + 1, last))
      } else if (type === 'WITH' || (type === 'ASYNC' && tokens[index + 1]?.type === 'WITH')) {
        // `withItem` sees the star in the original text.
        for (let at = index; at < last; at++)
          if (tokens[at]!.type === 'AS' && tokens[at + 1]!.type === 'STAR')
            repairs.push({ offset: start(at + 1), remove: 1, insert: ' ' })
      } else if (type === 'EXCEPT' && hasAtDepth(tokens, index + 1, last, 'COMMA')) {
        const first = tokens[index + 1]!.type === 'STAR' ? index + 2 : index + 1
        const names = tokens
          .slice(first, last)
          .filter(({ type: part }, at, all) => part === 'NAME' && all[at + 1]?.type !== 'DOT')
        const classes = names.every((name, at) => at === 0 || /[A-Z]/.test(name.value))
        if (classes && !hasAtDepth(tokens, first, last, 'AS')) parenthesise(first, last - 1)
      } else if (type === 'DEL') {
        let stop = index + 1
        while (!/^(?:NEWLINE|SEMI|EOF)$/.test(tokens[stop]!.type)) stop++
        if (tokens[stop - 1]!.type === 'COMMA')
          repairs.push({ offset: start(stop - 1), remove: 1, insert: ' ' })
      }
    }
    statementStart = /^(?:NEWLINE|INDENT|DEDENT|SEMI)$/.test(type) || (type === 'COLON' && open.length === 0)
  }
  if (repairs.length === 0) return undefined
  return [...edits, ...repairs].sort((a, b) => a.offset - b.offset)
}

const LITERAL = /^([bruBRU]{0,2})('''|"""|'|")(.*)\2$/su

/** `case 'a' "b":` with one literal in the place of each run of them. */
function joinedLiterals(source: ParserText, tokens: Tokens, from: number, to: number): Edit[] {
  const edits: Edit[] = []
  for (let first = from; first < to; first++) {
    let last = first
    while (tokens[last]!.type === 'STRING' && tokens[last + 1]!.type === 'STRING') last++
    if (last === first) continue
    const run = tokens.slice(first, last + 1)
    const parts = run.map(({ value }) => LITERAL.exec(value))
    first = last
    const bytes = new Set(parts.map((part) => /b/iu.test(part?.[1] ?? '')))
    // Bytes are not joined to text, and an edit keeps all line ends.
    if (bytes.size > 1 || parts.some((part) => !part || /[\r\n]/u.test(part[3]!))) continue
    const text = parts.map((part) => inDoubleQuotes(part![1]!, part![3]!)).join('')
    const joined = `${/^u/iu.test(parts[0]![1]!) ? 'u' : bytes.has(true) ? 'b' : ''}"${text}"`
    const starts = run.map(({ lineno, col_offset }) => source.offset(lineno, col_offset))
    const end = starts.at(-1)! + run.at(-1)!.value.length
    // Line ends stay, and what stands on one line is one literal from its first quote to its last.
    if (run.every(({ lineno }) => lineno === run[0]!.lineno))
      edits.push({ offset: starts[0]!, remove: end - starts[0]!, insert: joined })
    else
      run.forEach(({ value }, at) => {
        edits.push({ offset: starts[at]!, remove: value.length, insert: at === 0 ? joined : '' })
      })
  }
  return edits
}

/** What stands in a literal, as it is written between double quotes and without a prefix. */
function inDoubleQuotes(prefix: string, content: string): string {
  const text = /r/iu.test(prefix) ? content.replaceAll('\\', '\\\\') : content
  return text.replace(/\\.|"/gsu, (found) => (found === '"' ? '\\"' : found))
}

type Tokens = ReturnType<py.Lexer['tokenize']>

/** The index of the colon, `if` or line end that closes the header starting at `from`. */
function endOfHeader(tokens: Tokens, from: number): number {
  let depth = 0
  for (let index = from; index < tokens.length; index++) {
    const { type } = tokens[index]!
    if (type === 'LPAR' || type === 'LSQB' || type === 'LBRACE') depth++
    else if (type === 'RPAR' || type === 'RSQB' || type === 'RBRACE') depth--
    else if (type === 'NEWLINE' || type === 'EOF') return index
    else if (depth === 0 && (type === 'COLON' || type === 'IF')) return index
  }
  return tokens.length - 1
}

/** Whether a token of this type stands between two places outside all brackets that open between them. */
function hasAtDepth(tokens: Tokens, from: number, to: number, wanted: string): boolean {
  let depth = 0
  for (let index = from; index < to; index++) {
    const { type } = tokens[index]!
    if (type === 'LPAR' || type === 'LSQB' || type === 'LBRACE') depth++
    else if (type === 'RPAR' || type === 'RSQB' || type === 'RBRACE') depth--
    else if (depth === 0 && type === wanted) return true
  }
  return false
}
