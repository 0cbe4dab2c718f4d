/**
 * What a rule is: a question asked of a program's annotated effects. A rule says which effects are wrong, in which
 * words, and which edit mends them; it knows neither syntax nor libraries.
 */
import type { Rule } from 'eslint'
import type { Analysis } from './analysis.ts'
import type { Catalog } from './catalog/catalog.ts'
import type { Edit, Editor } from './edits.ts'
import { analyse, catalogOf, isHere } from './on-demand.ts'
import type { Effect } from './effects.ts'
import { grouped } from './questions/grouped.ts'
import { pageOf } from './package.ts'
import { tellJudged } from './judged.ts'
import type { LanguageName } from './languages/language.ts'
import type { Module, SyntaxNode } from './program.ts'
import { readSettings, type Settings } from './settings.ts'
import type { Timeline } from './interpreter/timeline.ts'

type EffectOf<K extends Effect['kind']> = Extract<Effect, { readonly kind: K }>

/** One run of the program, as a rule sees it. */
export interface Run extends Timeline {
  /** The file being judged. */
  readonly module: Module
  /** The programs that run the file. */
  readonly entries: readonly Module[]
  readonly settings: Settings
  readonly options: Readonly<Record<string, unknown>>
  /** What is known about the libraries of the file's language. */
  readonly catalog: Catalog
  readonly edit: Editor
  /** Effects of these kinds that stand in the file being judged. */
  here<K extends Effect['kind']>(...kinds: readonly K[]): readonly EffectOf<K>[]
  /** Effects of these kinds, wherever they stand. */
  all<K extends Effect['kind']>(...kinds: readonly K[]): readonly EffectOf<K>[]
  /** Whether an effect stands in the file being judged. */
  isHere(effect: Effect): boolean
  /** `train.ts:12`, or `line 12` when it is in the file being judged. */
  place(effect: { readonly module: Module; readonly node: SyntaxNode }): string
}

export interface Repair {
  /** What the suggestion does, in the imperative; absent for an automatic fix. */
  readonly message?: string
  readonly edits: readonly Edit[] | undefined
}

/**
 * Reports a problem at an effect, whose `{{api}}` the message may then use, or at a part of one. A repair that cannot
 * be made here is left out.
 */
export type Report = (
  at: Effect | SyntaxNode,
  messageId: string,
  data?: Readonly<Record<string, string | number>>,
  ...repairs: readonly (Repair | undefined)[]
) => void

export interface RuleDefinition {
  readonly name: string
  readonly meta: {
    readonly type: 'problem' | 'suggestion'
    readonly description: string
    readonly messages: Readonly<Record<string, string>>
    readonly languages: readonly LanguageName[]
    /** The severity in `recommended` and in `strict`. */
    readonly presets: { readonly recommended?: 'error' | 'warn'; readonly strict: 'error' | 'warn' }
    /** Some reports are mended by `--fix`. */
    readonly fixable?: boolean
    /** Some reports come with suggestions. */
    readonly hasSuggestions?: boolean
    /** It concerns programs that only ask a model as well. */
    readonly whateverItDoes?: boolean
    readonly schema?: Readonly<Record<string, object>>
    readonly defaults?: Readonly<Record<string, unknown>>
    /** Options that differ in `strict`. */
    readonly strict?: Readonly<Record<string, unknown>>
  }
  /** Asked of every run that the file takes part in; what several runs show is reported once. */
  check(run: Run, report: Report): void
}

export interface ReproducibleRule extends Rule.RuleModule {
  readonly definition: RuleDefinition
}

const ESLINT_LANGUAGES: Readonly<Record<LanguageName, string>> = {
  javascript: 'js/js',
  python: 'reproducible/python',
}

