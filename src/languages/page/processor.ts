/**
 * Pages (`.html`) and components (`.vue`, `.svelte`): their scripts are judged where they stand. Findings are on the
 * page's own lines, and edits change the insides of scripts and nothing else.
 */
import type { Linter } from 'eslint'
import { readPage, type Page } from './scripts.ts'

/** An import that only a bundler, or an import map, can follow. */
const PACKAGE = /\b(?:from|import|require\()\s*['"](?!\.{0,2}\/|https?:)/

type Message = Linter.LintMessage

/** By file name, between `preprocess` and `postprocess`. */
const pages = new Map<string, Page>()

export const pageProcessor: Linter.Processor & { meta: { name: string } } = {
  meta: { name: 'reproducible/page' },
  supportsAutofix: true,

  preprocess(text, filename) {
    const page = readPage(text.replace(/^\ufeff/, ''), filename)
    pages.set(filename, page)
    return page.scripts.map((script) => ({ ...script }))
  },

  postprocess(lists, filename) {
    const page = pages.get(filename)
    pages.delete(filename)
    if (!page) return []
    // What stands in a script of the whole page is judged with each of its modules.
    const bundled = !/\.html?$/i.test(filename)
    const seen = new Set<string>()
    const messages = lists.flat().flatMap((message) => {
      const { ruleId, line, column, message: text } = message
      const key = `${ruleId ?? ''}:${line}:${column}:${text}`
      // Other plugins' rules for scripts know nothing of what surrounds one in a page.
      const isOurs = message.fatal === true || ruleId === null || ruleId.includes('reproducible/')
      if (!isOurs || seen.has(key)) return []
      seen.add(key)
      return [withinScripts(message, page, bundled)]
    })
    return messages.sort((one, other) => one.line - other.line || one.column - other.column)
  },
}

/** A message without the edits that would change what is no script, or that a page could not run. */
function withinScripts({ fix, suggestions, ...message }: Message, page: Page, bundled: boolean): Message {
  const fits = ({ range: [from, to], text }: { range: readonly [number, number]; text: string }): boolean =>
    page.insides.some(([start, end]) => from >= start && to <= end) && (bundled || !PACKAGE.test(text))
  const kept = suggestions?.filter((suggestion) => fits(suggestion.fix))
  return {
    ...message,
    ...(fix && fits(fix) && { fix }),
    ...(kept && kept.length > 0 && { suggestions: kept }),
  }
}
