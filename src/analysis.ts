/** Everything the rules ask about one file, worked out once and shared by all of them. */
import { isAbsolute, relative, resolve } from 'node:path'
import { catalogOf } from './catalog/catalog.ts'
import type { Editor } from './edits.ts'
import type { Effect } from './effects.ts'
import { matches } from './project/globs.ts'
import { javascriptEditor } from './languages/javascript/edit/edits.ts'
import { lowerJavaScript } from './languages/javascript/lower/lower.ts'
import type { LanguageName, Module } from './program.ts'
import { isPage, isTestFile, projectOf, type Project } from './project/project.ts'
import { pythonEditor } from './languages/python/edit/edits.ts'
import { lowerPython } from './languages/python/lower/lower.ts'
import type { Settings } from './settings.ts'
import { runTimeline, type Timeline } from './interpreter/timeline.ts'
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

const MAX_ENTRYPOINTS = 6
/** A program that reads its configuration runs such a file, after whatever it does first. */
const CONFIGURATION = /(?:^|[/\\])configs?[/\\][^/\\]+\.py$/u
/** Kept for the files that are linted next; a timeline holds on to the syntax trees of its modules. */
const MAX_TIMELINES = 64
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
  const file = isAbsolute(source.file) ? source.file : resolve(source.cwd, source.file)
  const project = projectOf(file, source.cwd)
  project.begin(source.parser)
  if (settings.scope === 'ml' && !mayTakePartInMl(project, file, source)) return undefined
  if (!isJudged(source, settings)) return undefined
  const module = project.open(file, text, () => lower(source, file))
  const found = timelinesOf(project, module, source, settings)
  if (settings.scope === 'ml' && !found.some((each) => takesPartInMl(each, catalog))) return undefined
  const pinned = language === 'python' ? project.pinnedVersions(catalog.distributions) : {}
  return {
    module,
    settings: { ...settings, versions: { ...pinned, ...settings.versions } },
    timelines: found,
    editor:
      language === 'python'
        ? pythonEditor(module, source.ast as never)
        : javascriptEditor(module, source.ast as never),
  }
}

/** Whether there is anything to judge in a file, by its text. */
export function isJudged(
  { text, language }: Pick<Source, 'text' | 'language'>,
  { scope }: Settings,
): boolean {
  if (scope === 'all') return true
  const lower = text.toLowerCase()
  return WORTH_A_LOOK.some((word) => lower.includes(word)) || catalogOf(language).mlPattern.test(text)
}

function lower(source: Source, file: string): Module {
  return source.language === 'python'
    ? lowerPython(source.ast as never, source.text, file)
    : lowerJavaScript(source.ast as never, source.text, file)
}

function timelinesOf(
  project: Project,
  module: Module,
  source: Source,
  settings: Settings,
): readonly Timeline[] {
  const { file } = module
  const named = relative(project.root, file)
  const isEntry = settings.entrypoints.some((glob) => matches(named, glob))
  const isTest = isTestFile(named, module.text)
  const entries = isTest ? [] : project.entrypointsOf(file, MAX_ENTRYPOINTS).filter((each) => each !== file)
  const root =
    isEntry || (!isTest && (module.mainGuard || (entries.length === 0 && !CONFIGURATION.test(file))))
  const others = entries
    .map((each) => project.module(each))
    .filter((each) => each !== undefined)
    .map((entry) => timelineOf(project, entry, 'unseeded', settings, undefined))
    .filter((timeline) => timeline.modules.includes(module))
  others[0]?.lookAt(module)
  // Who is run by others, and reached from them, has no run of its own.
  if (!root && others.length > 0) return others
  const types = typesFrom(source.services, module)
  return [timelineOf(project, module, root ? 'unseeded' : 'unknown', settings, types), ...others]
}

function timelineOf(
  project: Project,
  entry: Module,
  outside: Timeline['outside'],
  settings: Settings,
  types: ReturnType<typeof typesFrom>,
): Timeline {
  let cache = timelines.get(project)
  if (!cache) timelines.set(project, (cache = new Map<string, Cached>()))
  const key = `${outside}\0${entry.file}`
  const seeders = settings.seeders.join()
  const cached = cache.get(key)
  const valid =
    cached?.seeders === seeders &&
    cached.generation === project.generation &&
    types === undefined &&
    cached.timeline.modules.every((each) => project.module(each.file) === each)
  if (valid) return cached.timeline
  const timeline = runTimeline(
    entry,
    { resolve: (specifier, from) => project.resolve(specifier, from), ...(types && { typeOf: types }) },
    outside,
    settings.seeders,
    isPage(relative(project.root, entry.file)),
  )
  cache.set(key, { timeline, seeders, generation: project.generation })
  if (cache.size > MAX_TIMELINES) cache.delete(cache.keys().next().value!)
  return timeline
}

/**
 * What `takesPartInMl` says of all programs that run a file, as far as the texts of their files tell: most projects
 * have many more files that have nothing to do with it, and neither they nor what they import is to be parsed.
 */
function mayTakePartInMl(project: Project, file: string, { text, language, services }: Source): boolean {
  return project.mayTakePart(file, text, language, MAX_ENTRYPOINTS) || typesMayKnow(services, language)
}

function takesPartInMl(timeline: Timeline, catalog: ReturnType<typeof catalogOf>): boolean {
  const imports = timeline.modules.some((module) =>
    module.specifiers.some((specifier) => catalog.module(specifier, module.language)?.library.ml === true),
  )
  // A page's script has the library by name: it takes part where it draws or trains, and not where it only asks a model.
  const uses = (effect: Effect): boolean =>
    effect.kind === 'draw' || effect.kind === 'train'
      ? catalog.owner(effect.path)?.ml === true || (effect.kind === 'draw' && effect.reaches.has('tensor'))
      : false
  return imports || timeline.effects.some(uses)
}

/** Whether an effect stands in the file being judged. */
export function isHere(analysis: Analysis, effect: Effect): boolean {
  return effect.module.file === analysis.module.file
}
