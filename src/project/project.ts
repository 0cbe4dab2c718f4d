/**
 * The files of a project as modules: read, parsed and lowered once per content, and the graph of who imports whom.
 *
 * Nothing outside the project's root is read, and a file that is missing, too large or not readable is no module:
 * what cannot be followed is unknown.
 */
import { readdirSync, readFileSync, statSync, type Stats } from 'node:fs'
import { basename, dirname, extname, join, sep } from 'node:path'
import { catalogOf } from '../catalog/catalog.ts'
import { lowerJavaScript } from '../languages/javascript/lower/lower.ts'
import { parseJavaScript } from '../languages/javascript/parse/parse.ts'
import { resolveJavaScript, type Host } from '../languages/javascript/resolve/resolve.ts'
import { isPinningFile, pinnedVersions } from './pinned.ts'
import type { LanguageName, Module } from '../program.ts'
import { lowerPython } from '../languages/python/lower/lower.ts'
import { parseOnce } from '../languages/python/parse/parse-once.ts'
import { resolvePython } from '../languages/python/resolve.ts'

const JAVASCRIPT = new Set(['.js', '.mjs', '.cjs', '.jsx', '.ts', '.mts', '.cts', '.tsx'])
/** Larger files are bundles, or data. */
const MAX_FILE_SIZE = 1_000_000
const MAX_FILES = 20_000
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

/** Files of Next.js and Remix whose default export is rendered, wherever they stand in `app`. */
const APP_FILES = new Set(['page', 'layout', 'template', 'default', 'index'])

/** A framework (Next.js, Gatsby, Remix) finds it by its place, and renders the component that it exports. */
export function isPage(file: string): boolean {
  const folders = file.toLowerCase().split(/[/\\]/u)
  const name = folders.pop()!
  const stem = /^(.+)\.[jt]sx?$/u.exec(name)?.[1]
  if (stem === undefined) return false
  if (folders.includes('pages') || folders.includes('routes')) return true
  return folders.includes('app') && APP_FILES.has(stem)
}

interface Known {
  readonly module: Module | undefined
  readonly text: string
  /** Of the file on disk when the module was made; an editor's unsaved text keeps until the file changes. */
  readonly stamp: string
}

/** What the text of a file leads to. */
interface Edges {
  readonly stamp: string
  /** Of the text that they were found in. */
  readonly hash: string
  readonly targets: readonly string[]
  /** Files that are only named, as a worker's file is. */
  readonly mentions: readonly string[]
  readonly guarded: boolean
  readonly takesPart: boolean
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

/** Of the files of one language: an import never leads to another one. */
interface Graph {
  readonly importers: ReadonlyMap<string, ReadonlySet<string>>
  /** Files that may take part in machine learning, by themselves or through what they import. */
  readonly involved: ReadonlySet<string>
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
  readonly #graphs = new Map<LanguageName, Graph>()
  #listing: Listing = NOTHING_LISTED
  /** Resolving remembers configuration by this object: another one forgets it. */
  #files: Host
  /** Counts how often what an import means may have changed. */
  generation = 0
  readonly #edges = new Map<string, Edges>()
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
    return [...(this.#graphOf(languageOf(file) ?? 'javascript').importers.get(file) ?? [])]
  }

  #graphOf(language: LanguageName): Graph {
    let graph = this.#graphs.get(language)
    if (!graph || performance.now() > graph.staysUntil)
      this.#graphs.set(language, (graph = this.#scan(language)))
    return graph
  }

