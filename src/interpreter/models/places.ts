/** Places that a program leaves values in under a name: files, the environment, storage, global variables. */
import type { Slot } from '../../catalog/schema.ts'
import { textOf } from '../execute/names.ts'
import type { EvaluatedArguments } from '../execute/arguments.ts'
import { Channel } from './channels.ts'
import { holder, travelling } from './contents.ts'
import type { Model } from './model.ts'
import { type Label, type Value, deepLabels } from '../values/value.ts'

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

/** Places by their kind and name, in one run of a program. */
export class Places {
  readonly #channels = new Map<string, Channel>()
  /** What properties of the platform's objects were given: `globalThis.rate = 0.1`. */
  readonly properties = new Map<string, Value>()

  /** The channel of a place; made where there is none yet. */
  of(kind: string, name: string): Channel {
    const key = `${kind} ${name}`
    let channel = this.#channels.get(key)
    if (!channel) this.#channels.set(key, (channel = new Channel()))
    return channel
  }

  /** Undefined where nobody has written there so far. */
  known(kind: string, name: string): Channel | undefined {
    return this.#channels.get(`${kind} ${name}`)
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
    interpreter.namedChannels.of(kind, name).send(travelling(deepLabels(found.value)))
    interpreter.namedChannels.of(kind, name).send(interpreter.deciding)
  },
}

export const finds: Model<'finds'> = {
  fact: 'finds',
  before({ interpreter, request: { args }, labels }, { kind, at }) {
    const name = nameIn(args, at)
    if (name === undefined) return
    const found: Label = { kind: 'channel', channel: interpreter.namedChannels.of(kind, name) }
    labels.push(found)
  },
}

export const kept: Model<'kept'> = {
  fact: 'kept',
  finish({ interpreter: { namedChannels: places }, request: { path } }, value) {
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
    return holder(type, [], name === undefined ? new Channel() : interpreter.namedChannels.of(kind, name))
  },
}
