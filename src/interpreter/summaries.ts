/**
 * What is remembered of the runs of a function, to see when one more run would show nothing new.
 *
 * Runs are alike when nothing that is known of their arguments, of where they stand and of the sources' states tells
 * them apart. One that has changed the state of a source or generator is run again for every call: it changes it anew.
 */
import type { Context, SourceState } from '../effects.ts'
import type { Cell } from './store.ts'
import { alternatives, type Labels, type Value } from './values/value.ts'

/** Of a text that tells one call from another: a name of an option. */
const MAX_TEXT = 40

export interface RunsOfFunction {
  count: number
  readonly alike: Map<string, RunsAlike>
}

export interface RunsAlike {
  count: number
  steps: number
  /** A run has changed the state of a source or generator. */
  writes: boolean
  /** What the runs gave, beside what their arguments are made of. */
  labels: Labels
}

/** Objects and functions by numbers of their own, the same in every run of one program. */
export class Summaries {
  readonly #numbers = new Map<object, number>()

  /** What tells this run of a function from others. */
  keyOf(
    values: readonly Value[],
    { phase, worker, isolated }: Context,
    sources: ReadonlyMap<string, Cell<SourceState>>,
  ): string {
    const parts: (string | number)[] = [phase, isolated ? 'isolated' : '', worker ? this.#number(worker) : '']
    for (const value of values)
      parts.push(
        alternatives(value)
          .map((each) => this.#known(each))
          .join('|'),
      )
    for (const [name, { value }] of sources) parts.push(name, value.status)
    return parts.join('\0')
  }

  /** Which functions it is given decides what a function does, and whether it is given something; most else does not. */
  #known(value: Value): string {
    switch (value.kind) {
      case 'constant':
        return typeof value.value === 'string'
          ? JSON.stringify(value.value.slice(0, MAX_TEXT))
          : typeof value.value === 'number'
            ? 'number'
            : String(value.value)
      case 'api':
        return value.path
      case 'function':
      case 'class':
        return `${value.kind}${this.#number(value.definition)}`
      case 'bound':
        return 'kind' in value.method
          ? `bound${this.#number(value.method.definition)}`
          : `bound ${value.method.path}`
      case 'instance':
        return value.class ? `object${this.#number(value.class.definition)}` : (value.type ?? 'object')
      default:
        return value.kind
    }
  }

  #number(of: object): number {
    let number = this.#numbers.get(of)
    if (number === undefined) this.#numbers.set(of, (number = this.#numbers.size))
    return number
  }
}
