/** What ESLint is asked to do in a run. */
import { isAbsolute, relative, resolve } from 'node:path'
import type { ESLint, Linter } from 'eslint'
import type { Arguments } from './arguments.ts'

/** A run, as data. */
export interface Run {
  readonly args: Arguments
  /** Where the command was started. */
  readonly cwd: string
  /** The folder that holds everything that is linted, which is ESLint's `cwd`. */
  readonly base: string
  /** Files that cannot be read. */
  readonly unreadable: readonly string[]
}

/** ESLint's options, given those of the configuration. */
export function eslintOptions(
  configured: ESLint.Options,
  { args, cwd, base, unreadable }: Run,
  more: readonly Linter.Config[] = [],
): ESLint.Options {
  const location = args.cacheLocation ?? '.eslintcache'
  return {
    ...configured,
    fix: args.fix,
    // Its words are about options that this command does not have.
    warnIgnored: false,
    overrideConfig: [...list(configured.overrideConfig), ...more],
    ignorePatterns: [...args.ignorePatterns, ...unreadable.map((file) => escaped(relative(base, file)))],
    cache: args.cache,
    // A slash at the end says that it is a folder.
    cacheLocation: isAbsolute(location)
      ? location
      : `${resolve(cwd, location)}${/[/\\]$/u.exec(location)?.[0] ?? ''}`,
    cacheStrategy: args.cacheStrategy,
  }
}

/** The address of a module that gives the options of a run, to any thread. */
export function optionsModule(run: Run): URL {
  // An entry of the bundle, beside the chunk that this is in.
  const url = new URL('./thread-options.js', import.meta.url)
  url.search = new URLSearchParams({ run: JSON.stringify(run) }).toString()
  return url
}

function list(config: ESLint.Options['overrideConfig']): Linter.Config[] {
  return Array.isArray(config) ? config : config ? [config] : []
}

function escaped(path: string): string {
  return path.replaceAll(/[*?{}[\]()!+@\\]/gu, (character) => (character === '\\' ? '/' : `\\${character}`))
}
