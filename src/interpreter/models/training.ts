/** Training, and what goes into it: loaders and estimators draw when they are used. */
import { drawnLabels } from '../values/decisions.ts'
import { startHeld } from './hooks.ts'
import type { Model } from './model.ts'
import { type PendingDraw, type Value, alternatives, deepLabels, itemsOf } from '../values/value.ts'

export const trains: Model<'trains'> = {
  fact: 'trains',
  before({ interpreter, request: { api, node, text, path, receiver, args } }, fact) {
    const how = api.stepWhen?.some((each) => args.holds(each) === true) ? 'step' : fact
    interpreter.emit({ kind: 'train', ...interpreter.base(node, text, path), trains: how })
    interpreter.happens()
    // Whatever is in a loss, a model or its data takes part in the training.
    const values = args.all.map(({ value }) => value)
    for (const each of receiver ? [receiver, ...values] : values)
      interpreter.reachSink(drawnLabels(deepLabels(each)), 'tensor')
  },
  // A training with a data set, a splitter or an estimator draws what they draw when they are used.
  after(call, how) {
    startHeld(call, how)
    for (const { value } of call.request.args.all) {
      iterated(value)
      for (const each of usesIn(value)) each.emit()
    }
  },
}

export const compiles: Model<'compiles'> = {
  fact: 'compiles',
  before({ interpreter }) {
    const loaded = interpreter.effects.some(({ kind }) => kind === 'weights')
    if (interpreter.context.phase === 'run' && !loaded) interpreter.compilesFresh = true
  },
}

export const iterates: Model<'iterates'> = {
  fact: 'iterates',
  after({ request: { args } }) {
    if (args.positional[0]) iterated(args.positional[0].value)
  },
}

export const inspects: Model<'inspects'> = {
  fact: 'inspects',
  before({ interpreter }) {
    // A library that compiles a part of itself while it is loaded does not look at the program's model.
    if (interpreter.context.phase === 'run' && interpreter.loading === 0) interpreter.inspects = true
  },
}

/** A value is iterated: what it draws then is drawn now. */
export function iterated(value: Value): void {
  for (const each of alternatives(value)) {
    if (each.kind !== 'instance') continue
    for (const pending of each.pending) if (pending.at === 'iteration') pending.emit()
  }
}

/** What the estimators and splitters in a value draw at their use. */
export function usesIn(value: Value, depth = 3): readonly PendingDraw[] {
  if (depth === 0) return []
  return alternatives(value).flatMap((each) => {
    if (each.kind === 'instance') return each.pending.filter((pending) => pending.at === 'use')
    if (each.kind !== 'list') return []
    const items = itemsOf(each) ?? (each.element.value ? [each.element.value] : [])
    return items.flatMap((item) => usesIn(item, depth - 1))
  })
}
