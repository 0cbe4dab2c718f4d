/**
 * Where a program puts values for another part of it to find, when it is that part's turn: the state of a component,
 * the messages of a worker. Which of the two parts comes first does not matter.
 */
import type { DrawEffect, EntropyEffect, Sink } from '../../effects.ts'
import { type Labels, type Value, deepLabels, unknown } from '../values/value.ts'

export class Channel {
  readonly #sent = new Set<DrawEffect | EntropyEffect | Channel>()
  /** What is sent there as text. */
  readonly #texts = new Set<DrawEffect | EntropyEffect | Channel>()
  readonly #reached = new Set<Sink>()
  /** The same of texts, which were read as numbers. */
  readonly #parsed = new Set<Sink>()
  readonly #harmless = new Set<string>()
  #escapes = false
  readonly #shown: boolean

  /** @param shown It is the state of something that is looked at. */
  constructor(shown = false) {
    this.#shown = shown
  }

  send(labels: Labels): void {
    for (const label of labels) {
      const sent = label.kind === 'channel' ? label.channel : label
      if (!(sent instanceof Channel) && !('effect' in sent && SENT.has(sent.kind))) continue
      const what = sent instanceof Channel ? sent : (sent.effect as DrawEffect | EntropyEffect)
      if (what === this || this.#sent.has(what)) continue
      if (label.kind === 'text' || (label.kind === 'channel' && label.text)) {
        this.#sendText(what)
        continue
      }
      // Whoever reads the state shows it, unless it is seen to do more.
      if (this.#shown && !(what instanceof Channel) && what.kind === 'draw') what.harmless.add('state')
      this.#sent.add(what)
      for (const sink of this.#reached) arriveAt(what, sink, this.#parsed.has(sink))
      for (const end of this.#harmless) endAt(what, end)
      if (this.#escapes) escapeFrom(what)
    }
  }

  #sendText(what: DrawEffect | EntropyEffect | Channel): void {
    if (this.#texts.has(what)) return
    this.#texts.add(what)
    for (const sink of this.#parsed) arriveAt(what, sink, true)
    for (const end of this.#harmless) endAt(what, end)
  }

  /** What arrives here is given to something that is not followed. */
  escape(): void {
    if (this.#escapes) return
    this.#escapes = true
    for (const sent of this.#sent) escapeFrom(sent)
  }

  /** What arrives here was seen to end where it decides nothing. */
  endHarmlessly(end: string): void {
    if (this.#harmless.has(end)) return
    this.#harmless.add(end)
    for (const sent of [...this.#sent, ...this.#texts]) endAt(sent, end)
  }

  /**
   * What arrives here was seen to decide something.
   *
   * @param parsed as a number, where it came as text.
   */
  reach(sink: Sink, parsed = false): void {
    if (!this.#reached.has(sink)) {
      this.#reached.add(sink)
      for (const sent of this.#sent) arriveAt(sent, sink, parsed)
    }
    if (!parsed || this.#parsed.has(sink)) return
    this.#parsed.add(sink)
    for (const sent of [...this.#sent, ...this.#texts]) arriveAt(sent, sink, true)
  }
}

function arriveAt(sent: DrawEffect | EntropyEffect | Channel, sink: Sink, parsed: boolean): void {
  if (sent instanceof Channel) sent.reach(sink, parsed)
  else sent.reaches.add(sink)
}

function endAt(sent: DrawEffect | EntropyEffect | Channel, end: string): void {
  if (sent instanceof Channel) sent.endHarmlessly(end)
  else if (sent.kind === 'draw') sent.harmless.add(end)
}

function escapeFrom(sent: DrawEffect | EntropyEffect | Channel): void {
  if (sent instanceof Channel) sent.escape()
  else if (sent.kind === 'draw') sent.escapes = true
}

/** Numbers, and texts of them: whoever receives a text may read it. */
const SENT: ReadonlySet<string> = new Set(['draw', 'entropy', 'text'])

/** What comes out of a channel. */
export function received(channel: Channel): Value {
  return unknown([{ kind: 'channel', channel }])
}

/** A function that was received puts what it is called with into its channel. */
export function sendTo(fn: Value, value: Value): void {
  for (const label of fn.labels) if (label.kind === 'channel') label.channel.send(deepLabels(value))
}

/** `const [rows, setRows] = useState()`: whoever is given a value is followed by whoever reads it. */
export function isState(names: readonly (string | undefined)[]): boolean {
  const [name, setter] = names
  if (names.length !== 2 || name === undefined || setter === undefined) return false
  return setter === `set${name[0]!.toUpperCase()}${name.slice(1)}`
}
