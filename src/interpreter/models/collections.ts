/** What is put into a list, and where in it things stand: `list.append`, `array.push`, `list.reverse`. */
import { append } from '../execute/assignment.ts'
import type { Interpreter } from '../interpreter.ts'
import { type Labels, type Value, alternatives, deepLabels, joinLabels, labelled } from '../values/value.ts'
import { raced } from './callbacks.ts'
import { putInto, travelling } from './contents.ts'
import type { Model } from './model.ts'

export const adds: Model<'adds'> = {
  fact: 'adds',
  after({ interpreter, request }) {
    const { args, receiver, path } = request
    if (!receiver) return
    const race = raced(interpreter, request, receiver)
    for (const each of args.all) {
      const item = labelled(extended(each.value, path), joinLabels(race, chosenBy(receiver)))
      for (const to of alternatives(receiver)) {
        append(interpreter, to, item)
        // A class of the program that is derived from a list holds what it is given as well.
        if (to.kind === 'instance') putInto(interpreter, to, deepLabels(item))
      }
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

export const rearranges: Model<'rearranges'> = {
  fact: 'rearranges',
  after({ interpreter, request: { args, receiver } }) {
    if (!receiver) return
    const places = args.all.reduce<Labels>((all, { value }) => joinLabels(all, travelling(value.labels)), [])
    rearranged(interpreter, receiver, places)
  },
}

/** The items of a list stand elsewhere than they did: what is known is what there is, and not where. */
export function rearranged(interpreter: Interpreter, whole: Value, by: Labels): void {
  const labels = joinLabels(by, travelling(interpreter.deciding))
  for (const each of alternatives(whole)) {
    if (each.kind !== 'list' || !each.element.value) continue
    interpreter.store.set(each.element, { ...labelled(each.element.value, labels) })
  }
}
