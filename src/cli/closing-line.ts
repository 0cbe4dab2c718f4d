/** The line at the end of a run: what was judged, what was left out, and why. */
import { readdirSync, statSync, type Dirent } from 'node:fs'
import { dirname, extname, join, relative, resolve } from 'node:path'
import type { ESLint } from 'eslint'
import { listenToJudged, type Incomplete } from '../judged.ts'
import type { LeftOut } from './left-out.ts'
import { LEADS_OUT, LINTED, NEVER_ENTERED } from './non-files.ts'

/** What is counted while linting. */
export interface Tally {
  readonly judged: Set<string>
  readonly programs: Set<string>
  /** By entrypoint. */
  readonly incomplete: Map<string, Incomplete>
}

/** Listens to the analysis; not to the one in ESLint's threads. */
export function tallyOfRun(): Tally {
  const tally: Tally = { judged: new Set(), programs: new Set(), incomplete: new Map() }
  listenToJudged(({ file, programs }) => {
    for (const program of programs) {
      tally.judged.add(file)
      tally.programs.add(program.file)
      if (program.incomplete) tally.incomplete.set(program.file, program.incomplete)
    }
  })
  return tally
}

interface Found {
  /** Files of the languages that are linted, and why the run would leave them out. */
  readonly files: Map<string, LeftOut | undefined>
  readonly folders: Map<string, LeftOut>
  readonly pages: Set<string>
}

/** Pages of a kind that nothing here reads. */
const PAGES = new Set('.astro'.split(' '))

/** Looks at what lies in these paths; patterns are not looked for. */
function lookAround(
  paths: readonly string[],
  cwd: string,
  reason: (path: string, isFolder: boolean) => LeftOut | undefined,
): Found {
  const found: Found = { files: new Map(), folders: new Map(), pages: new Set() }
  const visit = (path: string, isFolder: boolean) => {
    if (!isFolder) {
      if (LINTED.has(extname(path))) found.files.set(path, reason(path, false))
      else if (PAGES.has(extname(path)) && reason(path, false) === undefined) found.pages.add(path)
      return
    }
    const why = reason(path, true)
    if (why !== undefined) found.folders.set(path, why)
    else
      for (const entry of entriesOf(path))
        if (!NEVER_ENTERED.has(entry.name)) visit(join(path, entry.name), entry.isDirectory())
  }
  for (const path of paths) {
    const kind = statSync(resolve(cwd, path), { throwIfNoEntry: false })
    if (kind) visit(resolve(cwd, path), kind.isDirectory())
  }
  return found
}

function entriesOf(folder: string): Dirent[] {
  try {
    return readdirSync(folder, { withFileTypes: true })
  } catch {
    return []
  }
}

const WHY: Readonly<Record<LeftOut | 'configuration', string>> = {
  git: 'ignored by git',
  built: 'built or of others',
  environment: 'Python environments',
  configuration: 'ignored by the configuration',
}

/** @param reason for what a run leaves out by itself; nothing of it where the project's own configuration decides. */
export function closingLine(
  results: readonly ESLint.LintResult[],
  tally: Tally | undefined,
  paths: readonly string[],
  cwd: string,
  reason: (path: string, isFolder: boolean) => LeftOut | undefined,
  unreadable: ReadonlyMap<string, string>,
): string {
  const linted = new Set(results.map(({ filePath }) => filePath))
  const lintedFolders = new Set([...linted].map(dirname))
  const found = lookAround(paths, cwd, reason)
  const left = new Map<string, { files: number; folders: string[] }>()
  const leave = (why: string) => {
    const each = left.get(why) ?? { files: 0, folders: [] }
    left.set(why, each)
    return each
  }
  for (const [file, why = 'configuration'] of found.files)
    if (!linted.has(file) && !unreadable.has(file)) leave(WHY[why]).files++
  for (const [folder, why] of found.folders)
    if (!lintedFolders.has(folder)) leave(WHY[why]).folders.push(`${relative(cwd, folder) || '.'}/`)
  const parts = [...left].map(([why, { files, folders }]) => `${amount(files, folders)} (${why})`)
  if (found.pages.size > 0) parts.push(`${count(found.pages.size, 'page')} (of a kind that is not read)`)
  const links = [...unreadable.values()].filter((why) => why === LEADS_OUT).length
  if (links > 0) parts.push(`${count(links, 'link')} (out of the project)`)
  const others = unreadable.size - links
  if (others > 0) parts.push(`${count(others, 'file')} (cannot be read)`)
  return [
    ...[`${read(linted.size, tally)}.`],
    ...(parts.length > 0 ? [`Left out: ${parts.join(', ')}.`] : []),
    ...notFollowed(tally, cwd),
  ].join(' ')
}

function read(files: number, tally: Tally | undefined): string {
  const all = `${count(files, 'file')} read`
  if (tally === undefined) return all
  const { judged, programs } = tally
  if (judged.size === 0)
    return files === 0 ? all : `${all}; none takes part in machine learning (--strict judges all)`
  return `${all}; ${judged.size === files ? 'all' : judged.size} judged, in ${count(programs.size, 'program')}`
}

function notFollowed(tally: Tally | undefined, cwd: string): string[] {
  const places = [...(tally?.incomplete ?? [])].map(
    ([file, { place, reason }]) => `${relative(cwd, file)} (${place}: ${reason})`,
  )
  return places.length > 0 ? [`Not followed to the end: ${places.join(', ')}.`] : []
}

const MAX_NAMED = 3

function amount(files: number, folders: readonly string[]): string {
  const named = folders.length > MAX_NAMED ? [count(folders.length, 'folder')] : folders
  return [...(files > 0 ? [count(files, 'file')] : []), ...named].join(', ')
}

function count(number: number, what: string): string {
  return `${number} ${what}${number === 1 ? '' : 's'}`
}
