import { catalogOf } from '../src/catalog/catalog.ts'
import type { Library, Requirement } from '../src/catalog/schema.ts'
import type { Edit } from '../src/edits.ts'
import type { Effect } from '../src/effects.ts'
import type { SyntaxNode } from '../src/program.ts'
import { defineRule, type Program, type View } from '../src/rule.ts'
import { inRange } from '../src/versions.ts'

export default defineRule({
  name: 'require-deterministic-settings',
  meta: {
    type: 'suggestion',
    description:
      'Require the determinism switches of the libraries that a program which wants to repeat uses',
    languages: ['javascript', 'python'],
    presets: { recommended: 'warn', strict: 'error' },
    messages: {
      missing:
        'The program wants to repeat (`{{intent}}`) but leaves {{count}} open on {{backend}}: {{settings}}. {{why}}',
    },
  },
  check(program, report) {
    for (const view of program.views) {
      if (view.entry !== program.module || view.infersOnly || view.enforced || view.outside === 'unknown')
        continue
      const intent = view.intent.find((effect) => placeIn(view, effect) && !effect.context.worker)
      if (!intent) continue
      const missing = missingIn(program, view)
      if (missing.length === 0) continue
      const at = placeIn(view, intent)!
      const repair = {
        message: `Write ${missing.length === 1 ? 'the switch' : 'the switches'} above.`,
        edits: written(program, view, at, missing),
      }
      report(
        at,
        'missing',
        {
          intent: intent.api,
          count: missing.length === 1 ? 'a switch' : `${missing.length} switches`,
          backend: [...new Set(missing.map(({ requirement }) => requirement.on ?? 'every backend'))].join(
            ', ',
          ),
          settings: missing.map(({ requirement }) => `\`${requirement.write}\``).join(', '),
          why: sentence(missing[0]!.requirement.why),
        },
        [repair],
      )
    }
  },
})

function sentence(text: string): string {
  return `${text[0]!.toUpperCase()}${text.slice(1)}${text.endsWith('.') ? '' : '.'}`
}

interface Missing {
  readonly library: Library
  readonly requirement: Requirement
}

function missingIn(program: Program, view: View): readonly Missing[] {
  const { owner } = catalogOf(program.language)
  const loaded = new Set([
    // A library that is imported on some way through the program only counts once it draws or trains.
    ...view
      .all('load')
      .filter(({ context }) => context.phase === 'run' && context.guards.length === 0)
      .map((load) => load.library),
    ...view
      .all('draw', 'train', 'seed', 'set')
      .filter(({ context }) => context.phase === 'run')
      .map((effect) => owner.call(catalogOf(program.language), effect.path)?.name),
  ])
  return catalogOf(program.language).requirements.filter(({ library, requirement }) => {
    if (!loaded.has(library.name)) return false
    if (requirement.on !== undefined && !view.backends.has(requirement.on)) return false
    // With an unknown version nothing is said about what only some versions need.
    if (requirement.versions !== undefined) {
      if (inRange(versionOf(program, library), requirement.versions) !== true) return false
    }
    return !isSet(view, requirement)
  })
}

/**
 * The switches above the seeding, or, for variables of the environment, above the import of the library that reads
 * them; with the imports they need.
 */
function written(
  program: Program,
  view: View,
  seeding: SyntaxNode,
  missing: readonly Missing[],
): readonly Edit[] | undefined {
  const catalog = catalogOf(program.language)
  const edits: (readonly Edit[] | undefined)[] = []
  const loads = view.here('load')
  for (const { library, requirement } of missing) {
    const { write, needs, setting } = requirement
    if (!needs) return undefined
    const early = catalog.settings.get(setting)?.kind === 'environment'
    const load = early ? loads.find((each) => each.library === library.name) : undefined
    if (early && !load) return undefined
    const first =
      load !== undefined && !loads.some((each) => each.specifier === needs.module && each.order < load.order)
    edits.push(program.edit.insertBefore(load?.node ?? seeding, [write]))
    edits.push(program.edit.addImport(needs.module, { ...(needs.alias && { alias: needs.alias }), first }))
  }
  return edits.every((each) => each !== undefined) ? edits.flat() : undefined
}

/** The version the user told, by any of the names the library is imported by. */
function versionOf(program: Program, library: Library): string | undefined {
  const { versions } = program.settings
  const names = [library.name.toLowerCase(), ...Object.keys(library.modules)]
  return names.map((name) => versions[name]).find((version) => version !== undefined)
}

/** Any write at all shows that the author thought of it; a wrong value is another rule's report. */
function isSet(view: View, requirement: Requirement): boolean {
  const names = [requirement, ...(requirement.alternatives ?? [])].map(({ setting }) => setting)
  if (view.all('set').some((set) => names.includes(set.name))) return true
  // Who only mentions the call meant it: `no-ineffective-seed` says that the parentheses are missing.
  return view.all('mention').some((mention) => mention.settings.some((name) => names.includes(name)))
}

/** Where in the entrypoint an effect is written, or the call that leads to it. */
function placeIn(view: View, effect: Effect) {
  if (effect.module === view.entry) return effect.node
  return effect.context.calls.findLast((call) => call.module === view.entry)?.node
}
