/**
 * The files of a project as modules: read, parsed and lowered once per content, and the graph of who imports whom.
 *
 * Nothing outside the project's root is read, and a file that is missing, too large or not readable is no module:
 * what cannot be followed is unknown.
 */
import { readdirSync, readFileSync, statSync, type Stats } from 'node:fs'
import { basename, dirname, extname, join, sep } from 'node:path'
import { lowerJavaScript } from './javascript/lower.ts'
import { parseJavaScript } from './javascript/parse.ts'
import { resolveJavaScript, type Host } from './javascript/resolve.ts'
import { PINNING_FILE, pinnedVersions } from './pinned.ts'
import type { LanguageName, Module } from './program.ts'
import { lowerPython } from './python/lower.ts'
import { parseOnce } from './python/parse-once.ts'
import { resolvePython } from './python/resolve.ts'

const JAVASCRIPT = new Set(['.js', '.mjs', '.cjs', '.jsx', '.ts', '.mts', '.cts', '.tsx'])
/** Larger files are bundles, or data. */
const LARGEST_FILE = 1_000_000
const MOST_FILES = 20_000
const CONFIGURATION = /^(?:package|[jt]sconfig.*)\.json$/u
const NOT_SOURCES = new Set([
  'node_modules',
  'bower_components',
  'dist',
  'build',
  'out',
  'coverage',
  'vendor',
  'site-packages',
  'venv',
  'env',
  '__pycache__',
])
/** Files whose names say that they test: they run code, but they are no training. */
const TEST_FILE = /[._-](?:test|spec)s?\.\w+$|(?:^|[/\\])(?:(?:test_[^/\\]*|conftest)\.py$|__tests__[/\\])/iu
/** Names the program of a project without being a part of it: a bundler's configuration, a task runner's file. */
const BUILD_FILE = /(?:^|[/\\])(?:[\w.-]+\.config|webpack\.[\w.-]+|gulpfile|gruntfile)\.[cm]?[jt]s$/iu
/** Files whose default export is rendered by Next.js, Gatsby or Remix because of where they stand. */
const PAGE_FILE =
  /(?:^|[/\\])(?:(?:src[/\\])?(?:pages|routes)[/\\].+|app[/\\](?:.+[/\\])?(?:page|layout|template|default|index)|app[/\\]routes[/\\].+)\.[jt]sx?$/iu
