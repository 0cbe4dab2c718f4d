import { spawn } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { ESLint } from 'eslint'
import type { Linter } from 'eslint'
import fc from 'fast-check'
import { root } from '../claim.ts'
import type { Plugin } from '../lint.ts'
import type { Present } from '../platforms.ts'
import type { Generated, Language } from './program.ts'
import { linesOf, programs, smaller } from './program.ts'

const here = fileURLToPath(new URL('.', import.meta.url))

/**
 * The rules that say: this differs from run to run. Others (frozen, shared) report programs that repeat too well, and
 * say nothing about whether two runs agree.
 */
export const differing: ReadonlySet<string> = new Set([
  'no-unseeded-random',
  'no-late-seed',
  'no-entropy-seed',
  'require-worker-seed',
  'no-unordered-data',
])

/**
 * Says that a seed does nothing. Where nothing else seeds, the runs differ, and this is the report of it; where
 * something else does, they do not, and it is right all the same.
 */
const ineffective = 'no-ineffective-seed'

/** What one program did and what was said about it. */
export interface Outcome {
  readonly program: Generated
  readonly text: string
  readonly reported: readonly string[]
  readonly differs: boolean
  /** A program that stopped: it says nothing about the rules. */
  readonly error?: string
}

export interface Disagreement extends Outcome {
  readonly kind: 'false report' | 'missed'
}

export interface Agreement {
  readonly programs: number
  readonly stopped: readonly Outcome[]
  readonly differing: number
  readonly falseReports: readonly Disagreement[]
  readonly missed: readonly Disagreement[]
  /** Smallest programs of the kinds of disagreement that were shrunk, and how many programs are of each kind. */
  readonly kinds: readonly Kind[]
}

/** Programs that disagree for one reason. */
export interface Kind extends Disagreement {
  readonly count: number
}

interface Driven {
  readonly id: number
  readonly observed?: string
  readonly error?: string
}

/** A process that runs one program after the other, and is replaced when it has run many or has stopped. */
class Driver {
  readonly #language: Language
  readonly #platform: Present
  readonly #folder: string
  #process: ChildProcess | undefined
  #ran = 0

