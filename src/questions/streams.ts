/** Questions asked of streams of numbers that several draw from. */
import type { GeneratorSlot } from '../catalog/schema.ts'
import type { CreateEffect, DrawEffect, SpawnEffect } from '../effects.ts'
import { grouped } from './grouped.ts'
import type { SyntaxNode } from '../program.ts'
import type { Run } from '../rule.ts'

/** Data loaders that are iterated in training and take their seeds from the global generator. */
export function loadersOnOneStream(run: Run): readonly SpawnEffect[] {
  const trains = run
    .all('train')
    .some(({ context, trains }) => context.loops.length > 0 || trains === 'model')
  if (!trains) return []
  return run
    .all('spawn')
    .filter(
      ({ spawn, used, generator, certain }) => spawn.what === 'data loader' && used && !generator && certain,
    )
}

/** To how many loaders a generator is given. */
export function loadersGiven({ uses }: CreateEffect): number {
  return new Set(uses.flatMap((use) => (use.kind === 'spawn' ? [use.node.range[0]] : []))).size
}

/** A splitter that is walked more than once draws other folds each time when it holds a generator. */
export function splittersThatMoveOn(run: Run): readonly {
  readonly draw: DrawEffect
  readonly slot: GeneratorSlot
  readonly seed: SyntaxNode | undefined
}[] {
  const splits = run
    .here('draw')
    .filter(({ draw, generator }) => draw.at === 'use' && draw.orders && generator)
  const walks = [...grouped(splits, ({ node }) => node.range[0]).values()]
  return walks.flatMap((group) => {
    const [draw] = group as [DrawEffect]
    const made = draw.generator!
    const again = group.some(({ context }) =>
      context.loops.some((loop) => !made.context.loops.includes(loop)),
    )
    const slot = draw.draw.generator
    return slot && (group.length > 1 || again) ? [{ draw, slot, seed: made.seed?.node }] : []
  })
}

/** It serves no part of the training, and yet moves the stream that training draws from. */
export function isDrawnAside(run: Run, { harmless, reaches, generator, context }: DrawEffect): boolean {
  if (harmless.size === 0 || reaches.size > 0 || generator || context.isolated) return false
  const [loop] = context.loops
  return loop !== undefined && run.all('train').some((train) => train.context.loops.includes(loop))
}
