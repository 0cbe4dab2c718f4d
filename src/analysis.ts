/** Everything the rules ask about one file, worked out once and shared by all of them. */
import { isAbsolute, relative, resolve } from 'node:path'
import { fileOfPackage } from './catalog/addresses.ts'
import { catalogOf } from './catalog/catalog.ts'
import type { Editor } from './edits.ts'
import type { Effect } from './effects.ts'
import { isPageFile } from './languages/page/labels.ts'
import { matches } from './project/globs.ts'
import { frontEndOf } from './languages/front-ends.ts'
import type { LanguageName } from './languages/language.ts'
import type { Module } from './program.ts'
import { cacheSizes } from './project/cache-sizes.ts'
import { newestIn } from './project/npm-versions.ts'
import type { Project } from './project/project.ts'
import { isPage, isTestFile } from './project/roles.ts'
import { projectOf } from './project/roots.ts'
import type { Settings } from './settings.ts'
import { runTimeline, withUncalled, type Timeline } from './interpreter/timeline.ts'
import { typesFrom, typesMayKnow } from './languages/javascript/lower/type-information.ts'

/** What the analysis needs of ESLint's context; oxlint gives the same. */
export interface Source {
  readonly file: string
  readonly cwd: string
  readonly text: string
  readonly ast: object
  readonly language: LanguageName
  readonly parser: unknown
  readonly services: unknown
}

export interface Analysis {
  readonly module: Module
  readonly settings: Settings
  /** One for each entrypoint that runs this file; the file's own first. */
  readonly timelines: readonly Timeline[]
  readonly editor: Editor
}

/** A program that reads its configuration runs such a file, after whatever it does first. */
const CONFIGURATION = /(?:^|[/\\])configs?[/\\][^/\\]+\.py$/u
/**
 * Files that neither import machine learning nor mention any of these have nothing to judge. Searching for plain text
 * is many times faster than a pattern.
 */
const WORTH_A_LOOK =
  'random shuffle seed train model worker fork opendir promise uuid environ listdir glob env entropy'.split(
    ' ',
  )

interface Cached {
  readonly timeline: Timeline
  readonly seeders: string
  readonly generation: number
}
const timelines = new WeakMap<Project, Map<string, Cached>>()

/** Undefined when the file is none of the plugin's business. */
export function analyse(source: Source, settings: Settings): Analysis | undefined {
  const { language, text } = source
  const catalog = catalogOf(language)
  const frontEnd = frontEndOf(language)
  const file = isAbsolute(source.file) ? source.file : resolve(source.cwd, source.file)
  const project = projectOf(file, source.cwd)
  project.begin(source.parser)
  if (settings.scope === 'ml' && !mayTakePartInMl(project, file, source)) return undefined
  if (!isJudged(source.text, source.language, settings)) return undefined
  const judged = project.open(file, text, () => frontEnd.lower(source.ast, text, file))
  const { module } = judged
  const found = timelinesOf(project, judged, settings, typesFrom(source.services, module, source.ast))
  if (settings.scope === 'ml' && !found.some((each) => takesPartInMl(each, catalog))) return undefined
  const pinned =
    frontEnd.pinsVersions === 'at the root'
      ? project.pinnedVersions(catalog.distributions)
      : new Map([...project.npmVersions(file, catalog.numbered), ...addressedVersions(module, catalog)])
  return {
    module,
    settings: { ...settings, versions: new Map([...pinned, ...settings.versions]) },
    timelines: found,
    editor: frontEnd.editor(module, module.tree),
  }
}

/** `https://esm.sh/@tensorflow/tfjs@3.17.0`: the version stands in the address. */
function addressedVersions(
  { specifiers }: Module,
  { numbered }: ReturnType<typeof catalogOf>,
): ReadonlyMap<string, string> {
  const versions = new Map<string, string>()
  for (const specifier of specifiers) {
    const { name = '', version } = fileOfPackage(specifier) ?? {}
    const newest = version === undefined ? undefined : newestIn(version)
    if (newest !== undefined && numbered.has(name)) versions.set(name, newest)
  }
  return versions
}

/** Whether there is anything to judge in a file, by its text. */
export function isJudged(text: string, language: LanguageName, { scope }: Settings): boolean {
  if (scope === 'all') return true
  const lower = text.toLowerCase()
  if (WORTH_A_LOOK.some((word) => lower.includes(word))) return true
  const catalog = catalogOf(language)
  // A script of a page has a library by its name alone.
  return catalog.mentionsCause(text) || catalog.mlPattern.test(text) || catalog.mayTakePart(text, [])
}

/** The file being judged; `saved`: its text is the one on the disk, which every other run sees as well. */
interface Judged {
  readonly module: Module
  readonly saved: boolean
}

