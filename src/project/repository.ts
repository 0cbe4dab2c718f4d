/** The folders around a file that mean something to all that lies in them. */
import { dirname, join } from 'node:path'
import { exists } from './disk.ts'

/** The folder itself or the nearest one around it that is what is looked for. */
export function nearestFolder(folder: string, isIt: (folder: string) => boolean): string | undefined {
  for (let at = folder; ; at = dirname(at)) {
    if (isIt(at)) return at
    if (at === dirname(at)) return undefined
  }
}

/** The folder of the repository that a folder lies in. */
export function repositoryAround(folder: string): string | undefined {
  return nearestFolder(folder, isRepository)
}

export function isRepository(folder: string): boolean {
  return exists(join(folder, '.git'))
}
