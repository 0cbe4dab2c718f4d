/** What a program leaves outside of itself and finds there again: files, variables of the environment, arguments. */
import type { Api, Slot } from '../../catalog/schema.ts'
import type { Request } from '../execute/calls.ts'
import type { Interpreter } from '../interpreter.ts'
import type { Model } from './model.ts'
import { drawnIn, putInto, withContent } from './contents.ts'
import type { Place } from './places.ts'
import { endHarmlessly, escapes } from './sinks.ts'
import {
  type Labels,
  type Value,
  alternatives,
  deepLabels,
  joinLabels,
  labelled,
  standard,
  valueCell,
} from '../values/value.ts'

declare module '../../catalog/schema.ts' {
  interface Api {
    /** Its value is what stands in the file with this name; `receiver`: with the name that it is called on. */
    readonly opens?: Slot | 'receiver'
    /** It makes a name of a file of these arguments. */
    readonly namesFile?: boolean
    /** It saves what it is given, or its receiver, in a file that has this name or is open: another program may read it. */
    readonly saves?: Slot | 'receiver'
    /** It gives what was saved in the file that has this name or is open. */
    readonly loads?: Slot | 'receiver'
    /** It writes its arguments to an open file there, where that is one. */
    readonly writesTo?: Slot
  }
}

/** Where the name of a file is kept with an object that stands for it. */
const NAME = '[[Name]]'

/** The labels of what was left under a name, if anything was. */
export function foundAt({ places }: Interpreter, kind: string, name: string): Labels {
  return places.known(kind, name)?.labels ?? []
}

/** Leaves something under a name. */
export function leaveAt({ places }: Interpreter, kind: string, name: string, value: Value): void {
  const labels = drawnIn([value])
  if (labels.length > 0) places.of(kind, name).channel.send(labels)
}

/** The file that a value names; undefined where its name is not known. */
function fileOf(interpreter: Interpreter, value: Value | undefined): Place | undefined {
  for (const each of value ? alternatives(value) : []) {
    const name = each.kind === 'instance' ? each.fields.get(NAME)?.value : each
    if (name?.kind === 'constant' && typeof name.value === 'string')
      return interpreter.places.of('file', name.value.replace(/^\.\//u, ''))
    for (const label of each.labels)
      for (const place of label.kind === 'channel' ? interpreter.places.all() : [])
        if (label.kind === 'channel' && place.channel === label.channel) return place
  }
  return undefined
}

function at({ args, receiver }: Request, slot: Slot | 'receiver'): Value | undefined {
  if (slot === 'receiver') return receiver
  const found = args.at(slot)
  return found === 'absent' || found === 'unknown' ? undefined : found.value
}

/** What was saved there is read: it has not gone to another program. */
function read(place: Place): void {
  place.unread.clear()
}

export const opens: Model<'opens'> = {
  fact: 'opens',
  value({ interpreter, request, inputs }, slot) {
    const place = fileOf(interpreter, at(request, slot))
    if (place) read(place)
    // Which file it is decides what is in it.
    return standard(joinLabels(inputs, place?.labels ?? []))
  },
}

export const namesFile: Model<'namesFile'> = {
  fact: 'namesFile',
  finish({ request: { args } }, value) {
    if (value.kind !== 'instance') return value
    const [name] = args.positional
    const known = name?.value.kind === 'constant' && args.positional.length === 1
    return known ? { ...value, fields: new Map([...value.fields, [NAME, valueCell(name.value)]]) } : value
  },
}

export const saves: Model<'saves'> = {
  fact: 'saves',
  before({ interpreter, request }, slot) {
    const target = at(request, slot)
    const { receiver, args } = request
    const given = [
      ...(receiver && slot !== 'receiver' ? [receiver] : []),
      ...args.all.map(({ value }) => value),
    ]
    const labels = joinLabels(drawnIn(given.filter((each) => each !== target)), interpreter.deciding)
    const place = fileOf(interpreter, target)
    if (place) {
      place.channel.send(labels)
      for (const label of labels) place.unread.add(label)
    } else {
      if (target?.kind === 'instance') putInto(interpreter, target, labels)
      for (const label of labels) escapes(label)
    }
  },
}

export const loads: Model<'loads'> = {
  fact: 'loads',
  finish({ interpreter, request }, value) {
    const from = at(request, slotOf(request.api))
    const place = fileOf(interpreter, from)
    if (place) read(place)
    const labels = place ? place.labels : from?.kind === 'instance' ? withContent(from) : []
    return labelled(value, labels)
  },
}

function slotOf({ loads }: Api): Slot | 'receiver' {
  return loads!
}

export const writesTo: Model<'writesTo'> = {
  fact: 'writesTo',
  before({ interpreter, request }, slot) {
    const file = at(request, slot)
    if (!file) return
    const labels = drawnIn(request.args.all.map(({ value }) => value).filter((each) => each !== file))
    const place = fileOf(interpreter, file)
    if (place) place.channel.send(labels)
    else if (file.kind === 'instance') putInto(interpreter, file, labels)
    else for (const { value } of request.args.all) endHarmlessly(deepLabels(value), 'log')
  },
}

/** What was saved and nobody has read again is there for another program. */
export function leaveSaved({ places }: Interpreter): void {
  for (const { unread } of places.all()) for (const label of unread) escapes(label)
}
