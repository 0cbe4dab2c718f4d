/** From a path as it is written in a program to the file it stands for. */
import { dirname, join, parse } from 'node:path'
import type { ProjectFiles } from '../../../project/project-files.ts'
import { isOwnFile, readOwn } from './own.ts'
import { parseConfiguration } from '../parse/json.ts'

const typescript = ['.ts', '.tsx', '.mts', '.cts'] as const
const javascript = ['.js', '.jsx', '.mjs', '.cjs'] as const

/** A file that is imported under the name of what it compiles to. */
const sources: ReadonlyMap<string, readonly string[]> = new Map([
  ['.js', ['.ts', '.tsx']],
  ['.jsx', ['.tsx']],
  ['.mjs', ['.mts']],
  ['.cjs', ['.cts']],
])

/**
 * The program file at `path`: itself, its TypeScript source, with an ending added, or a folder's index.
 *
 * @param typed look for TypeScript before JavaScript, as TypeScript itself does.
 */
export function programFile(path: string, files: ProjectFiles, typed: boolean): string | undefined {
  const { ext, dir, name } = parse(path)
  const isProgram = typescript.includes(ext as '.ts') || javascript.includes(ext as '.js')
  if (isProgram && isOwnFile(files, path)) return path
  for (const ending of sources.get(ext) ?? []) {
    const source = join(dir, name + ending)
    if (isOwnFile(files, source)) return source
  }
  return withEnding(path, files, typed) ?? folderIndex(path, files, typed)
}

function withEnding(path: string, files: ProjectFiles, typed: boolean): string | undefined {
  const endings = typed ? [...typescript, ...javascript] : [...javascript, ...typescript]
  const ending = endings.find((candidate) => isOwnFile(files, path + candidate))
  return ending && path + ending
}

function folderIndex(path: string, files: ProjectFiles, typed: boolean): string | undefined {
  const manifest = readOwn(files, join(path, 'package.json'))
  const main = manifest && parseConfiguration(manifest)?.['main']
  if (typeof main === 'string') {
    const file = join(path, main)
    // A folder that names itself would be looked up for ever.
    if (file !== path && dirname(file).startsWith(path)) {
      const found = isOwnFile(files, file)
        ? file
        : (withEnding(file, files, typed) ?? withEnding(join(file, 'index'), files, typed))
      if (found) return found
    }
  }
  return withEnding(join(path, 'index'), files, typed)
}

const compiled = new Set(['dist', 'lib', 'build', 'out', 'esm', 'cjs', 'es', 'types'])

/** The source that a package's built file was made of (`dist/esm/seed.js`: `src/seed.ts`), or else the file itself. */
export function sourceFile(folder: string, target: string, files: ProjectFiles): string | undefined {
  const parts = target.split('/').filter((part) => part !== '' && part !== '.')
  const stem = parts.pop()?.replace(/(?:\.d)?\.[cm]?[jt]sx?$/, '')
  if (stem === undefined || parts.includes('..')) return undefined
  let inside = parts
  while (inside.length > 0 && compiled.has(inside[0]!)) {
    inside = inside.slice(1)
    const source = withEnding(join(folder, 'src', ...inside, stem), files, true)
    if (source) return source
  }
  const written = join(folder, target)
  if (/\.d\.[cm]?ts$/.test(target)) return withEnding(join(folder, ...parts, stem), files, true)
  return programFile(written, files, true)
}
