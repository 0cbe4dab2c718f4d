import { dirname, relative, resolve } from 'node:path'
import { programFile, sourceFile } from './files.ts'
import type { ProjectFiles } from '../../../project/project-files.ts'
import {
  mappedTargets,
  packageFile,
  packageOf,
  unlinkedPackage,
  workspacePackage,
  type Package,
} from './packages.ts'
import { matchPattern } from './path-patterns.ts'
import { pathMapping, type PathMapping } from './tsconfig.ts'

/** What was read of configuration files, of a project, for as long as its files are the same object. */
interface Known {
  readonly mappings: Map<string, PathMapping | undefined>
  readonly packages: Map<string, Package | undefined>
  readonly members: Map<string, Package | undefined>
}

const knownBy = new WeakMap<ProjectFiles, Known>()

/**
 * The file of the project that a module specifier names, or undefined: an installed package, a built-in module, a file
 * outside `files.root`, something that is no program. Files of installed packages are never opened.
 *
 * Configuration files are read once for each `files`: the object is made anew when they may have changed.
 *
 * @param specifier as written: `./seed`, `./seed.js`, `@/model`, `#config`, `@scope/data/split`.
 * @param fromFile absolute path of the file that names it.
 */
export function resolveJavaScript(
  specifier: string,
  fromFile: string,
  files: ProjectFiles,
): string | undefined {
  const folder = dirname(fromFile)
  const typed = /\.(?:[cm]?ts|tsx)$/.test(fromFile)
  // Bundlers say behind a question mark how to load a file: `./worker.js?worker`.
  const name = specifier.split('?', 1)[0]!
  if (name === '' || /^(?:\/|[A-Za-z]:|node:)/.test(name)) return undefined

  let known = knownBy.get(files)
  if (!known) knownBy.set(files, (known = { mappings: new Map(), packages: new Map(), members: new Map() }))
  if (/^\.{1,2}(?:\/|$)/.test(name)) {
    const path = resolve(folder, name)
    return programFile(path, files, typed) ?? unbuilt(path, folder, files, known)
  }
  return (
    mapped(name, pathMapping(folder, files, known.mappings), files) ??
    (name.startsWith('#') ? internal(name, folder, files, known) : ofProject(name, folder, files, known))
  )
}

/** An example that runs what its package is built to (`require('../lib')`), where nothing has been built. */
function unbuilt(path: string, folder: string, files: ProjectFiles, known: Known): string | undefined {
  const own = packageOf(folder, files, known.packages)
  const target = own && relative(own.folder, path).replaceAll('\\', '/')
  if (own === undefined || target === undefined) return undefined
  return sourceFile(own.folder, target, files) ?? sourceFile(own.folder, `${target}/index`, files)
}

function mapped(name: string, mapping: PathMapping | undefined, files: ProjectFiles): string | undefined {
  if (!mapping) return undefined
  const match = matchPattern(mapping.paths.keys(), name)
  for (const target of match ? mapping.paths.get(match.pattern)! : []) {
    const file = programFile(target.replace('*', match!.star), files, true)
    if (file) return file
  }
  return mapping.baseUrl === undefined ? undefined : programFile(resolve(mapping.baseUrl, name), files, true)
}

/** `#name`, which a package's `imports` maps to its own files or to another package. */
function internal(name: string, folder: string, files: ProjectFiles, known: Known): string | undefined {
  const own = packageOf(folder, files, known.packages)
  const imports = own?.manifest['imports']
  if (!own || imports === undefined) return undefined
  for (const target of mappedTargets(imports, name)) {
    const file = target.startsWith('./')
      ? sourceFile(own.folder, target, files)
      : target.startsWith('#')
        ? undefined
        : ofProject(target, own.folder, files, known)
    if (file) return file
  }
  return undefined
}

/** A package by its name: the one that the folder belongs to, or another one of the workspace. */
function ofProject(name: string, folder: string, files: ProjectFiles, known: Known): string | undefined {
  const [, packageName, rest = ''] = /^((?:@[^/]+\/)?[^/]+)(\/.*)?$/.exec(name) ?? []
  if (packageName === undefined) return undefined
  const own = packageOf(folder, files, known.packages)
  const found =
    own?.manifest['name'] === packageName
      ? own
      : (workspacePackage(packageName, folder, files, known.members) ?? unlinkedPackage(packageName, files))
  return found && packageFile(found, `.${rest}`, files)
}
