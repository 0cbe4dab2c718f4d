/**
 * What a rule is: a question asked of a program's annotated effects. A rule says which effects are wrong, in which
 * words, and which edit mends them; it knows neither syntax nor libraries.
 */
import type { Rule } from 'eslint'
import { analyse, isHere, type Analysis } from './analysis.ts'
import { catalogOf } from './catalog/catalog.ts'
import type { Edit, Editor } from './edits.ts'
import type { Effect } from './effects.ts'
import type { LanguageName, Module, SyntaxNode } from './program.ts'
import { readSettings, type Settings } from './settings.ts'
import type { Timeline } from './timeline/timeline.ts'

type EffectOf<K extends Effect['kind']> = Extract<Effect, { readonly kind: K }>

/** One run of the program, as a rule sees it. */
export interface View extends Timeline {
  /** Effects of these kinds that stand in the file being judged. */
  here<K extends Effect['kind']>(...kinds: readonly K[]): readonly EffectOf<K>[]
  /** Effects of these kinds, wherever they stand. */
  all<K extends Effect['kind']>(...kinds: readonly K[]): readonly EffectOf<K>[]
  /** Whether an effect stands in the file being judged. */
  isHere(effect: Effect): boolean
}

export interface Program {
  readonly module: Module
  readonly language: LanguageName
  readonly settings: Settings
  readonly views: readonly View[]
  readonly edit: Editor
  readonly options: Readonly<Record<string, unknown>>
  /** Whether a catalogued path belongs to a library whose numbers serve nothing but machine learning. */
  isMl(path: string): boolean
  /** `train.ts:12`, or `line 12` when it is in the file being judged. */
  place(effect: { readonly module: Module; readonly node: SyntaxNode }): string
}

export interface Repair {
  /** What the suggestion does, in the imperative; absent for an automatic fix. */
  readonly message?: string
  readonly edits: readonly Edit[] | undefined
}

export type Report = (
  at: SyntaxNode,
  messageId: string,
  data: Readonly<Record<string, string | number>>,
  repairs?: readonly Repair[],
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
    readonly fixable?: boolean
    readonly schema?: Readonly<Record<string, object>>
    readonly defaults?: Readonly<Record<string, unknown>>
    /** Options that differ in `strict`. */
    readonly strict?: Readonly<Record<string, unknown>>
  }
  check(program: Program, report: Report): void
}

export interface ReproducibleRule extends Rule.RuleModule {
  readonly definition: RuleDefinition
}

const ESLINT_LANGUAGES: Readonly<Record<LanguageName, string>> = {
  javascript: 'js/js',
  python: 'reproducible/python',
}

const DOCUMENTATION =
  'https://github.com/eslint-plugin-reproducible/eslint-plugin-reproducible/blob/main/rules'

export function defineRule(definition: RuleDefinition): ReproducibleRule {
  const { name, meta } = definition
  const hasOptions = meta.schema !== undefined
  return {
    definition,
    meta: {
      type: meta.type,
      docs: {
        description: meta.description,
        url: `${DOCUMENTATION}/${name}.md`,
        recommended: meta.presets.recommended !== undefined,
      },
      messages: { ...meta.messages, repair: '{{repair}}' },
      schema: hasOptions ? [{ type: 'object', properties: meta.schema!, additionalProperties: false }] : [],
      ...(hasOptions && { defaultOptions: [meta.defaults ?? {}] }),
      ...(meta.fixable && { fixable: 'code' as const }),
      hasSuggestions: true,
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
          definition.check(programFor(analysis, options), reporter(context))
        },
      }
    },
  }
}

// ---------------------------------------------------------------------------------------------------------- analysis

const analyses = new WeakMap<object, Map<string, Analysis | undefined>>()

/** The analysis of the file being linted, shared by all rules that have the same settings. */
function analysisOf(context: Rule.RuleContext): Analysis | undefined {
  const { sourceCode } = context
  const raw: unknown = context.settings['reproducible']
  const key = JSON.stringify(raw ?? null)
  let known = analyses.get(sourceCode.ast)
  if (!known) analyses.set(sourceCode.ast, (known = new Map()))
  if (!known.has(key)) known.set(key, analyseSource(context, raw))
  return known.get(key)
}

