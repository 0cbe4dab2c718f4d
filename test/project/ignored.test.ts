/** What git ignores, by git's own answer. */
import { execFileSync } from 'node:child_process'
import { mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { IgnoredPaths } from '../../src/project/ignored.ts'
import { folderWith } from '../cli/command.ts'

const git = (cwd: string, ...args: string[]) =>
  execFileSync('git', args, { cwd, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] })

const FILES = [
  'a.py',
  'Data/x.py',
  'data/x.py',
  'data/keep.py',
  'data/deep/y.py',
  'src/a.py',
  'src/build/b.py',
  'src/build/keep/c.py',
  'src/lib/build/d.py',
  'sp ace/#e.py',
  'sp ace/!f.py',
  'log.py',
  'log/g.py',
]
const PATTERNS = [
  'data/',
  '/data',
  'data',
  '!data/keep.py',
  'data/*',
  '**/build',
  'src/build/',
  '!src/build/keep/',
  'build/*.py',
  '*.py',
  '!a.py',
  'src/**/d.py',
  '# data/',
  '\\#e.py',
  '\\!f.py',
  '#e.py',
  'log',
  'log/',
  'lo[a-g].py',
  '?.py',
  'sp ace',
  'a.py ',
  '',
  '/',
  '**',
  'deep/**',
]

function ignoredByUs(base: string, top = base): string[] {
  const paths = new IgnoredPaths(base)
  return FILES.filter((file) => paths.reason(join(top, file), false) === 'git')
}

function ignoredByGit(top: string): string[] {
  const out = git(top, 'ls-files', '--others', '--ignored', '--exclude-standard', '-z')
  return FILES.filter((file) => out.split('\0').includes(file))
}

describe('what git ignores', () => {
  const top = folderWith(Object.fromEntries(FILES.map((file) => [file, ''])))
  git(top, 'init', '-q')
  git(top, 'config', 'core.excludesFile', '')
  const folders = [...new Set(FILES.map((file) => dirname(file)))]

  it('is left out, whatever patterns lie in whatever folders', () => {
    const gitignores = fc.dictionary(
      fc.constantFrom(...folders, '.git/info'),
      fc.array(fc.constantFrom(...PATTERNS), { maxLength: 4 }),
      { maxKeys: 4 },
    )
    fc.assert(
      fc.property(gitignores, fc.constantFrom('\n', '\r\n'), (files, end) => {
        const written = Object.entries(files).map(([folder, lines]) => {
          const file = join(top, folder, folder === '.git/info' ? 'exclude' : '.gitignore')
          mkdirSync(dirname(file), { recursive: true })
          writeFileSync(file, lines.join(end))
          return file
        })
        const theirs = ignoredByGit(top)
        expect(ignoredByUs(top)).toEqual(theirs)
        // From a folder below, the same: git looks up to the root of the repository.
        const isLeft = new IgnoredPaths(top).reason(join(top, 'src'), true) !== undefined
        if (!isLeft) expect(ignoredByUs(join(top, 'src'), top)).toEqual(theirs)
        for (const file of written) rmSync(file)
      }),
      { numRuns: 120 },
    )
  })

  it('is linted by who starts in it', () => {
    const outer = folderWith({
      '.git/HEAD': '',
      '.gitignore': '.cache/\n*.tmp.py\n',
      '.cache/p/a.py': '',
      '.cache/p/.gitignore': 'b.py\n',
      '.cache/p/b.py': '',
    })
    for (const base of ['.cache/p', '.cache']) {
      const paths = new IgnoredPaths(join(outer, base))
      expect(paths.reason(join(outer, '.cache/p/a.py'), false)).toBeUndefined()
      expect(paths.reason(join(outer, '.cache/p/b.py'), false)).toBe('git')
    }
    expect(new IgnoredPaths(outer).reason(join(outer, '.cache/p/a.py'), false)).toBe('git')
  })

  it('ends where another repository begins', () => {
    const outer = folderWith({
      '.gitignore': '*.py\n',
      'in/a.py': '',
      'in/.git/HEAD': '',
      '.git/HEAD': '',
      'b.py': '',
    })
    const paths = new IgnoredPaths(outer)
    expect(paths.reason(join(outer, 'b.py'), false)).toBe('git')
    expect(paths.reason(join(outer, 'in/a.py'), false)).toBeUndefined()
  })

  it.skipIf(process.platform === 'win32')('is not read from what is no file', () => {
    const odd = folderWith({ 'a.py': '', 'b/a.py': '', 'c/a.py': '' })
    execFileSync('mkfifo', [join(odd, '.gitignore')])
    mkdirSync(join(odd, 'b/.gitignore'))
    symlinkSync('/dev/zero', join(odd, 'c/.gitignore'))
    const paths = new IgnoredPaths(odd)
    for (const file of ['a.py', 'b/a.py', 'c/a.py'])
      expect(paths.reason(join(odd, file), false)).toBeUndefined()
  })
})

it('environments of Python are told by what lies in them', () => {
  const folder = folderWith({
    'mine/pyvenv.cfg': '',
    'mine/lib/a.py': '',
    'envs/conda/conda-meta/history': '',
    'envs/conda/lib/b.py': '',
    'env/rooms.py': '',
    'pyvenv.cfg': '',
  })
  const paths = new IgnoredPaths(folder)
  expect(paths.reason(join(folder, 'mine'), true)).toBe('environment')
  expect(paths.reason(join(folder, 'mine/lib/a.py'), false)).toBe('environment')
  expect(paths.reason(join(folder, 'envs/conda/lib/b.py'), false)).toBe('environment')
  expect(paths.reason(join(folder, 'env/rooms.py'), false)).toBeUndefined()
})
