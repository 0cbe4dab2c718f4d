/** The analysis reads files through its host, and sees at once what an editor holds unsaved. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, dirname, join } from 'node:path'
import { Linter } from 'eslint'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import reproducible from '../../src/index.ts'
import { readFilesFrom, type FileHost } from '../../src/project/host.ts'
import { nodeHost } from '../../src/project/node-host.ts'
import { forgetProjects } from '../../src/project/roots.ts'
import { OpenFiles } from '../../src/server/open-files.ts'

const TRAIN = `import torch
from seeding import seed_all

seed_all()
model = torch.nn.Linear(2, 1)
optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
model(torch.ones(4, 2)).sum().backward()
optimizer.step()
`
const SEEDS = 'import torch\n\n\ndef seed_all():\n    torch.manual_seed(0)\n'
const SEEDS_NOTHING = 'def seed_all():\n    pass\n'

function rulesReported(file: string, text: string): readonly (string | null)[] {
  const linter = new Linter({ cwd: dirname(file) })
  return linter
    .verify(text, reproducible.configs.recommended as never, file)
    .map(({ ruleId, message }) => ruleId ?? message)
}

const UNSEEDED = 'reproducible/no-unseeded-random'

afterEach(() => {
  readFilesFrom(undefined)
  forgetProjects()
})

describe('files that are nowhere but in memory', () => {
  function memory(files: Readonly<Record<string, string>>): FileHost {
    const stat: FileHost['stat'] = (path) => {
      const text = files[path]
      if (text !== undefined) return { kind: 'file', size: text.length, stamp: text }
      const isFolder = Object.keys(files).some((file) => file.startsWith(`${path}/`))
      return isFolder ? { kind: 'folder', size: 0, stamp: '' } : undefined
    }
    return {
      stat,
      lstat: stat,
      entries: (folder) =>
        Object.keys(files)
          .filter((file) => dirname(file) === folder)
          .map((file) => ({ name: basename(file), kind: 'file' })),
      text: (path) => files[path],
      isUtf8: () => true,
    }
  }

  it.each([
    { seeding: SEEDS, isReported: false },
    { seeding: SEEDS_NOTHING, isReported: true },
  ])('are followed: reported $isReported', ({ seeding, isReported }) => {
    const folder = '/there-is/no-such-folder'
    readFilesFrom(
      memory({
        [`${folder}/.git`]: '',
        [`${folder}/train.py`]: TRAIN,
        [`${folder}/seeding.py`]: seeding,
      }),
    )
    expect(rulesReported(`${folder}/train.py`, TRAIN).includes(UNSEEDED)).toBe(isReported)
  })
})

describe('what is open in an editor', () => {
  let folder = ''
  let open: OpenFiles

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'host-'))
    mkdirSync(join(folder, '.git'))
    open = new OpenFiles(nodeHost)
    readFilesFrom(open)
    // Nothing is seen because time has passed.
    vi.useFakeTimers({ toFake: ['performance'] })
  })
  afterEach(() => {
    vi.useRealTimers()
    rmSync(folder, { recursive: true, force: true })
  })

  const at = (name: string) => join(folder, name)
  const isReported = (name: string, text: string) => rulesReported(at(name), text).includes(UNSEEDED)

  it('counts in place of what is saved, until it is closed', () => {
    writeFileSync(at('train.py'), TRAIN)
    writeFileSync(at('seeding.py'), SEEDS)
    expect(isReported('train.py', TRAIN)).toBe(false)
    open.set(at('seeding.py'), SEEDS_NOTHING)
    expect(isReported('train.py', TRAIN)).toBe(true)
    open.set(at('seeding.py'), SEEDS)
    expect(isReported('train.py', TRAIN)).toBe(false)
    open.set(at('seeding.py'), SEEDS_NOTHING)
    expect(isReported('train.py', TRAIN)).toBe(true)
    open.delete(at('seeding.py'))
    expect(isReported('train.py', TRAIN)).toBe(false)
  })

  it('counts before it is saved for the first time', () => {
    writeFileSync(at('train.py'), TRAIN)
    writeFileSync(at('other.py'), 'x = 1\n')
    isReported('train.py', TRAIN)
    open.set(at('seeding.py'), SEEDS_NOTHING)
    expect(isReported('train.py', TRAIN)).toBe(true)
    open.set(at('seeding.py'), SEEDS)
    expect(isReported('train.py', TRAIN)).toBe(false)
  })

  it('changes whose program a file belongs to', () => {
    const model = 'import numpy as np\n\n\ndef samples():\n    return np.random.rand(4, 2)\n'
    const main = (seeding: string) => `import numpy as np
from sklearn.linear_model import LinearRegression
from model import samples
${seeding}
LinearRegression().fit(samples(), [1, 2, 3, 4])
`
    writeFileSync(at('model.py'), model)
    writeFileSync(at('main.py'), main('np.random.seed(0)'))
    expect(isReported('model.py', model)).toBe(false)
    open.set(at('main.py'), main(''))
    expect(isReported('model.py', model)).toBe(true)
    open.set(at('main.py'), 'print(1)\n')
    open.set(at('other.py'), main('np.random.seed(0)'))
    expect(isReported('model.py', model)).toBe(false)
  })

  it('is told of what changes on the disk', () => {
    writeFileSync(at('train.py'), TRAIN)
    writeFileSync(at('seeding.py'), SEEDS)
    expect(isReported('train.py', TRAIN)).toBe(false)
    writeFileSync(at('seeding.py'), SEEDS_NOTHING)
    open.touch(at('seeding.py'))
    expect(isReported('train.py', TRAIN)).toBe(true)
    rmSync(at('seeding.py'))
    writeFileSync(at('seed_all.py'), SEEDS)
    for (const name of ['seeding.py', 'seed_all.py']) open.touch(at(name))
    const renamed = TRAIN.replace('from seeding', 'from seed_all')
    expect(isReported('train.py', renamed)).toBe(false)
  })

  it('has a list of changes that is never too short', () => {
    const before = open.changes.count
    for (let at = 0; at < 5000; at++) open.touch(`/${at}`)
    expect(open.changes.since(before)).toBeUndefined()
    const late = open.changes.since(open.changes.count - 500)
    expect(late && [...late]).toEqual(Array.from({ length: 500 }, (_, at) => `/${4500 + at}`))
    expect(open.changes.since(open.changes.count)?.size).toBe(0)
  })
})
