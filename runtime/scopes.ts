import { builtin } from './node.ts'

type Hooks = typeof import('node:async_hooks')
type Storage<T> = import('node:async_hooks').AsyncLocalStorage<T>

/**
 * Which stream `Math.random` draws from, by the asynchronous context it is called in.
 *
 * Node carries the context through awaits, timers and callbacks. A browser does not: there an asynchronous scope
 * stays open, for everything that runs, until its promise settles, and two of them must not overlap.
 */
export class Scopes<T> {
  readonly #hooks: Hooks | undefined
  readonly #storage: Storage<T> | undefined
  readonly #stack: T[] = []
  #opened = false
  /** Whether what is current depends on the id of the running callback alone, which is read five times as fast. */
  #byId = false
  /** The callback that was asked about last, and what is current in it. */
  #id = -1
  #current: T | undefined

  constructor() {
    this.#hooks = builtin('node:async_hooks')
    this.#storage = this.#hooks && new this.#hooks.AsyncLocalStorage<T>()
  }

  /** Whether contexts are kept apart across awaits. */
  get isolated(): boolean {
    return this.#storage !== undefined
  }

  /** The value of the innermost scope around the caller. Costs nothing before the first scope is opened. */
  current(): T | undefined {
    if (!this.#opened) return undefined
    if (!this.#storage) return this.#stack.at(-1)
    if (!this.#byId) return this.#storage.getStore()
    const id = this.#hooks!.executionAsyncId()
    if (id !== this.#id) {
      this.#current = this.#storage.getStore()
      this.#id = id
    }
    return this.#current
  }

  /** Calls `fn` with `value` as the current one, also in everything asynchronous that `fn` starts. */
  run<Result>(value: T, fn: () => Result): Result {
    this.#opened = true
    if (!this.#storage) return this.#runOnStack(value, fn)
    try {
      return this.#storage.run(value, () => {
        this.#byId ||= this.#storedOnResource(value)
        this.#id = -1
        return fn()
      })
    } finally {
      this.#id = -1
    }
  }

  /** Up to Node 23 a context belongs to the object that stands for the running callback; later it has no id. */
  #storedOnResource(value: T): boolean {
    const resource = this.#hooks!.executionAsyncResource() as Record<PropertyKey, unknown>
    return Reflect.ownKeys(resource).some((key) => resource[key] === value)
  }

  #runOnStack<Result>(value: T, fn: () => Result): Result {
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
