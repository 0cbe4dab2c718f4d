/** `--format report`, and `--effects --html`: what programs do, and what is wrong with it, as one page. */
import { readFileSync } from 'node:fs'
import { relative, sep } from 'node:path'
import { analyse } from '../analysis.ts'
import type { Timeline } from '../interpreter/timeline.ts'
import { findLineStarts } from '../languages/lines.ts'
import { readNotebook } from '../languages/notebook/cells.ts'
import type { Module } from '../program.ts'
import { programOf, type PlaceOf } from '../report/of-timeline.ts'
import { reportedFindings } from '../report/of-findings.ts'
import { reportPage } from '../report/page.ts'
import type { Report } from '../report/report.ts'
import { readSettings } from '../settings.ts'
import { shownFile, type Findings } from './formats/findings.ts'
import { filesIn, sourcesOf } from './read-files.ts'

/** A notebook is judged as a file inside of it. */
const CELLS = /[/\\]cells\.(?:py|ts|js)$/u

/** The page of `--effects --html`. */
export function effectsPage(paths: readonly string[], cwd: string): string {
  const files = filesIn(paths, cwd)
  return reportPage(
    reportOf(
      files.map((file) => [file, { scope: 'all' }]),
      [],
      cwd,
    ),
    false,
  )
}

/**
 * The page of `--format report`.
 *
 * @param settingsOf what a file is judged by: `settings.reproducible` of its configuration.
 */
export async function findingsPage(
  all: readonly Findings[],
  cwd: string,
  settingsOf: (file: string) => Promise<unknown>,
): Promise<string> {
  const files: [string, unknown][] = []
  for (const { file } of all) files.push([file, await settingsOf(file)])
  return reportPage(reportOf(files, all, cwd), true)
}

function reportOf(
  files: readonly (readonly [file: string, settings: unknown])[],
  all: readonly Findings[],
  cwd: string,
): Report {
  const shown = (file: string) => shownFile(file, cwd).split(sep).join('/')
  const notes: string[] = []
  const byEntry = new Map<string, Timeline[]>()
  for (const [file, settings] of files) {
    const sources = sourcesOf(file, cwd)
    if (typeof sources === 'string') {
      // What a finding says already is not said twice.
      if (all.length === 0) notes.push(`${relative(cwd, file)}: ${sources}`)
      continue
    }
    for (const source of sources)
      for (const timeline of analyse(source, readSettings(settings))?.timelines ?? []) {
        const key = `${timeline.outside} ${timeline.entry.file}`
        byEntry.set(key, [...(byEntry.get(key) ?? []), timeline])
      }
  }
  const findings = reportedFindings(all, shown)
  const placeOf = placesIn(shown)
  const programs = [...byEntry.values()].map((timelines) =>
    programOf(timelines as [Timeline, ...Timeline[]], placeOf, findings),
  )
  // A file that only defines things has nothing to show.
  return { programs: programs.filter(({ steps }) => steps.length > 0), findings, notes }
}

/** Where places of modules are, for people: in a notebook by its cells. */
function placesIn(shown: (file: string) => string): PlaceOf {
  const cells = new Map<string, ((line: number) => { cell: number; line: number }) | undefined>()
  return ({ file, text }: Module, { line, column }) => {
    if (!CELLS.test(file)) return { file: shown(file), line, column: column + 1 }
    const notebook = file.replace(CELLS, '')
    if (!cells.has(notebook)) cells.set(notebook, cellsOf(notebook, text))
    const at = cells.get(notebook)?.(line)
    return { file: shown(notebook), line, ...at, column: column + 1 }
  }
}

/** The cell and the line in it of each line of a notebook's code. */
function cellsOf(file: string, code: string): ((line: number) => { cell: number; line: number }) | undefined {
  const read = readNotebook(readFileSync(file, 'utf8').replace(/^\uFEFF/u, ''))
  if (read === undefined || 'message' in read) return undefined
  const starts = findLineStarts(code)
  return (line) => {
    const offset = starts[line - 1] ?? code.length
    const cell = read.cells.findLast(({ start }) => start <= offset) ?? read.cells[0]!
    const first = starts.findLastIndex((start) => start <= cell.start)
    return { cell: cell.number, line: line - first }
  }
}
