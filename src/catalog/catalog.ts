/**
 * Questions asked of the catalogue. The data of a language is put together when its first file is judged.
 */
import { builtFileOf, fileOfPackage, namesOf, type PackageFile } from './addresses.ts'
import { nearest } from './near-miss.ts'
import type { LanguageName } from '../languages/language.ts'
import type { Module } from '../program.ts'
import { librariesOf } from './libraries.ts'
import type {
  Api,
  Fetched,
  Library,
  Lifecycle,
  ModuleRoot,
  Requirement,
  Setting,
  Source,
  SourceName,
  Type,
} from './schema.ts'

/** Under which the global names of JavaScript are found as well. */
const GLOBAL_OBJECT = 'globalThis'

export class Catalog {
  readonly #api = new Map<string, Api>()
  /** By the first name of their paths. */
  readonly #families = new Map<string, Library['families']>()
  readonly #owner = new Map<string, Library>()
  readonly #started = new Set<string>()
  readonly #modules = new Map<string, { library: Library; root: ModuleRoot }>()
  readonly #patterns: { prefix: string; library: Library; root: ModuleRoot }[] = []
  readonly #aliases = new Map<string, string>()
  readonly globals = new Map<string, string>()
  readonly distributions = new Map<string, string>()
  readonly sources = new Map<string, Source>()
  readonly settings = new Map<string, Setting>()
  readonly types = new Map<string, Type>()
  readonly initializers = new Map<string, string>()
  readonly anyReceiver = new Map<string, string>()
  readonly anyModule = new Map<string, string>()
  /** Last names of the functions that make a process one of several. */
  readonly joining = new Set<string>()
  /** Last names of the functions that prepare loaders which tell their samplers the epoch. */
  readonly tellingEpochs = new Set<string>()
  /** By source: last names of the methods that draw from it whenever they are called. */
  readonly drawing = new Map<string, Set<string>>()
  /** By the name of the function that asks: whether the values of a type have an order, by the type's name. */
  readonly typeTests = new Map<string, ReadonlyMap<string, 'ordered' | 'unordered'>>()
  readonly tryout = { outside: new Set<string>(), passing: new Set<string>(), preparing: new Set<string>() }
  readonly libraries: readonly Library[]
  /** Those that call functions of a page's scripts by their names. */
  readonly withLifecycle: readonly (Library & { readonly lifecycle: Lifecycle })[]
  readonly language: LanguageName

