/**
 * The same files get the same verdict: in any order, alone and together, again and again, whatever is remembered and
 * whatever the clock says.
 */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { ESLint, Linter } from 'eslint'
import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import reproducible from '../src/index.ts'
import { cacheSizes } from '../src/project/cache-sizes.ts'
import { forgetProjects } from '../src/project/roots.ts'

type Files = Readonly<Record<string, string>>

let folder = ''
const sizes = { ...cacheSizes }

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'verdict-'))
  mkdirSync(join(folder, '.git'))
})

afterEach(() => {
  vi.useRealTimers()
  Object.assign(cacheSizes, sizes)
  rmSync(folder, { recursive: true, force: true })
})

function write(files: Files): void {
  forgetProjects()
  rmSync(folder, { recursive: true, force: true })
  mkdirSync(join(folder, '.git'), { recursive: true })
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true })
    writeFileSync(join(folder, name), text)
  }
}

/** Everything that is said of a file, suggestions included. */
function judge(name: string, text: string): string {
  const linter = new Linter({ cwd: folder })
  const config = [...reproducible.configs.strict]
  return JSON.stringify(linter.verify(text, config as never, join(folder, name)))
}

function judgeAll(files: Files, names = Object.keys(files)): Record<string, string> {
  return Object.fromEntries(names.map((name) => [name, judge(name, files[name]!)]))
}

/** Each file by itself, in a process that knows nothing. */
function judgeAlone(files: Files): Record<string, string> {
  return Object.fromEntries(
    Object.entries(files).map(([name, text]) => {
      forgetProjects()
      return [name, judge(name, text)]
    }),
  )
}

// ---------------------------------------------------------------------------------------------------------- projects

/** What a module of helpers may do; `$` is a name of its own. */
const PYTHON_HELPERS = [
  'def set_seed$(seed=0):\n    torch.manual_seed(seed)\n    np.random.seed(seed)\n    random.seed(seed)',
  'def batch$():\n    return torch.rand(4, 8)',
  'class Net$(nn.Module):\n    def __init__(self):\n        super().__init__()\n        self.layer = nn.Linear(8, 1)\n    def forward(self, x):\n        return self.layer(x)',
  'def pick$(items):\n    return items[np.random.randint(len(items))]',
  'rng$ = np.random.default_rng()\ndef noise$():\n    return torch.tensor(rng$.normal(size=3))',
  'def files$(folder):\n    return torch.tensor([len(name) for name in os.listdir(folder)])',
  'def worker$(worker_id):\n    np.random.seed(0)',
  'def loader$(data):\n    return DataLoader(data, shuffle=True, num_workers=2)',
  'def reseed$():\n    rng = np.random.RandomState(0)\n    return torch.tensor(rng.rand(2))',
  'torch.backends.cudnn.benchmark = True',
]
const PYTHON_PROGRAMS = [
  'net = helpers.Net$()\nnet(helpers.batch$()).sum().backward()',
  'helpers.set_seed$(1)\nnet = helpers.Net$()\nnet(helpers.batch$()).sum().backward()',
  'net = helpers.Net$()\nhelpers.set_seed$(1)\nnet(helpers.batch$()).sum().backward()',
  'torch.manual_seed(0)\nnet = helpers.Net$()\nnet(torch.ones(4, 8)).sum().backward()',
  'model = nn.Linear(2, 1)\nmodel(torch.rand(4, 2)).sum().backward()\nhelpers.noise$()',
  'if __name__ == "__main__":\n    helpers.batch$().sum()\n    nn.Linear(2, 2)(torch.ones(1, 2)).sum().backward()',
  'print(helpers.pick$([1, 2, 3]))',
]
const PYTHON_HEAD =
  'import os\nimport random\nimport numpy as np\nimport torch\nfrom torch import nn\nfrom torch.utils.data import DataLoader\n'

