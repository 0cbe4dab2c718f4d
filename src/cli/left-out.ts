/** Which files are linted where no configuration says so. */
import { basename } from 'node:path'
import { IgnoredPaths, type Reason } from '../project/ignored.ts'

/** Folders that hold programs of others, or what has been built. */
const FOLDERS_NOT_OURS = new Set(
  `venv .venv virtualenv site-packages __pycache__ .ipynb_checkpoints .tox .nox .eggs .cache
  bower_components vendor dist build out coverage .next .nuxt .svelte-kit .angular`.split(/\s+/u),
)
const MINIFIED = /\.min\.[cm]?js$/u

/** Why a run without configuration leaves a path out. */
export type LeftOut = Reason | 'built'

/** Whether a run without configuration leaves a path out, and why. */
export function reasonToLeaveOut(base: string): (path: string, isFolder: boolean) => LeftOut | undefined {
  const ignored = new IgnoredPaths(base)
  return (path, isFolder) => {
    const isBuilt = isFolder ? FOLDERS_NOT_OURS.has(basename(path)) : MINIFIED.test(path)
    return ignored.reason(path, isFolder) ?? (isBuilt ? 'built' : undefined)
  }
}
