/**
 * What can be told from the text alone, so that no function body must be lowered for it: which modules a file names,
 * and whether it is written to be run.
 */

interface Commented {
  readonly range: readonly [number, number]
}

/** What is searched for in each word: plain text that starts with a rare letter is found much faster. */
const calls = [
  ['require', 'quire'],
  ['import', 'mport'],
] as const
/** The rest of `require('m')`: a quoted string without escapes, line breaks or `${…}`. */
const called = /\s*\(\s*(?:\/\*[^*]*\*\/\s*)?(['"`])((?:(?!\1)[^\\\n$])+)\1/y
/** From a quote on. */
const relativeFile = /(['"`])(\.{1,2}\/[^'"`\\\n$]*\.[cm]?[jt]sx?)\1/y
/** `path.join(__dirname, 'worker.js')` */
const besideThisFile = /\s*,\s*(['"`])(?!\.)([^'"`\\\n$]+\.[cm]?[jt]sx?)\1/y
/** `__dirname + '/worker'` */
const addedToFolder = /\s*\+\s*(['"`])(\/[^'"`\\\n$]+)\1/y
/** `${__dirname}/worker.js` */
const writtenAfterFolder = /(\})(\/[^'"`\\\n$]+)`/y
/** `require.resolve('./worker')` */
const resolved = /\s*\(\s*(['"`])(\.{1,2}\/[^'"`\\\n$]+)\1/y

/** Adds the modules of `require(…)` and `import(…)`, and the files that worker threads and processes are given. */
export function addNamedModules(text: string, comments: readonly Commented[], specifiers: Set<string>): void {
  const read = (pattern: RegExp, from: number, prefix = ''): void => {
    pattern.lastIndex = from
    const found = pattern.exec(text)?.[2]
    if (found !== undefined && !isInside(comments, from)) specifiers.add(prefix + found)
  }
  for (const [word, part] of calls) {
    for (const offset of occurrences(text, part)) {
      const end = offset + part.length
      if (text.startsWith(word, end - word.length)) read(called, end)
    }
  }
  for (const offset of occurrences(text, './'))
    read(relativeFile, text[offset - 1] === '.' ? offset - 2 : offset - 1)
  for (const offset of occurrences(text, 'dirname')) {
    const end = offset + 'dirname'.length
    read(besideThisFile, end, './')
    read(addedToFolder, end, '.')
    read(writtenAfterFolder, end, '.')
  }
  for (const offset of occurrences(text, '.resolve')) read(resolved, offset + '.resolve'.length)
}

/** Searching for plain text is many times faster than a pattern. */
function* occurrences(text: string, part: string): Generator<number> {
  for (let offset = text.indexOf(part); offset !== -1; offset = text.indexOf(part, offset + part.length))
    yield offset
}

const THIS_FILE = /\b(?:import\.meta\.(?:url|filename)|__filename)\b/g
const STARTED_FILE = /\bprocess\.argv\s*\[\s*1\s*\]/g
/** Between the two sides of a comparison, in characters: `process.argv[1] === fileURLToPath(import.meta.url)`. */
const MAX_DISTANCE = 240

/** Ways to ask whether this file was started, each with a text it cannot do without. */
const guards: readonly (readonly [part: string, pattern: RegExp])[] = [
  ['.main', /\brequire\.main\s*={2,3}\s*module\b/],
  ['.main', /\bmodule\s*={2,3}\s*require\.main\b/],
  ['.main', /\bimport\.meta\.main\b/],
  ['.parent', /\bmodule\.parent\b/],
]

/** Where the file that was started is compared with this one, in one statement. */
function startComparison(text: string): number | undefined {
  if (!text.includes('.argv')) return undefined
  const own = Array.from(
    text.matchAll(THIS_FILE),
    (match) => [match.index, match.index + match[0].length] as const,
  )
  for (const { index, 0: started } of text.matchAll(STARTED_FILE)) {
    for (const [start, end] of own) {
      const between = start < index ? ([end, index] as const) : ([index + started.length, start] as const)
      if (between[1] - between[0] > MAX_DISTANCE) continue
      const middle = text.slice(...between)
      if (middle.includes('==') && !/[;{}]/.test(middle)) return Math.min(start, index)
    }
  }
  return undefined
}

/** `require.main === module` and its successors. */
export function hasMainGuard(text: string, comments: readonly Commented[]): boolean {
  const compared = startComparison(text)
  if (compared !== undefined && !isInside(comments, compared)) return true
  return guards.some(([part, pattern]) => {
    if (!text.includes(part)) return false
    const match = pattern.exec(text)
    return match !== null && !isInside(comments, match.index)
  })
}

/** Comments come in the order of the text. */
function isInside(comments: readonly Commented[], offset: number): boolean {
  let low = 0
  let high = comments.length - 1
  while (low <= high) {
    const middle = (low + high) >> 1
    const [start, end] = comments[middle]!.range
    if (offset < start) high = middle - 1
    else if (offset >= end) low = middle + 1
    else return true
  }
  return false
}
