/** Finds the ESLint to lint with: the one beside this package, else that of the project. */
import { createRequire } from 'node:module'
import { join } from 'node:path'
import type { ESLint } from 'eslint'
import { UsageError, type Arguments } from './arguments.ts'

const OLDEST = [9, 29] as const

export interface EslintPackage {
  readonly ESLint: typeof ESLint
  readonly version: string
  /** `require` as ESLint's own files see it. */
  readonly require: NodeJS.Require
}

/**
 * @param wanted where nothing of the folder may be executed, its ESLint is not taken either.
 * @throws UsageError when there is no ESLint, or only ones that are too old.
 */
export function loadEslint(cwd: string, { ownConfig }: Pick<Arguments, 'ownConfig'>): EslintPackage {
  const old: string[] = []
  for (const from of [import.meta.url, ...(ownConfig ? [join(cwd, 'package.json')] : [])]) {
    const require = createRequire(from)
    let manifest: string
    try {
      manifest = require.resolve('eslint/package.json')
    } catch {
      continue
    }
    const { version } = require(manifest) as { version: string }
    if (isNewEnough(version)) {
      const { ESLint } = require('eslint') as { ESLint: typeof import('eslint').ESLint }
      return { ESLint, version, require: createRequire(manifest) }
    }
    old.push(version)
  }
  const needed = `ESLint ${OLDEST.join('.')} or newer`
  throw new UsageError(
    old.length > 0
      ? `ESLint ${old[0]!} is too old: eslint-plugin-reproducible needs ${needed}. Update it: npm install --save-dev eslint@latest`
      : `ESLint is not installed: eslint-plugin-reproducible needs ${needed}. ${howToGetIt()}`,
  )
}

/** `yarn dlx` installs no peers, and says what it is in the way npm's commands do. */
function howToGetIt(): string {
  return process.env['npm_config_user_agent']?.startsWith('yarn/')
    ? 'Install it, yarn add --dev eslint, or run both without installing: yarn dlx -p eslint -p eslint-plugin-reproducible eslint-plugin-reproducible'
    : 'Install it: npm install --save-dev eslint'
}

function isNewEnough(version: string): boolean {
  const [major = 0, minor = 0] = version.split('.').map(Number)
  return major > OLDEST[0] || (major === OLDEST[0] && minor >= OLDEST[1])
}
