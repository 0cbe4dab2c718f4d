/** Places that a program leaves values in under a name: files, the environment, storage, global variables. */
import type { Slot } from '../../catalog/schema.ts'
import { textOf } from '../execute/names.ts'
import type { EvaluatedArguments } from '../execute/arguments.ts'
import { Channel } from './channels.ts'
import { holder, travelling } from './contents.ts'
import type { Model } from './model.ts'
import { type Label, type Labels, type Value, deepLabels } from '../values/value.ts'

declare module '../../catalog/schema.ts' {
  interface Api {
    /** It leaves the value of one slot in the place that another one names: `fs.writeFileSync(path, text)`. */
    readonly leaves?: { readonly kind: string; readonly at: Slot; readonly what: Slot }
    /** Its value, or what its callback gets, is found in the place that the slot names: `fs.readFileSync(path)`. */
    readonly finds?: { readonly kind: string; readonly at: Slot }
    /** It is one object, whoever reads it: `process.argv`. */
    readonly kept?: boolean
    /** It makes an object through which a place is written and read: `fs.createWriteStream(path)`. */
    readonly opensChannel?: { readonly kind: string; readonly at: Slot }
  }
}

/** Something that is left under a name, and what was saved there and has not been read again. */
export class Place {
  readonly channel = new Channel()
  readonly unread = new Set<Label>()

  get labels(): Labels {
    return [{ kind: 'channel', channel: this.channel }]
  }
}

/** Places by their kind and name, in one run of a program. */
export class Places {
  readonly #places = new Map<string, Place>()
  /** What properties of the platform's objects were given: `globalThis.rate = 0.1`. */
  readonly properties = new Map<string, Value>()

  /** What there is under a name; made where there is none yet. */
  of(kind: string, name: string): Place {
    const key = `${kind} ${name}`
    let place = this.#places.get(key)
    if (!place) this.#places.set(key, (place = new Place()))
    return place
  }

  /** Undefined where nobody has written there so far. */
  known(kind: string, name: string): Place | undefined {
    return this.#places.get(`${kind} ${name}`)
  }

  all(): Iterable<Place> {
    return this.#places.values()
  }
}

/** A name that is written down, or the variable that holds it. */
function nameIn(args: EvaluatedArguments, slot: Slot): string | undefined {
  const found = args.at(slot)
  if (found === 'absent' || found === 'unknown') return undefined
  const { value, expression } = found
  if (value.kind === 'constant') return String(value.value)
  return expression && textOf(expression)
}

export const leaves: Model<'leaves'> = {
  fact: 'leaves',
  after({ interpreter, request: { args } }, { kind, at, what }) {
    const name = nameIn(args, at)
    const found = args.at(what)
    if (name === undefined || found === 'absent' || found === 'unknown') return
    const { channel } = interpreter.places.of(kind, name)
    channel.send(travelling(deepLabels(found.value)))
    channel.send(interpreter.deciding)
  },
}

export const finds: Model<'finds'> = {
  fact: 'finds',
  before({ interpreter, request: { args }, labels }, { kind, at }) {
    const name = nameIn(args, at)
    if (name === undefined) return
    labels.push(...interpreter.places.of(kind, name).labels)
  },
}

export const kept: Model<'kept'> = {
  fact: 'kept',
  finish({ interpreter: { places }, request: { path } }, value) {
    const known = places.properties.get(path)
    if (!known) places.properties.set(path, value)
    return known ?? value
  },
}

export const opensChannel: Model<'opensChannel'> = {
  fact: 'opensChannel',
  value({ interpreter, request: { args, api } }, { kind, at }) {
    const name = nameIn(args, at)
    const type = typeof api.returns === 'string' ? api.returns : undefined
    return holder(type, [], name === undefined ? new Channel() : interpreter.places.of(kind, name).channel)
  },
}
