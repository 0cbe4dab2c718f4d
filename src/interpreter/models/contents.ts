/** What was put into objects that are not looked into: an array of numbers, a queue, a buffer. */
import type { Interpreter } from '../interpreter.ts'
import {
  type InstanceValue,
  type Labels,
  type Value,
  UNKNOWN,
  alternatives,
  deepLabels,
  joinLabels,
  joinValues,
  labelled,
  unknown,
  valueCell,
} from '../values/value.ts'

/** Where such an object keeps them; no property has such a name. */
const CONTENT = '[[Content]]'

/** The draws among some labels, as numbers or as texts: what travels unseen. Orders are followed one by one. */
export function travelling(labels: Labels): Labels {
  const travels = labels.some(({ kind }) => kind === 'draw' || kind === 'text')
  return travels ? labels.filter(({ kind }) => kind === 'draw' || kind === 'text') : []
}

/** Something with these labels is put into a value, somewhere. */
export function putInto(interpreter: Interpreter, value: Value, labels: Labels): void {
  const put = travelling(labels)
  if (put.length === 0) return
  for (const each of alternatives(value)) {
    if (each.kind === 'list') {
      const before = each.element.value
      interpreter.store.set(each.element, before ? joinValues(before, unknown(put)) : unknown(put))
    } else if (each.kind === 'record') {
      const before = each.rest.value
      interpreter.store.set(each.rest, before ? labelled(before, put) : unknown(put))
      for (const cell of each.fields.values())
        interpreter.store.set(cell, joinValues(cell.value, unknown(put)))
    } else if (each.kind === 'instance') {
      let cell = each.fields.get(CONTENT)
      if (!cell) each.fields.set(CONTENT, (cell = valueCell(UNKNOWN)))
      interpreter.store.set(cell, labelled(cell.value, joinLabels(put, interpreter.deciding)))
    }
  }
}

/** The labels of a value and of what was put into it. */
export function withContent(value: Value): Labels {
  return value.kind === 'instance' ? joinLabels(value.labels, contentOf(value)) : value.labels
}

function contentOf({ fields }: InstanceValue): Labels {
  return fields.get(CONTENT)?.value.labels ?? []
}

/** The draws in any of these values. */
export function drawnIn(values: readonly Value[]): Labels {
  return values.reduce<Labels>((all, each) => joinLabels(all, travelling(deepLabels(each))), [])
}
