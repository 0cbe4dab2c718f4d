/** What a place of a program does to what it draws from, and the pages of the rules that have found something there. */
import { dirname, relative } from 'node:path'
import { analyse } from '../analysis.ts'
import { effectInWords } from '../cli/effects-report.ts'
import { sourcesIn } from '../report/sources.ts'
import { explain } from '../cli/explain.ts'
import type { Effect } from '../effects.ts'
import { pageOf } from '../package.ts'
import type { Settings } from '../settings.ts'

/** More is not read. */
const MAX_EFFECTS = 12

/**
 * The effects of a line, as `--effects` prints them, in Markdown; of each program that runs it.
 *
 * @param line of the text that is judged, counted from 1.
 * @param column counted from 0: what begins in another line is told where it stands under it.
 */
export function effectsAt(
  text: string,
  file: string,
  settings: Settings,
  line: number,
  column: number,
): string | undefined {
  const cwd = dirname(file)
  const sources = sourcesIn(text, file, cwd)
  if (typeof sources === 'string') return undefined
  const programs = sources.flatMap((source) => {
    const analysis = analyse(source, settings)
    return (analysis?.timelines ?? []).map((timeline) => {
      const here = timeline.effects.filter(
        (effect) => effect.module.file === source.file && isAt(effect, line, column),
      )
      return { entry: timeline.entry.file, isOwn: timeline.entry.file === source.file, here }
    })
  })
  const told = programs
    .filter(({ here }) => here.length > 0)
    .map(({ entry, isOwn, here }) => {
      const lines = [...new Set(here.map(inMarkdown))]
      const left = lines.length - MAX_EFFECTS
      const all = [...lines.slice(0, MAX_EFFECTS), ...(left > 0 ? [`- … ${left} more`] : [])].join('\n')
      return isOwn ? all : `Run from \`${relative(cwd, entry)}\`:\n\n${all}`
    })
  return told.length > 0 ? [...new Set(told)].join('\n\n') : undefined
}

function isAt({ node: { loc } }: Effect, line: number, column: number): boolean {
  if (loc.start.line === line) return true
  const isAfterStart = loc.start.line < line
  const isBeforeEnd = line < loc.end.line || (line === loc.end.line && column <= loc.end.column)
  // A block that holds half of the program says nothing about one of its lines.
  return isAfterStart && isBeforeEnd && loc.end.line - loc.start.line <= MAX_EFFECTS
}

function inMarkdown(effect: Effect): string {
  const words = effectInWords(effect).trim()
  const api = effect.api.replaceAll('`', "'")
  return `- **${effect.kind}** \`${api}\`${words === '' ? '' : `: ${escaped(words)}`}`
}

function escaped(text: string): string {
  return text.replaceAll(/[\\`*_{}[\]<>#|]/gu, String.raw`\$&`)
}

/** The page of a rule, without what is said of it in every list of rules. */
export function pageInMarkdown(rule: string): string {
  const [title = '', description = '', ...rest] = explain([rule]).split(/\n{2,}/u)
  const body = rest.filter((block) => !block.startsWith('- Presets:')).join('\n\n')
  const name = rule.split('/').at(-1)!
  // What is linked beside the page is found in the package, and the headings of a page are too large for a corner.
  const page = pageOf(name)
  const linked = body.replaceAll(/\]\((?![a-z]+:)/gu, `](${page.slice(0, page.lastIndexOf('/') + 1)}`)
  return `**[${title.replace(/^#+\s*/u, '')}](${page})**: ${description}\n\n${linked.replaceAll(/^#{1,3} /gmu, '#### ')}`
}
