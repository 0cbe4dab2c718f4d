import { existsSync } from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'

/** The address of the preload: absolute, so that it holds in every working directory. */
const REGISTER = new URL(
  import.meta.url.endsWith('.ts') ? '../register.ts' : '../register.js',
  import.meta.url,
).href

/** The folder of the companion for Python: beside the sources; compiled files lie one folder deeper. */
export function pythonFolder(): string {
  const folder = ['../python/', '../../../runtime/python/']
    .map((relative) => fileURLToPath(new URL(relative, import.meta.url)))
    .find((found) => existsSync(path.join(found, 'reproducible_runs.py')))
  if (!folder) throw new Error('The folder runtime/python is missing from this package.')
  return folder
}

/**
 * The command and the environment in which enforce() comes before everything: in Node and in Bun by the preload, in
 * Python by a module that it imports when it starts; also in workers and children.
 */
export function preloaded(
  command: readonly string[],
  { seed, mode }: { readonly seed?: string | undefined; readonly mode?: string | undefined } = {},
): { readonly command: string[]; readonly env: NodeJS.ProcessEnv } {
  const [program, ...rest] = command as [string, ...string[]]
  const isNode = /^node(\.exe)?$/.test(path.basename(program)) || program === process.execPath
  const channel = `--import=${REGISTER}`
  const { env } = process
  return {
    command: [program === 'node' ? process.execPath : program, ...(isNode ? [channel] : []), ...rest],
    env: {
      ...env,
      NODE_OPTIONS: [env['NODE_OPTIONS'], channel].filter(Boolean).join(' '),
      BUN_OPTIONS: [env['BUN_OPTIONS'], `--preload=${REGISTER}`].filter(Boolean).join(' '),
      PYTHONPATH: [path.join(pythonFolder(), 'start'), env['PYTHONPATH']]
        .filter(Boolean)
        .join(path.delimiter),
      ...(seed !== undefined && { REPRODUCIBLE_SEED: seed, PYTHONHASHSEED: env['PYTHONHASHSEED'] ?? '0' }),
      ...(mode !== undefined && { REPRODUCIBLE_MODE: mode }),
    },
  }
}
