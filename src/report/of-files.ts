/** Files and what was found in them as data for a report. */
import { relative, sep } from 'node:path'
import { analyse } from '../analysis.ts'
import { shownFile, type Findings } from '../cli/formats/findings.ts'
import type { Timeline } from '../interpreter/timeline.ts'
import { findLineStarts } from '../languages/lines.ts'
import { readNotebook } from '../languages/notebook/cells.ts'
import type { Module } from '../program.ts'
import { readSettings } from '../settings.ts'
import { reportedFindings } from './of-findings.ts'
import { programOf, type PlaceOf } from './of-timeline.ts'
import type { Report } from './report.ts'
import { sourcesIn } from './sources.ts'

/** A notebook is judged as a file inside of it. */
const CELLS = /[/\\]cells\.(?:py|ts|js)$/u

/** A file, and what it is judged by: `settings.reproducible`. */
export interface ReportedFile {
  readonly file: string
  /** Without a byte order mark; or why there is none. */
  readonly text: { readonly text: string } | string
  readonly settings: unknown
}

/** @param all the findings of these files. */
export function reportOf(files: readonly ReportedFile[], all: readonly Findings[], cwd: string): Report {
  const shown = (file: string) => shownFile(file, cwd).split(sep).join('/')
  const notes: string[] = []
  const byEntry = new Map<string, Timeline[]>()
  for (const { file, text, settings } of files) {
    const sources = typeof text === 'string' ? text : sourcesIn(text.text, file, cwd)
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
  const texts = new Map(
    files.flatMap(({ file, text }) => (typeof text === 'string' ? [] : [[file, text.text] as const])),
  )
  const placeOf = placesIn(shown, texts)
  const programs = [...byEntry.values()].map((timelines) =>
    programOf(timelines as [Timeline, ...Timeline[]], placeOf, findings),
  )
  // A file that only defines things has nothing to show.
  return { programs: programs.filter(({ steps }) => steps.length > 0), findings, notes }
}

/** Where places of modules are, for people: in a notebook by its cells. */
function placesIn(shown: (file: string) => string, texts: ReadonlyMap<string, string>): PlaceOf {
  const cells = new Map<string, ((line: number) => { cell: number; line: number }) | undefined>()
  return ({ file, text }: Module, { line, column }) => {
    if (!CELLS.test(file)) return { file: shown(file), line, column: column + 1 }
    const notebook = file.replace(CELLS, '')
    if (!cells.has(notebook)) cells.set(notebook, cellsOf(texts.get(notebook) ?? '', text))
    const at = cells.get(notebook)?.(line)
    return { file: shown(notebook), line, ...at, column: column + 1 }
  }
}

/** The cell and the line in it of each line of a notebook's code. */
function cellsOf(json: string, code: string): ((line: number) => { cell: number; line: number }) | undefined {
  const read = readNotebook(json)
  if (read === undefined || 'message' in read) return undefined
  const starts = findLineStarts(code)
  return (line) => {
    const offset = starts[line - 1] ?? code.length
    const cell = read.cells.findLast(({ start }) => start <= offset) ?? read.cells[0]!
    const first = starts.findLastIndex((start) => start <= cell.start)
    return { cell: cell.number, line: line - first }
  }
}
