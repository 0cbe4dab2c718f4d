/** `--effects`: what was understood of files, for debugging and for learning. */
import { relative } from 'node:path'
import { analyse } from '../analysis.ts'
import { effectsReport } from './effects-report.ts'
import { readSettings } from '../settings.ts'
import { filesIn, sourcesOf } from './read-files.ts'

/** One section a file and program that runs it. */
export function effectsOf(paths: readonly string[], cwd: string): string {
  return filesIn(paths, cwd)
    .map((file) => sectionOf(file, cwd))
    .join('\n\n')
}

function sectionOf(file: string, cwd: string): string {
  const name = relative(cwd, file)
  const sources = sourcesOf(file, cwd)
  if (typeof sources === 'string') return `${name}: ${sources}`
  const settings = readSettings({ scope: 'all' })
  const timelines = sources.flatMap((source) => analyse(source, settings)?.timelines ?? [])
  const parts = timelines.map((timeline) => {
    const entry = relative(cwd, timeline.entry.file)
    const title = timeline.entry.file === file ? name : `${name}, run from ${entry}`
    return `${title}\n${effectsReport(timeline, cwd) || '(nothing that draws, seeds, sets or starts anything)'}`
  })
  return parts.join('\n\n')
}
