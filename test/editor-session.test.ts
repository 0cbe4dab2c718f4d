/** One process lints for as long as an editor is open: files come, change and go between two lints. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Linter } from 'eslint'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import reproducible from '../src/index.ts'

let folder = ''

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'session-'))
  mkdirSync(join(folder, '.git'))
  vi.useFakeTimers({ toFake: ['performance'] })
})

afterEach(() => {
  vi.useRealTimers()
  rmSync(folder, { recursive: true, force: true })
})

/** Looked at by a person, whose next look is seconds later. */
function look(name: string, text: string): readonly (string | null)[] {
  vi.advanceTimersByTime(10_000)
  const linter = new Linter({ cwd: folder })
  const config = reproducible.configs.recommended as never
  return linter.verify(text, config, join(folder, name)).map((message) => message.ruleId)
}

const train = `import { seedAll } from './seed.js'
import * as tf from '@tensorflow/tfjs'
seedAll()
const model = tf.sequential({ layers: [tf.layers.dense({ units: 1, inputShape: [2] })] })
model.compile({ optimizer: 'sgd', loss: 'meanSquaredError' })
await model.fit(tf.randomNormal([8, 2]), tf.zeros([8, 1]), { shuffle: false })
`
const seeding = `import { enforce } from 'eslint-plugin-reproducible/runtime'
export function seedAll() { enforce({ seed: 1 }) }
`
const unseeding = `export function seedAll() {}
`

it('follows a file that comes later, changes and goes', () => {
  writeFileSync(join(folder, 'train.js'), train)
  const unknown = look('train.js', train)
  writeFileSync(join(folder, 'seed.js'), seeding)
  expect(look('train.js', train)).not.toContain('reproducible/no-unseeded-random')
  writeFileSync(join(folder, 'seed.js'), unseeding)
  expect(look('train.js', train)).toContain('reproducible/no-unseeded-random')
  rmSync(join(folder, 'seed.js'))
  expect(look('train.js', train)).toEqual(unknown)
})

it('reads a configuration again when it changes', () => {
  const imported = train.replace('./seed.js', '@/seed')
  mkdirSync(join(folder, 'one'))
  mkdirSync(join(folder, 'other'))
  writeFileSync(join(folder, 'one/seed.js'), seeding)
  writeFileSync(join(folder, 'other/seed.js'), unseeding)
  writeFileSync(join(folder, 'train.js'), imported)
  const mapping = (to: string): string =>
    JSON.stringify({ compilerOptions: { paths: { '@/*': [`./${to}/*`] } } })
  writeFileSync(join(folder, 'tsconfig.json'), mapping('other'))
  expect(look('train.js', imported)).toContain('reproducible/no-unseeded-random')
  writeFileSync(join(folder, 'tsconfig.json'), mapping('one'))
  expect(look('train.js', imported)).not.toContain('reproducible/no-unseeded-random')
})

it('reads the pinned versions again when they change', () => {
  const python = `import random
import albumentations as A
import numpy as np

random.seed(0)
np.random.seed(0)
train = A.Compose([A.HorizontalFlip(), A.Normalize()])
image = train(image=np.ones((8, 8, 3), dtype='uint8'))
`
  writeFileSync(join(folder, 'train.py'), python)
  writeFileSync(join(folder, 'requirements.txt'), 'albumentations==2.0.8\n')
  expect(look('train.py', python)).toContain('reproducible/no-unseeded-random')
  writeFileSync(join(folder, 'requirements.txt'), 'albumentations==1.3.1 # draws from random\n')
  expect(look('train.py', python)).not.toContain('reproducible/no-unseeded-random')
})

it('judges a Python file again that did not change itself', () => {
  const python = `import torch
from seeding import seed_all

seed_all()
model = torch.nn.Linear(2, 1)
model(torch.ones(4, 2)).sum().backward()
`
  writeFileSync(join(folder, 'train.py'), python)
  writeFileSync(join(folder, 'seeding.py'), 'import torch\n\ndef seed_all():\n    torch.manual_seed(0)\n')
  expect(look('train.py', python)).not.toContain('reproducible/no-unseeded-random')
  writeFileSync(join(folder, 'seeding.py'), 'def seed_all():\n    print(0)\n')
  expect(look('train.py', python)).toContain('reproducible/no-unseeded-random')
})

it('judges each of two Python files that are alike by the files beside it', () => {
  const python = `import torch
from .seeding import seed_all

seed_all()
model = torch.nn.Linear(2, 1)
model(torch.ones(4, 2)).sum().backward()
`
  for (const [name, seeding] of [
    ['one', 'import torch\n\ndef seed_all():\n    torch.manual_seed(0)\n'],
    ['other', 'def seed_all():\n    print(0)\n'],
  ] as const) {
    mkdirSync(join(folder, name))
    writeFileSync(join(folder, name, '__init__.py'), '')
    writeFileSync(join(folder, name, 'train.py'), python)
    writeFileSync(join(folder, name, 'seeding.py'), seeding)
  }
  expect(look('one/train.py', python)).not.toContain('reproducible/no-unseeded-random')
  expect(look('other/train.py', python)).toContain('reproducible/no-unseeded-random')
})
