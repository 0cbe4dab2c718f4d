/**
 * A project: its files as modules, and who imports whom.
 *
 * Nothing outside the project's root is read, and a file that is missing, too large or not readable is no module:
 * what cannot be followed is unknown. What is said of a file depends on nothing but what lies on the disk: the clock
 * decides only how soon that is looked at again.
 */
import { basename, dirname } from 'node:path'
import { catalogOf } from '../catalog/catalog.ts'
import { frontEndOf } from '../languages/front-ends.ts'
import { limits } from '../interpreter/limits.ts'
import type { LanguageName } from '../languages/language.ts'
import type { Module } from '../program.ts'
import { changes, foldersIn, isFileOnDisk, leadsOutOf, readFile, stampOf } from './disk.ts'
import { entrypoints, type GraphNode } from './graph.ts'
import { isConfiguration, listFiles, NOTHING_LISTED, type Listing } from './listing.ts'
import { Modules } from './modules.ts'
import { npmVersions } from './npm-versions.ts'
import { pinnedVersions } from './pinned.ts'
import type { ProjectFiles } from './project-files.ts'
import { isBuildFile, isTestFile, languageOf } from './roles.ts'

/** In an editor files change; in one run over many files they do not, and looking at each again costs as much as parsing. */
const FILES_STAY_MS = 250
const GRAPH_STAYS_MS = 2000
/** A graph that took long to make stays longer: making it may take this share of the time. */
const GRAPH_SHARE = 1 / 20

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

/** Of the files of one language: an import never leads to another one. */
interface Graph {
  /** Tests and the build aside. */
  readonly importers: ReadonlyMap<string, ReadonlySet<string>>
  /** Files that may take part in machine learning, by themselves or through what they import. */
  readonly involved: ReadonlySet<string>
  /** The entrypoints through which each file is run. */
  readonly entries: ReturnType<typeof entrypoints>
  /** By the clock of `performance.now()`. */
  readonly staysUntil: number
}

export class Project {
  readonly root: string
  readonly #modules = new Modules()
  readonly #resolved = new Map<string, string | undefined>()
  #freshUntil = 0
  readonly #graphs = new Map<LanguageName, Graph>()
  #listing: Listing = NOTHING_LISTED
  /** Resolving remembers configuration by this object: another one forgets it. */
  #files: ProjectFiles
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
    this.#noticeChanges()
    const now = performance.now()
    if (now < this.#freshUntil) return
    this.#modules.expire()
    this.#freshUntil = now + FILES_STAY_MS
  }