const JAVASCRIPT_HELPERS = [
  'export function seedAll$() { enforce({ seed: 1 }) }',
  'export function batch$() { return tf.randomNormal([4, 8]) }',
  'export function net$() { return tf.sequential({ layers: [tf.layers.dense({ units: 1, inputShape: [8] })] }) }',
  'export function pick$(items) { return items[Math.floor(Math.random() * items.length)] }',
  'export class Trainer$ { constructor() { this.w = tf.randomUniform([2]) } run() { return this.w.print() } }',
  'export const order$ = (items) => tf.tensor(tf.util.shuffle(items))',
  'export function again$() { for (let i = 0; i < 3; i++) tf.randomNormal([2], 0, 1, undefined, 7).print() }',
]
const JAVASCRIPT_PROGRAMS = [
  'await h.net$().fit(h.batch$(), tf.zeros([4, 1]))',
  'h.seedAll$()\nawait h.net$().fit(h.batch$(), tf.zeros([4, 1]))',
  'const m = h.net$()\nh.seedAll$()\nawait m.fit(h.batch$(), tf.zeros([4, 1]))',
  'new h.Trainer$().run()',
  'tf.tensor([h.pick$([1, 2, 3])]).print()',
  'enforce({ seed: 3 })\ntf.layers.dense({ units: 1, inputShape: [4] }).apply(tf.ones([1, 4])).print()',
]
const JAVASCRIPT_HEAD =
  "import { enforce } from 'eslint-plugin-reproducible/runtime'\nimport * as tf from '@tensorflow/tfjs'\n"

const several = <T>(pool: readonly T[], minLength: number, maxLength: number) =>
  fc.uniqueArray(fc.constantFrom(...pool), { minLength, maxLength })

/** Packages whose programs share helpers; some helpers import those of the next package, the last those of the first. */
const pythonProject = fc
  .array(
    fc.record({
      helpers: several(PYTHON_HELPERS, 2, 5),
      programs: several(PYTHON_PROGRAMS, 1, 3),
      barrel: fc.boolean(),
      onward: fc.boolean(),
    }),
    { minLength: 1, maxLength: 3 },
  )
  .map((packages): Files => {
    const files: Record<string, string> = {}
    packages.forEach(({ helpers, programs, barrel, onward }, at) => {
      const next = (at + 1) % packages.length
      files[`p${at}/__init__.py`] = barrel ? 'from .helpers import *\n' : ''
      files[`p${at}/helpers.py`] =
        `${PYTHON_HEAD}${onward ? `from p${next} import helpers as other\n` : ''}${helpers.join('\n').replaceAll('$', `_${at}`)}\n`
      programs.forEach((program, number) => {
        files[`p${at}/train_${number}.py`] =
          `${PYTHON_HEAD}from p${at} import helpers\n${program.replaceAll('$', `_${at}`)}\n`
      })
    })
    return files
  })

const javascriptProject = fc
  .array(
    fc.record({
      helpers: several(JAVASCRIPT_HELPERS, 2, 5),
      programs: several(JAVASCRIPT_PROGRAMS, 1, 3),
      barrel: fc.boolean(),
      onward: fc.boolean(),
      typed: fc.boolean(),
    }),
    { minLength: 1, maxLength: 3 },
  )
  .map((packages): Files => {
    const files: Record<string, string> = {}
    packages.forEach(({ helpers, programs, barrel, onward }, at) => {
      const next = (at + 1) % packages.length
      if (barrel) files[`p${at}/index.js`] = "export * from './helpers.js'\n"
      files[`p${at}/helpers.js`] =
        `${JAVASCRIPT_HEAD}${onward ? `import * as other from '../p${next}/helpers.js'\n` : ''}${helpers.join('\n').replaceAll('$', `_${at}`)}\n`
      programs.forEach((program, number) => {
        files[`p${at}/train-${number}.js`] =
          `${JAVASCRIPT_HEAD}import * as h from './${barrel ? 'index' : 'helpers'}.js'\n${program.replaceAll('$', `_${at}`)}\n`
      })
    })
    return files
  })

