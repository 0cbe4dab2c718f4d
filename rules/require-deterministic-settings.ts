import { catalogOf } from '../src/catalog/catalog.ts'
import type { Requirement } from '../src/catalog/schema.ts'
import type { Effect } from '../src/effects.ts'
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
      report(placeIn(view, intent)!, 'missing', {
        intent: intent.api,
        count: missing.length === 1 ? 'a switch' : `${missing.length} switches`,
        backend: [...new Set(missing.map((each) => each.on ?? 'every backend'))].join(', '),
        settings: missing.map((each) => `\`${each.write}\``).join(', '),
        why: missing[0]!.why,
      })
    }
  },
})

function missingIn(program: Program, view: View): readonly Requirement[] {
  const loaded = new Set(view.all('load').map((load) => load.library))
  return catalogOf(program.language)
    .requirements.filter(({ library, requirement }) => {
      if (!loaded.has(library.name)) return false
      if (requirement.on !== undefined && !view.backends.has(requirement.on)) return false
      // With an unknown version nothing is said about what only some versions need.
      if (requirement.versions !== undefined) {
        const version =
          program.settings.versions[library.name.toLowerCase()] ??
          program.settings.versions[rootName(requirement)]
        if (inRange(version, requirement.versions) !== true) return false
      }
      return !isSet(view, requirement)
    })
    .map(({ requirement }) => requirement)
}

function rootName({ setting }: Requirement): string {
  return setting.split('.')[0]!.toLowerCase()
}

/** Any write at all shows that the author thought of it; a wrong value is another rule's report. */
function isSet(view: View, requirement: Requirement): boolean {
  return view.all('set').some((set) => set.name === requirement.setting && set.role !== 'benchmark')
}

/** Where in the entrypoint an effect is written, or the call that leads to it. */
function placeIn(view: View, effect: Effect) {
  if (effect.module === view.entry) return effect.node
  return effect.context.calls.find((call) => call.module === view.entry)?.node
}
