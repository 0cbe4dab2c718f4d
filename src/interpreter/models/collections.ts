/** What is put into a list: `list.append`, `array.push`. */
import { append } from '../execute/assignment.ts'
import { type Labels, type Value, alternatives, joinLabels, labelled } from '../values/value.ts'
import { raced } from './callbacks.ts'
import type { Model } from './model.ts'

export const adds: Model<'adds'> = {
  fact: 'adds',
  after({ interpreter, request }) {
    const { args, receiver, path } = request
    if (!receiver) return
    const race = raced(interpreter, request, receiver)
    for (const each of args.all) {
      const item = labelled(extended(each.value, path), joinLabels(race, chosenBy(receiver)))
      for (const to of alternatives(receiver)) append(interpreter, to, item)
    }
  },
}

/** The draw that decided which of several lists is added to. */
function chosenBy(receiver: Value): Labels {
  return receiver.labels.filter((label) => label.kind === 'draw' || label.kind === 'entropy')
}

/** What `extend` adds is the items of its argument. */
function extended(value: Value, path: string): Value {
  const items = path.endsWith('#extend') && value.kind === 'list' ? value.element.value : undefined
  return items ? labelled(items, value.labels) : value
}
