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
const STAND_INS: ReadonlyMap<string, string> = new Map([
  ['{', '\ue07b'],
  ['}', '\ue07d'],
  ['"', '\ue022'],
  ["'", '\ue027'],
  ['!', '\ue021'],
])

/** The value of a string, from what the parser was given. */
export function restoreString(value: string): string {
  return value.replace(/[\ue07b\ue07d\ue022\ue027\ue021]/g, (char) =>
    String.fromCharCode(char.charCodeAt(0) - 0xe000),
  )
}

/** Asked at the start of every logical line: the offset at which to go on, which is the one given unless the line is no Python. */
type SkipLine = (lineStart: number) => number

/**
 * Skims the characters of a Python text once: comments, brackets, strings, indentation. Reads f-strings as Python 3.12 does.
 *
 * @param skipLine Leaves out the lines that are no Python.
 */
export function scanText(text: string, skipLine?: SkipLine): Scan {
  return new Scanner(text, skipLine).scan()
}

/** One pass over a text. */
class Scanner {
  readonly #text: string
  readonly #skipLine: SkipLine | undefined
  readonly #length: number
  /** Whether any line is indented with tabs. */
  readonly #hasTabs: boolean
  readonly #comments: [number, number][] = []
  readonly #edits: Edit[] = []
  /** Offsets of the brackets that are open. */
  readonly #open: number[] = []
  readonly #indents: [column: number, tabsAsOne: number][] = [[0, 0]]
  #error: TextError | undefined

  constructor(text: string, skipLine: SkipLine | undefined) {
    this.#text = text
    this.#skipLine = skipLine
    this.#length = text.length
    this.#hasTabs = /^[ \f]*\t/m.test(text)
  }

  scan(): Scan {
    this.#code(0, -1)
    const unclosed = this.#open.at(-1)
    if (unclosed !== undefined) this.#fail(unclosed, `\`${this.#text[unclosed]}\` is never closed.`)
    return { comments: this.#comments, edits: this.#edits, error: this.#error }
  }

  #fail(offset: number, message: string): void {
    if (this.#error === undefined) this.#error = { offset, message }
  }

  #lineEnd(from: number): number {
    let index = from
    while (index < this.#length) {
      const code = this.#text.charCodeAt(index)
      if (code === LF || code === CR) break
      index++
    }
    return index
  }

  /** Skips a plain string whose opening quote is at `quoteAt`; returns the offset after it. */
  #plainString(start: number, quoteAt: number): number {
    const quote = this.#text.charCodeAt(quoteAt)
    const triple =
      this.#text.charCodeAt(quoteAt + 1) === quote && this.#text.charCodeAt(quoteAt + 2) === quote
    let index = quoteAt + (triple ? 3 : 1)
    while (index < this.#length) {
      const code = this.#text.charCodeAt(index)
      if (code === BACKSLASH) {
        index += this.#text.charCodeAt(index + 1) === CR && this.#text.charCodeAt(index + 2) === LF ? 3 : 2
      } else if (code === quote) {
        if (!triple) return index + 1
        if (this.#text.charCodeAt(index + 1) === quote && this.#text.charCodeAt(index + 2) === quote)
          return index + 3
        index++
      } else if (!triple && (code === LF || code === CR)) {
        break
      } else {
        index++
      }
    }
    this.#fail(start, triple ? 'This triple-quoted string is never closed.' : 'This string is never closed.')
    return Math.min(index, this.#length)
  }

  #quoted(start: number, quoteAt: number, inField: boolean): number {
    const end = this.#plainString(start, quoteAt)
    if (!inField) return end
    const quote = this.#text[quoteAt]!
    const width = this.#text.startsWith(quote.repeat(3), quoteAt) ? 3 : 1
    for (let index = quoteAt + width; index < end - width; index++) {
      const char = this.#text[index]!
      if (char === '{' || char === '}' || char === quote)
        this.#edits.push({ offset: index, remove: 1, insert: STAND_INS.get(char)! })
    }
    return end
  }

