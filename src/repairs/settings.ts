/** Repairs that set a switch, or set it back. */
import { together, type Edit } from '../edits.ts'
import type { SetEffect } from '../effects.ts'
import type { SyntaxNode } from '../program.ts'
import type { OpenSwitch } from '../questions/settings.ts'
import type { Repair, Run } from '../rule.ts'

/**
 * The switches above the seeding, or, for variables of the environment, above the import of the library that reads
 * them; with the imports they need.
 */
export function withSwitches(run: Run, seeding: SyntaxNode, open: readonly OpenSwitch[]): Repair {
  return {
    message: `Write ${open.length === 1 ? 'the switch' : 'the switches'} above.`,
    edits: together(...open.map((each) => writtenSwitch(run, seeding, each))),
  }
}

/** One of them. */
export function writtenSwitch(
  { edit, catalog, here }: Run,
  seeding: SyntaxNode,
  { library, requirement: { write, needs, setting } }: OpenSwitch,
): readonly Edit[] | undefined {
  if (!needs) return undefined
  const { module, ...alias } = needs
  if (catalog.settings.get(setting)?.kind !== 'environment')
    return together(
      edit.insertBefore(seeding, [write]),
      edit.addImport(module, { ...alias, before: seeding }),
    )
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
