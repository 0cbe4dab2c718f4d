/** Repairs that seed what nothing has seeded. */
import { together, type Edit } from '../edits.ts'
import type { CreateEffect, DrawEffect, EnforceEffect, Loop, SeedEffect } from '../effects.ts'
import { isUnseeded } from '../questions/draws.ts'
import { callIn, isInLoop } from '../questions/loops.ts'
import { isPreloaded } from '../questions/settings.ts'
import { liesWithin } from '../program.ts'
import type { Repair, Run } from '../rule.ts'
import { runtimeFirst } from './settings.ts'

/** The source seeded at the top of the program, above the first draw from it that nothing has seeded. */
export function seededAbove(run: Run, { source, from }: DrawEffect): Repair | undefined {
  const first = run.all('draw').find((draw) => draw.from === from && isUnseeded(draw))
  const at = first?.context.calls[0] ?? first
  if (!source?.seeding || !first || at?.module !== run.module || run.entry !== run.module) return undefined
  // Nothing comes before a static import, and a script of a page cannot import.
  if (first.context.calls[0]?.hoisted || run.module.specifiers.length === 0) return undefined
  if (first.context.phase !== 'run') return undefined
  // Seeded within a loop, every round would draw the same.
  const around = first.context.loops.find(
    (loop) => loop.module === run.module && liesWithin(at.node, loop.node),
  )
  const place = around?.node ?? at.node
  const line = source.seeding.source.replace('{seed}', '42')
  const { module, alias, name } = source.seeding
  const preload = preloadedBefore(run, first)
  // The seeding is there, and came too late for what the library has kept.
  if (source.enforced === 'preload' && run.all('enforce').length > 0) return runtimeFirst(run)
  return {
    message: `Write \`${line}\` above${preload?.length === 0 ? '' : ', and load the runtime first'}.`,
    edits: together(
      preload,
      run.edit.insertBefore(place, [line]),
      run.edit.addImport(module, {
        before: place,
        ...(alias !== undefined && { alias }),
        ...(name !== undefined && { name }),
      }),
    ),
  }
}

/** The import of the runtime's preload, where a library reads something, or keeps it, while it is loaded. */
function preloadedBefore(run: Run, { source, order }: DrawEffect): readonly Edit[] | undefined {
  if (run.catalog.preload === undefined) return []
  const reading = run
    .all('load')
    .some((load) => load.engine !== undefined && load.order < order && !isPreloaded(run, load))
  return reading || source?.enforced === 'preload' ? runtimeFirst(run)?.edits : []
}

/** The generator seeded where it is made, with the program's own seed where one is written above it. */
export function seededGenerator(
  run: Run,
  { creation, call, order, context }: CreateEffect,
): Repair | undefined {
  if (creation.seeding === undefined) return undefined
  const inner = context.calls.at(-1)?.node
  const above = run
    .here('seed')
    .findLast(
      (each) =>
        each.order < order &&
        each.context.calls.at(-1)?.node === inner &&
        (each.seed.expression?.kind === 'name' || each.seed.expression?.kind === 'constant'),
    )
  const seed = above?.seed.node ? run.edit.text(above.seed.node) : '0'
  return {
    message: 'Seed it.',
    edits: run.edit.wrap(call.node, '', creation.seeding.replace('{seed}', seed)),
  }
}

/** The seeding once more in the loop, above its first draw; none where the loop has no block to write it in. */
export function seededInside(run: Run, seeding: SeedEffect | EnforceEffect, loop: Loop): Repair | undefined {
  const draw = run.effects.find((effect) => effect.kind === 'draw' && isInLoop(effect, loop))
  if (!draw || !run.isHere(seeding)) return undefined
  const { node } = callIn(loop, draw) ?? draw
  const edits = run.edit.insertBefore(node, [run.edit.text(seeding.node)])
  if (!edits?.every(({ range }) => range[0] > loop.node.range[0])) return undefined
  return { message: 'Seed at the start of each round.', edits }
}
