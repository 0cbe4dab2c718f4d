/** The packages that belong to a project: its own, and those of its workspace. */
import { basename, dirname, join } from 'node:path'
import { grouped } from '../../../questions/grouped.ts'
import { sourceFile } from './files.ts'
import type { ProjectFiles } from '../../../project/project-files.ts'
import { isOwn, readOwn } from './own.ts'
import { object, parseConfiguration, strings, type Json, type JsonObject } from '../parse/json.ts'
import { matchPattern } from './path-patterns.ts'

export interface Package {
  readonly folder: string
  readonly manifest: JsonObject
}

/** The package that a folder belongs to. */
export function packageOf(
  folder: string,
  files: ProjectFiles,
  known: Map<string, Package | undefined>,
): Package | undefined {
  if (known.has(folder)) return known.get(folder)
  let found: Package | undefined
  if (isOwn(files, folder)) {
    found = packageIn(folder, files)
    if (!found && dirname(folder) !== folder) found = packageOf(dirname(folder), files, known)
  }
  known.set(folder, found)
  return found
}

function packageIn(folder: string, files: ProjectFiles): Package | undefined {
  const text = readOwn(files, join(folder, 'package.json'))
  const manifest = text === undefined ? undefined : parseConfiguration(text)
  return manifest && { folder, manifest }
}

/** The workspace package of this name, in the workspace that `folder` lies in. */
export function workspacePackage(
  name: string,
  folder: string,
  files: ProjectFiles,
  known: Map<string, Package | undefined>,
): Package | undefined {
  for (let current = folder; isOwn(files, current); current = dirname(current)) {
    const key = `${current}\0${name}`
    if (!known.has(key)) known.set(key, memberOf(current, name, files))
    const found = known.get(key)
    if (found) return found
    if (dirname(current) === current) break
  }
  return undefined
}

const unlinked = new WeakMap<ProjectFiles, ReadonlyMap<string, Package>>()

/** The one package of this name in a repository that declares no workspace: its examples install what is published of it. */
export function unlinkedPackage(name: string, files: ProjectFiles): Package | undefined {
  let found = unlinked.get(files)
  if (!found) unlinked.set(files, (found = packagesByName(files)))
  return found.get(name)
}

function packagesByName(files: ProjectFiles): ReadonlyMap<string, Package> {
  const all = (files.manifests?.() ?? []).flatMap((path) => packageIn(dirname(path), files) ?? [])
  const named = grouped(all, ({ manifest }) => manifest['name'])
  return new Map(
    [...named].flatMap(([name, packages]) =>
      typeof name === 'string' && packages.length === 1 ? [[name, packages[0]!] as const] : [],
    ),
  )
}

function memberOf(folder: string, name: string, files: ProjectFiles): Package | undefined {
  for (const pattern of workspacePatterns(folder, files)) {
    if (pattern.startsWith('!')) continue
    for (const member of expand(
      folder,
      pattern.split('/').filter((part) => part !== '' && part !== '.'),
      name,
      files,
    )) {
      const found = packageIn(member, files)
      if (found?.manifest['name'] === name) return found
    }
  }
  return undefined
}

function workspacePatterns(folder: string, files: ProjectFiles): readonly string[] {
  const workspaces = packageIn(folder, files)?.manifest['workspaces']
  const yaml = readOwn(files, join(folder, 'pnpm-workspace.yaml'))
  return [
    ...strings(workspaces),
    ...strings(object(workspaces)?.['packages']),
    ...(yaml === undefined ? [] : listedPackages(yaml)),
  ]
}

/** The list under `packages:`, in either of the two ways that people write it. */
function listedPackages(yaml: string): readonly string[] {
  const inline = /^packages:\s*\[([^\]]*)/m.exec(yaml)
  if (inline) return inline[1]!.split(',').map(unquoted).filter(Boolean)
  const lines = yaml.split('\n')
  const start = lines.findIndex((line) => /^packages:[^\S\n]*(?:#|$)/.test(line))
  const listed: string[] = []
  for (const line of start === -1 ? [] : lines.slice(start + 1)) {
    const item = line.trim()
    if (item.startsWith('-')) listed.push(unquoted(item.slice(1)))
    else if (item !== '' && !item.startsWith('#')) break
  }
  return listed.filter(Boolean)
}

function unquoted(text: string): string {
  const trimmed = text.trim()
  return /^(['"])(.*?)\1/.exec(trimmed)?.[2] ?? trimmed.split(/\s#/)[0]!.trimEnd()
}

/** Folders that a workspace pattern names. `**` goes four folders deep. */
function expand(
  folder: string,
  parts: readonly string[],
  name: string,
  files: ProjectFiles,
): readonly string[] {
  const [part, ...rest] = parts
  if (part === undefined) return [folder]
  if (!part.includes('*')) return expand(join(folder, part), rest, name, files)
  const folders = (files.folders?.(folder) ?? [basename(name)]).filter((child) => child !== 'node_modules')
  if (part === '**') {
    const deeper = parts.filter((other) => other === '**').length < 4 ? [...rest, '**'] : rest
    return [folder, ...folders.flatMap((child) => expand(join(folder, child), deeper, name, files))]
  }
  const [before = '', after = ''] = part.split('*')
  return folders
    .filter(
      (child) =>
        child.startsWith(before) && child.endsWith(after) && child.length >= before.length + after.length,
    )
    .flatMap((child) => expand(join(folder, child), rest, name, files))
}

/** The file behind `name` or `name/subpath`; `subpath` is `.` or starts with `./`. */
export function packageFile(
  { folder, manifest }: Package,
  subpath: string,
  files: ProjectFiles,
): string | undefined {
  const { exports } = manifest
  const targets = exports === undefined ? [] : mappedTargets(exports, subpath)
  if (subpath === '.') {
    targets.push(
      ...(['source', 'module', 'main', 'types'] as const).flatMap((field) => strings(manifest[field])),
    )
    targets.push('./src/index.js', './index.js', './src/index.ts', './index.ts')
  } else {
    targets.push(subpath, `./src/${subpath.slice(2)}`)
  }
  for (const target of targets) {
    const file = sourceFile(folder, target, files)
    if (file) return file
  }
  return undefined
}

/** What `imports` or `exports` maps a key to, for every condition, in the order they are written. */
export function mappedTargets(map: Json, key: string): string[] {
  const entries = object(map)
  const isMap = entries !== undefined && Object.keys(entries).some((name) => /^[.#]/.test(name))
  if (!isMap) return key === '.' ? allTargets(map) : []
  const targets = new Map(Object.entries(entries))
  const match = matchPattern([...targets.keys()], key)
  if (!match) return []
  return allTargets(targets.get(match.pattern)).map((target) => target.replaceAll('*', match.star))
}

function allTargets(value: Json | undefined): string[] {
  if (typeof value === 'string') return [value]
  const entries = object(value)
  if (entries) return Object.values(entries).flatMap(allTargets)
  return Array.isArray(value) ? value.flatMap(allTargets) : []
}