function timelinesOf(
  project: Project,
  judged: Judged,
  settings: Settings,
  types: ReturnType<typeof typesFrom>,
): readonly Timeline[] {
  const { module } = judged
  const { file } = module
  const named = relative(project.root, file)
  const isEntry = settings.entrypoints.some((glob) => matches(named, glob))
  const isTest = isTestFile(named, module.text)
  const above = isTest ? [] : project.entrypointsOf(file).filter((each) => each !== file)
  const others = above
    .map((each) => project.module(each))
    .filter((each) => each !== undefined)
    .map((entry) => timelineOf(project, judged, entry, 'unseeded', settings))
    .filter((timeline) => timeline.modules.some((each) => each.file === file))
  // A page may load a script in a way that is not followed: then nothing but the script itself is known.
  const entries = others.length > 0 ? above : above.filter((each) => !isPageFile(each))
  const root =
    isEntry || (!isTest && (module.mainGuard || (entries.length === 0 && !CONFIGURATION.test(file))))
  // Who is called by nobody is looked at once, from the program that is nearest.
  if (others[0]) others[0] = lookedAt(project, judged, others[0], settings)
  // Who is run by others, and reached from them, has no run of its own.
  if (!root && others.length > 0) return others
  return [timelineOf(project, judged, module, root ? 'unseeded' : 'unknown', settings, types), ...others]
}

/** A run together with what the judged file's functions do that nobody calls in it. */
function lookedAt(project: Project, judged: Judged, timeline: Timeline, settings: Settings): Timeline {
  const { file } = judged.module
  const looked = timeline.uncalled.has(file)
    ? timeline
    : timelineOf(project, judged, timeline.entry, 'unseeded', settings, undefined, true)
  return withUncalled(looked, file)
}

/**
 * The run of an entrypoint, remembered for as long as the files that it has read stay as they are.
 *
 * @param looksAtAll the functions of all modules that it runs are looked at, and not only of those that it is the nearest
 *   entrypoint of: the nearest one of some file has turned out not to run it, and what holds for one holds for many.
 */
function timelineOf(
  project: Project,
  judged: Judged,
  entry: Module,
  outside: Timeline['outside'],
  settings: Settings,
  types?: ReturnType<typeof typesFrom>,
  looksAtAll = false,
): Timeline {
  let cache = timelines.get(project)
  if (!cache) timelines.set(project, (cache = new Map<string, Cached>()))
  const key = `${outside}\0${entry.file}\0${looksAtAll}`
  const seeders = settings.seeders.join()
  const moduleAt = (file: string): Module | undefined =>
    file === judged.module.file && !judged.saved ? judged.module : project.module(file)
  const cached = cache.get(key)
  const valid =
    cached?.seeders === seeders &&
    cached.generation === project.generation &&
    types === undefined &&
    cached.timeline.entry === entry &&
    cached.timeline.modules.every((each) => each === entry || moduleAt(each.file) === each)
  cache.delete(key)
  if (valid) {
    cache.set(key, cached)
    return cached.timeline
  }
  const timeline = runTimeline(
    entry,
    {
      resolve(specifier, from) {
        const file = project.target(specifier, from)
        return file === undefined ? undefined : file === entry.file ? entry : moduleAt(file)
      },
      ...(types && { typeOf: types }),
    },
    outside,
    {
      seeders: settings.seeders,
      rendered: isPage(relative(project.root, entry.file)),
      looksAt({ file, text }) {
        const entries = project.entrypointsOf(file)
        const looks = looksAtAll ? entries.includes(entry.file) : entries[0] === entry.file
        return looks && !isTestFile(relative(project.root, file), text)
      },
    },
  )
  // What type information tells is for the file that it comes with.
  if (types) return timeline
  cache.set(key, { timeline, seeders, generation: project.generation })
  if (cache.size > cacheSizes.runs) cache.delete(cache.keys().next().value!)
  return timeline
}

/**
 * What `takesPartInMl` says of all programs that run a file, as far as the texts of their files tell: most projects
 * have many more files that have nothing to do with it, and neither they nor what they import is to be parsed.
 */
function mayTakePartInMl(project: Project, file: string, { text, language, services }: Source): boolean {
  return project.mayTakePart(file, text, language) || typesMayKnow(services, language)
}

function takesPartInMl(timeline: Timeline, catalog: ReturnType<typeof catalogOf>): boolean {
  const imports = timeline.modules.some((module) =>
    module.specifiers.some((specifier) => catalog.module(specifier)?.library.ml === true),
  )
  // A page's script has the library by name: it takes part where it draws or trains, and not where it only asks a model.
  const uses = (effect: Effect): boolean =>
    effect.kind === 'draw' || effect.kind === 'train'
      ? catalog.owner(effect.path)?.ml === true ||
        (effect.kind === 'draw' && (effect.inTensor === true || effect.reaches.has('tensor')))
      : false
  return imports || timeline.effects.some(uses)
}

/** Whether an effect stands in the file being judged. */
export function isHere(analysis: Analysis, effect: Effect): boolean {
  return effect.module.file === analysis.module.file
}
