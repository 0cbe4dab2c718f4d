import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
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
  ])('%s with %j', (name, text, expected) => {
    expect(pinnedVersions(project({ [name]: text }), distributions)['torch']).toBe(expected)
  })

  it('are none where there is no such folder', () => {
    expect(pinnedVersions(join(tmpdir(), 'there is none'), distributions)).toEqual({})
  })
})
