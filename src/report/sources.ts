/** The text of a file as the rules get it. */
import { join } from 'node:path'
import type { Source } from '../analysis.ts'
import { parseJavaScript } from '../languages/javascript/parse/parse.ts'
import { readNotebook, blankWhatIsNotPython } from '../languages/notebook/cells.ts'
import { isPageFile } from '../languages/page/labels.ts'
import { readPage } from '../languages/page/scripts.ts'
import { languageOf } from '../project/roles.ts'
import { parsePython } from '../languages/python/parse/parse.ts'

const UNTYPED = { parser: undefined, services: undefined }

/** The file as the rules get it, each script of a page by itself; or why there is none. */
export function sourcesIn(text: string, path: string, cwd: string): readonly Source[] | string {
  let code = text
  let file = path
  if (path.endsWith('.ipynb')) {
    const read = readNotebook(text)
    if (read === undefined) return 'its kernel speaks a language that is not linted.'
    if ('message' in read) return read.message
    if (read.language === 'py') blankWhatIsNotPython(read)
    code = read.code
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
  const ast = language === 'python' ? pythonTree(code) : parseJavaScript(code, file)
  if (!ast || typeof ast === 'string') return ast ?? 'it has a syntax error.'
  return [{ file, cwd, text: code, ast, language, ...UNTYPED }]
}

function pythonTree(text: string): object | string {
  const parsed = parsePython(text)
  return parsed.ok ? parsed.ast : `line ${parsed.error.line}: ${parsed.error.message}`
}
