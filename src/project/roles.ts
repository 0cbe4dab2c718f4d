/** What the name of a file says of its part in a project. */
import { basename, extname } from 'node:path'
import { isPageFile } from '../languages/page/labels.ts'
import type { LanguageName } from '../languages/language.ts'

const JAVASCRIPT = new Set(['.js', '.mjs', '.cjs', '.jsx', '.ts', '.mts', '.cts', '.tsx'])
/** Files whose names say that they test: they run code, but they are no training. */
const TEST_FILE = /[._-](?:test|spec)s?\.\w+$|(?:^|[/\\])(?:(?:test_[^/\\]*|conftest)\.py$|__tests__[/\\])/iu
/** Names the program of a project without being a part of it: a bundler's configuration, a task runner's file. */
const BUILD_FILE = /(?:^|[/\\])(?:[\w.-]+\.config|webpack\.[\w.-]+|gulpfile|gruntfile)\.[cm]?[jt]s$/iu
/** Names that people give to the file that is run. */
const PROGRAM_NAME = /^(?:index|main|app|train\w*|run|cli)\.\w+$/iu
/** How suites and tests of every test runner for JavaScript begin. */
const SUITE =
  /^(?:(?:describe|suite)(?:\.\w+)?\s*\(\s*['"`]|(?:test|it)(?:\.\w+)?\s*\(\s*(['"`]).*?\1\s*,\s*(?:async\b|function\b|\())/mu

export function languageOf(file: string): LanguageName | undefined {
  const extension = extname(file).toLowerCase()
  // A page is its scripts.
  if (JAVASCRIPT.has(extension) || isPageFile(file)) return 'javascript'
  return extension === '.py' || extension === '.pyw' ? 'python' : undefined
}

/** @param text of the file: a suite of tests has one on its first level. */
export function isTestFile(file: string, text = ''): boolean {
  return TEST_FILE.test(file) || SUITE.test(text)
}

/** It names files of the project to build them: that makes it no part of the program. */
export function isBuildFile(file: string): boolean {
  return BUILD_FILE.test(file)
}

/** Files of Next.js and Remix whose default export is rendered, wherever they stand in `app`. */
const APP_FILES = new Set(['page', 'layout', 'template', 'default', 'index'])

/** A framework (Next.js, Gatsby, Remix) finds it by its place, and renders the component that it exports. */
export function isPage(file: string): boolean {
  const folders = file.toLowerCase().split(/[/\\]/u)
  const name = folders.pop()!
  const stem = /^(.+)\.[jt]sx?$/u.exec(name)?.[1]
  if (stem === undefined) return false
  if (folders.includes('pages') || folders.includes('routes')) return true
  return folders.includes('app') && APP_FILES.has(stem)
}

/** `main.py`, `train_vae.js`: by its name it is what people start. */
export function isNamedProgram(file: string): boolean {
  return PROGRAM_NAME.test(basename(file))
}