  /** Skips the text of an f-string or, after a colon, of a format specification; returns the offset of what ends it. */
  #formattedText(from: number, quote: number, triple: boolean, specification: boolean): number {
    let index = from
    while (index < this.#length) {
      const code = this.#text.charCodeAt(index)
      if (code === BACKSLASH) {
        const next = this.#text.charCodeAt(index + 1)
        if (next === 78 /* N */ && this.#text.charCodeAt(index + 2) === 123) {
          const close = this.#text.indexOf('}', index)
          index = close === -1 ? this.#length : close + 1
        } else if (next === 123 || next === 125) {
          index++
        } else {
          index += next === CR && this.#text.charCodeAt(index + 2) === LF ? 3 : 2
        }
      } else if (code === 123 /* { */) {
        if (!specification && this.#text.charCodeAt(index + 1) === 123) index += 2
        else index = this.#field(index, quote, triple)
      } else if (code === 125 /* } */ && specification) {
        return index
      } else if (code === quote) {
        if (!triple) return index
        if (this.#text.charCodeAt(index + 1) === quote && this.#text.charCodeAt(index + 2) === quote)
          return index
        index++
      } else if (!triple && (code === LF || code === CR)) {
        return index
      } else {
        if (specification && code === 33 /* ! */)
          this.#edits.push({ offset: index, remove: 1, insert: STAND_INS.get('!')! })
        index++
      }
    }
    return this.#length
  }

  /** Skips a `{…}` field whose brace is at `from`; returns the offset after it. */
  #field(from: number, quote: number, triple: boolean): number {
    const depth = this.#open.length
    let index = this.#code(from + 1, depth)
    if (this.#text.charCodeAt(index) === 58 /* : */) {
      index = this.#formattedText(index + 1, quote, triple, true)
    }
    if (this.#text.charCodeAt(index) === 125) return index + 1
    this.#open.length = depth
    return index
  }

  #formattedString(start: number, quoteAt: number): number {
    const quote = this.#text.charCodeAt(quoteAt)
    const triple =
      this.#text.charCodeAt(quoteAt + 1) === quote && this.#text.charCodeAt(quoteAt + 2) === quote
    const end = this.#formattedText(quoteAt + (triple ? 3 : 1), quote, triple, false)
    if (this.#text.charCodeAt(end) !== quote) {
      this.#fail(
        start,
        triple ? 'This triple-quoted f-string is never closed.' : 'This f-string is never closed.',
      )
      return end
    }
    return end + (triple ? 3 : 1)
  }

  /** CPython's rule: two lines must compare the same whether a tab counts eight columns or one. */
  #indentation(from: number): number {
    const goOn = this.#skipLine?.(from) ?? from
    if (goOn !== from) return goOn
    let index = from
    let column = 0
    let tabsAsOne = 0
    for (; index < this.#length; index++) {
      const code = this.#text.charCodeAt(index)
      if (code === SPACE) {
        column++
        tabsAsOne++
      } else if (code === TAB) {
        column = (Math.floor(column / 8) + 1) * 8
        tabsAsOne++
      } else if (code === FF) {
        this.#edits.push({ offset: from, remove: index + 1 - from, insert: '' })
        column = 0
        tabsAsOne = 0
      } else break
    }
    const code = this.#text.charCodeAt(index)
    if (
      !this.#hasTabs ||
      index >= this.#length ||
      code === LF ||
      code === CR ||
      code === HASH ||
      code === BACKSLASH
    )
      return index
    let [top, topAsOne] = this.#indents[this.#indents.length - 1]!
    if (column > top) {
      if (tabsAsOne <= topAsOne) this.#mixed(index)
      this.#indents.push([column, tabsAsOne])
      return index
    }
    while (column < top && this.#indents.length > 1) {
      this.#indents.pop()
      ;[top, topAsOne] = this.#indents[this.#indents.length - 1]!
    }
    if (column === top && tabsAsOne !== topAsOne) this.#mixed(index)
    return index
  }

  #mixed(offset: number): void {
    this.#fail(
      offset,
      'Tabs and spaces are mixed in the indentation: how deep this line is depends on the width of a tab, and Python 3 rejects it. Indent with spaces only.',
    )
  }

  /** Whether a line end in a field lies between two parts of its expression: the parser wants a backslash there. */
  #splitsExpression(fieldStart: number, lineEnd: number): boolean {
    return (
      /\S/.test(this.#text.slice(fieldStart, lineEnd)) && /^\s*[^\s}!:=#]/.test(this.#text.slice(lineEnd))
    )
  }

  /** `{x!r }`: the parser wants nothing behind the letter. */
  #conversion(from: number): void {
    const end = from + /^!\w*/u.exec(this.#text.slice(from, from + 40))![0].length
    let blank = end
    while (this.#text.charCodeAt(blank) === SPACE || this.#text.charCodeAt(blank) === TAB) blank++
    if (blank > end) this.#edits.push({ offset: end, remove: blank - end, insert: '' })
  }

  /** `1else`: the parser takes `1e` for a number. */
  #glued(start: number, end: number): void {
    if (end - start < 5 || !this.#text.endsWith('else', end)) return
    if (/^(?!0[xX])\d\w*$/u.test(this.#text.slice(start, end - 4)))
      this.#edits.push({ offset: end - 4, remove: 0, insert: ' ' })
  }

  /** Skips code up to the end of the text or, inside an f-string field, up to what ends the field's expression. */
  #code(from: number, fieldDepth: number): number {
    const inField = fieldDepth >= 0
    let index = inField ? from : this.#indentation(from)
    while (index < this.#length) {
      const char = this.#text.charCodeAt(index)
      if (isIdentifierPart(char)) {
        const start = index
        do {
          const unit = this.#text.charCodeAt(index)
          if (unit >= 0xd800 && unit <= 0xdbff && index + 1 < this.#length) {
            this.#edits.push({ offset: index, remove: 2, insert: standIns(this.#text, index) })
            index++
          }
          index++
        } while (index < this.#length && isIdentifierPart(this.#text.charCodeAt(index)))
        this.#glued(start, index)
        const next = this.#text.charCodeAt(index)
        if ((next === DOUBLE_QUOTE || next === SINGLE_QUOTE) && index - start <= 2) {
          const prefix = this.#text.slice(start, index).toLowerCase()
          if (/^(?:[rbu]|br|rb)$/.test(prefix)) index = this.#quoted(start, index, inField)
          else if (/^(?:[ft]|[ft]r|r[ft])$/.test(prefix)) index = this.#formattedString(start, index)
        }
        continue
      }
      switch (char) {
        case DOUBLE_QUOTE:
        case SINGLE_QUOTE:
          index = this.#quoted(index, index, inField)
          continue
        case HASH: {
          const end = this.#lineEnd(index)
          this.#comments.push([index, end])
          if (inField)
            this.#edits.push({ offset: index, remove: end - index, insert: ' '.repeat(end - index) })
          index = end
          continue
        }
        case FF:
          this.#edits.push({ offset: index, remove: 1, insert: ' ' })
          break
        case BACKSLASH:
          index++
          if (this.#text.charCodeAt(index) === CR && this.#text.charCodeAt(index + 1) === LF) index++
          break
        case LF:
        case CR:
          if (inField && this.#open.length === fieldDepth && this.#splitsExpression(from, index))
            this.#edits.push({ offset: index, remove: 0, insert: '\\' })
          if (char === CR && this.#text.charCodeAt(index + 1) === LF) index++
          if (this.#open.length === 0 && !inField) {
            index = this.#indentation(index + 1)
            continue
          }
          break
        case 40: // (
        case 91: // [
        case 123: // {
          this.#open.push(index)
          if (this.#open.length > MAX_BRACKETS)
            this.#fail(
              index,
              `More than ${MAX_BRACKETS} brackets are nested here: Python itself refuses that.`,
            )
          break
        case 41: // )
        case 93: // ]
        case 125: {
          if (inField && this.#open.length === fieldDepth) return index
          const opened = this.#open.pop()
          if (opened === undefined) {
            this.#fail(index, `\`${this.#text[index]}\` closes nothing.`)
          } else {
            const opener = this.#text.charCodeAt(opened)
            if (char - opener !== (opener === 40 ? 1 : 2))
              this.#fail(
                index,
                `\`${this.#text[index]}\` does not match the \`${this.#text[opened]}\` before it.`,
              )
          }
          break
        }
        case 58: // :
        case 33: // !
          if (inField && this.#open.length === fieldDepth) {
            if (char === 58) return index
            if (this.#text.charCodeAt(index + 1) === 61) index++
            else this.#conversion(index)
          }
          break
      }
      index++
    }
    return index
  }
}
