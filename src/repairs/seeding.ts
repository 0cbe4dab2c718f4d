/** Repairs that seed what nothing has seeded. */
import type { CreateEffect, EnforceEffect, Loop, SeedEffect } from '../effects.ts'
import { callIn, isInLoop } from '../questions/loops.ts'
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

/** The seeding once more in the loop, above its first draw; none where the loop has no block to write it in. */
export function seededInside(run: Run, seeding: SeedEffect | EnforceEffect, loop: Loop): Repair | undefined {
  const draw = run.effects.find((effect) => effect.kind === 'draw' && isInLoop(effect, loop))
  // What covers everything is called once: a second call of it is an error.
  if (!draw || !run.isHere(seeding) || seeding.kind === 'enforce') return undefined
  const { node } = callIn(loop, draw) ?? draw
  const edits = run.edit.insertBefore(node, [run.edit.text(seeding.node)])
  if (!edits?.every(({ range }) => range[0] > loop.node.range[0])) return undefined
  return { message: 'Seed at the start of each round.', edits }
}
