/** When what is open is judged: soon after it was typed, one after the other, the newest first. */
import { setImmediate as nextTurn } from 'node:timers/promises'

/** Between two keystrokes there is this much, and judging is not to be in the way of the next. */
const SHORTEST_MS = 50
const LONGEST_MS = 300
/** What others have typed into concerns a file less. */
const AFTERWARDS_MS = 500

interface Waiting {
  readonly timer: NodeJS.Timeout
  readonly done: PromiseWithResolvers
}

interface PromiseWithResolvers {
  readonly promise: Promise<void>
  readonly resolve: () => void
}

export class Schedule {
  readonly #judge: (key: string) => Promise<void>
  readonly #waiting = new Map<string, Waiting>()
  /** The last in line is judged next. */
  readonly #line: { readonly key: string; readonly done: PromiseWithResolvers }[] = []
  #running: { readonly key: string; readonly done: PromiseWithResolvers } | undefined
  #isWorking = false
  #last = SHORTEST_MS

  constructor(judge: (key: string) => Promise<void>) {
    this.#judge = judge
  }

  /** Its text has changed: it is judged when nothing has changed for as long as judging takes. */
  typed(key: string): void {
    this.#later(key, Math.min(LONGEST_MS, Math.max(SHORTEST_MS, this.#last)))
  }

  /** It was opened, or what decides how it is judged has changed. */
  soon(key: string): void {
    this.#later(key, 0)
  }

  /** Something that it reads has changed. What waits for a better reason goes on doing so. */
  afterwards(key: string): void {
    if (!this.#waiting.has(key) && !this.#line.some((each) => each.key === key))
      this.#later(key, AFTERWARDS_MS)
  }

  /** Judges at once what waits, and comes back when it was judged as it is now. */
  async settled(key: string): Promise<void> {
    this.#begin(key)
    const inLine = this.#line.find((each) => each.key === key)
    await (inLine ?? (this.#running?.key === key ? this.#running : undefined))?.done.promise
  }

  forget(key: string): void {
    const waiting = this.#waiting.get(key)
    clearTimeout(waiting?.timer)
    waiting?.done.resolve()
    this.#waiting.delete(key)
  }

  #later(key: string, delay: number): void {
    const before = this.#waiting.get(key)
    clearTimeout(before?.timer)
    const timer = setTimeout(() => this.#begin(key), delay)
    this.#waiting.set(key, { timer, done: before?.done ?? withResolvers() })
  }

  #begin(key: string): void {
    const waiting = this.#waiting.get(key)
    if (!waiting) return
    clearTimeout(waiting.timer)
    this.#waiting.delete(key)
    this.#line.push({ key, done: waiting.done })
    if (!this.#isWorking) void this.#work()
  }

  async #work(): Promise<void> {
    this.#isWorking = true
    for (let next = this.#line.pop(); next; next = this.#line.pop()) {
      this.#running = next
      const started = performance.now()
      await this.#judge(next.key)
      this.#last = performance.now() - started
      this.#running = undefined
      next.done.resolve()
      // What the editor has sent meanwhile is read first: it may make the next in line pointless.
      await nextTurn()
    }
    this.#isWorking = false
  }
}

function withResolvers(): PromiseWithResolvers {
  let resolve: () => void = () => {}
  const promise = new Promise<void>((settle) => (resolve = settle))
  return { promise, resolve }
}
