import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { catalogOf } from '../src/catalog/catalog.ts'
import { pinnedVersions } from '../src/project/pinned.ts'

const { distributions } = catalogOf('python')

const folders: string[] = []
afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true })
})

function project(files: Readonly<Record<string, string>>): string {
  const folder = mkdtempSync(join(tmpdir(), 'pinned-'))
  folders.push(folder)
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text)
  return folder
}

describe('the versions that a project allows', () => {
  it.each([
    ['requirements.txt', 'torch==1.8.1\n', '1.8.1'],
    ['requirements.txt', 'torch>=1.4,<2\n', '1.999'],
    ['requirements-dev.txt', 'torch[extra] <= 1.9 ; python_version < "3.9"\n', '1.9'],
    ['requirements.txt', 'torch<2.0\n', '1.999'],
    ['requirements.txt', 'torch~=1.3.0\n', '1.3.999'],
    ['pyproject.toml', '[project]\ndependencies = ["torch>=1.2, <1.9", "numpy"]\n', '1.8.999'],
    ['pyproject.toml', '[tool.poetry.dependencies]\ntorch = "^1.8"\n', '1.999'],
    ['pyproject.toml', '[tool.poetry.dependencies]\ntorch = "1.8.0"\n', '1.8.0'],
    ['environment.yml', 'dependencies:\n  - pytorch=1.8\n', '1.8'],
    ['requirements.txt', 'torch==2.1\ntorch==1.8\n', '1.8'],
    ['requirements.txt', 'torch>=1.4\n', undefined],
    ['requirements.txt', '# torch==1.4\ntorch\ntorch-geometric==1.7\n', undefined],
    ['notes.txt', 'torch==1.4\n', undefined],
    ['pyproject.toml', '[project]\ndescription = "a port of torch<1.9"\n', undefined],
    ['pyproject.toml', '[project.optional-dependencies]\ngpu = ["torch==1.8"]\n', '1.8'],
    ['pyproject.toml', '[dependency-groups]\ndev = ["torch<1.9"]\n', '1.8.999'],
    ['pyproject.toml', '[tool.poetry.dependencies]\ntorch = { version = "^1.20" }\n', '1.999'],
    [
      'pyproject.toml',
      '[tool.poetry.group.x.dependencies]\ntorch = { version = "1.8.1", optional = true }\n',
      '1.8.1',
    ],
    ['pyproject.toml', '[tool.black]\nline-length = 100\nextra = "torch==1.8"\n', undefined],
    ['pyproject.toml', 'this is = = no TOML torch==1.8', undefined],
    ['Pipfile', '[packages]\ntorch = "==1.8.1"\n', '1.8.1'],
    ['Pipfile', '[packages]\ntorch = "*"\n', undefined],
    ['uv.lock', '[[package]]\nname = "torch"\nversion = "1.8.1+cpu"\n', '1.8.1'],
    ['poetry.lock', '[[package]]\nname = "torch"\nversion = "1.8.1"\n', '1.8.1'],
    ['pdm.lock', '[[package]]\nname = "Torch"\nversion = "1.8.1"\n', '1.8.1'],
  ])('%s with %j', (name, text, expected) => {
    expect(pinnedVersions(project({ [name]: text }), distributions).get('torch')).toBe(expected)
  })

  it('are what a lock file has resolved', () => {
    const files = {
      'pyproject.toml': '[project]\ndependencies = ["torch<3"]\n',
      'uv.lock': '[[package]]\nname = "torch"\nversion = "2.4.0"\n',
    }
    expect(pinnedVersions(project(files), distributions).get('torch')).toBe('2.4.0')
  })

  it.each(['constructor', '__proto__', 'toString', 'hasOwnProperty'])(
    'may be those of a package called %s',
    (name) => {
      const versions = pinnedVersions(
        project({ 'requirements.txt': `${name}==1.0\ntorch==1.8` }),
        distributions,
      )
      expect(versions.get('torch')).toBe('1.8')
    },
  )

  it.skipIf(process.platform === 'win32')('are read of files only, and not of what never ends', () => {
    const folder = project({ 'requirements.txt': 'torch==1.8' })
    execFileSync('mkfifo', [join(folder, 'requirements-pipe.txt')])
    mkdirSync(join(folder, 'pyproject.toml'))
    symlinkSync('/dev/zero', join(folder, 'setup.cfg'))
    expect(pinnedVersions(folder, distributions).get('torch')).toBe('1.8')
  })

  it('are none where there is no such folder', () => {
    expect(pinnedVersions(join(tmpdir(), 'there is none'), distributions)).toEqual(new Map())
  })
})
