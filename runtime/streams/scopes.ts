import { EVERYWHERE, IN_CONTEXT } from './math-random.ts'
import { builtin } from '../enforce/node.ts'

type Hooks = typeof import('node:async_hooks')
type Storage<T> = import('node:async_hooks').AsyncLocalStorage<T>

/**
 * Which stream `Math.random` draws from, by the asynchronous context it is called in.
 *
 * Node carries the context through awaits, timers and callbacks. A browser does not: there an asynchronous scope
 * stays open, for everything that runs, until its promise settles, and two of them must not overlap.
 */
export class Scopes<T extends object> {
  readonly #changed: () => void
  readonly #hooks: Hooks | undefined
  readonly #storage: Storage<T> | undefined
  readonly #stack: T[] = []
  #opened = false
  /** What is current depends on the id of the running callback alone, which is read eight times as fast. */
  #storedOnResource = false
  /** How many scopes have their function on the stack. */
  #running = 0
  /** Where contexts have no id: how many scopes something may still run in, which only the garbage collector knows. */
  #alive = 0
  readonly #collected = new FinalizationRegistry(() => {
    this.#alive--
    this.#changed()
  })

  /** @param changed called when something else than the running callback decides what is current, and it has changed */
  constructor(changed: () => void) {
    this.#changed = changed
    this.#hooks = builtin('node:async_hooks')
    this.#storage = this.#hooks && new this.#hooks.AsyncLocalStorage<T>()
  }

  /** Whether contexts are kept apart across awaits. */
  get isolated(): boolean {
    return this.#storage !== undefined
  }

  /** What has another value in another context, where contexts are kept apart. */
  get contexts(): Storage<T> | undefined {
    return this.#storage
  }

  /** The value of the innermost scope around the caller. */
  get current(): T | undefined {
    if (!this.#opened) return undefined
    return this.#storage ? this.#storage.getStore() : this.#stack.at(-1)
  }

  /** For how long {@link current} is what it is; see `Choice`. */
  get holdsIn(): number {
    if (!this.#opened || !this.#storage) return EVERYWHERE
    // While a scope's function is on the stack no continuation runs, and what else enters a context has an id.
    if (this.#storedOnResource || this.#running > 0) return this.#hooks!.executionAsyncId()
    return this.#alive > 0 ? IN_CONTEXT : EVERYWHERE
  }

  /** Calls `fn` with `value` as the current one, also in everything asynchronous that `fn` starts. */
  run<Result>(value: T, fn: () => Result): Result {
    const first = !this.#opened
    this.#opened = true
    if (!this.#hooks || !this.#storage) return this.#runOnStack(value, fn)
    const storage = this.#storage
    const inside = () =>
      storage.run(value, () => {
        if (first) this.#storedOnResource = this.#isOnResource(value)
        if (!this.#storedOnResource) this.#watch(value)
        this.#changed()
        return fn()
      })
    this.#running++
    try {
      // Since Node 24 run() leaves a context behind that says "no value", and reading it takes four times as long as
      // finding that there is none. A snapshot puts back what there was.
      return this.#storedOnResource ? inside() : this.#hooks.AsyncLocalStorage.snapshot()(inside)
    } finally {
      this.#running--
      this.#changed()
    }
  }

  #watch(value: T): void {
    this.#alive++
    this.#collected.register(value, undefined)
  }

  /** Up to Node 23 a context belongs to the object that stands for the running callback, which has an id. */
  #isOnResource(value: T): boolean {
    const resource = this.#hooks!.executionAsyncResource() as Record<PropertyKey, unknown>
    return Reflect.ownKeys(resource).some((key) => resource[key] === value)
  }

  #runOnStack<Result>(value: T, fn: () => Result): Result {
    const depth = this.#stack.push(value)
    this.#changed()
    const leave = () => {
      if (this.#stack.length !== depth)
        throw new Error(
          'scope(): two asynchronous scopes overlap, and a browser cannot tell their draws apart. Await one before opening the other.',
        )
      this.#stack.pop()
      this.#changed()
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
