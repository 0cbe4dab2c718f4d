/** Runs programs of the matrix: what two runs of one print says whether they differ. */
import { type ChildProcess, spawn } from 'node:child_process'
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { root } from '../evidence/claim.ts'
import type { Present } from '../evidence/platforms.ts'
import type { Cell, Language, Program } from './cells.ts'

const here = fileURLToPath(new URL('.', import.meta.url))
/** Two runs of a coin that is thrown once are alike every other time. */
const MAX_RUNS = 24
const MAX_PROGRAMS_OF_A_PROCESS = 400

/** What one run of a program printed, or why it stopped. */
export interface Ran {
  readonly observed?: string
  readonly error?: string
}

/** A process that has loaded the libraries and runs one program after the other. */
class Driver {
  readonly #language: Language
  readonly #platform: Present
  readonly #fresh: boolean
  readonly #folder: string
  #process: ChildProcess | undefined
  #count = 0

  constructor(language: Language, platform: Present, fresh: boolean) {
    this.#language = language
    this.#platform = platform
    this.#fresh = fresh
    mkdirSync(platform.home, { recursive: true })
    this.#folder = mkdtempSync(join(platform.home, 'flow-'))
    mkdirSync(join(this.#folder, 'node_modules'))
    symlinkSync(root, join(this.#folder, 'node_modules/eslint-plugin-reproducible'))
    copyFileSync(join(here, 'drive.mjs'), join(this.#folder, 'drive.mjs'))
  }

  #start(): ChildProcess {
    const python = this.#language === 'python'
    const environment: NodeJS.ProcessEnv = { ...process.env, ...this.#platform.environment, NODE_OPTIONS: '' }
    delete environment['PYTHONHASHSEED']
    this.#count = 0
    return spawn(
      this.#platform.interpreter,
      [python ? join(here, 'drive.py') : join(this.#folder, 'drive.mjs')],
      { cwd: this.#folder, env: environment, stdio: ['pipe', 'pipe', 'ignore'] },
    )
  }

  async run(program: Program): Promise<Ran> {
    if (this.#process === undefined || this.#fresh || this.#count >= MAX_PROGRAMS_OF_A_PROCESS) {
      this.stop()
      this.#process = this.#start()
    }
    const child = this.#process
    const folder = join(this.#folder, `${process.hrtime.bigint()}`)
    write(folder, program)
    this.#count++
    const answer = new Promise<Ran>((resolve) => {
      let said = ''
      const finish = (result: Ran): void => {
        clearTimeout(timer)
        child.stdout?.off('data', listen)
        child.off('close', stopped)
        resolve(result)
      }
      const listen = (chunk: Buffer): void => {
        said += chunk.toString()
        const line = said
          .split('\n')
          .slice(0, -1)
          .find((each) => each.startsWith('{'))
        if (line !== undefined) finish(JSON.parse(line) as Ran)
      }
      const stopped = (): void => {
        this.#process = undefined
        finish({ error: 'the process that ran it stopped' })
      }
      const timer = setTimeout(() => {
        child.kill('SIGKILL')
        stopped()
      }, 120_000)
      child.stdout?.on('data', listen)
      child.once('close', stopped)
    })
    const enforced = program.some(([, text]) => text.includes('enforce('))
    child.stdin?.write(`${JSON.stringify({ id: 0, folder, main: program[0]![0], enforced })}\n`)
    const result = await answer
    // The driver of JavaScript stands in it.
    if (this.#language === 'python') rmSync(folder, { recursive: true, force: true })
    return result
  }

  stop(): void {
    this.#process?.removeAllListeners('close')
    this.#process?.kill()
    this.#process = undefined
  }

  end(): void {
    this.stop()
    rmSync(this.#folder, { recursive: true, force: true })
  }
}

/** Writes the files of a program into a folder. */
export function write(folder: string, program: Program): void {
  for (const [name, text] of program) {
    const file = join(folder, name)
    mkdirSync(dirname(file), { recursive: true })
    writeFileSync(file, text)
  }
}

/** What the runs of a cell showed; anything but `confirmed` says that the cell itself is wrong. */
export type Confirmation =
  'confirmed' | 'its runs agree' | 'its runs differ' | 'its seeded runs differ' | `it stops: ${string}`

/** Runs cells of a language, in two processes in turn. */
export class Executing {
  readonly #drivers: readonly [Driver, Driver]

  /** @param fresh Every run in a process of its own, to show that forked ones do as they do. */
  constructor(language: Language, platform: Present, fresh = false) {
    this.#drivers = [new Driver(language, platform, fresh), new Driver(language, platform, fresh)]
  }

  /** A harmful cell differs and its twin repeats; a harmless one trains the same model in every run. */
  async confirm({ program, twin, harmful }: Cell): Promise<Confirmation> {
    const [first, second] = await this.#twice(program)
    const error = first.error ?? second.error
    if (error !== undefined) return `it stops: ${error}`
    let differs = first.observed !== second.observed
    for (let run = 2; harmful && !differs && run < MAX_RUNS; run++)
      differs = (await this.#drivers[run % 2]!.run(program)).observed !== first.observed
    if (differs !== harmful) return differs ? 'its runs differ' : 'its runs agree'
    if (!twin) return 'confirmed'
    const [seeded, again] = await this.#twice(twin)
    const stopped = seeded.error ?? again.error
    if (stopped !== undefined) return `it stops: ${stopped}`
    return seeded.observed === again.observed ? 'confirmed' : 'its seeded runs differ'
  }

  #twice(program: Program): Promise<[Ran, Ran]> {
    return Promise.all([this.#drivers[0].run(program), this.#drivers[1].run(program)])
  }

  end(): void {
    for (const driver of this.#drivers) driver.end()
  }
}
