/**
 * Node's built-in modules, where there are any. Nothing under `runtime/` imports one statically, so that the same
 * files load in a browser; there every function here answers `undefined`.
 */
interface Builtins {
  'node:async_hooks': typeof import('node:async_hooks')
  'node:child_process': typeof import('node:child_process')
  'node:crypto': typeof import('node:crypto')
  'node:fs': typeof import('node:fs')
  'node:module': typeof import('node:module')
  'node:os': typeof import('node:os')
  'node:path': typeof import('node:path')
  'node:url': typeof import('node:url')
  'node:zlib': typeof import('node:zlib')
  'node:worker_threads': typeof import('node:worker_threads')
}

/** The built-in module `name`, or `undefined` outside Node. */
export function builtin<Name extends keyof Builtins>(name: Name): Builtins[Name] | undefined {
  return globalThis.process?.getBuiltinModule?.(name)
}

/** Which runtime it is that has Node's modules and is not Node: nothing of it that is not Node's own was measured. */
export const OTHER_RUNTIME =
  'Deno' in globalThis ? 'Deno' : globalThis.process?.versions?.['bun'] ? 'Bun' : undefined

/** The environment variables of this thread: in a browser there are none. */
export function environment(): NodeJS.ProcessEnv {
  return globalThis.process?.env ?? {}
}

/** Makes `import { x } from 'node:…'` see what was assigned to the module's own object. */
export function syncBuiltins(): void {
  builtin('node:module')?.syncBuiltinESMExports()
}
