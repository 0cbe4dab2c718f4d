import { sep } from 'node:path'

/** The files of a project, as far as resolving modules needs them. */
export interface Host {
  /** Absolute path of the project: nothing outside it is ever looked at. */
  readonly root: string
  /** The text of a file; undefined when it cannot be read. */
  readFile(path: string): string | undefined
  isFile(path: string): boolean
  /** Names of the folders in a folder. Without it, a workspace package is only found in a folder of its own name. */
  folders?(path: string): readonly string[]
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
