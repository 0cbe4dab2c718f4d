import { describe, expect, it } from 'vitest'
import type { ProjectFiles } from '../../../src/project/project-files.ts'
import { resolvePython } from '../../../src/languages/python/resolve.ts'

/** A project in memory; it fails the test when anything outside the root is asked for. */
function project(...files: (string | [string, string])[]): ProjectFiles {
  const texts = new Map(
    files.map((file) => (typeof file === 'string' ? [`/p/${file}`, ''] : [`/p/${file[0]}`, file[1]])),
  )
  const inside = (path: string): string => {
    expect(path.startsWith('/p/')).toBe(true)
    return path
  }
  return {
    root: '/p',
    readFile: (path) => texts.get(inside(path)),
    isFile: (path) => texts.has(inside(path)),
  }
}

function resolve(host: ProjectFiles, from: string, specifier: string, imported?: string): string | undefined {
  return resolvePython(specifier, `/p/${from}`, host, imported)?.slice('/p/'.length)
}

describe('absolute imports', () => {
  const host = project(
    'train.py',
    'utils.py',
    'data/__init__.py',
    'data/loader.py',
    'plain/deep/tools.py',
    'src/app/__init__.py',
    'src/app/model.py',
    'scripts/run.py',
    'scripts/local.py',
  )
  it.each([
    ['train.py', 'utils', 'utils.py'],
    ['train.py', 'data', 'data/__init__.py'],
    ['train.py', 'data.loader', 'data/loader.py'],
    ['train.py', 'plain.deep.tools', 'plain/deep/tools.py'],
    ['train.py', 'app.model', 'src/app/model.py'],
    ['src/app/model.py', 'app', 'src/app/__init__.py'],
    ['scripts/run.py', 'local', 'scripts/local.py'],
    ['scripts/run.py', 'utils', 'utils.py'],
    ['data/loader.py', 'utils', 'utils.py'],
    // `python data/run.py` has the package's own folder on its path.
    ['data/__init__.py', 'loader', 'data/loader.py'],
    ['train.py', 'local', undefined],
    ['train.py', 'torch', undefined],
    ['train.py', 'plain', undefined],
    ['train.py', 'train', undefined],
  ])('%s: import %s -> %s', (from, specifier, expected) => {
    expect(resolve(host, from, specifier)).toBe(expected)
  })

  it('prefer a package to a module of the same name, and a near folder to a far one', () => {
    const host = project('a/__init__.py', 'a.py', 'x/a.py', 'x/run.py')
    expect(resolve(host, 'run.py', 'a')).toBe('a/__init__.py')
    expect(resolve(host, 'x/run.py', 'a')).toBe('x/a.py')
  })

  it('find the package that the root itself is', () => {
    const host = project('__init__.py', 'data.py', 'train.py')
    expect(resolvePython('p.data', '/p/train.py', host)).toBe('/p/data.py')
  })
})

describe('the standard library', () => {
  it('is not hidden by modules of packages or of other folders', () => {
    const host = project('pkg/__init__.py', 'pkg/random.py', 'pkg/train.py', 'random.py', 'sub/run.py')
    expect(resolve(host, 'pkg/train.py', 'random')).toBe(undefined)
    expect(resolve(host, 'sub/run.py', 'random')).toBe(undefined)
  })

  it('is hidden by a file beside the script, but for what is loaded before the script', () => {
    const host = project('random.py', 'time.py', 'train.py')
    expect(resolve(host, 'train.py', 'random')).toBe('random.py')
    expect(resolve(host, 'train.py', 'time')).toBe(undefined)
    expect(resolve(host, 'random.py', 'random')).toBe(undefined)
  })
})

describe('relative imports', () => {
  const host = project('a/__init__.py', 'a/m.py', 'a/b/__init__.py', 'a/b/n.py', 'a/loose/o.py')
  it.each([
    ['a/m.py', '.', undefined, 'a/__init__.py'],
    ['a/m.py', '.b', undefined, 'a/b/__init__.py'],
    ['a/b/n.py', '..m', undefined, 'a/m.py'],
    ['a/b/n.py', '..', 'm', 'a/m.py'],
    ['a/b/n.py', '.', 'n', 'a/b/__init__.py'],
    ['a/m.py', '.loose', 'o', 'a/loose/o.py'],
    ['a/m.py', '.loose', undefined, undefined],
    ['a/b/n.py', '...a.m', undefined, 'a/m.py'],
    ['a/b/n.py', '....p', undefined, undefined],
    ['a/b/n.py', '......etc', 'passwd', undefined],
    ['a/__init__.py', '.', 'm', 'a/m.py'],
  ])('%s: from %s import %s -> %s', (from, specifier, imported, expected) => {
    expect(resolve(host, from, specifier, imported)).toBe(expected)
  })
})

describe('from a import b', () => {
  it('is the module b where the package does not speak of b', () => {
    const host = project('a/__init__.py', 'a/b.py', 'run.py')
    expect(resolve(host, 'run.py', 'a', 'b')).toBe('a/b.py')
    expect(resolve(host, 'run.py', 'a', 'c')).toBe('a/__init__.py')
  })

  it('is the package where it defines b itself', () => {
    const host = project(['a/__init__.py', 'from .b import b'], 'a/b.py', 'run.py')
    expect(resolve(host, 'run.py', 'a', 'b')).toBe('a/__init__.py')
    expect(resolve(host, 'a/__init__.py', '.b', 'b')).toBe('a/b.py')
  })

  it('is the module that a folder without __init__ holds', () => {
    const host = project('a/b.py', 'run.py')
    expect(resolve(host, 'run.py', 'a', 'b')).toBe('a/b.py')
    expect(resolve(host, 'run.py', 'a', 'c')).toBe(undefined)
  })
})