export function defineRule(definition: RuleDefinition): ReproducibleRule {
  const { name, meta } = definition
  const hasOptions = meta.schema !== undefined
  return {
    definition,
    meta: {
      type: meta.type,
      docs: {
        description: meta.description,
        url: pageOf(name),
        recommended: meta.presets.recommended !== undefined,
      },
      messages: { ...meta.messages, repair: '{{repair}}' },
      schema: hasOptions ? [{ type: 'object', properties: meta.schema, additionalProperties: false }] : [],
      ...(hasOptions && { defaultOptions: [meta.defaults ?? {}] }),
      ...(meta.fixable && { fixable: 'code' as const }),
      ...(meta.hasSuggestions && { hasSuggestions: true }),
      languages: meta.languages.map((language) => ESLINT_LANGUAGES[language]),
    },
    create(context) {
      const { sourceCode } = context
      const ast = sourceCode.ast as unknown as SyntaxNode
      return {
        // One listener on the root works in every ESLint and in oxlint; the type is `Program` or `Module`.
        [ast.type]() {
          const analysis = analysisOf(context)
          if (!analysis) return
          const options = { ...meta.defaults, ...(context.options[0] as object | undefined) }
          const earlier = new Set<string>()
          for (const run of runsOf(analysis, options)) {
            if (run.infersOnly && !meta.whateverItDoes) continue
            const { report, places } = reporter(context, earlier)
            orNotAnalysed(context.physicalFilename, () => definition.check(run, report))
            for (const place of places) earlier.add(place)
          }
        },
      }
    },
  }
}

// ---------------------------------------------------------------------------------------------------------- analysis

/** What the rules before this one have got of the file being linted. */
interface Current {
  /** Equal Python texts share a tree, and oxlint has one source code for all files: a file is told by both. */
  readonly ast: object
  readonly sourceCode: object
  readonly known: Map<string, Analysis | undefined>
  /** Within one configuration all rules are given the same settings object. */
  last?: { readonly raw: unknown; readonly analysis: Analysis | undefined }
}

/** Only one file is linted at a time; what belonged to the one before, its syntax tree above all, is let go. */
let current: Current | undefined

/** The analysis of the file being linted, shared by all rules that have the same settings. */
function analysisOf(context: Rule.RuleContext): Analysis | undefined {
  const { sourceCode } = context
  const raw: unknown = context.settings['reproducible']
  if (current?.sourceCode !== sourceCode || current.ast !== sourceCode.ast)
    current = { ast: sourceCode.ast, sourceCode, known: new Map() }
  if (current.last && current.last.raw === raw) return current.last.analysis
  const key = JSON.stringify(raw ?? null)
  if (!current.known.has(key)) current.known.set(key, analyseSource(context, raw))
  const analysis = current.known.get(key)
  current.last = { raw, analysis }
  return analysis
}

function analyseSource(context: Rule.RuleContext, raw: unknown): Analysis | undefined {
  const { sourceCode } = context
  const settings = readSettings(raw)
  const language = (sourceCode.ast.type as string) === 'Module' ? 'python' : 'javascript'
  const analysis = orNotAnalysed(context.physicalFilename, () =>
    analyse(
      {
        file: context.physicalFilename,
        cwd: context.cwd,
        text: sourceCode.text,
        ast: sourceCode.ast,
        language,
        parser: context.languageOptions['parser'],
        // Python's are there for rules of others, and hold nothing.
        services: language === 'javascript' ? sourceCode.parserServices : undefined,
      },
      settings,
    ),
  )
  tellJudged(() => ({
    file: context.physicalFilename,
    programs: (analysis?.timelines ?? []).map(({ entry, ...timeline }) => ({
      file: entry.file,
      reads: timeline.modules.map((module) => module.file),
      ...(timeline.incomplete && { incomplete: timeline.incomplete }),
    })),
  }))
  return analysis
}

const told = new Set<string>()

/** The last resort, where the stack ends all the same: this file goes without a verdict, and the others get theirs. */
function orNotAnalysed<T>(file: string, judge: () => T): T | undefined {
  try {
    return judge()
  } catch (error) {
    if (!(error instanceof RangeError)) throw error
    const incomplete = { place: 'line 1', reason: `it was not analysed: ${error.message}` }
    tellJudged(() => ({ file, programs: [{ file, incomplete }] }))
    if (!told.has(file))
      process.emitWarning(`${file} was not analysed: ${error.message}. Please report it, with the file.`)
    told.add(file)
    return undefined
  }
}

/** The runs of an analysis as one rule sees them: what all rules see alike is put together once. */
function runsOf(analysis: Analysis, options: Run['options']): readonly Run[] {
  let shared = sharedRuns.get(analysis)
  if (!shared) sharedRuns.set(analysis, (shared = judgedRuns(analysis)))
  return shared.map((run) => Object.assign(Object.create(run) as Omit<Run, 'options'>, { options }))
}

const sharedRuns = new WeakMap<Analysis, readonly Omit<Run, 'options'>[]>()

