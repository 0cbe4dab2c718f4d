/** What a bundler has written: a copy of a library that lies beside a page, or a program that was built. */

export interface Build {
  /** Names that it gives to a page's other scripts: `tf`, `brain`. */
  readonly globals: readonly string[]
  /** Nobody reads it, and nobody mends anything in it. */
  readonly minified: boolean
}

/** In how much of the text a bundler says what it gives to whom. */
const HEADER = 2000
/** Signs of a module that asks what it is loaded by. https://github.com/umdjs/umd */
const ASKS_FOR_COMMONJS = /\bexports\b/u
const ASKS_FOR_AMD = /\bdefine\b/u
/** `t.tf=t.tf||{}`, `exports.ml5=e()`, `self).brain=`, `root["p5"] = factory()`. */
const GIVEN = /[\w$)\]](?:\.([A-Za-z_$][\w$]*)|\[["']([\w$]+)["']\])\s*=(?!=)/gu

/** `var tf = function (exports) {…}({})`, `this.tf = this.tf || {}`: of what is loaded in no other way. */
const OWN_NAME = /\b(?:var|let|const) ([A-Za-z_$][\w$]*) ?= ?\(?(?:function\b|\()/u

/** No such file is shorter than this, in characters. */
const SHORTEST_MINIFIED = 10_000
/** Characters in a line, on average. Tables of numbers and pictures that are written out have such lines as well. */
const LONG_LINES = 400
/** Characters from one bracket to the next, at most, on average: code is full of calls, a picture has none. */
const BETWEEN_CALLS = 100
/** Characters from one function to the next, at most, on average: a table of calls has none. */
const BETWEEN_FUNCTIONS = 20_000
/** Characters from one space to the next, at least, on average: 22 to 80 in what is minified, 5 to 8 in what people write. */
const BETWEEN_SPACES = 12

/**
 * What a text says of itself if a bundler has written it; undefined for what people write.
 *
 * @param text of a script or module.
 */
export function buildOf(text: string): Build | undefined {
  const header = text.slice(0, HEADER)
  const minified = isMinified(text)
  const forAnybody = ASKS_FOR_COMMONJS.test(header) && ASKS_FOR_AMD.test(header)
  const globals = forAnybody || minified ? givenIn(header) : []
  return globals.length > 0 || minified ? { globals, minified } : undefined
}

function givenIn(header: string): string[] {
  const names = Array.from(header.matchAll(GIVEN), ([, property, key]) => property ?? key!)
  const own = OWN_NAME.exec(header)?.[1]
  if (own !== undefined) names.unshift(own)
  return [...new Set(names)].filter((name) => name !== 'exports')
}

function isMinified(text: string): boolean {
  if (text.length < SHORTEST_MINIFIED) return false
  const { length } = text
  return (
    !hasMore(text, '\n', length / LONG_LINES) &&
    !hasMore(text, ' ', length / BETWEEN_SPACES) &&
    hasMore(text, '(', length / BETWEEN_CALLS) &&
    ['function', '=>'].some((sign) => hasMore(text, sign, length / BETWEEN_FUNCTIONS))
  )
}

/** Whether a sign stands in a text more than so many times. */
function hasMore(text: string, sign: string, times: number): boolean {
  let count = 0
  for (let at = text.indexOf(sign); at !== -1; at = text.indexOf(sign, at + 1))
    if (++count > times) return true
  return false
}
