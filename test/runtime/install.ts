/**
 * Puts the heavy parts that some suites run on into ignored folders, when they are asked for.
 *
 * `npm test` uses what is there; `npm run test:native` and its kin (vitest's mode `install`) install first. A suite
 * whose parts cannot be had here is skipped, with the reason in its name.
 */
import { spawn } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { buildRuntime } from './runtime-build.ts'

/** The repository. */
export const root = path.resolve(import.meta.dirname, '../..')

/** Whether this run of the tests may install what is missing. */
export const installing = ['install', 'gpu'].includes(process.env['MODE'] ?? '')

/** What an installation left: where the suite's programs run and with which variables, or why there is nothing. */
export type Installation =
  | { readonly folder: string; readonly environment: Record<string, string>; readonly skip?: undefined }
  | { readonly skip: string }

/** No installation, and the reason on the screen. */
export function skipped(name: string, reason: string): { readonly skip: string } {
  console.warn(`The suite "npm run test:${name}" is skipped: ${reason}.`)
  return { skip: reason }
}

/** Why a step of an installation failed: its own last words. */
export class InstallError extends Error {}

/**
 * Runs a command to its end, and lets the test runner breathe meanwhile.
 *
 * @throws InstallError with the last line of what it printed
 */
export async function execute(command: string, args: string[], cwd: string): Promise<void> {
  const child = spawn(command, args, {
    cwd,
    // Without a network pip is not to wait for minutes either.
    env: { PIP_RETRIES: '1', PIP_DEFAULT_TIMEOUT: '30', ...process.env },
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: 1_500_000,
  })
  let said = ''
  const listen = (chunk: Buffer) => (said = `${said}${chunk.toString()}`.slice(-100_000))
  child.stdout.on('data', listen)
  child.stderr.on('data', listen)
  const status = await new Promise<number | null>((resolve, reject) => {
    child.once('error', ({ message }) => reject(new InstallError(`${command} cannot be started: ${message}`)))
    child.once('close', resolve)
  })
  if (status === 0) return
  throw new InstallError(`"${[command, ...args.slice(0, 3)].join(' ')}" failed: ${reasonIn(said)}`)
}

/** The line that says why, out of all that a command printed. */
function reasonIn(said: string): string {
  const lines = said.split('\n').flatMap((line) => line.trim() || [])
  const errors = lines.filter((line) => /error/i.test(line) && !/complete log/.test(line))
  const network = errors.find((line) =>
    /reason:|E(?:CONN|NOTFOUND|AI_AGAIN|TIMEDOUT)|No matching dist/.test(line),
  )
  return network ?? errors.at(-1) ?? lines.at(-1) ?? 'it printed nothing'
}

/** The folder of a platform's package, `test/platforms/<name>`. */
export function platformFolder(name: string): string {
  return path.join(root, 'test/platforms', name)
}

/**
 * Installs once, or says why not.
 *
 * @param name the platform: `npm run test:<name>` installs it
 * @param folder where `install` puts things; `node_modules/.ready` there says that it is done, and for what
 * @param install throws InstallError when something is not to be had
 */
export async function installed(
  name: string,
  folder: string,
  install: () => Promise<void>,
  environment: () => Record<string, string>,
): Promise<Installation> {
  const marker = path.join(folder, 'node_modules/.ready')
  const version = readFileSync(path.join(folder, 'package.json'), 'utf8')
  if (!existsSync(marker) || readFileSync(marker, 'utf8') !== version) {
    if (!installing)
      return skipped(name, 'what it runs on is not installed, and only that command installs it')
    try {
      mkdirSync(path.join(folder, 'node_modules'), { recursive: true })
      await install()
      writeFileSync(marker, version)
    } catch (error) {
      if (!(error instanceof InstallError)) throw error
      rmSync(marker, { force: true })
      return skipped(name, `it cannot be installed here: ${error.message}`)
    }
  }
  return { folder, environment: environment() }
}

/** `npm install` in `folder`, with or without the packages' own install scripts. */
export function npmInstall(folder: string, scripts: 'run' | 'ignore'): Promise<void> {
  return execute(
    'npm',
    [
      'install',
      '--no-audit',
      '--no-fund',
      '--no-package-lock',
      // Without a network it is not to wait for minutes.
      '--fetch-retries=1',
      '--fetch-retry-mintimeout=1000',
      ...(scripts === 'ignore' ? ['--ignore-scripts'] : []),
    ],
    folder,
  )
}

/** Makes `eslint-plugin-reproducible/runtime` importable from a platform's programs: the runtime as it is now. */
export function linkRuntime(folder: string): void {
  const target = path.join(folder, 'node_modules/eslint-plugin-reproducible')
  mkdirSync(target, { recursive: true })
  const exports = Object.fromEntries(
    ['index', 'register'].map((name) => [
      `./runtime${name === 'index' ? '' : `/${name}`}`,
      `./runtime/${name}.js`,
    ]),
  )
  // Other test files may be starting programs here: whatever they see in between must be whole.
  const draft = path.join(target, `draft-${String(process.pid)}`)
  writeFileSync(draft, JSON.stringify({ type: 'module', exports }))
  renameSync(draft, path.join(target, 'package.json'))
  symlinkSync(buildRuntime(), draft)
  renameSync(draft, path.join(target, 'runtime'))
}
