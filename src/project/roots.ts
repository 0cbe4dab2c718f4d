/** Which project a file belongs to. */
import { dirname, join, sep } from 'node:path'
import { isFileOnDisk, readFile } from './disk.ts'
import { Project } from './project.ts'
import { nearestFolder, repositoryAround } from './repository.ts'

/** A repository may be begun, and a folder renamed, while an editor is open. */
const ROOTS_STAY_MS = 2000
/** In one process; an editor may have the files of several open. */
const MAX_PROJECTS = 8
const MAX_ROOTS = 5000

/** Last used last. */
const projects = new Map<string, Project>()

/**
 * The project a file belongs to: the repository around it, else the workspace, else the folder that ESLint was started
 * in.
 */
export function projectOf(file: string, cwd: string): Project {
  const root = rootOf(dirname(file), cwd)
  const project = projects.get(root) ?? new Project(root)
  projects.delete(root)
  projects.set(root, project)
  if (projects.size > MAX_PROJECTS) projects.delete(projects.keys().next().value!)
  return project
}

/** Starts anew: nothing is known of any project. */
export function forgetProjects(): void {
  projects.clear()
  roots.clear()
}

const roots = new Map<string, string>()
let rootsStayUntil = 0

/** The folder that a project lies in: nothing outside of it is read. */
export function rootOf(folder: string, cwd: string): string {
  const now = performance.now()
  if (now >= rootsStayUntil || roots.size > MAX_ROOTS) {
    roots.clear()
    rootsStayUntil = now + ROOTS_STAY_MS
  }
  const key = `${folder}\0${cwd}`
  const known = roots.get(key)
  if (known !== undefined) return known
  const inside = folder === cwd || folder.startsWith(cwd + sep)
  const root = repositoryAround(folder) ?? nearestFolder(folder, isWorkspace) ?? (inside ? cwd : folder)
  roots.set(key, root)
  return root
}

/** The folder that holds the packages of a monorepo, for npm, Yarn, Bun and pnpm. */
function isWorkspace(folder: string): boolean {
  if (isFileOnDisk(join(folder, 'pnpm-workspace.yaml'))) return true
  return /"workspaces"\s*:/u.test(readFile(join(folder, 'package.json')) ?? '')
}
