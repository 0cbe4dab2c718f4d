/** A value inside a JSON text. */
export interface Span {
  /** Offset of its first character. */
  start: number
  /** Offset after its last character. */
  end: number
}

/** The offset after a string whose quote is at `start`, in a text that is valid JSON. */
function stringEnd(text: string, start: number): number {
  let quote = text.indexOf('"', start + 1)
  while (quote !== -1) {
    let backslashes = 0
    while (text[quote - 1 - backslashes] === '\\') backslashes++
    if (backslashes % 2 === 0) return quote + 1
    quote = text.indexOf('"', quote + 1)
  }
  return text.length
}

/** The offset after the value at `start`, in a text that is valid JSON. */
function valueEnd(text: string, start: number): number {
  const first = text[start]
  if (first === '"') return stringEnd(text, start)
  if (first !== '{' && first !== '[') {
    let index = start
    while (index < text.length && !/[\s,\]}]/.test(text[index]!)) index++
    return index
  }
  let depth = 0
  for (let index = start; index < text.length;) {
    const code = text.charCodeAt(index)
    if (code === 34) {
      index = stringEnd(text, index)
      continue
    }
    if (code === 123 || code === 91) depth++
    else if (code === 125 || code === 93) {
      depth--
      if (depth === 0) return index + 1
    }
    index++
  }
  return text.length
}

function skipSpace(text: string, start: number): number {
  let index = start
  while (index < text.length && text.charCodeAt(index) <= 32) index++
  return index
}

/** The members of the object at `start`, in a text that is valid JSON; of equal keys the last counts, as in `JSON.parse`. */
export function objectMembers(text: string, start: number): Map<string, Span> {
  const members = new Map<string, Span>()
  let index = skipSpace(text, start + 1)
  while (index < text.length && text[index] !== '}') {
    const keyEnd = stringEnd(text, index)
    const key = JSON.parse(text.slice(index, keyEnd)) as string
    const value = skipSpace(text, skipSpace(text, keyEnd) + 1)
    const end = valueEnd(text, value)
    members.set(key, { start: value, end })
    index = skipSpace(text, end)
    if (text[index] === ',') index = skipSpace(text, index + 1)
  }
  return members
}

/** The items of the array at `start`, in a text that is valid JSON. */
export function arrayItems(text: string, start: number): Span[] {
  const items: Span[] = []
  let index = skipSpace(text, start + 1)
  while (index < text.length && text[index] !== ']') {
    const end = valueEnd(text, index)
    items.push({ start: index, end })
    index = skipSpace(text, end)
    if (text[index] === ',') index = skipSpace(text, index + 1)
  }
  return items
}

const TOKEN =
  /[ \t\r\n]*(?:([{}[\],:])|("(?:[^"\\\0-\x1f]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*")|((?:-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null)(?![\w.])))/y

/** Where a text stops being JSON: messages of `JSON.parse` do not always tell. Only for texts that it rejects. */
export function jsonErrorOffset(text: string): number {
  const open: ('{' | '[')[] = []
  let expected: 'value' | 'key' | 'colon' | 'comma' = 'value'
  let canClose = false
  TOKEN.lastIndex = 0
  for (;;) {
    const at = TOKEN.lastIndex
    const token = TOKEN.exec(text)
    const start = skipSpace(text, at)
    if (token === null) return start
    const [, mark, string] = token
    const top = open[open.length - 1]
    if ((mark === '}' && top === '{') || (mark === ']' && top === '[')) {
      if (expected !== 'comma' && !canClose) return start
      open.pop()
      expected = 'comma'
    } else if (expected === 'value' && (mark === '{' || mark === '[')) {
      open.push(mark)
      expected = mark === '{' ? 'key' : 'value'
      canClose = true
      continue
    } else if (expected === 'value' && mark === undefined) expected = 'comma'
    else if (expected === 'key' && string !== undefined) expected = 'colon'
    else if (expected === 'colon' && mark === ':') expected = 'value'
    else if (expected === 'comma' && mark === ',' && top !== undefined)
      expected = top === '{' ? 'key' : 'value'
    else return start
    canClose = false
  }
}