describe.each([
  ['Python', pythonProject],
  ['JavaScript', javascriptProject],
] as const)('a generated project in %s', { timeout: 120_000 }, (_, project) => {
  it('is judged alike in any order, alone and together, and again', () => {
    fc.assert(
      fc.property(project, fc.infiniteStream(fc.nat()), (files, random) => {
        write(files)
        const alone = judgeAlone(files)
        const names = Object.keys(files)
        const keys = new Map(names.map((name) => [name, random.next().value as number]))
        forgetProjects()
        expect(judgeAll(files)).toEqual(alone)
        expect(judgeAll(files)).toEqual(alone)
        forgetProjects()
        const shuffled = names.toSorted((a, b) => keys.get(a)! - keys.get(b)!)
        expect(judgeAll(files, shuffled)).toEqual(alone)
        expect(judgeAll(files, shuffled.toReversed())).toEqual(alone)
      }),
      { numRuns: 25 },
    )
  })

  it('is judged alike by whoever remembers next to nothing, and at any speed', () => {
    fc.assert(
      fc.property(project, fc.array(fc.nat({ max: 5000 }), { minLength: 1 }), (files, pauses) => {
        write(files)
        const alone = judgeAlone(files)
        forgetProjects()
        Object.assign(cacheSizes, { runs: 1, text: 1 })
        expect(judgeAll(files)).toEqual(alone)
        Object.assign(cacheSizes, sizes)
        vi.useFakeTimers({ toFake: ['performance'] })
        const slow = Object.entries(files).map(([name, text], at) => {
          vi.advanceTimersByTime(pauses[at % pauses.length]!)
          return [name, judge(name, text)]
        })
        vi.useRealTimers()
        expect(Object.fromEntries(slow)).toEqual(alone)
      }),
      { numRuns: 15 },
    )
  })
})

const helpers = `import torch
from torch import nn

class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.layer = nn.Linear(8, 1)

    def forward(self, x):
        return self.layer(x)

def set_seed(seed):
    torch.manual_seed(seed)

def batch():
    return torch.rand(4, 8)
`
const train = `import torch
from helpers import Net, batch

net = Net()
optimizer = torch.optim.SGD(net.parameters(), lr=0.1)
for _ in range(3):
    net(batch()).sum().backward()
    optimizer.step()
`

it('finds every program unseeded that does not call the seeding beside it', async () => {
  const files: Record<string, string> = {}
  for (let at = 0; at < 30; at++) {
    files[`p${at}/helpers.py`] = helpers
    for (let number = 0; number < 3; number++)
      files[`p${at}/train_${number}.py`] =
        number === 0
          ? train.replace('\nnet = ', '\nfrom helpers import set_seed\nset_seed(0)\nnet = ')
          : train
  }
  write(files)
  const found = judgeAll(files)
  const reported = Object.entries(found).filter(
    ([name, said]) => name.includes('train') && said.includes('no-unseeded-random'),
  )
  expect(reported.map(([name]) => name)).toEqual(
    Object.keys(files).filter((name) => /train_[12]/u.test(name)),
  )
  const together = await new ESLint({
    cwd: folder,
    overrideConfigFile: true,
    overrideConfig: [...reproducible.configs.strict] as never,
  }).lintFiles(['.'])
  expect(
    Object.fromEntries(
      together.map(({ filePath, messages }) => [
        filePath.slice(folder.length + 1),
        messages.map(({ line, ruleId, message }) => ({ line, ruleId, message })),
      ]),
    ),
  ).toEqual(
    Object.fromEntries(
      Object.entries(found).map(([name, said]) => [
        name,
        (JSON.parse(said) as Linter.LintMessage[]).map(({ line, ruleId, message }) => ({
          line,
          ruleId,
          message,
        })),
      ]),
    ),
  )
}, 60_000)

it('lets nobody else see what an editor has not saved', () => {
  const files = { 'helpers.py': helpers, 'train.py': train }
  write(files)
  const before = judgeAll(files)
  judge('helpers.py', helpers.replace('def batch():\n', 'def batch():\n    torch.manual_seed(0)\n'))
  expect(judgeAll(files)).toEqual(before)
})