  constructor(libraries: readonly Library[], language: LanguageName) {
    this.libraries = libraries
    this.withLifecycle = libraries.flatMap((each) =>
      each.lifecycle ? [{ ...each, lifecycle: each.lifecycle }] : [],
    )
    this.language = language
    for (const library of libraries) {
      for (const [specifier, root] of Object.entries(library.modules)) {
        if (specifier.endsWith('/*')) this.#patterns.push({ prefix: specifier.slice(0, -1), library, root })
        else this.#modules.set(specifier, { library, root })
        const head = root.path.split('.')[0]!
        if (!this.#owner.has(head)) this.#owner.set(head, library)
      }
      for (const [path, api] of Object.entries(library.api)) {
        this.#api.set(path, api)
        if (api.joinsRanks) this.joining.add(path.split(/[.#]/u).at(-1)!)
        if (api.trains === 'model' && path.includes('#')) this.#started.add(path.slice(0, path.indexOf('#')))
        if (api.tellsEpochs) this.tellingEpochs.add(path.split(/[.#]/u).at(-1)!)
        for (const { from, when } of path.includes('#') ? [api.draws ?? []].flat() : []) {
          const drawing = this.drawing.get(from) ?? new Set<string>()
          if (when === undefined) this.drawing.set(from, drawing.add(path.slice(path.indexOf('#') + 1)))
        }
        const head = path.split(/[.#]/u)[0]!
        if (!this.#owner.has(head)) this.#owner.set(head, library)
      }
      if (library.families)
        for (const { path } of Object.values(library.modules)) this.#families.set(path, library.families)
      for (const [name, path] of Object.entries(library.globals ?? {})) {
        this.globals.set(name, path)
        // `window.tf`
        if (language === 'javascript' && !path.startsWith(GLOBAL_OBJECT))
          this.#aliases.set(`${GLOBAL_OBJECT}.${name}`, path)
        const head = path.split('.')[0]!
        if (!this.#owner.has(head)) this.#owner.set(head, library)
      }
      for (const [from, to] of Object.entries(library.aliases ?? {})) this.#aliases.set(from, to)
      for (const [name, module] of Object.entries(library.distributions ?? {}))
        this.distributions.set(name, module)
      for (const [name, source] of Object.entries(library.sources ?? {})) this.sources.set(name, source)
      for (const setting of library.settings ?? []) this.settings.set(setting.name, setting)
      for (const [name, type] of Object.entries(library.types ?? {})) {
        this.types.set(name, type)
        const head = name.split('.')[0]!
        if (!this.#owner.has(head)) this.#owner.set(head, library)
      }
      for (const [name, path] of Object.entries(library.initializers ?? {})) this.initializers.set(name, path)
      if (library.typeTest)
        this.typeTests.set(library.typeTest.name, new Map(Object.entries(library.typeTest.types)))
      for (const way of ['outside', 'passing', 'preparing'] as const)
        for (const name of library.tryout?.[way] ?? []) this.tryout[way].add(name)
      for (const [name, path] of Object.entries(library.anyReceiver ?? {})) this.anyReceiver.set(name, path)
      for (const [name, path] of Object.entries(library.anyModule ?? {})) this.anyModule.set(name, path)
    }
  }

  /** What a module specifier stands for; a submodule of a catalogued Python package is found through the package. */
  module(specifier: string): { library: Library; root: ModuleRoot } | undefined {
    const exact = this.#modules.get(specifier)
    if (exact) return exact
    const file = this.language === 'javascript' ? fileOfPackage(specifier) : undefined
    if (file) return this.#moduleIn(file)
    const patterned = this.#patterned(specifier)
    if (patterned) return patterned
    if (this.language === 'javascript') {
      const built = builtFileOf(specifier)
      return built && this.#moduleIn(built)
    }
    if (this.language === 'python') {
      const dot = specifier.lastIndexOf('.')
      const parent = dot > 0 ? this.module(specifier.slice(0, dot)) : undefined
      if (parent) {
        const path = this.canonical(`${parent.root.path}${specifier.slice(dot)}`)
        return { library: parent.library, root: { ...parent.root, path } }
      }
    }
    return undefined
  }

  /** `lodash/*` */
  #patterned(specifier: string): { library: Library; root: ModuleRoot } | undefined {
    for (const { prefix, library, root } of this.#patterns) {
      if (!specifier.startsWith(prefix)) continue
      const rest = specifier
        .slice(prefix.length)
        .replace(/\.[cm]?js$/u, '')
        .replaceAll('/', '.')
      return { library, root: { ...root, path: root.path.replace('*', rest) } }
    }
    return undefined
  }

  /** What a file of a package stands for: a part of it that the catalogue knows, or the package. */
  #moduleIn(file: PackageFile): { library: Library; root: ModuleRoot } | undefined {
    for (const name of namesOf(file)) {
      const part = this.#modules.get(name) ?? this.#patterned(name)
      if (part && (this.#modules.has(name) || this.knows(part.root.path))) return part
    }
    return this.#modules.get(file.name) ?? this.#patterned(file.name)
  }

  /** The modules whose versions say which version of a library a program runs with. */
  get numbered(): ReadonlySet<string> {
    return (this.#numbered ??= new Set(this.libraries.flatMap(({ numberedBy = [] }) => numberedBy)))
  }
  #numbered: ReadonlySet<string> | undefined

  /** The module that gives a page's scripts a name, where it is loaded as a script itself: `tf`. */
  moduleGiving(name: string): string | undefined {
    const path = this.globals.get(name)
    if (path === undefined) return undefined
    for (const [specifier, { root }] of this.#modules) if (root.path === path) return specifier
    return undefined
  }

  /** The one spelling of a path. */
  canonical(path: string): string {
    if (this.#aliases.size === 0) return path
    let found = this.#canonical.get(path)
    if (found === undefined) this.#canonical.set(path, (found = this.#spelling(path)))
    return found
  }
  readonly #canonical = new Map<string, string>()

  #spelling(path: string): string {
    for (let end = path.length; end > 0; end = path.lastIndexOf('.', end - 1)) {
      const from = path.slice(0, end)
      const to = this.#aliases.get(from)
      // An alias that only makes a path longer (`keras` -> `keras.src`) has been at work where its end is there already.
      if (to !== undefined && !(to.startsWith(`${from}.`) && path.startsWith(`${to}.`)))
        return this.canonical(to + path.slice(end))
    }
    return path
  }

  /** Whether there is a fact about the path, or about something in it. */
  knows(path: string): boolean {
    if (this.#api.has(path)) return true
    this.#folders ??= new Set([...this.#api.keys()].flatMap((each) => prefixesOf(each)))
    return this.#folders.has(path)
  }
  #folders: Set<string> | undefined

  api(path: string): Api | undefined {
    return this.#api.get(path) ?? this.#inFamily(path)
  }

  #inFamily(path: string): Api | undefined {
    const end = path.indexOf('.')
    const families = end === -1 ? undefined : this.#families.get(path.slice(0, end))
    return families?.find(({ paths }) => paths.test(path))?.api
  }

  /** Whether a text has the name of anything that makes runs differ, whatever is meant by it there. */
  mentionsCause(text: string): boolean {
    this.#causes ??= new Set([...this.#api].flatMap(([path, api]) => (isCause(api) ? [lastName(path)] : [])))
    for (const [name] of text.matchAll(/[A-Za-z_]\w*/gu)) if (this.#causes.has(name)) return true
    return false
  }
  #causes: Set<string> | undefined

  /** The method of a type, looked for in the types it extends as well. */
  method(type: string, name: string): { path: string; api: Api } | undefined {
    for (let at: string | undefined = type; at !== undefined; at = this.types.get(at)?.extends) {
      const path = `${at}#${name}`
      const api = this.#api.get(path)
      if (api) return { path, api }
    }
    return undefined
  }

  isA(type: string | undefined, ancestor: string): boolean {
    for (let at = type; at !== undefined; at = this.types.get(at)?.extends) if (at === ancestor) return true
    return false
  }

  /** A method of the type trains: what an object of it was given is called then. */
  isStarted(type: string | undefined): boolean {
    for (let at = type; at !== undefined; at = this.types.get(at)?.extends)
      if (this.#started.has(at)) return true
    return false
  }

  /** Looked up through the types it extends. */
  type<K extends keyof Type>(name: string | undefined, key: K): Type[K] | undefined {
    for (let at = name; at !== undefined; at = this.types.get(at)?.extends) {
      const value = this.types.get(at)?.[key]
      if (value !== undefined && key !== 'extends') return value
    }
    return undefined
  }

  /** When a framework calls the method `name` of an object of this type. The methods have the names that users give. */
  hook(type: string | undefined, name: string): NonNullable<Type['hooks']>[string] | undefined {
    const hooks = this.type(type, 'hooks')
    return hooks && Object.hasOwn(hooks, name) ? hooks[name] : undefined
  }

  owner(path: string): Library | undefined {
    const end = path.search(/[.#]/u)
    return this.#owner.get(end === -1 ? path : path.slice(0, end))
  }

  /** A source as those who draw from it by a path know it. */
  source(name: SourceName, path: string, { page = false }: Pick<Module, 'page'> = {}): Source | undefined {
    const known = this.sources.get(name)
    const source = page && known?.remedyOnPage ? { ...known, remedy: known.remedyOnPage } : known
    const tables = this.owner(path)?.seedsWith
    const seedsWith = tables && Object.hasOwn(tables, name) ? tables[name] : undefined
    return source && seedsWith && path.startsWith(seedsWith.under ?? '')
      ? { ...source, ...seedsWith }
      : source
  }

  /** What is known of a function that loads what somebody else may change. */
  fetched(path: string): Fetched | undefined {
    return this.owner(path)?.fetches?.find(({ paths }) => paths.test(path))
  }

  /** Methods of a data set that a loader calls for its items. */
  get workerHooks(): ReadonlySet<string> {
    return (this.#workerHooks ??= new Set(
      [...this.types.values()].flatMap(({ hooks = {} }) =>
        Object.entries(hooks).flatMap(([name, when]) => (when === 'worker' ? [name] : [])),
      ),
    ))
  }
  #workerHooks: ReadonlySet<string> | undefined

  /** How users call a backend or an accelerator. */
  backendTitle(name: string): string {
    for (const { backendTitles: titles } of this.libraries)
      if (titles && Object.hasOwn(titles, name)) return titles[name]!
    return name
  }

  /** The setting that a name almost is. Programs write the same few names again and again. */
  nearestSetting(name: string): Setting | undefined {
    if (!this.#nearest.has(name)) this.#nearest.set(name, nearest(name, this.settings.values()))
    return this.#nearest.get(name)
  }
  readonly #nearest = new Map<string, Setting | undefined>()

  /** The module that does, while it is loaded, what others read while they load. */
  get preload(): string | undefined {
    return [...this.#modules].find(([, { root }]) => root.preloads)?.[0]
  }

  get requirements(): readonly { readonly library: Library; readonly requirement: Requirement }[] {
    return this.libraries.flatMap((library) =>
      (library.requirements ?? []).map((requirement) => ({ library, requirement })),
    )
  }

  /**
   * A quick test on a file's text: does it mention any catalogued ML module? It may say yes too often, never no
   * wrongly.
   */
  get mlPattern(): RegExp {
    return (this.#mlPattern ??= this.#pattern((library) => library.ml))
  }
  #mlPattern: RegExp | undefined

  /**
   * Whether a file may take part in machine learning by itself, told from its text, without a syntax tree: it imports
   * a library of it, finds one under a global name, or calls a method that only one of them has. It may say yes too
   * often, never no wrongly.
   *
   * @param specifiers every string of the text that may name a module.
   */
  mayTakePart(text: string, specifiers: Iterable<string>): boolean {
    for (const specifier of specifiers) if (this.module(specifier)?.library.ml) return true
    // The function that imports may go by any name.
    if (this.language === 'python' && /importlib|__import__/u.test(text)) return this.mlPattern.test(text)
    return this.#mlNames.test(text)
  }

  get #mlNames(): RegExp {
    if (!this.#mlNamesPattern) {
      const ml = this.libraries.filter((library) => library.ml)
      const globals = ml.flatMap((library) => Object.keys(library.globals ?? {}))
      const methods = ml.flatMap((library) => Object.keys(library.anyReceiver ?? {}))
      const alternatives = [
        ...(globals.length > 0
          ? [
              `(?:(?<![\\w$'"\`.-])|(?:globalThis|window|self|global)\\s*\\??\\.\\s*)(?:${globals.join('|')})(?![\\w$'"\`-])`,
            ]
          : []),
        ...(methods.length > 0 ? [`\\.\\s*(?:${methods.join('|')})(?!\\w)`] : []),
      ]
      this.#mlNamesPattern = alternatives.length > 0 ? new RegExp(alternatives.join('|'), 'u') : /(?!)/u
    }
    return this.#mlNamesPattern
  }
  #mlNamesPattern: RegExp | undefined

  #pattern(wanted: (library: Library) => boolean): RegExp {
    const names = this.libraries
      .filter(wanted)
      .flatMap((library) => Object.keys(library.modules))
      .map((name) => name.replace(/\/\*$/u, '').replaceAll(/[.*+?^${}()|[\]\\]/gu, '\\$&'))
    return names.length === 0
      ? /(?!)/u
      : new RegExp(`(?:(?<![\\w@/-])|https?:[^\\s'"]*/)(?:${names.join('|')})(?![\\w-])`, 'u')
  }
}

function isCause({ unordered, entropy, draws, creates, seeds, sets, spawns, races }: Api): boolean {
  return [unordered, entropy, draws, creates, seeds, sets, spawns, races].some((fact) => fact !== undefined)
}

function lastName(path: string): string {
  return path.slice(Math.max(path.lastIndexOf('.'), path.lastIndexOf('#')) + 1)
}

/** `a.b.c` lies in `a.b` and in `a`. */
function prefixesOf(path: string): string[] {
  const parts = path.split('.')
  return parts.slice(1).map((_, index) => parts.slice(0, index + 1).join('.'))
}

const catalogs = new Map<LanguageName, Catalog>()

/** The catalogue of a language, put together when it is first asked for. */
export function catalogOf(language: LanguageName): Catalog {
  let catalog = catalogs.get(language)
  if (!catalog) {
    catalog = new Catalog(librariesOf(language), language)
    catalogs.set(language, catalog)
  }
  return catalog
}
