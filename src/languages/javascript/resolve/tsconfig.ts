/** `paths` and `baseUrl` of the nearest tsconfig.json or jsconfig.json. */
import { dirname, isAbsolute, join, resolve } from 'node:path'
import type { ProjectFiles } from '../../../project/project-files.ts'
import { isOwn, readOwn } from './own.ts'
import { object, parseConfiguration, strings, type JsonObject } from '../parse/json.ts'

export interface PathMapping {
  /** Absolute; undefined where the configuration names none. */
  readonly baseUrl: string | undefined
  /** Pattern with at most one star -> absolute paths with a star. */
  readonly paths: ReadonlyMap<string, readonly string[]>
}

/** The mapping that holds for files of a folder. */
export function pathMapping(
  folder: string,
  files: ProjectFiles,
  known: Map<string, PathMapping | undefined>,
): PathMapping | undefined {
  if (known.has(folder)) return known.get(folder)
  let mapping: PathMapping | undefined
  if (isOwn(files, folder)) {
    const config = ['tsconfig.json', 'jsconfig.json']
      .map((name) => join(folder, name))
      .find((path) => files.isFile(path))
    if (config) mapping = readMapping(config, files, folder, new Set())
    else if (dirname(folder) !== folder) mapping = pathMapping(dirname(folder), files, known)
  }
  known.set(folder, mapping)
  return mapping
}

function readMapping(
  path: string,
  files: ProjectFiles,
  folder: string,
  seen: Set<string>,
): PathMapping | undefined {
  if (seen.has(path)) return undefined
  seen.add(path)
  const text = readOwn(files, path)
  const config = text === undefined ? undefined : parseConfiguration(text)
  if (!config) return undefined
  const own = ownMapping(config, dirname(path), folder)
  // Later bases win over earlier ones.
  const bases = strings(config['extends']).toReversed()
  let inherited: PathMapping | undefined
  for (const base of bases)
    inherited ??= readMapping(basePath(base, dirname(path), files), files, folder, seen)
  const mapping = {
    baseUrl: own.baseUrl ?? inherited?.baseUrl,
    paths: own.paths ?? inherited?.paths ?? new Map<string, readonly string[]>(),
  }
  if (mapping.baseUrl !== undefined || mapping.paths.size > 0) return mapping
  return referencedMapping(config, dirname(path), files, folder, seen) ?? mapping
}

function ownMapping(
  config: JsonObject,
  directory: string,
  folder: string,
): { baseUrl: string | undefined; paths: ReadonlyMap<string, readonly string[]> | undefined } {
  const options = object(config['compilerOptions']) ?? {}
  const absolute = (path: string, from: string): string => resolve(from, path.replace('${configDir}', folder))
  const baseUrl = typeof options['baseUrl'] === 'string' ? absolute(options['baseUrl'], directory) : undefined
  const written = object(options['paths'])
  if (!written) return { baseUrl, paths: undefined }
  const paths = Object.entries(written).map(
    ([pattern, targets]) =>
      [pattern, strings(targets).map((target) => absolute(target, baseUrl ?? directory))] as const,
  )
  return { baseUrl, paths: new Map(paths) }
}

/** A configuration that only refers to others (`tsconfig.app.json`) stands for the first of them that maps paths. */
function referencedMapping(
  config: JsonObject,
  directory: string,
  files: ProjectFiles,
  folder: string,
  seen: Set<string>,
): PathMapping | undefined {
  const { references } = config
  for (const reference of Array.isArray(references) ? (references as JsonObject[]) : []) {
    const path = object(reference)?.['path']
    if (typeof path !== 'string') continue
    const mapping = readMapping(basePath(resolve(directory, path), directory, files), files, folder, seen)
    if (mapping && (mapping.baseUrl !== undefined || mapping.paths.size > 0)) return mapping
  }
  return undefined
}

/** Where a configuration named by another one is. One from an installed package maps no paths of this project. */
function basePath(base: string, directory: string, files: ProjectFiles): string {
  if (!base.startsWith('.') && !isAbsolute(base)) return ''
  const path = resolve(directory, base)
  const candidates = [path, `${path}.json`, join(path, 'tsconfig.json')]
  return candidates.find((candidate) => isOwn(files, candidate) && files.isFile(candidate)) ?? ''
}