  /** Where the host of the files knows what has changed, nobody waits until files are looked at again. */
  #noticeChanges(): void {
    const known = changes()
    if (!known || known.count === this.#changesSeen) return
    const changed = known.since(this.#changesSeen)
    this.#changesSeen = known.count
    this.#modules.expire(changed)
    if (!changed || [...changed].some((file) => this.#mayChangeGraph(file))) this.#graphs.clear()
  }
  #changesSeen = 0

  /** Most of what is typed leads nowhere else than before. */
  #mayChangeGraph(file: string): boolean {
    if (!file.startsWith(this.root)) return false
    const language = languageOf(file)
    if (!language) return isConfiguration(basename(file))
    const before = this.#edges.get(file)
    if (!before || stampOf(file) === '') return true
    const { targets, mentions, guarded, takesPart } = this.#edgesOf(file, language)
    return (
      guarded !== before.guarded ||
      takesPart !== before.takesPart ||
      targets.join('\0') !== before.targets.join('\0') ||
      mentions.join('\0') !== before.mentions.join('\0')
    )
  }

  /** The module of the text that ESLint has read for a file, and whether that is what lies on the disk. */
  open(
    file: string,
    text: string,
    lower: () => Module,
  ): { readonly module: Module; readonly saved: boolean } {
    return this.#modules.open(file, text, this.#parser, lower)
  }

  module(file: string): Module | undefined {
    return this.#modules.get(file, this.#parser)
  }

  /** How many modules are held on to. */
  get size(): number {
    return this.#modules.size
  }

  /** The project's file that a specifier means. */
  target(specifier: string, from: Pick<Module, 'file' | 'language'>): string | undefined {
    return this.#target(specifier, from.file, from.language.name)
  }

  #target(specifier: string, from: string, language: LanguageName): string | undefined {
    const frontEnd = frontEndOf(language)
    const place = frontEnd.resolvesByFolder || specifier.startsWith('.') ? dirname(from) : from
    const key = `${place}\0${specifier}`
    if (!this.#resolved.has(key)) this.#resolved.set(key, frontEnd.resolve(specifier, from, this.#files))
    return this.#resolved.get(key)
  }

  // ------------------------------------------------------------------------------------------------------- files

  #asFiles(): ProjectFiles {
    return {
      root: this.root,
      readFile: (path) => (this.#isListed(path) || !leadsOutOf(this.root, path) ? readFile(path) : undefined),
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
    const isOwn = (each: string) => isFileOnDisk(each) && !leadsOutOf(this.root, each)
    let folder = dirname(path)
    let inside = path
    while (!folders.has(folder)) {
      if (folder.length <= this.root.length) return isOwn(path)
      inside = folder
      folder = dirname(folder)
    }
    return (unlisted.has(inside) || languageOf(path) === undefined) && isOwn(path)
  }

  /** What is listed lies there itself, and not behind a link. */
  #isListed(path: string): boolean {
    const { files, folders, unlisted } = this.#listing
    return files.has(path) || (folders.has(dirname(path)) && !unlisted.has(path))
  }

  // ------------------------------------------------------------------------------------------------------- graph

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
  mayTakePart(file: string, text: string, language: LanguageName): boolean {
    const { involved } = this.#graphOf(language)
    if (!this.#listing.files.has(file) || this.#listing.folders.size === 0 || involved.has(file)) return true
    const saved = this.#edges.get(file)
    const { takesPart, targets, mentions } =
      saved?.hash === hashOf(text) ? saved : this.#edgesIn(text, file, language)
    if (takesPart || [...targets, ...mentions].some((each) => involved.has(each))) return true
    return involved.size > 0 && this.entrypointsOf(file).some((each) => involved.has(each))
  }

  /** The entrypoints through which this file is run, nearest first. Empty when nobody imports it. */
  entrypointsOf(file: string): readonly string[] {
    return this.#graphOf(languageOf(file) ?? 'javascript').entries.get(file) ?? []
  }

  /** What the files at the root pin, read again when one of them changes. */
  pinnedVersions(distributions: ReadonlyMap<string, string>): ReadonlyMap<string, string> {
    if (this.#pinned?.generation !== this.generation)
      this.#pinned = { generation: this.generation, versions: pinnedVersions(this.root, distributions) }
    return this.#pinned.versions
  }
  #pinned: { readonly generation: number; readonly versions: ReadonlyMap<string, string> } | undefined

  /** What is known of the versions of these packages in the file's folder. */
  npmVersions(file: string, names: ReadonlySet<string>): ReadonlyMap<string, string> {
    if (this.#npm?.generation !== this.generation)
      this.#npm = { generation: this.generation, folders: new Map() }
    return this.#npmVersionsIn(dirname(file), names, this.#npm.folders)
  }

  #npmVersionsIn(
    folder: string,
    names: ReadonlySet<string>,
    known: Map<string, ReadonlyMap<string, string>>,
  ): ReadonlyMap<string, string> {
    let found = known.get(folder)
    if (!found) {
      const parent = dirname(folder)
      const isInside = folder !== this.root && parent !== folder && parent.startsWith(this.root)
      const above = isInside ? this.#npmVersionsIn(parent, names, known) : new Map<string, string>()
      known.set(folder, (found = npmVersions(this.root, folder, names, above)))
    }
    return found
  }
  #npm:
    { readonly generation: number; readonly folders: Map<string, ReadonlyMap<string, string>> } | undefined

  #scan(language: LanguageName): Graph {
    const started = performance.now()
    const listing = listFiles(this.root)
    if (listing.fingerprint !== this.#listing.fingerprint) {
      // What an import means may have changed: files came or went, or the configuration is another one.
      this.#resolved.clear()
      this.#edges.clear()
      this.#modules.forgetMissing()
      this.#files = this.#asFiles()
      this.generation++
    }
    this.#listing = listing
    const importers = new Map<string, Set<string>>()
    const leadingTo = new Map<string, Set<string>>()
    const involved = new Set<string>()
    const nodes: GraphNode[] = []
    const files = new Set([...listing.files].filter((file) => languageOf(file) === language))
    // A file in a folder that is not listed is read when somebody imports it.
    for (const file of files) {
      const { targets, mentions, takesPart, guarded } = this.#edgesOf(file, language)
      nodes.push({ file, imports: targets, guarded })
      if (takesPart) involved.add(file)
      for (const target of [...targets, ...mentions]) {
        files.add(target)
        add(leadingTo, target, file)
      }
      const named = file.slice(this.root.length)
      if (!listing.files.has(file) || isTestFile(named) || isBuildFile(named)) continue
      for (const target of targets) if (target !== file) add(importers, target, file)
    }
    // What is added while it is gone through is gone through as well.
    for (const file of involved) for (const each of leadingTo.get(file) ?? []) involved.add(each)
    const entries = entrypoints(nodes, importers, limits.entrypoints)
    const ended = performance.now()
    return {
      importers,
      involved,
      entries,
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
    const frontEnd = frontEndOf(language)
    const { specifiers, files } = frontEnd.mentions(text, file)
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
      guarded: frontEnd.isGuarded(text),
      takesPart: catalogOf(language).mayTakePart(text, specifiers),
    }
  }
}

/** FNV-1a over UTF-16 code units, and the length: whether a text is the one on disk, where keeping all would be dear. */
function hashOf(text: string): string {
  let hash = 0x811c9dc5
  for (let index = 0; index < text.length; index++)
    hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193)
  return `${hash}:${text.length}`
}

function add(sets: Map<string, Set<string>>, key: string, value: string): void {
  const set = sets.get(key)
  if (set) set.add(value)
  else sets.set(key, new Set([value]))
}
