/**
 * Worker threads and child processes: each is handed the path of its own streams, and the preload that takes it up.
 *
 * A path is the name of the worker and its ordinal among those of that name. Neither thread ids nor the order of
 * arrival enter it: other libraries' workers move both.
 */
import type { ChildProcess } from 'node:child_process'
import { recorder } from '../trace/recorder.ts'
import { baseName, describeChild, isPackageCommand, takesOver } from './launcher.ts'
import { builtin, environment, syncBuiltins } from './node.ts'
import type { MathRandomOption, Mode } from './options.ts'
import type { Rank } from './rank.ts'
import type { PathPart, Seed } from '../streams/stream.ts'

/** What a worker is given. */
export interface Inheritance {
  readonly seed: Seed
  readonly mode: Mode
  readonly rank: Rank
  readonly perRank: readonly string[]
  readonly mathRandom: MathRandomOption
  readonly path: readonly PathPart[]
  /** Several processes may be given this: those that are not the script `path` is named after add their own name. */
  readonly byScript?: boolean
}

const KEY = 'REPRODUCIBLE_INHERITED'

// Loaded with this file, as an import would: Node takes two milliseconds for them, and enforce() is to take no longer.
const threads = builtin('node:worker_threads')
const processes = builtin('node:child_process')

const PACKAGE = 'eslint-plugin-reproducible/runtime/register'
const here = import.meta.url as string | undefined

/**
 * The address of the preload, which holds in every working directory. A bundle has none beside it: there it is that
 * of the installed package, if there is one.
 */
function findPreload(): string | undefined {
  if (here && /\/enforce\/workers\.[jt]s$/.test(here))
    return new URL(here.endsWith('.ts') ? '../register.ts' : '../register.js', here).href
  const [modules, url] = [builtin('node:module'), builtin('node:url')]
  for (const from of [here, globalThis.process && `${process.cwd()}/`])
    try {
      if (from && modules && url) return url.pathToFileURL(modules.createRequire(from).resolve(PACKAGE)).href
    } catch {
      // Not to be found from there.
    }
  return undefined
}

const REGISTER = findPreload()

/** Whether every Node that is started from here can be told to load the preload first. */
export const PRELOAD_FOUND = REGISTER !== undefined

/**
 * What the parent handed down to this thread or process. It is taken away in the same moment, so that a grandchild
 * that was started past the hooks does not take its parent's streams for its own.
 */
export function takeInheritance(): Inheritance | undefined {
  let text: unknown
  if (threads && !threads.isMainThread) {
    text = threads.getEnvironmentData(KEY)
    threads.setEnvironmentData(KEY, undefined)
  } else {
    text = environment()[KEY]
    delete environment()[KEY]
  }
  if (typeof text !== 'string' || text === '') return undefined
  const { byScript, ...inheritance } = JSON.parse(text) as Inheritance
  if (threads?.isMainThread && isPackageCommand()) toPassOn = text
  const script = baseName(process.argv[1] ?? 'eval')
  // Its place in the path is [..., 'worker', name, ordinal].
  return byScript && script !== inheritance.path.at(-2)
    ? { ...inheritance, path: [...inheritance.path, script] }
    : inheritance
}

/** What this process was handed, word for word, if it may turn out to be a launcher. */
let toPassOn: string | undefined

/** Added to the environment of a child, it is no worker of the run. */
export const NO_INHERITANCE: Readonly<Record<string, string>> = { [KEY]: '' }

/** What `ChildProcess.prototype.spawn` is given. */
interface SpawnOptions {
  readonly file?: unknown
  readonly stdio?: unknown
  /** The program comes first. */
  readonly args?: readonly string[]
  /** `NAME=value`. */
  readonly envPairs?: readonly string[]
}

/** What is read of the options of `spawnSync` and its kin. */
interface StartOptions {
  readonly env?: NodeJS.ProcessEnv
  readonly stdio?: unknown
  readonly shell?: unknown
}

type Options = Record<string, unknown> & {
  execArgv?: readonly string[]
  name?: string
  eval?: boolean
}

