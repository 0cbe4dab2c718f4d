/**
 * Worker threads and child processes: each is handed the path of its own streams, and the preload that takes it up.
 *
 * A path is the name of the worker and its ordinal among those of that name. Neither thread ids nor the order of
 * arrival enter it: other libraries' workers move both.
 */
import { builtin, environment, syncBuiltins } from './node.ts'
import type { MathRandomOption, Mode } from './options.ts'
import type { Rank } from './rank.ts'
import type { PathPart, Seed } from './streams.ts'

/** What a worker is given. */
export interface Inheritance {
  readonly seed: Seed
  readonly mode: Mode
  readonly rank: Rank
  readonly perRank: readonly string[]
  readonly mathRandom: MathRandomOption
  readonly path: readonly PathPart[]
}

const KEY = 'REPRODUCIBLE_INHERITED'

const PACKAGE = 'eslint-plugin-reproducible/runtime/register'
const here = import.meta.url as string | undefined

/** The preload, as an address that holds in every working directory; in a bundle, which has none, by its name. */
const REGISTER = here ? new URL(here.endsWith('.ts') ? './register.ts' : './register.js', here).href : PACKAGE

/**
 * What the parent handed down to this thread or process. It is taken away in the same moment, so that a grandchild
 * that was started past the hooks does not take its parent's streams for its own.
 */
export function takeInheritance(): Inheritance | undefined {
  const threads = builtin('node:worker_threads')
  let text: unknown
  if (threads && !threads.isMainThread) {
    text = threads.getEnvironmentData(KEY)
    threads.setEnvironmentData(KEY, undefined as never)
  } else {
    text = environment()[KEY]
    delete environment()[KEY]
  }
  return typeof text === 'string' ? (JSON.parse(text) as Inheritance) : undefined
}

/** The last part of a path or an address, which is the same on every machine. */
function baseName(file: unknown): string {
  const text = String(file).replace(/[?#].*$/s, '')
  return text.startsWith('data:') ? 'data' : (text.split(/[\\/]/).at(-1) ?? '') || 'worker'
}

type Options = Record<string, unknown> & {
  env?: unknown
  execArgv?: readonly string[]
  name?: string
  eval?: boolean
}

function hasPreload(args: readonly string[]): boolean {
  return args.some((arg) => arg.includes(REGISTER) || arg.includes(PACKAGE))
}

function withPreload(args: readonly string[]): string[] {
  return hasPreload(args) ? [...args] : [...args, '--import', REGISTER]
}

function nodeOptionsWithPreload(options: string | undefined): string {
  return hasPreload([options ?? '']) ? (options ?? '') : `${options ?? ''} --import ${REGISTER}`.trim()
}

/**
 * The code of a worker that is given as text, with the preload before it. Node does not wait for `--import` there:
 * the text runs first, and would draw from the worker's own entropy.
 */
function codeWithPreload(code: string): string {
  const path = REGISTER.startsWith('file:')
    ? `process.getBuiltinModule('node:url').fileURLToPath(${JSON.stringify(REGISTER)})`
    : JSON.stringify(REGISTER)
  const strict = /^\s*(?:'use strict'|"use strict")/.test(code) ? "'use strict';" : ''
  // In one line, so that the text keeps its line numbers.
  return `${strict}process.getBuiltinModule('node:module').createRequire(process.cwd() + '/')(${path});${code}`
}

/** The arguments of `fork` and `spawn`, whose list of arguments may be left out. */
function splitArguments(rest: unknown[]): { args: readonly string[]; options: Options; after: unknown[] } {
  const [first, second, ...after] = rest
  if (Array.isArray(first)) return { args: first as string[], options: (second ?? {}) as Options, after }
  if (first !== undefined && first !== null)
    return { args: [], options: first as Options, after: [second, ...after] }
  return { args: [], options: (second ?? {}) as Options, after }
}

type Callable = (this: unknown, ...args: unknown[]) => unknown

/**
 * The hooks. There is one set for the life of the process, because programs keep the functions they imported;
 * without a run to hand down they do what the originals do.
 */
export class Workers {
  #next: ((name: string) => Inheritance) | undefined
  readonly #undo: (() => void)[] = []

  /** Hands down what `next` says about a new worker of a name. */
  install(next: (name: string) => Inheritance): void {
    this.#next = next
    if (this.#undo.length > 0) return
    this.#hookThreads()
    this.#hookProcesses()
    this.#hookCluster()
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
    const threads = builtin('node:worker_threads')
    if (!threads) return
    this.#replace(threads as unknown as Record<string, unknown>, 'Worker', (original) => {
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

  #hookProcesses(): void {
    const children = builtin('node:child_process') as unknown as Record<string, unknown> | undefined
    if (!children) return
    const next = (name: string, options: Options) => {
      const env = (options.env ?? process.env) as Record<string, string>
      // `cluster` has decided already.
      return env[KEY] || !this.#next ? undefined : { ...env, [KEY]: JSON.stringify(this.#next(name)) }
    }
    this.#replace(children, 'fork', (original) => {
      function fork(this: unknown, file: unknown, ...rest: unknown[]): unknown {
        const { args, options, after } = splitArguments(rest)
        const env = next(baseName(file), options)
        if (!env) return original.call(this, file, ...rest)
        const execArgv = withPreload(options.execArgv ?? process.execArgv)
        return original.call(this, file, args, { ...options, env, execArgv }, ...after)
      }
      return fork
    })
    for (const name of ['spawn', 'spawnSync'])
      this.#replace(children, name, (original) => {
        const spawn = function (this: unknown, file: unknown, ...rest: unknown[]): unknown {
          const isNode = file === process.execPath || /^node(\.exe)?$/.test(baseName(file))
          const { args, options, after } = splitArguments(rest)
          const script = args.find((arg) => /\.[cm]?[jt]sx?$/.test(arg))
          const env = isNode && next(baseName(script ?? 'node'), options)
          if (!env) return original.call(this, file, ...rest)
          const NODE_OPTIONS = nodeOptionsWithPreload((env as { NODE_OPTIONS?: string }).NODE_OPTIONS)
          return original.call(this, file, args, { ...options, env: { ...env, NODE_OPTIONS } }, ...after)
        }
        Object.defineProperty(spawn, 'name', { value: name })
        return spawn
      })
  }

  #hookCluster(): void {
    const cluster = builtin('node:cluster') as unknown as
      (Record<string, unknown> & { settings?: { exec?: string } }) | undefined
    if (typeof cluster?.fork !== 'function') return
    this.#replace(cluster, 'fork', (original) => {
      const fork = (env?: Record<string, string>): unknown => {
        if (!this.#next) return original.call(cluster, env)
        const name = baseName(cluster.settings?.exec ?? process.argv[1] ?? 'cluster')
        const NODE_OPTIONS = nodeOptionsWithPreload(env?.NODE_OPTIONS ?? process.env.NODE_OPTIONS)
        return original.call(cluster, { ...env, [KEY]: JSON.stringify(this.#next(name)), NODE_OPTIONS })
      }
      return fork
    })
  }
}
