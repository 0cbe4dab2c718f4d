import { createHash } from 'node:crypto'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { installTorch } from './install.ts'
import { runPython, titled, type Variables } from './run-python.ts'

const torch = await installTorch()
const folder = mkdtempSync(path.join(tmpdir(), 'python-receipts-'))
afterAll(() => rmSync(folder, { recursive: true }))

let programs = 0

/** Runs a program, and gives what it printed, or the last line of what went wrong. */
function told(code: string, extra: Variables = {}, libraries: readonly string[] = []): string {
  const file = path.join(folder, `program${String(programs++)}.py`)
  writeFileSync(file, code)
  const { out, err } = runPython([file], { extra: { PYTHONHASHSEED: '0', ...extra }, libraries, cwd: folder })
  return out.trim() || err.trim().split('\n').at(-1)!
}

const ROW = `
def row(id):
    return next(row for row in run.receipt['settings'] if row['id'] == id)
`

interface Case {
  readonly case: string
  readonly environment?: Readonly<Record<string, string>>
  readonly options: Readonly<Record<string, unknown>>
  readonly seed?: number | string
  readonly mode?: string
  readonly kind?: string
  readonly message?: string | { readonly python: string }
}

const { cases } = JSON.parse(readFileSync(new URL('../sentences.json', import.meta.url), 'utf8')) as {
  cases: Case[]
}

describe('what both languages do with the environment', () => {
  it('they do with the same sentences', () => {
    const code = `
import json, os, random, sys
from reproducible_runs import enforce
answers = []
for case in json.load(open(sys.argv[1], encoding='utf-8'))['cases']:
    os.environ.update(case.get('environment', {}))
    try:
        with enforce(**case['options']) as run:
            answers.append({'seed': run.seed, 'mode': run.mode})
    except Exception as error:
        answers.append({'kind': type(error).__name__, 'message': str(error)})
    for name in case.get('environment', {}):
        del os.environ[name]
print(json.dumps(answers))`
    const file = path.join(folder, 'sentences.py')
    writeFileSync(file, code)
    const sentences = path.join(import.meta.dirname, '../sentences.json')
    const { out, err } = runPython([file, sentences], { extra: { PYTHONHASHSEED: '0' } })
    expect(err).toBe('')
    const answers = JSON.parse(out) as unknown[]
    expect(answers).toHaveLength(cases.length)
    cases.forEach(({ seed, mode, kind, message }, i) => {
      expect(answers[i]).toMatchObject(
        kind === undefined
          ? { seed, ...(mode === undefined ? {} : { mode }) }
          : { kind, message: typeof message === 'object' ? message.python : message },
      )
    })
  })
})

describe('draws before enforce()', () => {
  it.each([
    ['random', 'import random; random.random()'],
    ['random', 'import random; random.gauss(0, 1); random.seed(1); random.gauss(0, 1)'],
  ])('of %s are an error', (library, before) => {
    expect(told(`${before}\nfrom reproducible_runs import enforce\nenforce(seed=1)`)).toContain(
      `too late. ${library} had drawn random numbers before enforce() ran`,
    )
  })

  it('are none where a library was only imported or seeded', () => {
    const code = `import random; random.seed(3)
from reproducible_runs import enforce
run = enforce(seed=1)${ROW}
print(row('draws before enforce()')['status'])`
    expect(told(code)).toBe('already')
  })

  it.skipIf(torch.skip)(titled('of NumPy and torch are errors', torch), { timeout: 120_000 }, () => {
    for (const [library, before] of [
      ['numpy', 'import numpy; numpy.random.rand()'],
      ['torch', 'import torch; torch.rand(1)'],
      ['torch', 'import torch; torch.manual_seed(1); torch.rand(1)'],
    ])
      expect(
        told(`${before!}\nfrom reproducible_runs import enforce\nenforce(seed=1)`, {}, torch.folders),
      ).toContain(`too late. ${library!} had drawn`)
    const only = `import numpy, torch; numpy.random.seed(1); torch.manual_seed(1)
from reproducible_runs import enforce
enforce(seed=1)
print('fine')`
    expect(told(only, {}, torch.folders)).toBe('fine')
  })
})