  constructor(language: Language, platform: Present) {
    this.#language = language
    this.#platform = platform
    mkdirSync(platform.home, { recursive: true })
    this.#folder = mkdtempSync(join(platform.home, 'generated-'))
    mkdirSync(join(this.#folder, 'node_modules'))
    symlinkSync(root, join(this.#folder, 'node_modules/eslint-plugin-reproducible'))
    mkdirSync(join(this.#folder, 'workers'))
    for (const name of ['workers/draws.mjs', 'workers/seeded.mjs', 'drive.mjs']) copyFileSync(join(here, name), join(this.#folder, name))
  }

  #start(): ChildProcess {
    const program = this.#language.name === 'python' ? join(here, 'drive.py') : join(this.#folder, 'drive.mjs')
    const environment: NodeJS.ProcessEnv = { ...process.env, ...this.#platform.environment, NODE_OPTIONS: '' }
    delete environment['PYTHONHASHSEED']
    this.#ran = 0
    return spawn(this.#platform.interpreter, [program], { cwd: this.#folder, env: environment, stdio: ['pipe', 'pipe', 'ignore'] })
  }

  /** Runs each text once. */
  async run(texts: readonly string[]): Promise<Driven[]> {
    const results: Driven[] = []
    for (const [i, text] of texts.entries()) results.push(await this.#one(this.#ran, i, text))
    return results
  }

  async #one(ordinal: number, id: number, text: string): Promise<Driven> {
    if (this.#process === undefined || ordinal >= 500) {
      this.stop()
      this.#process = this.#start()
    }
    const child = this.#process
    const file = join(this.#folder, `program-${this.#ran++}-${process.hrtime.bigint()}.mjs`)
    if (this.#language.name === 'javascript') writeFileSync(file, text)
    const answer = new Promise<Driven>((resolve) => {
      let said = ''
      const finish = (result: Driven) => {
        clearTimeout(timer)
        child.stdout?.off('data', listen)
        child.off('close', stopped)
        resolve(result)
      }
      const listen = (chunk: Buffer) => {
        said += chunk.toString()
        for (const line of said.split('\n').slice(0, -1)) if (line.startsWith('{')) return finish(JSON.parse(line) as Driven)
      }
      const stopped = () => {
        this.#process = undefined
        finish({ id, error: 'the process that ran it stopped' })
      }
      const timer = setTimeout(() => {
        child.kill('SIGKILL')
        stopped()
      }, 120_000)
      child.stdout?.on('data', listen)
      child.once('close', stopped)
    })
    child.stdin?.write(`${JSON.stringify({ id, text, file, enforced: text.includes('enforce(') })}\n`)
    const result = await answer
    rmSync(file, { force: true })
    return result
  }

  stop(): void {
    this.#process?.removeAllListeners('close')
    this.#process?.kill()
    this.#process = undefined
  }

  /** Stops the process and removes what it left. */
  end(): void {
    this.stop()
    rmSync(this.#folder, { recursive: true, force: true })
  }
}

/** Runs and lints generated programs of one language. */
export class Agreeing {
  readonly #language: Language
  readonly #platform: Present
  readonly #eslint: ESLint | undefined

  constructor(language: Language, platform: Present, plugin: Plugin | undefined) {
    this.#language = language
    this.#platform = platform
    if (plugin !== undefined) {
      const config = plugin.configs.recommended
      this.#eslint = new ESLint({
        cwd: here,
        overrideConfigFile: true,
        overrideConfig: Array.isArray(config) ? (config as Linter.Config[]) : [config],
        ignore: false,
      })
    }
  }

  async #lint(text: string): Promise<string[]> {
    if (this.#eslint === undefined) return []
    const name = this.#language.name === 'python' ? 'program.py' : 'program.mjs'
    const [result] = await this.#eslint.lintText(text, { filePath: join(here, name) })
    return (result?.messages ?? []).map(
      (message) => message.ruleId?.replace(/^[^/]*\//, '') ?? `fatal: ${message.message}`,
    )
  }

  #drivers: readonly [Driver, Driver] | undefined

  /** Lints each program and runs it twice, in two processes. */
  async judge(generated: readonly Generated[]): Promise<Outcome[]> {
    const texts = generated.map((program) => this.#language.write(program))
    this.#drivers ??= [new Driver(this.#language, this.#platform), new Driver(this.#language, this.#platform)]
    const [first, second] = await Promise.all([this.#drivers[0].run(texts), this.#drivers[1].run(texts)])
    const outcomes: Outcome[] = []
    for (const [i, program] of generated.entries()) {
      const text = texts[i]!
      const reported = (await this.#lint(text)).filter(
        (rule) => differing.has(rule) || rule === ineffective || rule.startsWith('fatal'),
      )
      const error = first[i]!.error ?? second[i]!.error
      const differs = first[i]!.observed !== second[i]!.observed
      outcomes.push({ program, text, reported, differs, ...(error === undefined ? {} : { error }) })
    }
    return outcomes
  }

  /** Stops the processes. */
  end(): void {
    for (const driver of this.#drivers ?? []) driver.end()
    this.#drivers = undefined
  }

  /** How the rules and the runs disagree about a program, or undefined. */
  #disagreement(outcome: Outcome): Disagreement | undefined {
    if (outcome.error !== undefined) return undefined
    const reported = outcome.reported.some((rule) => outcome.differs || rule !== ineffective)
    if (reported === outcome.differs) return undefined
    return { ...outcome, kind: reported ? 'false report' : 'missed' }
  }

  /** A smallest program with the same kind of disagreement, found by leaving things out. */
  async shrink(found: Disagreement): Promise<Disagreement> {
    let smallest = found
    for (let round = 0; round < 20; round++) {
      const tried = (await this.judge(smaller(smallest.program))).map((outcome) =>
        this.#disagreement(outcome),
      )
      const next = tried.find((one) => one?.kind === found.kind)
      if (next === undefined) return smallest
      smallest = next
    }
    return smallest
  }

  /**
   * Generates, lints and runs programs.
   *
   * @param count How many programs.
   * @param seed Of the generator of programs: the same seed gives the same programs.
   * @param shrinks At most so many disagreements of different kinds are shrunk.
   */
  async compare(
    count: number,
    seed: number,
    shrinks: number,
    progress?: (done: number) => void,
  ): Promise<Agreement> {
    const all = fc.sample(programs(this.#language), { numRuns: count, seed })
    const outcomes: Outcome[] = []
    for (let i = 0; i < all.length; i += 200) {
      outcomes.push(...(await this.judge(all.slice(i, i + 200))))
      progress?.(outcomes.length)
    }
    const disagreements = outcomes
      .map((outcome) => this.#disagreement(outcome))
      .filter((one) => one !== undefined)
    const smallest: Disagreement[] = []
    // What a smaller program shows already is of its kind.
    const isOf = (small: Disagreement, found: Disagreement) => {
      const parts = linesOf(found.program.statements)
      return small.kind === found.kind && linesOf(small.program.statements).every((line) => parts.includes(line))
    }
    for (const found of disagreements) {
      if (smallest.length >= shrinks) break
      if (!smallest.some((small) => isOf(small, found))) smallest.push(await this.shrink(found))
    }
    const kinds = smallest.map((small) => ({
      ...small,
      count: disagreements.filter((found) => smallest.find((each) => isOf(each, found)) === small).length,
    }))
    return {
      programs: outcomes.length,
      stopped: outcomes.filter((outcome) => outcome.error !== undefined),
      differing: outcomes.filter((outcome) => outcome.error === undefined && outcome.differs).length,
      falseReports: disagreements.filter((one) => one.kind === 'false report'),
      missed: disagreements.filter((one) => one.kind === 'missed'),
      kinds,
    }
  }
}