function analyseSource(context: Rule.RuleContext, raw: unknown): Analysis | undefined {
  const { sourceCode } = context
  const settings = readSettings(raw)
  return analyse(
    {
      file: context.physicalFilename,
      cwd: context.cwd,
      text: sourceCode.text,
      ast: sourceCode.ast,
      language: (sourceCode.ast.type as string) === 'Module' ? 'python' : 'javascript',
      parser: context.languageOptions['parser'],
      services: sourceCode.parserServices,
    },
    settings,
  )
}

function programFor(analysis: Analysis, options: Readonly<Record<string, unknown>>): Program {
  const { module, settings, editor } = analysis
  return {
    module,
    language: module.language,
    settings,
    edit: editor,
    options,
    isMl: (path) => catalogOf(module.language).owner(path)?.ml === true,
    views: analysis.timelines.map((timeline) => viewOf(analysis, timeline)),
    place(effect) {
      const { line } = effect.node.loc.start
      if (effect.module.file === module.file) return `line ${line}`
      return `${effect.module.file.split(/[/\\]/u).at(-1)!}:${line}`
    },
  }
}

const views = new WeakMap<Timeline, WeakMap<Analysis, View>>()

function viewOf(analysis: Analysis, timeline: Timeline): View {
  let byAnalysis = views.get(timeline)
  if (!byAnalysis) views.set(timeline, (byAnalysis = new WeakMap()))
  let view = byAnalysis.get(analysis)
  if (view) return view
  const kinds = new Map<string, Effect[]>()
  // What was only looked at in another file is no part of the run.
  const effects = timeline.effects.filter(
    (effect) => effect.context.phase !== 'uncalled' || isHere(analysis, effect),
  )
  for (const effect of effects) {
    const list = kinds.get(effect.kind)
    if (list) list.push(effect)
    else kinds.set(effect.kind, [effect])
  }
  const all = (wanted: readonly string[]): Effect[] => wanted.flatMap((kind) => kinds.get(kind) ?? [])
  view = {
    ...timeline,
    effects,
    all: (...wanted) => all(wanted) as never,
    here: (...wanted) => all(wanted).filter((effect) => isHere(analysis, effect)) as never,
    isHere: (effect) => isHere(analysis, effect),
  }
  byAnalysis.set(analysis, view)
  return view
}

// --------------------------------------------------------------------------------------------------------- reporting

/** Reports each problem once, however many runs of the program show it. */
function reporter(context: Rule.RuleContext): Report {
  const seen = new Set<string>()
  return (node, messageId, data, repairs = []) => {
    const key = `${messageId}:${node.range[0]}:${node.range[1]}`
    if (seen.has(key)) return
    seen.add(key)
    const offered = repairs.filter((repair) => repair.edits !== undefined && repair.edits.length > 0)
    const fix = offered.find((repair) => repair.message === undefined)
    const suggestions = offered.filter((repair) => repair.message !== undefined)
    context.report({
      loc: {
        start: { ...node.loc.start },
        end: { ...node.loc.end },
      },
      messageId,
      data: stringified(data),
      ...(fix && { fix: (fixer) => apply(fixer, fix.edits!) }),
      suggest: suggestions.map((repair) => ({
        messageId: 'repair',
        data: { repair: repair.message! },
        fix: (fixer: Rule.RuleFixer) => apply(fixer, repair.edits!),
      })),
    })
  }
}

function apply(fixer: Rule.RuleFixer, edits: readonly Edit[]): Rule.Fix[] {
  return edits.map((edit) => fixer.replaceTextRange([...edit.range], edit.text))
}

function stringified(data: Readonly<Record<string, string | number>>): Record<string, string> {
  return Object.fromEntries(Object.entries(data).map(([key, value]) => [key, String(value)]))
}
