/** A mistake in a Python text and the offset where it shows. */
export interface TextError {
  message: string
  offset: number
}

/** A change to the text that goes to the parser; it never adds or removes a line end. */
export interface Edit {
  offset: number
  remove: number
  insert: string
}

/** What one pass over the characters of a Python text finds. */
export interface Scan {
  /** Begin and end offsets of the comments, in order. */
  comments: [number, number][]
  /** What the parser cannot read although Python can, and what to give it instead. */
  edits: Edit[]
  /** The first unterminated string, unclosed or mismatched bracket, or indentation that Python would not accept. */
  error: TextError | undefined
}

/** CPython's tokenizer gives up at this depth (`MAXLEVEL` in `Parser/lexer/state.h`). */
const MAX_BRACKETS = 200

const TAB = 9
const LF = 10
const FF = 12
const CR = 13
const SPACE = 32
const DOUBLE_QUOTE = 34
const HASH = 35
const SINGLE_QUOTE = 39
const BACKSLASH = 92

/** Stand-ins for the two halves of a surrogate pair in identifiers: letters of CJK Extension A. */
const HIGH_STAND_IN = 0x3400
const LOW_STAND_IN = 0x3800

/**
 * Writes a character outside the Basic Multilingual Plane as two letters inside it, which {@link restoreIdentifier} undoes.
 * The parser does not take such characters for letters; Python does (`𝐱 = 1`).
 */
function standIns(text: string, offset: number): string {
  return String.fromCharCode(
    HIGH_STAND_IN + (text.charCodeAt(offset) - 0xd800),
    LOW_STAND_IN + (text.charCodeAt(offset + 1) - 0xdc00),
  )
}

/** The identifier as Python sees it (NFKC), from what the parser was given. */
export function restoreIdentifier(name: string): string {
  return name
    .replace(/([\u3400-\u37ff])([\u3800-\u3bff])/g, (_, high: string, low: string) =>
      String.fromCharCode(
        high.charCodeAt(0) - HIGH_STAND_IN + 0xd800,
        low.charCodeAt(0) - LOW_STAND_IN + 0xdc00,
      ),
    )
    .normalize('NFKC')
}

function isIdentifierPart(code: number): boolean {
  return (
    (code >= 97 && code <= 122) ||
    (code >= 65 && code <= 90) ||
    (code >= 48 && code <= 57) ||
    code === 95 ||
    code > 127
  )
}

/** Stand-ins for characters in f-string fields that the parser would take for the end of the string, field or expression. */
const STAND_INS: Readonly<Record<string, string>> = {
  '{': '\ue07b',
  '}': '\ue07d',
  '"': '\ue022',
  "'": '\ue027',
  '!': '\ue021',
}

/** The value of a string, from what the parser was given. */
export function restoreString(value: string): string {
  return value.replace(/[\ue07b\ue07d\ue022\ue027\ue021]/g, (char) =>
    String.fromCharCode(char.charCodeAt(0) - 0xe000),
  )
}

/**
 * Skims the characters of a Python text once: comments, brackets, strings, indentation. Reads f-strings as Python 3.12 does.
 *
 * @param skipLine Asked at the start of every logical line: the offset at which to go on, which is the one given unless the line
 * is no Python.
 */
