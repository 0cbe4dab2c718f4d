import { builtin } from '../enforce/node.ts'
import { parseRecord } from './json-lines.ts'

/**
 * A file that lines are written to, until it cannot take more: a full disk ends the trace, and not the training.
 *
 * It is always a new file. So a process that another one takes the name from, or whose file is removed, notices it.
 */
export class TraceFile {
  readonly path: string
  readonly #descriptor: number
  readonly #inode: number
  /** What an earlier run left, kept until it is known that this run does not go on with it. */
  #before: string | undefined
  #open = true
  #broken = false

  /**
   * @throws Error where there are no files (a browser), or the file cannot be opened
   */
  constructor(file: string) {
    const [fs, path] = [builtin('node:fs'), builtin('node:path')]
    if (!fs || !path)
      throw new Error(
        `A trace cannot be written to the file "${file}" here: a browser has no files. Give a function that takes each line instead.`,
      )
    this.path = path.resolve(file)
    fs.mkdirSync(path.dirname(this.path), { recursive: true })
    const before = `${this.path}.before`
    const earlier = fs.statSync(this.path, { throwIfNoEntry: false })
    if (earlier?.isFile()) {
      if (earlier.size > 0) fs.renameSync(this.path, before)
      else fs.rmSync(this.path)
    }
    this.#before = fs.existsSync(before) ? before : undefined
    this.#descriptor = fs.openSync(this.path, 'w')
    this.#inode = fs.fstatSync(this.#descriptor).ino
  }

  /** Whether lines still arrive. */
  get usable(): boolean {
    return this.#open && !this.#broken
  }

  write(line: string): void {
    if (!this.usable) return
    const fs = builtin('node:fs')!
    try {
      const there = fs.statSync(this.path, { throwIfNoEntry: false })
      if (there?.ino === this.#inode) fs.writeSync(this.#descriptor, `${line}\n`)
      else
        this.#giveUp(
          there
            ? 'another process writes a trace of that name'
            : 'the file was removed while it was being written',
        )
    } catch (error) {
      this.#giveUp(`it cannot be written any more (${(error as Error).message})`)
    }
  }

  #giveUp(why: string): void {
    this.#broken = true
    console.warn(`The trace ${this.path} ends here, the training goes on: ${why}.`)
  }

  /** The lines of steps before `step` in the trace that lay here. */
  takeOver(step: number): string[] {
    if (this.#before === undefined) return []
    const kept: string[] = []
    for (const line of builtin('node:fs')!.readFileSync(this.#before, 'utf8').split('\n').slice(1)) {
      const number = parseRecord(line)?.['step']
      if (typeof number === 'number' && number < step) kept.push(line)
    }
    return kept
  }

  /** What an earlier run left is not needed any more. */
  dropEarlier(): void {
    if (this.#before !== undefined) builtin('node:fs')!.rmSync(this.#before, { force: true })
    this.#before = undefined
  }

  close(): void {
    if (!this.#open) return
    this.#open = false
    this.dropEarlier()
    builtin('node:fs')!.closeSync(this.#descriptor)
  }
}
