/** What was put into objects that are not looked into: an array of numbers, a queue, a buffer. */
import type { Interpreter } from '../interpreter.ts'
import { Channel, received } from './channels.ts'
import {
  type InstanceValue,
  type Label,
  type Labels,
  type Value,
  UNKNOWN,
  alternatives,
  deepLabels,
  instance,
  joinLabels,
  joinValues,
  labelled,
  unknown,
  valueCell,
} from '../values/value.ts'

/** Where such an object keeps them; no property has such a name. */
const CONTENT = '[[Content]]'

/** The draws among some labels, as numbers, texts or what comes out of a channel: what travels unseen. Orders are followed one by one. */
export function travelling(labels: Labels): Labels {
  return labels.some(travels) ? labels.filter(travels) : []
}

/** What goes on from an index into what stands there: also that it is a place in an order. */
export function ofPlace(labels: Labels): Labels {
  return labels.filter((label) => travels(label) || label.kind === 'position')
}

function travels({ kind }: Label): boolean {
  return kind === 'draw' || kind === 'text' || kind === 'channel'
}

/** An object whose content is found by whoever looks, whichever of the two comes first: an emitter, a stream, a port. */
export function holder(
  type: string | undefined,
  labels: Labels = [],
  channel = new Channel(),
): InstanceValue {
  const fields = new Map([[CONTENT, valueCell(received(channel))]])
  return instance({ type, labels, fields })
}

/** The channel through which the content of such an object goes. */
function channelOf({ fields }: InstanceValue): Channel | undefined {
  const label = fields.get(CONTENT)?.value.labels.find(({ kind }) => kind === 'channel')
  return label?.kind === 'channel' ? label.channel : undefined
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
      const channel = channelOf(each)
      if (channel) {
        channel.send(joinLabels(put, interpreter.deciding))
        continue
      }
      let cell = each.fields.get(CONTENT)
      if (!cell) {
        each.fields.set(CONTENT, (cell = valueCell(UNKNOWN)))
        interpreter.store.grew(each.consumed)
      }
      interpreter.store.set(cell, labelled(cell.value, joinLabels(put, interpreter.deciding)))
    }
  }
}

/** What is or will be put into the objects that something is made of: the layers of a model. */
export function contentOfParts(interpreter: Interpreter, parts: Value, depth = 2): Labels {
  if (parts.kind === 'list' && depth > 0)
    return parts.element.value ? contentOfParts(interpreter, parts.element.value, depth - 1) : []
  return alternatives(parts).flatMap((each): Labels => {
    if (each.kind !== 'instance') return []
    let channel = channelOf(each)
    if (!channel) {
      channel = new Channel()
      const cell = each.fields.get(CONTENT)
      if (cell) {
        channel.send(cell.value.labels)
        interpreter.store.set(cell, received(channel))
      } else each.fields.set(CONTENT, valueCell(received(channel)))
    }
    return [{ kind: 'channel', channel }]
  })
}

/** The labels of a value and of what was put into it. */
export function withContent(value: Value): Labels {
  switch (value.kind) {
    case 'instance':
      return joinLabels(value.labels, contentOf(value))
    case 'list':
    case 'record':
      return joinLabels(value.labels, travelling(deepLabels(value)))
    default:
      return value.labels
  }
}

/** A part of an array or a table: what is put into the one is in the other. */
export function partOf(whole: InstanceValue, labels: Labels): InstanceValue {
  return { ...whole, labels: joinLabels(whole.labels, labels), part: true }
}

function contentOf({ fields }: InstanceValue): Labels {
  return fields.get(CONTENT)?.value.labels ?? []
}

/** The draws in any of these values. */
export function drawnIn(values: readonly Value[]): Labels {
  return values.reduce<Labels>((all, each) => joinLabels(all, travelling(deepLabels(each))), [])
}
