/** `--format report`, and `--effects --html`: what programs do, and what is wrong with it, as one page. */
import { reportOf, type ReportedFile } from '../report/of-files.ts'
import { reportPage } from '../report/page.ts'
import type { Findings } from './formats/findings.ts'
import { filesIn, textOf } from './read-files.ts'

/** The page of `--effects --html`. */
export function effectsPage(paths: readonly string[], cwd: string): string {
  const files = filesIn(paths, cwd).map((file) => ({ file, text: textOf(file), settings: { scope: 'all' } }))
  return reportPage(reportOf(files, [], cwd), false)
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
  const files: ReportedFile[] = []
  for (const { file } of all) files.push({ file, text: textOf(file), settings: await settingsOf(file) })
  return reportPage(reportOf(files, all, cwd), true)
}
