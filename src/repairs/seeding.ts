/** Repairs that seed what nothing has seeded. */
import type { CreateEffect } from '../effects.ts'
import type { Repair, Run } from '../rule.ts'

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