/** By the end of its name: through a link the same file has another address. */
function hasPreload(args: readonly string[]): boolean {
  return args.some((arg) => /\bruntime\/register(?:\.[jt]s)?(?=["'\s]|$)/.test(arg))
}

function withPreload(args: readonly string[]): string[] {
  return REGISTER === undefined || hasPreload(args) ? [...args] : [...args, '--import', REGISTER]
}

function nodeOptionsWithPreload(options: string | undefined): string {
  return REGISTER === undefined || hasPreload([options ?? ''])
    ? (options ?? '')
    : `${options ?? ''} --import ${REGISTER}`.trim()
}

/**
 * The code of a worker that is given as text, with the preload before it. Node does not wait for `--import` there:
 * the text runs first, and would draw from the worker's own entropy.
 */
function codeWithPreload(code: string): string {
  if (REGISTER === undefined) return code
  const path = `process.getBuiltinModule('node:url').fileURLToPath(${JSON.stringify(REGISTER)})`
  const strict = /^\s*(?:'use strict'|"use strict")/.test(code) ? "'use strict';" : ''
  // In one line, so that the text keeps its line numbers.
  return `${strict}process.getBuiltinModule('node:module').createRequire(process.cwd() + '/')(${path});${code}`
}

/** `NAME=value`; on Windows a name may begin with an equals sign. */
function splitPair(pair: string): [name: string, value: string] {
  const at = pair.indexOf('=', 1)
  return [pair.slice(0, at), pair.slice(at + 1)]
}

type Callable = (this: unknown, ...args: unknown[]) => unknown

/**
 * The hooks. There is one set for the life of the process, because programs keep the functions they imported;
 * without a run to hand down they do what the originals do.
 */
export class Workers {
  #next: ((name: string) => Inheritance) | undefined
  #unreached: (name: string) => void = () => undefined
  #mayLaunch = false
  /** The program that this process was only to start is running. */
  #launched = false
  readonly #undo: (() => void)[] = []

  /**
   * Hands down what `next` says about a new worker of a name.
   *
   * @param unreached told of every worker that cannot be told to load the preload
   * @param automatic the program has not called `enforce()` itself: it may be a launcher
   */
  install(next: (name: string) => Inheritance, unreached: (name: string) => void, automatic: boolean): void {
    this.#next = next
    this.#unreached = unreached
    this.#mayLaunch = automatic && isPackageCommand()
    if (this.#undo.length > 0) return
    this.#hookThreads()
    this.#hookProcesses()
    syncBuiltins()
  }

  restore(): void {
    this.#next = undefined
    for (const undo of this.#undo.splice(0).reverse()) undo()
    syncBuiltins()
  }

  #replace(target: Record<string, unknown>, name: string, make: (original: Callable) => unknown): void {
    const original = target[name] as Callable
    const replacement = make(original)
    target[name] = replacement
    this.#undo.push(() => {
      if (target[name] === replacement) target[name] = original
    })
  }

  #hookThreads(): void {
    if (!threads) return
    this.#replace(threads, 'Worker', (original) => {
      const Patched: object = new Proxy(original, {
        construct: (target, [file, options, ...rest]: [unknown, Options?, ...unknown[]], newTarget) => {
          const construct = (changed: Options | undefined) =>
            Reflect.construct(
              target,
              [options?.eval && this.#next ? codeWithPreload(String(file)) : file, changed, ...rest],
              newTarget === Patched ? target : newTarget,
            ) as object
          if (!this.#next) return construct(options)
          const name = options?.name || (options?.eval ? 'eval' : baseName(file))
          if (!PRELOAD_FOUND && !hasPreload(options?.execArgv ?? process.execArgv)) this.#unreached(name)
          const before = threads.getEnvironmentData(KEY)
          // The constructor copies the environment data before it returns.
          threads.setEnvironmentData(KEY, JSON.stringify(this.#next(name)))
          try {
            return this.#constructWithPreload(options, construct)
          } finally {
            threads.setEnvironmentData(KEY, before)
          }
        },
      })
      return Patched
    })
  }

  #constructWithPreload(
    options: Options | undefined,
    construct: (options: Options | undefined) => object,
  ): object {
    const inherited = process.execArgv
    if (!options?.execArgv && hasPreload(inherited)) return construct(options)
    const execArgv = withPreload(options?.execArgv ?? inherited)
    try {
      return construct({ ...options, execArgv })
    } catch (error) {
      // Flags of the process hold in its workers anyway, but may not be passed to one.
      const { code, message } = error as { code?: string; message: string }
      if (code !== 'ERR_WORKER_INVALID_EXEC_ARGV' || options?.execArgv) throw error
      const refused = new Set(
        message
          .slice(message.indexOf(':') + 1)
          .split(',')
          .map((flag) => flag.trim()),
      )
      return construct({ ...options, execArgv: execArgv.filter((flag) => !refused.has(flag)) })
    }
  }

  /**
   * What a child is started with beside its own environment; nothing where it has something to take up already.
   *
   * Any program may start Node in the end, so every one is told. What it starts is called by its script where that is
   * another than the command names: two scripts in one command must not share their streams. (One script twice in
   * one command does.)
   */
  #handDown(
    program: string,
    args: readonly string[],
    env: Readonly<Record<string, string | undefined>>,
  ): Record<string, string> | undefined {
    if (!this.#next || env[KEY] !== undefined) return undefined
    const child = describeChild(program, args)
    if (child.isNode && !PRELOAD_FOUND && !hasPreload([...args, env.NODE_OPTIONS ?? '']))
      this.#unreached(child.name)
    const inheritance = { ...this.#next(child.name), ...(child.isNode ? {} : { byScript: true }) }
    return { [KEY]: JSON.stringify(inheritance), NODE_OPTIONS: nodeOptionsWithPreload(env.NODE_OPTIONS) }
  }

  /** What the program is started with by a launcher: all that the launcher was handed. */
  #passOn(stdio: unknown): Record<string, string> | undefined {
    if (!this.#mayLaunch || this.#launched || !takesOver(stdio)) return undefined
    return { ...recorder()?.asked, ...(toPassOn === undefined ? {} : { [KEY]: toPassOn }) }
  }

  #hookProcesses(): void {
    if (!processes) return
    // `spawn`, `exec`, `execFile`, `fork` and `cluster.fork` all end here, however they were imported.
    const { prototype } = processes.ChildProcess as unknown as { prototype: Record<string, unknown> }
    const handDown = this.#handDown.bind(this)
    const passOn = this.#passOn.bind(this)
    const launched = (running: boolean) => (this.#launched = running)
    this.#replace(prototype, 'spawn', (original) => {
      function spawn(this: unknown, options: SpawnOptions): unknown {
        const { file, args = [], envPairs = [], stdio } = options ?? {}
        const env = new Map(envPairs.map((pair) => splitPair(pair)))
        const passed = passOn(stdio)
        const added =
          passed ?? (typeof file === 'string' && handDown(file, args.slice(1), Object.fromEntries(env)))
        if (!added) return original.call(this, options)
        for (const [name, value] of Object.entries(added)) env.set(name, value)
        const pairs = Array.from(env, ([name, value]) => `${name}=${value}`)
        const result = original.call(this, { ...options, envPairs: pairs })
        if (passed && result === 0) {
          launched(true)
          ;(this as ChildProcess).once('exit', () => launched(false))
        }
        return result
      }
      return spawn
    })
    for (const name of ['spawnSync', 'execFileSync'])
      this.#replace(processes, name, (original) => {
        const start = function (this: unknown, file: unknown, first: unknown, second: unknown): unknown {
          const listed = Array.isArray(first)
          const args = listed ? (first as string[]) : []
          const options = ((listed ? second : (first ?? second)) ?? {}) as StartOptions
          const env = options.env ?? process.env
          const added =
            passOn(options.stdio) ??
            (options.shell ? handDown('sh', [String(file), ...args], env) : handDown(String(file), args, env))
          return added
            ? original.call(this, file, args, { ...options, env: { ...env, ...added } })
            : original.call(this, file, args, options)
        }
        Object.defineProperty(start, 'name', { value: name })
        return start
      })
    this.#replace(processes, 'execSync', (original) => {
      function execSync(this: unknown, command: unknown, options: StartOptions = {}): unknown {
        const env = options.env ?? process.env
        const added = passOn(options.stdio) ?? handDown('sh', [String(command)], env)
        return original.call(this, command, added ? { ...options, env: { ...env, ...added } } : options)
      }
      return execSync
    })
  }
}