describe('what is undone later', () => {
  it('names the line, in strict mode as an error', () => {
    const strict = `from reproducible_runs import enforce
import random
run = enforce(seed=1)
def prepare():
    random.seed(5)
prepare()`
    expect(told(strict)).toMatch(
      /^reproducible_runs.EnforceError: enforce\(\): random was seeded again, with 5, by program\d+\.py:5: /,
    )
    const code = `${strict.replace('seed=1', "seed=1, mode='warn'")}${ROW}
print(row('seed of random')['status'], row('seed of random')['now'], row('seed of random')['by'])`
    expect(told(code)).toMatch(/^conflict seed 5 program\d+\.py:5$/)
  })

  it("is nothing where the run's own number is used", () => {
    const code = `from reproducible_runs import enforce
import random
run = enforce(seed=1)${ROW}
random.seed(run.seed_for('trainer'))
print(row('seed of random')['status'], run.seed_for('trainer') != run.seed_for('other'))`
    expect(told(code)).toBe('applied True')
  })

  it('changes the hash', () => {
    const code = `from reproducible_runs import enforce
import random, warnings
warnings.simplefilter('ignore')
run = enforce(seed=1, mode='warn')
before = run.receipt['hash']
random.seed(5)
print(before == run.receipt['hash'])`
    expect(told(code)).toBe('False')
  })

  it('of the environment is measured when the receipt is asked for', () => {
    const code = `from reproducible_runs import enforce
import os, warnings
warnings.simplefilter('ignore')
run = enforce(seed=1, mode='warn')
os.environ['NVIDIA_TF32_OVERRIDE'] = '1'${ROW}
print(row('NVIDIA_TF32_OVERRIDE')['status'], row('NVIDIA_TF32_OVERRIDE')['now'])`
    expect(told(code)).toBe('conflict 1')
  })

  it.skipIf(torch.skip)(titled('is found for every setting of torch', torch), { timeout: 120_000 }, () => {
    const code = `from reproducible_runs import enforce
import sys
run = enforce(seed=1, mode=sys.argv[1] if len(sys.argv) > 1 else 'strict')
import numpy, torch${ROW}
def benchmark(): torch.backends.cudnn.benchmark = True
def deterministic(): torch.backends.cudnn.deterministic = False
def tf32(): torch.backends.cuda.matmul.allow_tf32 = True
for undo, id in (
    (lambda: numpy.random.seed(1), 'seed of numpy'),
    (lambda: torch.manual_seed(1), 'seed of torch'),
    (lambda: torch.cuda.manual_seed_all(1), 'seed of torch'),
    (benchmark, 'torch.backends.cudnn.benchmark'),
    (deterministic, 'torch.backends.cudnn.deterministic'),
    (tf32, 'torch.backends.cuda.matmul.allow_tf32'),
    (lambda: torch.use_deterministic_algorithms(False), 'torch.use_deterministic_algorithms'),
):
    try:
        undo()
        print('nothing for', id)
    except RuntimeError as error:
        assert 'program' in str(error) and '.py:' in str(error), error
    assert row(id)['status'] == 'conflict' and 'program' in row(id)['by'], row(id)
with torch.random.fork_rng():
    torch.manual_seed(3)
with run.scope('val'):
    torch.manual_seed(3)
print('seen')`
    expect(told(code, {}, torch.folders)).toBe('seen')
  })
})

describe('generators that are made without a seed', () => {
  const code = (before: string) => `${before}
from reproducible_runs import enforce
run = enforce(seed=1)
import random, tempfile, numpy, torch
numbers = [
    random.Random().random(), random.Random().random(),
    numpy.random.default_rng().random(), numpy.random.default_rng().random(),
    numpy.random.RandomState().rand(), numpy.random.Generator(numpy.random.PCG64()).random(),
    numpy.random.default_rng(numpy.random.SeedSequence()).random(),
    torch.Generator().seed(), torch.seed(),
]
random.seed(); numpy.random.seed()
numbers += [random.random(), numpy.random.rand()]
assert len(set(numbers)) == len(numbers)
print(numbers, run.receipt['hash'])`

  it.skipIf(torch.skip)(titled('are derived, each differently', torch), { timeout: 120_000 }, () => {
    const [first, second] = [0, 1].map(() => told(code(''), {}, torch.folders))
    expect(first).toMatch(/^\[0\./)
    expect(second).toBe(first)
    // Whoever has kept the function from before gets the same.
    const early = 'from numpy.random import default_rng'
    expect(told(code(early), {}, torch.folders)).toBe(first)
  })

  it('leaves to tempfile what is to be nobody else’s', () => {
    const code = `from reproducible_runs import enforce
run = enforce(seed=1)
import tempfile
print(next(tempfile._RandomNameSequence()))`
    expect(told(code)).not.toBe(told(code))
  })
})

describe('what a run depends on', () => {
  it('has its inputs hashed, before and now', () => {
    writeFileSync(path.join(folder, 'a.csv'), '1,2\n')
    writeFileSync(path.join(folder, 'b.csv'), '3,4\n')
    const code = `from reproducible_runs import enforce
run = enforce(seed=1, inputs=['*.csv'])
open('b.csv', 'w').write('5,6')
inputs = run.receipt['inputs']
print({name: each['before'] == each['now'] for name, each in inputs.items()}, inputs['a.csv']['before'])`
    const digest = createHash('sha256').update('1,2\n').digest('hex')
    expect(told(code)).toBe(`{'a.csv': True, 'b.csv': False} sha256:${digest}`)
    expect(told("from reproducible_runs import enforce\nenforce(seed=1, inputs=['none/*.csv'])")).toContain(
      "there is no file 'none/*.csv'",
    )
  })

  it('has its packages and its commit', () => {
    const code = `from reproducible_runs import enforce
run = enforce(seed=1)
receipt = run.receipt
print(receipt['packages']['digest'][:7], any(name.startswith('pip==') for name in receipt['packages']['list']), receipt['source'])`
    expect(told(code)).toBe("sha256: True {'commit': None, 'dirty': None}")
  })
})
