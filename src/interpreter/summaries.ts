/**
 * What is remembered of the runs of a function, to see when one more run would show nothing new.
 *
 * Runs are alike when nothing that is known of their arguments, of where they stand and of the sources' states tells
 * them apart. One that has changed the state of a source or generator is run again for every call: it changes it anew.
 */
import type { Context, SourceState } from '../effects.ts'
import type { SyntaxNode } from '../program.ts'
import type { Cell } from './store.ts'
import { alternatives, type Labels, type Value } from './values/value.ts'

/** Of a text that tells one call from another: a name of an option. */
const MAX_TEXT = 40

/** What may be called, or may hold what may be called. */
const HOLDS: ReadonlySet<Value['kind']> = new Set<Value['kind']>([
  'api',
  'function',
  'class',
  'bound',
  'instance',
  'record',
])

export interface RunsOfFunction {
  count: number
  readonly alike: Map<string, RunsAlike>
}

export interface RunsAlike {
  count: number
  steps: number
  /** A run has changed the state of a source or generator: the next one changes it anew. */
  changesState: boolean
  /** What the last run wrote to what was there before it, where that changed nothing of what was known. */
  settled: ReadonlyMap<Cell<unknown>, Settled> | undefined
  /** The innermost loops that runs have been in. */
  readonly loops: Set<SyntaxNode | undefined>
  /** The draws and orders that were handed to runs since they are alike. */
  readonly followed: Set<object>
  /** What the runs gave, beside what their arguments are made of. */
  labels: Labels
}

/** What a run left in a cell, and what more of them would. */
export interface Settled {
  readonly left: unknown
  readonly further: unknown
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

  /**
   * Which functions it is given decides what a function does, and whether it is given something; most else does not.
   *
   * @param depth how many objects within each other may hold a function.
   */
  #known(value: Value, depth = 2): string {
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
        return value.class
          ? `object${this.#number(value.class.definition)}${this.#held(value.fields, depth)}`
          : (value.type ?? 'object')
      case 'record':
        return `record${this.#held(value.fields, depth)}`
      default:
        return value.kind
    }
  }

  /** The functions in the fields of an object. */
  #held(fields: ReadonlyMap<string, Cell<Value>>, depth: number): string {
    let held = ''
    if (depth === 0) return held
    for (const [name, { value }] of fields)
      for (const each of alternatives(value))
        if (HOLDS.has(each.kind)) held += `,${name}:${this.#known(each, depth - 1)}`
    return held
  }

  #number(of: object): number {
    let number = this.#numbers.get(of)
    if (number === undefined) this.#numbers.set(of, (number = this.#numbers.size))
    return number
  }
}
