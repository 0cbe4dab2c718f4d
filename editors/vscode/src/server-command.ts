/** Where the server comes from. */
import { delimiter, join } from 'node:path'

/** A program to start, or a module for the Node that the editor brings along. */
export type ServerCommand =
  | { readonly command: string; readonly args: readonly string[] }
  | { readonly module: string; readonly args: readonly string[] }

export interface Surroundings {
  /** The folders that are open. */
  readonly folders: readonly string[]
  /** `reproducible.command` of the settings. */
  readonly configured: readonly string[]
  /** Whether what lies in the folders may be executed. */
  readonly isTrusted: boolean
  /** `process.env.PATH` */
  readonly path: string
  readonly platform: NodeJS.Platform
  exists(file: string): boolean
}

/**
 * The server of the settings, of the project, of its Python environment, or of the machine; undefined where there is
 * none. `--stdio` is added by the client.
 */
export function serverCommand(around: Surroundings): ServerCommand | undefined {
  const args = around.isTrusted ? ['lsp'] : ['lsp', '--no-config']
  const [configured, ...more] = around.configured
  if (configured !== undefined) return { command: configured, args: [...more, ...args] }
  return (around.isTrusted ? ofProject(around, args) : undefined) ?? ofMachine(around, args)
}

function ofProject(
  { folders, exists, platform }: Surroundings,
  args: readonly string[],
): ServerCommand | undefined {
  for (const folder of folders) {
    const module = join(folder, 'node_modules/eslint-plugin-reproducible/dist/src/cli.js')
    if (exists(module)) return { module, args }
    for (const environment of ['.venv', 'venv', 'env', '.conda']) {
      const command =
        platform === 'win32'
          ? join(folder, environment, 'Scripts', 'reproducible-runs.exe')
          : join(folder, environment, 'bin', 'reproducible-runs')
      if (exists(command)) return { command, args }
    }
  }
  return undefined
}

function ofMachine(
  { path, exists, platform }: Surroundings,
  args: readonly string[],
): ServerCommand | undefined {
  const names = ['eslint-plugin-reproducible', 'reproducible-runs']
  const endings = platform === 'win32' ? ['.cmd', '.exe'] : ['']
  for (const folder of path.split(delimiter).filter(Boolean))
    for (const name of names)
      for (const ending of endings) {
        const command = join(folder, name + ending)
        if (exists(command)) return { command, args }
      }
  return undefined
}
