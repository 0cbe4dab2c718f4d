import type { Library, Requirement } from '../src/catalog/schema.ts'
import type { Edit } from '../src/edits.ts'
import type { Effect } from '../src/effects.ts'
import type { SyntaxNode } from '../src/program.ts'
import { isForFormer } from '../src/questions/generation.ts'
import { defineRule, type Run } from '../src/rule.ts'
import { inRange } from '../src/versions.ts'

export default defineRule({
  name: 'require-deterministic-settings',
  meta: {
    type: 'suggestion',
    description:
      'Require the determinism switches of the libraries that a program which wants to repeat uses',
    languages: ['javascript', 'python'],
    presets: { recommended: 'warn', strict: 'error' },
    hasSuggestions: true,
    messages: {
      missing:
        'The program wants to repeat (`{{intent}}`) but leaves {{count}} open on {{backend}}: {{settings}}. {{why}}',
    },
  },
  check(run, report) {
    if (run.entry !== run.module || run.infersOnly || run.enforced || run.outside === 'unknown') return
    const intent = run.intent.find((effect) => placeIn(run, effect) && !effect.context.worker)
    if (!intent) return
    const missing = missingIn(run)
    if (missing.length === 0) return
    const at = placeIn(run, intent)!
    const repair = {
      message: `Write ${missing.length === 1 ? 'the switch' : 'the switches'} above.`,
      edits: written(run, at, missing),
    }
    report(
      at,
      'missing',
      {
        intent: intent.api,
        count: missing.length === 1 ? 'a switch' : `${missing.length} switches`,
        backend: [...new Set(missing.map(({ requirement }) => requirement.on ?? 'every backend'))].join(', '),
        settings: missing.map(({ requirement }) => `\`${requirement.write}\``).join(', '),
        why: sentence(missing[0]!.requirement.why),
      },
      ...[repair],
    )
  },
})

function sentence(text: string): string {
  return `${text[0]!.toUpperCase()}${text.slice(1)}${text.endsWith('.') ? '' : '.'}`
}

interface Missing {
  readonly library: Library
  readonly requirement: Requirement
}

function missingIn(run: Run): readonly Missing[] {
  const computing = new Set(
    run
      .all('draw', 'train', 'seed', 'set', 'key')
      .filter(({ context }) => context.phase === 'run')
      .map((effect) => run.catalog.owner(effect.path))
      .filter((library) => library !== undefined),
  )
  const engines = new Set([...computing].flatMap(enginesOf))
  // A library that is only imported (TensorFlow for its log files, say) has nothing to switch; it counts once it, or
  // one that runs on it, draws or trains.
  const loaded = new Set([
    ...run
      .all('load')
      .filter(({ context }) => context.phase === 'run' && context.guards.length === 0)
      .filter(({ engine }) => engine === undefined || engines.has(engine))
      .map((load) => load.library),
    ...[...computing].map(({ name }) => name),
  ])
  return run.catalog.requirements.filter(({ library, requirement }) => {
    if (!loaded.has(library.name) || isForFormer(run, library)) return false
    if (requirement.on !== undefined && !run.backends.has(requirement.on)) return false
    // With an unknown version nothing is said about what only some versions need.
    if (requirement.versions !== undefined) {
      if (inRange(versionOf(run, library), requirement.versions) !== true) return false
    }
    return !isSet(run, requirement)
  })
}

/** What runs a library's operations: TensorFlow under Keras, PyTorch under Lightning. */
function enginesOf({ modules }: Library): readonly string[] {
  return Object.values(modules).flatMap(({ loads }) => loads ?? [])
}

/**
 * The switches above the seeding, or, for variables of the environment, above the import of the library that reads
 * them; with the imports they need.
 */
function written(run: Run, seeding: SyntaxNode, missing: readonly Missing[]): readonly Edit[] | undefined {
  const catalog = run.catalog
  const edits: (readonly Edit[] | undefined)[] = []
  const loads = run.here('load')
  for (const { library, requirement } of missing) {
    const { write, needs, setting } = requirement
    if (!needs) return undefined
    const early = catalog.settings.get(setting)?.kind === 'environment'
    const load = early ? loads.find((each) => each.library === library.name) : undefined
    if (early && !load) return undefined
    const first =
      load !== undefined && !loads.some((each) => each.specifier === needs.module && each.order < load.order)
    edits.push(run.edit.insertBefore(load?.node ?? seeding, [write]))
    edits.push(run.edit.addImport(needs.module, { ...(needs.alias && { alias: needs.alias }), first }))
  }
  return edits.every((each) => each !== undefined) ? edits.flat() : undefined
}

/** The version the user told, by any of the names the library is imported by. */
function versionOf(run: Run, library: Library): string | undefined {
  const { versions } = run.settings
  const names = [library.name.toLowerCase(), ...Object.keys(library.modules)]
  return names.map((name) => versions[name]).find((version) => version !== undefined)
}

/** Any write at all shows that the author thought of it; a wrong value is another rule's report. */
function isSet(run: Run, requirement: Requirement): boolean {
  const names = [requirement, ...(requirement.alternatives ?? [])].map(({ setting }) => setting)
  if (run.all('set').some((set) => names.includes(set.name))) return true
  // Who only mentions the call meant it: `no-ineffective-seed` says that the parentheses are missing.
  return run.all('mention').some((mention) => mention.settings.some((name) => names.includes(name)))
}

/** Where in the entrypoint an effect is written, or the call that leads to it. */
function placeIn(run: Run, effect: Effect) {
  if (effect.module === run.entry) return effect.node
  return effect.context.calls.findLast((call) => call.module === run.entry)?.node
}