/** In an editor files change; in one run over many files they do not, and looking at each again costs as much as parsing. */
const FILES_STAY_MS = 250
const GRAPH_STAYS_MS = 2000
/** A graph that took long to make stays longer: making it may take this share of the time. */
const GRAPH_SHARE = 1 / 20
/** Names that people give to the file that is run. */
const PROGRAM_NAME = /^(?:index|main|app|train\w*|run|cli)\.\w+$/iu
/** How suites and tests of every test runner for JavaScript begin. */
const SUITE =
  /^(?:(?:describe|suite)(?:\.\w+)?\s*\(\s*['"`]|(?:test|it)(?:\.\w+)?\s*\(\s*(['"`]).*?\1\s*,\s*(?:async\b|function\b|\())/mu

export function languageOf(file: string): LanguageName | undefined {
  const extension = extname(file).toLowerCase()
  if (JAVASCRIPT.has(extension)) return 'javascript'
  return extension === '.py' || extension === '.pyw' ? 'python' : undefined
}

/** @param text of the file: a suite of tests has one on its first level. */
export function isTestFile(file: string, text = ''): boolean {
  return TEST_FILE.test(file) || SUITE.test(text)
}

/** A framework finds it by its place, and renders the component that it exports. */
export function isPage(file: string): boolean {
  return PAGE_FILE.test(file)
}

interface Known {
  readonly module: Module | undefined
  readonly text: string
  /** Of the file on disk when the module was made; an editor's unsaved text keeps until the file changes. */
  readonly stamp: string
}

interface Listing {
  readonly files: ReadonlySet<string>
  /** Folders whose files are all among them. */
  readonly folders: ReadonlySet<string>
  /** What else lies in these folders: links, and folders that hold no sources. */
  readonly unlisted: ReadonlySet<string>
  /** Every `package.json`. */
  readonly manifests: readonly string[]
  /** What files (without their ending), folders and the root are called. */
  readonly names: ReadonlySet<string>
  /** Changes with the names of the files, and with the configuration that imports are resolved by. */
  readonly fingerprint: string
}

interface Graph {
  readonly importers: ReadonlyMap<string, ReadonlySet<string>>
  /** By the clock of `performance.now()`. */
  readonly staysUntil: number
}

const NOTHING_LISTED: Listing = {
  files: new Set(),
  folders: new Set(),
  unlisted: new Set(),
  manifests: [],
  names: new Set(),
  fingerprint: '',
}

export class Project {
  readonly root: string
  readonly #known = new Map<string, Known>()
  readonly #resolved = new Map<string, string | undefined>()
  /** Files that were looked at in this moment. */
  #fresh = new Set<string>()
  #freshUntil = 0
  #graph: Graph | undefined
  #listing: Listing = NOTHING_LISTED
  /** Resolving remembers configuration by this object: another one forgets it. */
  #files: Host
  /** Counts how often what an import means may have changed. */
  generation = 0
  readonly #edges = new Map<string, { stamp: string; targets: readonly string[]; guarded: boolean }>()
  #parser: unknown

  constructor(root: string) {
    this.root = root
    this.#files = this.#asFiles()
  }

  /** Starts judging a file. Others are looked at again, each once, unless that was a moment ago. */
  begin(parser: unknown): void {
    this.#parser = parser
    const now = performance.now()
    if (now < this.#freshUntil) return
    this.#fresh = new Set()
    this.#freshUntil = now + FILES_STAY_MS
  }

  /** Registers the text and tree that ESLint read for a file. */
  open(file: string, text: string, lower: () => Module): Module {
    const known = this.#known.get(file)
    this.#fresh.add(file)
    if (known?.module && known.text === text) return known.module
    const module = lower()
    this.#known.set(file, { module, text, stamp: stampOf(file) })
    return module
  }

  module(file: string): Module | undefined {
    const known = this.#known.get(file)
    if (known && this.#fresh.has(file)) return known.module
    this.#fresh.add(file)
    const stamp = stampOf(file)
    if (known?.stamp === stamp) return known.module
    const text = stamp === '' ? undefined : readFile(file)
    if (known && text === known.text) {
      this.#known.set(file, { ...known, stamp })
      return known.module
    }
    const module = text === undefined ? undefined : this.#lower(file, text)
    this.#known.set(file, { module, text: text ?? '', stamp })
    return module
  }

  #lower(file: string, text: string): Module | undefined {
    const language = languageOf(file)
    if (language === 'python') {
      const parsed = parseOnce(text)
      return parsed.ok ? lowerPython(parsed.ast, text, file) : undefined
    }
    if (language === undefined) return undefined
    const ast = parseJavaScript(text, file, this.#parser)
    return ast && lowerJavaScript(ast, text, file)
  }

  /** The project's module that a specifier means. */
  resolve(specifier: string, from: Module): Module | undefined {
    const file = this.#target(specifier, from.file, from.language)
    return file === undefined ? undefined : this.module(file)
  }

  #target(specifier: string, from: string, language: LanguageName): string | undefined {
    const key = `${language === 'python' || specifier.startsWith('.') ? dirname(from) : from}\0${specifier}`
    if (!this.#resolved.has(key)) {
      const found =
        language === 'python'
          ? resolvePython(specifier, from, this.#files)
          : resolveJavaScript(specifier, from, this.#files)
      this.#resolved.set(key, found)
    }
    return this.#resolved.get(key)
  }

  // ------------------------------------------------------------------------------------------------------- files

  #asFiles(): Host {
    return {
      root: this.root,
      readFile,
      isFile: (path) => this.#isFile(path),
      mayHold: (name, folder) => this.#listing.names.has(name) || !this.#listing.folders.has(folder),
      folders: foldersIn,
      manifests: () => this.#listing.manifests,
    }
  }

  /** Most imports are of libraries: that no file of the project has such a name is known without asking the disk. */
  #isFile(path: string): boolean {
    const { files, folders, unlisted } = this.#listing
    if (files.has(path)) return true
    let folder = dirname(path)
    let inside = path
    while (!folders.has(folder)) {
      if (folder.length <= this.root.length) return isFileOnDisk(path)
      inside = folder
      folder = dirname(folder)
    }
    return (unlisted.has(inside) || languageOf(path) === undefined) && isFileOnDisk(path)
  }

  // ------------------------------------------------------------------------------------------------------- graph

  /** Files of the project that import this one, tests and the build aside. */
  importersOf(file: string): readonly string[] {
    if (!this.#graph || performance.now() > this.#graph.staysUntil) this.#graph = this.#scan()
    return [...(this.#graph.importers.get(file) ?? [])]
  }

  /**
   * The entrypoints through which this file is run: those that nobody imports, or that are written to be run.
   * Empty when nobody imports it.
   */
  entrypointsOf(file: string, most: number): readonly string[] {
    const found: string[] = []
    const above = this.#above(file)
    for (const each of above) {
      const first = this.importersOf(each).length === 0 || this.#edges.get(each)?.guarded
      if (first && each !== file && found.push(each) === most) break
    }
    return found.length > 0 ? found : this.#firstOfCircle(above)
  }

  /** Everybody who imports a file, or imports someone who does, nearest first; the file itself when it is in a circle. */
  #above(file: string): ReadonlySet<string> {
    const above = new Set(this.importersOf(file))
    // What is added while it is gone through is gone through as well.
    for (const each of above) for (const importer of this.importersOf(each)) above.add(importer)
    return above
  }

  /**
   * In a circle of imports nobody is first. Of those that only the circle itself imports, the one with the name of a
   * program stands for all, else whoever the fewest import: that is the likeliest to be loaded by a page.
   */
  #firstOfCircle(above: ReadonlySet<string>): readonly string[] {
    const sizes = new Map(Array.from(above, (each) => [each, this.#above(each).size]))
    const least = Math.min(...sizes.values())
    const rank = (each: string): number =>
      PROGRAM_NAME.test(basename(each)) ? 0 : this.importersOf(each).length
    const members = [...above].filter((each) => sizes.get(each) === least)
    return members.sort((one, other) => rank(one) - rank(other) || (one < other ? -1 : 1)).slice(0, 1)
  }

  /** What the files at the root pin, read again when one of them changes. */
  pinnedVersions(distributions: ReadonlyMap<string, string>): Readonly<Record<string, string>> {
    if (this.#pinned?.generation !== this.generation)
      this.#pinned = { generation: this.generation, versions: pinnedVersions(this.root, distributions) }
    return this.#pinned.versions
  }
  #pinned: { readonly generation: number; readonly versions: Readonly<Record<string, string>> } | undefined

  #scan(): Graph {
    const started = performance.now()
    const importers = new Map<string, Set<string>>()
    const listing = this.#list()
    if (listing.fingerprint !== this.#listing.fingerprint) {
      // What an import means may have changed: files came or went, or the configuration is another one.
      this.#resolved.clear()
      this.#edges.clear()
      this.#files = this.#asFiles()
      this.generation++
    }
    this.#listing = listing
    for (const file of listing.files) {
      const named = file.slice(this.root.length)
      if (isTestFile(named) || BUILD_FILE.test(named)) continue
      for (const target of this.#edgesOf(file)) {
        if (target === file) continue
        let set = importers.get(target)
        if (!set) importers.set(target, (set = new Set()))
        set.add(file)
      }
    }
    const ended = performance.now()
    return { importers, staysUntil: ended + Math.max(GRAPH_STAYS_MS, (ended - started) / GRAPH_SHARE) }
  }

  #edgesOf(file: string): readonly string[] {
    const stamp = stampOf(file)
    const known = this.#edges.get(file)
    if (known?.stamp === stamp) return known.targets
    const text = readFile(file) ?? ''
    const language = languageOf(file)!
    const specifiers = language === 'python' ? pythonSpecifiers(text) : javascriptSpecifiers(text)
    const targets = new Set<string>()
    for (const specifier of specifiers) {
      const target = this.#target(specifier, file, language)
      if (target !== undefined) targets.add(target)
    }
    const guarded = language === 'python' && /^if\s+__name__\s*==/mu.test(text)
    this.#edges.set(file, { stamp, targets: [...targets], guarded })
    return [...targets]
  }

  #list(): Listing {
    const files = new Set<string>()
    const folders = new Set<string>()
    const unlisted = new Set<string>()
    const manifests: string[] = []
    const names = new Set([basename(this.root)])
    const seen: string[] = []
    const queue = [this.root]
    while (queue.length > 0 && files.size < MOST_FILES) {
      const folder = queue.pop()!
      let entries
      try {
        entries = readdirSync(folder, { withFileTypes: true })
      } catch {
        unlisted.add(folder)
        continue
      }
      folders.add(folder)
      for (const entry of entries) {
        const path = join(folder, entry.name)
        names.add(basename(entry.name, extname(entry.name)))
        if (entry.name.startsWith('.') || (entry.isDirectory() && NOT_SOURCES.has(entry.name)))
          unlisted.add(path)
        else if (entry.isDirectory()) queue.push(path)
        else if (!entry.isFile()) unlisted.add(path)
        else if (languageOf(entry.name)) files.add(path)
        else if (CONFIGURATION.test(entry.name) || PINNING_FILE.test(entry.name)) {
          seen.push(path, stampOf(path))
          if (entry.name === 'package.json') manifests.push(path)
        }
      }
    }
    // Too many files to know of all: the disk is asked for the others.
    if (queue.length > 0) folders.clear()
    return { files, folders, unlisted, manifests, names, fingerprint: [...seen, ...files].join('\n') }
  }
}

function readFile(path: string): string | undefined {
  try {
    if (statSync(path).size > LARGEST_FILE) return undefined
    const text = readFileSync(path, 'utf8')
    return text.startsWith('\uFEFF') ? text.slice(1) : text
  } catch {
    return undefined
  }
}

function foldersIn(path: string): readonly string[] {
  try {
    return readdirSync(path, { withFileTypes: true })
      .filter((entry) => entry.isDirectory())
      .map((entry) => entry.name)
  } catch {
    return []
  }
}

/** Undefined for whatever cannot be looked at: a path through a file, a folder without permission. */
function statOf(path: string): Stats | undefined {
  try {
    return statSync(path, { throwIfNoEntry: false })
  } catch {
    return undefined
  }
}

function isFileOnDisk(path: string): boolean {
  return statOf(path)?.isFile() ?? false
}

function stampOf(file: string): string {
  const stat = statOf(file)
  return stat?.isFile() ? `${stat.mtimeMs}:${stat.size}` : ''
}

/** Comments, and every string that may name a module or a worker's file. What does not resolve is dropped. */
const NAMED_OR_COMMENTED =
  /^[ \t]*\{?\/\*[^]*?\*\/|(?<=^|[\s;{}(),])\/\/[^\n]*|['"`](\.{1,2}\/[^'"`\n]+)['"`]|(?:\bfrom|\bimport|\brequire\()\s*\(?\s*['"]([^'"\n]+)['"]/gmu

/** Who is only named in a comment is not imported: its own run would be taken for a part of somebody else's. */
function javascriptSpecifiers(text: string): Set<string> {
  const found = new Set<string>()
  for (const [, file, module] of text.matchAll(NAMED_OR_COMMENTED)) {
    const specifier = file ?? module
    if (specifier !== undefined) found.add(specifier)
  }
  return found
}

function pythonSpecifiers(text: string): Set<string> {
  const found = new Set<string>()
  for (const match of text.matchAll(
    /^[ \t]*(?:from[ \t]+([.\w]+)[ \t]+import[ \t]+(\([^)]*\)|[^#\n]+)|import[ \t]+([\w., \t]+))/gmu,
  )) {
    const [, from, names, modules] = match
    if (from !== undefined) {
      found.add(from)
      for (const name of names!.matchAll(/(?:^|[,(])\s*(\w+)/gu))
        found.add(from.endsWith('.') ? from + name[1]! : `${from}.${name[1]!}`)
    } else {
      for (const module of modules!.split(',')) found.add(module.trim().split(/\s/u)[0]!)
    }
  }
  found.delete('')
  return found
}

// --------------------------------------------------------------------------------------------------------- finding

const projects = new Map<string, Project>()

/** The project a file belongs to: the repository around it, else the folder that ESLint was started in. */
export function projectOf(file: string, cwd: string): Project {
  const root = rootOf(file, cwd)
  let project = projects.get(root)
  if (!project) projects.set(root, (project = new Project(root)))
  return project
}

const roots = new Map<string, string>()

function rootOf(file: string, cwd: string): string {
  const folder = dirname(file)
  const known = roots.get(folder)
  if (known !== undefined) return known
  let root: string | undefined
  for (let at = folder; root === undefined; at = dirname(at)) {
    if (statOf(join(at, '.git'))) root = at
    if (at === dirname(at)) break
  }
  const inside = folder === cwd || folder.startsWith(cwd + sep)
  root ??= inside ? cwd : folder
  roots.set(folder, root)
  return root
}
