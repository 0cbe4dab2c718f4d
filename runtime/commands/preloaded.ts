import path from 'node:path'

/** The address of the preload: absolute, so that it holds in every working directory. */
const REGISTER = new URL(
  import.meta.url.endsWith('.ts') ? '../register.ts' : '../register.js',
  import.meta.url,
).href

/** The command and the environment in which the preload comes before everything, also in workers and children. */
export function preloaded(
  command: readonly string[],
  { seed, mode }: { readonly seed?: string | undefined; readonly mode?: string | undefined } = {},
): { readonly command: string[]; readonly env: NodeJS.ProcessEnv } {
  const [program, ...rest] = command as [string, ...string[]]
  const isNode = /^node(\.exe)?$/.test(path.basename(program)) || program === process.execPath
  const channel = `--import=${REGISTER}`
  return {
    command: [program === 'node' ? process.execPath : program, ...(isNode ? [channel] : []), ...rest],
    env: {
      ...process.env,
      NODE_OPTIONS: [process.env['NODE_OPTIONS'], channel].filter(Boolean).join(' '),
      ...(seed !== undefined && { REPRODUCIBLE_SEED: seed }),
      ...(mode !== undefined && { REPRODUCIBLE_MODE: mode }),
    },
  }
}
