import { sep } from 'node:path'
import type { ProjectFiles } from '../../../project/project-files.ts'

/** A file of the project itself: inside the root and no installed package. */
export function isOwn(files: ProjectFiles, path: string): boolean {
  const { root } = files
  if (path !== root && !path.startsWith(root.endsWith(sep) ? root : root + sep)) return false
  return !path.slice(root.length).includes(`${sep}node_modules${sep}`)
}

export function readOwn(files: ProjectFiles, path: string): string | undefined {
  return isOwn(files, path) ? files.readFile(path) : undefined
}

export function isOwnFile(files: ProjectFiles, path: string): boolean {
  return isOwn(files, path) && files.isFile(path)
}
