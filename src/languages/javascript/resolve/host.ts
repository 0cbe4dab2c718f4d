import { sep } from 'node:path'
import type { ProjectFiles } from '../../../project/project-files.ts'

/** What resolving JavaScript modules asks of the project's files. */
export interface Host extends ProjectFiles {
  /** Names of the folders in a folder. Without it, a workspace package is only found in a folder of its own name. */
  folders?(path: string): readonly string[]
  /** Every `package.json` of the project, its installed packages aside. */
  manifests?(): readonly string[]
}

/** A file of the project itself: inside the root and no installed package. */
export function isOwn(host: Host, path: string): boolean {
  const { root } = host
  if (path !== root && !path.startsWith(root.endsWith(sep) ? root : root + sep)) return false
  return !path.slice(root.length).includes(`${sep}node_modules${sep}`)
}

export function readOwn(host: Host, path: string): string | undefined {
  return isOwn(host, path) ? host.readFile(path) : undefined
}

export function isOwnFile(host: Host, path: string): boolean {
  return isOwn(host, path) && host.isFile(path)
}
