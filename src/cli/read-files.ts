/** Files as the analysis wants them, read without ESLint. */
import { readdirSync, readFileSync, statSync, type Dirent } from 'node:fs'
import { join, resolve } from 'node:path'
import type { Source } from '../analysis.ts'
import { parseJavaScript } from '../languages/javascript/parse/parse.ts'
import { readNotebook, blankWhatIsNotPython } from '../languages/notebook/cells.ts'
import { isPageFile } from '../languages/page/labels.ts'
import { readPage } from '../languages/page/scripts.ts'
import { languageOf } from '../project/roles.ts'
import { parsePython } from '../languages/python/parse/parse.ts'
import { reasonToLeaveOut } from './left-out.ts'
import { reasonOf } from './unreadable.ts'

const UNTYPED = { parser: undefined, services: undefined }

/** The files in these paths that a run without configuration would lint. */
export function filesIn(paths: readonly string[], cwd: string): string[] {
  const reason = reasonToLeaveOut(cwd)
  return paths.flatMap((path) => filesOf(resolve(cwd, path), reason))
}

/** The file as the rules get it, each script of a page by itself; or why it cannot be had. */
export function sourcesOf(path: string, cwd: string): readonly Source[] | string {
  let text: string
  try {
    text = readFileSync(path, 'utf8').replace(/^\uFEFF/u, '')
  } catch (error) {
    return `it cannot be read (${reasonOf(error as NodeJS.ErrnoException)}).`
  }
  return sourcesIn(text, path, cwd)
}

/** The same of a text: a notebook's code is blanked where it is not Python, and otherwise as it stands. */
export function sourcesIn(written: string, path: string, cwd: string): readonly Source[] | string {
  let text = written
  let file = path
  if (path.endsWith('.ipynb')) {
    const read = readNotebook(text)
    if (read === undefined) return 'its kernel speaks a language that is not linted.'
    if ('message' in read) return read.message
    if (read.language === 'py') blankWhatIsNotPython(read)
    text = read.code
    file = join(path, `cells.${read.language}`)
  }
  if (isPageFile(path)) {
    const scripts = readPage(text, path).scripts.map((script) => script.text)
    return scripts.flatMap((script) => {
      const ast = parseJavaScript(script, file)
      return ast ? [{ file, cwd, text: script, ast, language: 'javascript', ...UNTYPED } as const] : []
    })
  }
  const language = languageOf(file)!
  const ast = language === 'python' ? pythonTree(text) : parseJavaScript(text, file)
  if (!ast || typeof ast === 'string') return ast ?? 'it has a syntax error.'
  return [{ file, cwd, text, ast, language, ...UNTYPED }]
}

function pythonTree(text: string): object | string {
  const parsed = parsePython(text)
  return parsed.ok ? parsed.ast : `line ${parsed.error.line}: ${parsed.error.message}`
}

function filesOf(path: string, reason: ReturnType<typeof reasonToLeaveOut>): string[] {
  if (!statSync(path).isDirectory()) return [path]
  let entries: Dirent[]
  try {
    entries = readdirSync(path, { withFileTypes: true })
  } catch {
    // Why it cannot be read is said in its place.
    return [path]
  }
  return entries.flatMap((entry) => {
    const inside = join(path, entry.name)
    const isFolder = entry.isDirectory()
    if (entry.name.startsWith('.') || entry.name === 'node_modules' || reason(inside, isFolder)) return []
    if (isFolder) return filesOf(inside, reason)
    return languageOf(entry.name) || entry.name.endsWith('.ipynb') ? [inside] : []
  })
}