  /**
   * Whether a file, something it imports, or a program that runs it may take part in machine learning, told from the
   * texts of the files alone. May say yes too often.
   *
   * @param text of the file, as the editor has it.
   */
  mayTakePart(file: string, text: string, language: LanguageName, most: number): boolean {
    const { involved } = this.#graphOf(language)
    if (!this.#listing.files.has(file) || this.#listing.folders.size === 0 || involved.has(file)) return true
    const saved = this.#edges.get(file)
    const { takesPart, targets, mentions } =
      saved?.hash === hashOf(text) ? saved : this.#edgesIn(text, file, language)
    if (takesPart || [...targets, ...mentions].some((each) => involved.has(each))) return true
    return involved.size > 0 && this.entrypointsOf(file, most).some((each) => involved.has(each))
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

  #scan(language: LanguageName): Graph {
    const started = performance.now()
    const listing = this.#list()
    if (listing.fingerprint !== this.#listing.fingerprint) {
      // What an import means may have changed: files came or went, or the configuration is another one.
      this.#resolved.clear()
      this.#edges.clear()
      this.#files = this.#asFiles()
      this.generation++
    }
    this.#listing = listing
    const importers = new Map<string, Set<string>>()
    const leadingTo = new Map<string, Set<string>>()
    const involved = new Set<string>()
    const files = new Set([...listing.files].filter((file) => languageOf(file) === language))
    // A file in a folder that is not listed is read when somebody imports it.
    for (const file of files) {
      const { targets, mentions, takesPart } = this.#edgesOf(file, language)
      if (takesPart) involved.add(file)
      for (const target of [...targets, ...mentions]) {
        files.add(target)
        add(leadingTo, target, file)
      }
      const named = file.slice(this.root.length)
      if (!listing.files.has(file) || isTestFile(named) || BUILD_FILE.test(named)) continue
      for (const target of targets) if (target !== file) add(importers, target, file)
    }
    // What is added while it is gone through is gone through as well.
    for (const file of involved) for (const each of leadingTo.get(file) ?? []) involved.add(each)
    const ended = performance.now()
    return {
      importers,
      involved,
      staysUntil: ended + Math.max(GRAPH_STAYS_MS, (ended - started) / GRAPH_SHARE),
    }
  }

  #edgesOf(file: string, language: LanguageName): Edges {
    const stamp = stampOf(file)
    const known = this.#edges.get(file)
    if (known?.stamp === stamp) return known
    const edges = { stamp, ...this.#edgesIn(readFile(file) ?? '', file, language) }
    this.#edges.set(file, edges)
    return edges
  }

  #edgesIn(text: string, file: string, language: LanguageName): Omit<Edges, 'stamp'> {
    const { specifiers, files } = language === 'python' ? pythonSpecifiers(text) : javascriptSpecifiers(text)
    const resolved = (names: ReadonlySet<string>): readonly string[] => {
      const found = new Set<string>()
      for (const name of names) {
        const target = this.#target(name, file, language)
        if (target !== undefined) found.add(target)
      }
      return [...found]
    }
    return {
      hash: hashOf(text),
      targets: resolved(specifiers),
      mentions: resolved(files),
      guarded: language === 'python' && /^if\s+__name__\s*==/mu.test(text),
      takesPart: catalogOf(language).mayTakePart(text, specifiers, language),
    }
  }

