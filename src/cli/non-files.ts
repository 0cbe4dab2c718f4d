/** What has the name of a program and is none: ESLint would open a pipe, and wait for ever. */
import { statSync } from 'node:fs'
import { extname, join, resolve } from 'node:path'
import { entriesOf, leadsOutOf } from '../project/disk.ts'
import { whyNotRead } from '../project/node-host.ts'
import { rootOf } from '../project/roots.ts'
import type { LeftOut } from './left-out.ts'

/** Endings of what is linted. */
export const LINTED = new Set(
  '.js .mjs .cjs .jsx .ts .mts .cts .tsx .py .ipynb .html .htm .svelte .vue'.split(' '),
)
/** Folders that are of no interest whatever is configured. */
export const NEVER_ENTERED = new Set(['node_modules', '.git'])

/** Why a link that somebody else may have made is not followed. */
export const LEADS_OUT = 'it is a link that leads out of the project; name it to have it judged'

/** Pipes, devices, files too large to read, and links that lead out, in these paths or below, and why none is read. */
export function nonFilesIn(
  paths: readonly string[],
  base: string,
  reasonToLeaveOut: (path: string, isFolder: boolean) => LeftOut | undefined,
): Map<string, string> {
  const found = new Map<string, string>()
  const look = (path: string) => {
    try {
      const stats = statSync(path)
      const why = stats.isDirectory() ? undefined : whyNotRead(stats)
      if (why !== undefined) found.set(path, why)
    } catch {
      // ESLint says why where it reads the file.
    }
  }
  const visit = (folder: string) => {
    for (const { name, kind } of entriesOf(folder) ?? []) {
      const path = join(folder, name)
      if (kind !== 'folder') {
        if (!LINTED.has(extname(name))) continue
        if (kind === 'link' && leadsOutOf(rootOf(folder, base), path)) found.set(path, LEADS_OUT)
        else look(path)
      } else if (!NEVER_ENTERED.has(name) && reasonToLeaveOut(path, true) === undefined) visit(path)
    }
  }
  for (const path of paths) {
    const wild = path.search(/[*?{[!]/u)
    const isPattern = wild !== -1
    const folder = Math.max(path.lastIndexOf('/', wild), path.lastIndexOf('\\', wild)) + 1
    const named = resolve(base, isPattern ? path.slice(0, folder) : path)
    if (entriesOf(named)) visit(named)
    else if (!isPattern) look(named)
  }
  return found
}