/**
 * A run that only loads a model and asks it is nobody's concern: it trains nothing that could differ. What a run does
 * that was not followed to its end may acquit whatever was seen of it: a seeding, a sort, weights that are loaded.
 */
function judgedRuns(analysis: Analysis): readonly Omit<Run, 'options'>[] {
  const { module, settings, editor, timelines } = analysis
  const catalog = catalogOf(module.language.name)
  const entries = timelines.map(({ entry }) => entry)
  const judged = timelines.filter(({ incomplete }) => !incomplete)
  return judged.map((timeline) => ({
    ...timeline,
    ...effectsSeenFrom(analysis, timeline),
    module: timeline.modules.find(({ file }) => file === module.file) ?? module,
    entries,
    settings,
    catalog,
    edit: editor,
    place(effect) {
      const { line } = effect.node.loc.start
      if (effect.module.file === module.file) return `line ${line}`
      return `${effect.module.file.split(/[/\\]/u).at(-1)!}:${line}`
    },
  }))
}

const NONE: readonly Effect[] = []

/** The effects of a run by kind. */
function effectsSeenFrom(
  analysis: Analysis,
  timeline: Timeline,
): Pick<Run, 'effects' | 'here' | 'all' | 'isHere'> {
  const here = (effect: Effect): boolean => isHere(analysis, effect)
  // What was only looked at in another file is no part of the run.
  const effects = timeline.effects.filter((effect) => effect.context.phase !== 'uncalled' || here(effect))
  const kinds = grouped(effects, ({ kind }) => kind)
  const own = new Map([...kinds].map(([kind, each]) => [kind, each.filter(here)] as const))
  const [all, hereOnly] = [listsOf(kinds), listsOf(own)]
  return {
    effects,
    all: (...wanted) => all(wanted) as never,
    here: (...wanted) => hereOnly(wanted) as never,
    isHere: here,
  }
}

/** Asked for in loops over effects: each list is made once. */
function listsOf(
  kinds: ReadonlyMap<Effect['kind'], readonly Effect[]>,
): (wanted: readonly Effect['kind'][]) => readonly Effect[] {
  const lists = new Map<string, readonly Effect[]>()
  return (wanted) => {
    if (wanted.length === 1) return kinds.get(wanted[0]!) ?? NONE
    const key = wanted.join()
    let list = lists.get(key)
    if (!list) lists.set(key, (list = wanted.flatMap((kind) => kinds.get(kind) ?? NONE)))
    return list
  }
}

// --------------------------------------------------------------------------------------------------------- reporting

/**
 * Reports each problem once, however many runs of the program show it.
 *
 * @param earlier where earlier runs have had something to report.
 */
function reporter(
  context: Rule.RuleContext,
  earlier: ReadonlySet<string>,
): { report: Report; places: ReadonlySet<string> } {
  const reported = new Set<string>()
  const places = new Set<string>()
  const report: Report = (at, messageId, data = {}, ...repairs) => {
    const [node, api] = 'range' in at ? [at, ''] : [at.node, at.api]
    const place = `${node.range[0]}:${node.range[1]}`
    const key = `${messageId}:${place}`
    if (earlier.has(place) || reported.has(key)) return
    reported.add(key)
    places.add(place)
    const offered = repairs.flatMap((repair) => (repair?.edits?.length ? [repair] : []))
    const fix = offered.find(({ message }) => message === undefined)
    const suggestions = offered.filter(({ message }) => message !== undefined)
    context.report({
      loc: { start: { ...node.loc.start }, end: { ...node.loc.end } },
      messageId,
      data: stringified({ api, ...data }),
      ...(fix && { fix: (fixer) => apply(fixer, fix.edits!) }),
      suggest: suggestions.map((repair) => ({
        messageId: 'repair',
        data: { repair: repair.message! },
        fix: (fixer: Rule.RuleFixer) => apply(fixer, repair.edits!),
      })),
    })
  }
  return { report, places }
}

function apply(fixer: Rule.RuleFixer, edits: readonly Edit[]): Rule.Fix[] {
  return edits.map((edit) => fixer.replaceTextRange([...edit.range], edit.text))
}

function stringified(data: Readonly<Record<string, string | number>>): Record<string, string> {
  return Object.fromEntries(Object.entries(data).map(([key, value]) => [key, String(value)]))
}
