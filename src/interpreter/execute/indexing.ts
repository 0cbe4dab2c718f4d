import type { UnorderedEffect } from '../../effects.ts'
import type { Expression } from '../../program.ts'
import type { Value } from '../values/value.ts'
import { namesIn, textOf } from './names.ts'

/**
 * An unordered item beside the number it has in that order: a numbering of classes, say.
 *
 * @param from what gives the number.
 * @param under what gives the item, where that is known.
 */
export function noteIndexing(
  key: Value,
  value: Value,
  from: Expression | undefined,
  under?: Expression,
): void {
  const counted = from !== undefined && countsOthers(from, under)
  // What is looked up or computed for the item changes with it, and is no number of it.
  const counter = from === undefined || from.kind === 'name' || from.kind === 'operation'
  for (const [item, number] of [
    [key, value],
    [value, key],
  ] as const) {
    for (const label of item.labels) {
      if (label.kind !== 'unordered' || has(item, 'position', label.effect)) continue
      const plain = !number.labels.some((each) => each.kind === 'unordered' && each.effect === label.effect)
      // Both change with the loop that walks the collection.
      const counts =
        plain &&
        (counter || number === key) &&
        number.kind === 'unknown' &&
        number.labels.some(
          (each) =>
            each.kind === 'loop' &&
            !label.effect.context.loops.includes(each.loop) &&
            each.loop.walks?.includes(label.effect) !== false &&
            item.labels.some((other) => other.kind === 'loop' && other.loop === each.loop),
        )
      if (has(number, 'position', label.effect) || counts || (counted && number === value)) {
        label.effect.reaches.add('index')
      }
    }
  }
}

/** `index[label] = len(index)`, and not `length[label] = len(label)`. */
function countsOthers(from: Expression, under: Expression | undefined): boolean {
  if (from.kind !== 'call' || textOf(from.callee) !== 'len') return false
  const item = under ? namesIn(under) : new Set<string>()
  return from.args.every(({ value }) => [...namesIn(value)].every((name) => !item.has(name)))
}

function has(value: Value, kind: 'position', effect: UnorderedEffect): boolean {
  return value.labels.some((label) => label.kind === kind && label.effect === effect)
}