  #list(): Listing {
    const files = new Set<string>()
    const folders = new Set<string>()
    const unlisted = new Set<string>()
    const manifests: string[] = []
    const names = new Set([basename(this.root)])
    const seen: string[] = []
    const queue = [this.root]
    while (queue.length > 0 && files.size < MAX_FILES) {
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
        else if (CONFIGURATION.test(entry.name) || isPinningFile(entry.name)) {
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
    if (statSync(path).size > MAX_FILE_SIZE) return undefined
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

/** FNV-1a over UTF-16 code units, and the length: whether a text is the one on disk, where keeping all would be dear. */
function hashOf(text: string): string {
  let hash = 0x811c9dc5
  for (let index = 0; index < text.length; index++)
    hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193)
  return `${hash}:${text.length}`
}

/** Strings of a text, as far as a pattern can tell them. Too many do no harm: what does not resolve is dropped. */
interface Named {
  /** What may name a module or a worker's file. */
  readonly specifiers: ReadonlySet<string>
  /** What may name a file beside this one: `fork('worker.js')`, `join(__dirname, 'worker.js')`. */
  readonly files: ReadonlySet<string>
}

/** Comments; every string that may name a module or a worker's file; and every other one that may name a file. */
const NAMED_OR_COMMENTED =
  /^[ \t]*\{?\/\*[^]*?(?:\*\/|(?![^]))|(?<=^|[\s;{}(),])\/\/[^\n]*|['"`](\.{1,2}\/[^'"`\n]+)['"`]|(?:\bfrom|\bimport|require)\s*(?:\(\s*)?(?:\/\*[^*]{0,99}\*\/\s*)?['"`]([^'"`\n]+)['"`]|['"`]([^'"`\n./][^'"`\n]*\.[cm]?[jt]sx?)['"`]/gmu

/** Who is only named in a comment is not imported: its own run would be taken for a part of somebody else's. */
function javascriptSpecifiers(text: string): Named {
  const specifiers = new Set<string>()
  const files = new Set<string>()
  for (const [, relative, imported, file] of text.matchAll(NAMED_OR_COMMENTED)) {
    const specifier = relative ?? imported
    if (specifier !== undefined) specifiers.add(specifier)
    else if (file !== undefined) files.add(`./${file}`)
  }
  return { specifiers, files }
}

const FROM_IMPORT = /(?:^|[;:])[ \t]*from[ \t]+([.\w]+)[ \t]+import[ \t]+(\([^)]*|[^#\n(]+)/gmu
const IMPORT = /(?:^|[;:])[ \t]*import[ \t]+((?:[\w., \t]|\\\r?\n)+)/gmu
const IMPORT_CALL = /(?:import_module|__import__)\(\s*(?:name\s*=\s*)?['"]([.\w]+)['"]/gu

function pythonSpecifiers(text: string): Named {
  const found = new Set<string>()
  for (const [, from = '', names = ''] of text.matchAll(FROM_IMPORT)) {
    found.add(from)
    for (const name of names.matchAll(/(?:^|[,(])\s*(\w+)/gu))
      found.add(from.endsWith('.') ? from + name[1]! : `${from}.${name[1]!}`)
  }
  for (const [, modules = ''] of text.matchAll(IMPORT))
    for (const module of modules.split(',')) found.add(module.replace('\\', '').trim().split(/\s/u)[0]!)
  for (const [, called = ''] of text.matchAll(IMPORT_CALL)) found.add(called)
  found.delete('')
  return { specifiers: found, files: new Set() }
}

function add(sets: Map<string, Set<string>>, key: string, value: string): void {
  const set = sets.get(key)
  if (set) set.add(value)
  else sets.set(key, new Set([value]))
}

// --------------------------------------------------------------------------------------------------------- finding

const projects = new Map<string, Project>()

/**
 * The project a file belongs to: the repository around it, else the workspace, else the folder that ESLint was started
 * in.
 */
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
  const inside = folder === cwd || folder.startsWith(cwd + sep)
  const root = nearest(folder, isRepository) ?? nearest(folder, isWorkspace) ?? (inside ? cwd : folder)
  roots.set(folder, root)
  return root
}

/** The folder itself or the nearest one around it that is what is looked for. */
function nearest(folder: string, isIt: (folder: string) => boolean): string | undefined {
  for (let at = folder; ; at = dirname(at)) {
    if (isIt(at)) return at
    if (at === dirname(at)) return undefined
  }
}

function isRepository(folder: string): boolean {
  return statOf(join(folder, '.git')) !== undefined
}

/** The folder that holds the packages of a monorepo, for npm, Yarn, Bun and pnpm. */
function isWorkspace(folder: string): boolean {
  if (isFileOnDisk(join(folder, 'pnpm-workspace.yaml'))) return true
  return /"workspaces"\s*:/u.test(readFile(join(folder, 'package.json')) ?? '')
}
