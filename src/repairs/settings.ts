/** Repairs that set a switch, or set it back. */
import { together, type Edit } from '../edits.ts'
import type { SetEffect } from '../effects.ts'
import { liesWithin, type SyntaxNode } from '../program.ts'
import type { OpenSwitch } from '../questions/settings.ts'
import type { Repair, Run } from '../rule.ts'

/**
 * The switches above the seeding, or, for variables of the environment, above the import of the library that reads
 * them; with the imports they need.
 */
export function withSwitches(run: Run, seeding: SyntaxNode, open: readonly OpenSwitch[]): Repair {
  return {
    message: `Write ${open.length === 1 ? 'the switch' : 'the switches'} ${isImport(run, seeding) ? 'below the imports' : 'above'}.`,
    edits: together(...open.map((each) => writtenSwitch(run, seeding, each))),
  }
}

/** A module that seeds while it is imported: what a switch needs may be imported only below. */
function isImport({ module }: Run, node: SyntaxNode): boolean {
  return module.body.some((each) => each.kind === 'import' && liesWithin(node, each.node))
}

function belowImports({ module }: Run, node: SyntaxNode): SyntaxNode {
  const at = module.body.findIndex((each) => liesWithin(node, each.node))
  return module.body.slice(at).find(({ kind }) => kind !== 'import')?.node ?? node
}

/** Something that happens for certain seeds the source. */
export function isSeeded(run: Run, source: string): boolean {
  return run
    .all('seed')
    .some(({ sources, context }) => context.phase !== 'uncalled' && sources.includes(source))
}

/** One of them. */
export function writtenSwitch(
  run: Run,
  seeding: SyntaxNode,
  { library, requirement: { write, needs, setting, needsSeeded } }: OpenSwitch,
): readonly Edit[] | undefined {
  const { edit, catalog, here } = run
  if (!needs) return undefined
  const { module, ...alias } = needs
  if (catalog.settings.get(setting)?.kind !== 'environment') {
    const place = isImport(run, seeding) ? belowImports(run, seeding) : seeding
    const seed = needsSeeded === undefined || isSeeded(run, needsSeeded) ? undefined : needsSeeded
    const line = seed && catalog.sources.get(seed)?.seeding?.source.replace('{seed}', '42')
    return together(
      edit.insertBefore(place, [...(line === undefined ? [] : [line]), write]),
      edit.addImport(module, { ...alias, before: place }),
    )
  }
  const loads = here('load')
  const load = loads.find((each) => each.library === library.name)
  if (!load) return undefined
  const first = !loads.some(({ specifier, order }) => specifier === module && order < load.order)
  return together(edit.insertBefore(load.node, [write]), edit.addImport(module, { ...alias, first }))
}

/** The deterministic value, or the default of an option; none where something else than a constant decides. */
export function switchedOff({ edit }: Run, { setting, value, valueNode }: SetEffect): Repair | undefined {
  if (!setting || !valueNode || value.kind !== 'constant' || setting.kind === 'environment') return undefined
  const constant =
    setting.deterministic?.find((each) => each !== '*') ??
    (setting.kind === 'option' ? setting.valid?.[0] : undefined)
  if (constant === undefined) return undefined
  return { message: 'Switch it off.', edits: edit.replace(valueNode, { constant }) }
}

/** The runtime loaded before everything else, so that it sets in time what libraries read while they load. */
export function runtimeFirst({ edit, catalog }: Run): Repair | undefined {
  if (catalog.preload === undefined) return undefined
  return { message: 'Load the runtime first.', edits: edit.addImport(catalog.preload, { first: true }) }
}
