/**
 * CommonJS modules as they are loaded, also by an `import` of a CommonJS package such as TensorFlow.js.
 */
import { builtin } from './node.ts'

interface ModuleInternals {
  _load?: (this: unknown, request: string, ...rest: unknown[]) => unknown
  _cache?: Record<string, { exports?: unknown; loaded?: boolean } | undefined>
}

function internals(): ModuleInternals {
  return (builtin('node:module') as unknown as ModuleInternals | undefined) ?? {}
}

/**
 * The files loaded so far. A CommonJS package that a module imports stands in the cache before anything is evaluated,
 * with nothing loaded.
 */
export function loadedFiles(): string[] {
  return Object.entries(internals()._cache ?? {}).flatMap(([file, module]) =>
    module?.loaded === false ? [] : [file],
  )
}

/** What a loaded file exports. */
export function exportsOf(file: string): unknown {
  return internals()._cache?.[file]?.exports
}

/** Whether a request is for a package, not for one of the program's own files. */
function isPackage(request: string): boolean {
  return /^[^./\\]/.test(request) ? !/^[a-z]:/i.test(request) : /[\\/]node_modules[\\/]/.test(request)
}

/** Watches what is loaded until {@link restore}. */
export class ModuleLoads {
  #packages = 0
  readonly #entered: () => void
  readonly #undo: (() => void)[] = []

  /** @param entered called when {@link loadingPackage} may have changed */
  constructor(entered: () => void) {
    this.#entered = entered
  }

  /** Whether a package is being loaded at this moment: what is drawn now is drawn by its module code. */
  get loadingPackage(): boolean {
    return this.#packages > 0
  }

  /** Calls `loaded` for every module that is loaded from now on. */
  install(loaded: (request: string, exports: unknown) => void): void {
    const modules = internals()
    const original = modules._load
    if (!original) return
    const enter = (by: number) => {
      this.#packages += by
      if (by !== 0) this.#entered()
    }
    function load(this: unknown, request: string, ...rest: unknown[]): unknown {
      const step = typeof request === 'string' && isPackage(request) ? 1 : 0
      enter(step)
      let exports: unknown
      try {
        exports = original!.call(this, request, ...rest)
      } finally {
        enter(-step)
      }
      loaded(request, exports)
      return exports
    }
    modules._load = load
    this.#undo.push(() => {
      if (modules._load === load) modules._load = original
    })
  }

  restore(): void {
    for (const undo of this.#undo.splice(0)) undo()
  }
}
