import { builtin } from './node.ts'

/**
 * Which stream `Math.random` draws from, by the asynchronous context it is called in.
 *
 * Node carries the context through awaits, timers and callbacks. A browser does not: there an asynchronous scope
 * stays open, for everything that runs, until its promise settles, and two of them must not overlap.
 */
export class Scopes<T> {
  readonly #storage: import('node:async_hooks').AsyncLocalStorage<T> | undefined
  readonly #stack: T[] = []
  #opened = false
  /** The value of the scope whose function is on the stack: no need to ask for the context. */
  #onStack: T | undefined

  constructor() {
    const hooks = builtin('node:async_hooks')
    this.#storage = hooks && new hooks.AsyncLocalStorage<T>()
  }

  /** Whether contexts are kept apart across awaits. */
  get isolated(): boolean {
    return this.#storage !== undefined
  }

  /** The value of the innermost scope around the caller. Costs nothing before the first scope is opened. */
  current(): T | undefined {
    if (this.#onStack !== undefined) return this.#onStack
    if (!this.#opened) return undefined
    return this.#storage ? this.#storage.getStore() : this.#stack.at(-1)
  }

  /** Calls `fn` with `value` as the current one, also in everything asynchronous that `fn` starts. */
  run<Result>(value: T, fn: () => Result): Result {
    this.#opened = true
    if (this.#storage) {
      const outer = this.#onStack
      this.#onStack = value
      try {
        return this.#storage.run(value, fn)
      } finally {
        this.#onStack = outer
      }
    }
    const depth = this.#stack.push(value)
    const leave = () => {
      if (this.#stack.length !== depth)
        throw new Error(
          'scope(): two asynchronous scopes overlap, and a browser cannot tell their draws apart. Await one before opening the other.',
        )
      this.#stack.pop()
    }
    let result: Result
    try {
      result = fn()
    } catch (error) {
      leave()
      throw error
    }
    if (result instanceof Promise) return result.finally(leave) as Result
    leave()
    return result
  }
}
