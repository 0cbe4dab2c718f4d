/**
 * Counts, in audit mode, the calls that no seed reaches and those that a seed would have to: clocks, cryptographic
 * generators and `Math.random`. Every call goes through unchanged.
 */
import { builtin, syncBuiltins } from './node.ts'
import type { Receipt } from './receipt.ts'

type Callable = (this: unknown, ...args: unknown[]) => unknown

/** A running count of calls by name. `new Date()` is not among them: it does not ask `Date.now`. */
export class Audit {
  readonly counts = new Map<string, number>()
  readonly #undo: (() => void)[] = []

  install(): void {
    this.#count(Math, ['random'], 'Math')
    this.#count(Date, ['now'], 'Date')
    this.#count(Object.getPrototypeOf(globalThis.performance) as object, ['now'], 'performance')
    const clock = globalThis.process?.hrtime as NodeJS.HRTime | undefined
    if (clock) {
      // The clock that seeds TensorFlow.js's Dataset.shuffle.
      this.#count(clock, ['bigint'], 'process.hrtime')
      this.#count(process, ['hrtime'], 'process')
    }
    const web = globalThis.crypto as object | undefined
    if (web) this.#count(Object.getPrototypeOf(web) as object, ['getRandomValues', 'randomUUID'], 'crypto')
    const crypto = builtin('node:crypto')
    if (crypto) this.#count(crypto, ['randomBytes', 'randomInt', 'randomUUID', 'randomFillSync'], 'crypto')
    syncBuiltins()
  }

  restore(): void {
    for (const undo of this.#undo.splice(0).reverse()) undo()
    syncBuiltins()
  }

  #count(target: object, names: readonly string[], group: string): void {
    for (const name of names) {
      const descriptor = Object.getOwnPropertyDescriptor(target, name)
      const original = descriptor?.value as Callable | undefined
      if (!descriptor?.configurable || typeof original !== 'function') continue
      const id = `${group}.${name}`
      const { counts } = this
      counts.set(id, counts.get(id) ?? 0)
      const counted = function (this: unknown, ...args: unknown[]): unknown {
        counts.set(id, counts.get(id)! + 1)
        return original.apply(this, args)
      }
      for (const own of Object.keys(original))
        Object.defineProperty(counted, own, Object.getOwnPropertyDescriptor(original, own)!)
      Object.defineProperty(target, name, { ...descriptor, value: counted })
      this.#undo.push(() => {
        if ((target as Record<string, unknown>)[name] === counted)
          Object.defineProperty(target, name, descriptor)
      })
    }
  }
}

/** What an audit saw, for people: the calls that give something else in every run, and what enforce() would change. */
export function auditReport({ counted = {}, settings }: Receipt): string {
  const calls = Object.entries(counted).filter(([, count]) => count > 0)
  const open = settings.filter(({ status }) => !['already', 'applied', 'not-applicable'].includes(status))
  return [
    'enforce(): an audit, so nothing was changed.',
    `Calls that differ from run to run: ${calls.map(([name, count]) => `${name} ${String(count)}`).join(', ') || 'none'}.`,
    ...open.map(
      ({ id, status, why }) =>
        `${id} (${status === 'pending' ? 'would be set' : status})${why ? `: ${why}` : ''}`,
    ),
  ].join('\n')
}