export function scanText(text: string, skipLine?: (lineStart: number) => number): Scan {
  const comments: [number, number][] = []
  const edits: Edit[] = []
  const open: number[] = []
  const hasTabs = /^[ \f]*\t/m.test(text)
  const indents: [column: number, tabsAsOne: number][] = [[0, 0]]
  const length = text.length
  let error: TextError | undefined

  function fail(offset: number, message: string): void {
    if (error === undefined) error = { offset, message }
  }

  function lineEnd(from: number): number {
    let index = from
    while (index < length) {
      const code = text.charCodeAt(index)
      if (code === LF || code === CR) break
      index++
    }
    return index
  }

  /** Skips a plain string whose opening quote is at `quoteAt`; returns the offset after it. */
  function plainString(start: number, quoteAt: number): number {
    const quote = text.charCodeAt(quoteAt)
    const triple = text.charCodeAt(quoteAt + 1) === quote && text.charCodeAt(quoteAt + 2) === quote
    let index = quoteAt + (triple ? 3 : 1)
    while (index < length) {
      const code = text.charCodeAt(index)
      if (code === BACKSLASH) {
        index += text.charCodeAt(index + 1) === CR && text.charCodeAt(index + 2) === LF ? 3 : 2
      } else if (code === quote) {
        if (!triple) return index + 1
        if (text.charCodeAt(index + 1) === quote && text.charCodeAt(index + 2) === quote) return index + 3
        index++
      } else if (!triple && (code === LF || code === CR)) {
        break
      } else {
        index++
      }
    }
    fail(start, triple ? 'This triple-quoted string is never closed.' : 'This string is never closed.')
    return Math.min(index, length)
  }

  function quoted(start: number, quoteAt: number, inField: boolean): number {
    const end = plainString(start, quoteAt)
    if (!inField) return end
    const quote = text[quoteAt]!
    const width = text.startsWith(quote.repeat(3), quoteAt) ? 3 : 1
    for (let index = quoteAt + width; index < end - width; index++) {
      const char = text[index]!
      if (char === '{' || char === '}' || char === quote)
        edits.push({ offset: index, remove: 1, insert: STAND_INS[char]! })
    }
    return end
  }

  /** Skips the text of an f-string or, after a colon, of a format specification; returns the offset of what ends it. */
  function formattedText(from: number, quote: number, triple: boolean, specification: boolean): number {
    let index = from
    while (index < length) {
      const code = text.charCodeAt(index)
      if (code === BACKSLASH) {
        const next = text.charCodeAt(index + 1)
        if (next === 78 /* N */ && text.charCodeAt(index + 2) === 123) {
          const close = text.indexOf('}', index)
          index = close === -1 ? length : close + 1
        } else if (next === 123 || next === 125) {
          index++
        } else {
          index += next === CR && text.charCodeAt(index + 2) === LF ? 3 : 2
        }
      } else if (code === 123 /* { */) {
        if (!specification && text.charCodeAt(index + 1) === 123) index += 2
        else index = field(index, quote, triple)
      } else if (code === 125 /* } */ && specification) {
        return index
      } else if (code === quote) {
        if (!triple) return index
        if (text.charCodeAt(index + 1) === quote && text.charCodeAt(index + 2) === quote) return index
        index++
      } else if (!triple && (code === LF || code === CR)) {
        return index
      } else {
        index++
      }
    }
    return length
  }

  /** Skips a `{…}` field whose brace is at `from`; returns the offset after it. */
  function field(from: number, quote: number, triple: boolean): number {
    const depth = open.length
    let index = code(from + 1, depth)
    if (text.charCodeAt(index) === 58 /* : */) {
      if (text[index + 1] === '!') edits.push({ offset: index + 1, remove: 1, insert: STAND_INS['!']! })
      index = formattedText(index + 1, quote, triple, true)
    }
    if (text.charCodeAt(index) === 125) return index + 1
    open.length = depth
    return index
  }

  function formattedString(start: number, quoteAt: number): number {
    const quote = text.charCodeAt(quoteAt)
    const triple = text.charCodeAt(quoteAt + 1) === quote && text.charCodeAt(quoteAt + 2) === quote
    const end = formattedText(quoteAt + (triple ? 3 : 1), quote, triple, false)
    if (text.charCodeAt(end) !== quote) {
      fail(start, triple ? 'This triple-quoted f-string is never closed.' : 'This f-string is never closed.')
      return end
    }
    return end + (triple ? 3 : 1)
  }

  /** CPython's rule: two lines must compare the same whether a tab counts eight columns or one. */
  function indentation(from: number): number {
    const goOn = skipLine?.(from) ?? from
    if (goOn !== from) return goOn
    let index = from
    let column = 0
    let tabsAsOne = 0
    for (; index < length; index++) {
      const code = text.charCodeAt(index)
      if (code === SPACE) {
        column++
        tabsAsOne++
      } else if (code === TAB) {
        column = (Math.floor(column / 8) + 1) * 8
        tabsAsOne++
      } else if (code === FF) {
        edits.push({ offset: from, remove: index + 1 - from, insert: '' })
        column = 0
        tabsAsOne = 0
      } else break
    }
    const code = text.charCodeAt(index)
    if (!hasTabs || index >= length || code === LF || code === CR || code === HASH || code === BACKSLASH)
      return index
    let [top, topAsOne] = indents[indents.length - 1]!
    if (column > top) {
      if (tabsAsOne <= topAsOne) mixed(index)
      indents.push([column, tabsAsOne])
      return index
    }
    while (column < top && indents.length > 1) {
      indents.pop()
      ;[top, topAsOne] = indents[indents.length - 1]!
    }
    if (column === top && tabsAsOne !== topAsOne) mixed(index)
    return index
  }

  function mixed(offset: number): void {
    fail(
      offset,
      'Tabs and spaces are mixed in the indentation: how deep this line is depends on the width of a tab, and Python 3 rejects it. Indent with spaces only.',
    )
  }

  /** Whether a line end in a field lies between two parts of its expression: the parser wants a backslash there. */
  function splitsExpression(fieldStart: number, lineEnd: number): boolean {
    return /\S/.test(text.slice(fieldStart, lineEnd)) && /^\s*[^\s}!:=#]/.test(text.slice(lineEnd))
  }

  /** Skips code up to the end of the text or, inside an f-string field, up to what ends the field's expression. */
  function code(from: number, fieldDepth: number): number {
    const inField = fieldDepth >= 0
    let index = inField ? from : indentation(from)
    while (index < length) {
      const char = text.charCodeAt(index)
      if (isIdentifierPart(char)) {
        const start = index
        do {
          const unit = text.charCodeAt(index)
          if (unit >= 0xd800 && unit <= 0xdbff && index + 1 < length) {
            edits.push({ offset: index, remove: 2, insert: standIns(text, index) })
            index++
          }
          index++
        } while (index < length && isIdentifierPart(text.charCodeAt(index)))
        const next = text.charCodeAt(index)
        if ((next === DOUBLE_QUOTE || next === SINGLE_QUOTE) && index - start <= 2) {
          const prefix = text.slice(start, index).toLowerCase()
          if (/^(?:[rbu]|br|rb)$/.test(prefix)) index = quoted(start, index, inField)
          else if (/^(?:[ft]|[ft]r|r[ft])$/.test(prefix)) index = formattedString(start, index)
        }
        continue
      }
      switch (char) {
        case DOUBLE_QUOTE:
        case SINGLE_QUOTE:
          index = quoted(index, index, inField)
          continue
        case HASH: {
          const end = lineEnd(index)
          comments.push([index, end])
          if (inField) edits.push({ offset: index, remove: end - index, insert: ' '.repeat(end - index) })
          index = end
          continue
        }
        case FF:
          edits.push({ offset: index, remove: 1, insert: ' ' })
          break
        case BACKSLASH:
          index++
          if (text.charCodeAt(index) === CR && text.charCodeAt(index + 1) === LF) index++
          break
        case LF:
        case CR:
          if (inField && open.length === fieldDepth && splitsExpression(from, index))
            edits.push({ offset: index, remove: 0, insert: '\\' })
          if (char === CR && text.charCodeAt(index + 1) === LF) index++
          if (open.length === 0 && !inField) {
            index = indentation(index + 1)
            continue
          }
          break
        case 40: // (
        case 91: // [
        case 123: // {
          open.push(index)
          if (open.length > MAX_BRACKETS)
            fail(index, `More than ${MAX_BRACKETS} brackets are nested here: Python itself refuses that.`)
          break
        case 41: // )
        case 93: // ]
        case 125: {
          if (inField && open.length === fieldDepth) return index
          const opened = open.pop()
          if (opened === undefined) {
            fail(index, `\`${text[index]}\` closes nothing.`)
          } else {
            const opener = text.charCodeAt(opened)
            if (char - opener !== (opener === 40 ? 1 : 2))
              fail(index, `\`${text[index]}\` does not match the \`${text[opened]}\` before it.`)
          }
          break
        }
        case 58: // :
        case 33: // !
          if (inField && open.length === fieldDepth) {
            if (char === 58) return index
            if (text.charCodeAt(index + 1) === 61) index++
          }
          break
      }
      index++
    }
    return index
  }

  code(0, -1)
  if (open.length > 0 && error === undefined)
    fail(open[open.length - 1]!, `\`${text[open[open.length - 1]!]}\` is never closed.`)
  return { comments, edits, error }
}
