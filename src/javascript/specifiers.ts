/**
 * What can be told from the text alone, so that no function body must be lowered for it: which modules a file names,
 * and whether it is written to be run.
 */

interface Commented {
  readonly range: readonly [number, number]
}

/** A quoted string without escapes, line breaks or `${…}`. */
const quoted = /(['"`])((?:(?!\1)[^\\\n$])+)\1/.source
const call = new RegExp(String.raw`\b(?:require|import)\s*\(\s*(?:/\*[^*]*\*/\s*)?${quoted}`, 'g')
const relativeFile = /(['"`])(\.{1,2}\/[^'"`\\\n$]*\.[cm]?[jt]sx?)\1/g

/** Adds the modules of `require(…)` and `import(…)`, and the files that worker threads and processes are given. */
export function addNamedModules(text: string, comments: readonly Commented[], specifiers: Set<string>): void {
  if (/\b(?:require|import)\s*\(/.test(text)) collect(text, call, comments, specifiers)
  collect(text, relativeFile, comments, specifiers)
  // `path.join(__dirname, 'worker.js')`
  if (text.includes('__dirname') || text.includes('import.meta.dirname')) {
    collect(text, besideThisFile, comments, specifiers, './')
  }
}

const besideThisFile =
  /(?:__dirname|import\.meta\.dirname)\s*,\s*(['"`])(?!\.)([^'"`\\\n$]+\.[cm]?[jt]sx?)\1/g

function collect(
  text: string,
  pattern: RegExp,
  comments: readonly Commented[],
  specifiers: Set<string>,
  prefix = '',
): void {
  for (const match of text.matchAll(pattern)) {
    if (!isInside(comments, match.index)) specifiers.add(prefix + match[2]!)
  }
}

const main = [
  /\brequire\.main\s*={2,3}\s*module\b/,
  /\bmodule\s*={2,3}\s*require\.main\b/,
  /\bimport\.meta\.main\b/,
  /\bmodule\.parent\b/,
]
const thisFile = /\b(?:import\.meta\.(?:url|filename)|__filename)\b/.source
const startedFile = /\bprocess\.argv\s*\[\s*1\s*\]/.source
const near = /[^;{}]{0,120}?/.source
const started = new RegExp(
  `${thisFile}${near}={2,3}${near}${startedFile}|${startedFile}${near}={2,3}${near}${thisFile}`,
)

/** `require.main === module` and its successors. */
export function hasMainGuard(text: string, comments: readonly Commented[]): boolean {
  const patterns = text.includes('process.argv') ? [...main, started] : main
  return patterns.some((pattern) => {
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
