import { execFileSync, spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import type { Receipt } from '../../../runtime/enforce/receipt.ts'
import { checkSeed, seedFromEnvironment } from '../../../runtime/enforce/seed.ts'
import { Stream, deriveKey } from '../../../runtime/streams/stream.ts'
import { hex } from '../../../runtime/streams/sha256.ts'
import { root } from '../install.ts'
import { having, installFrameworks, installTensorflow, installTorch } from './install.ts'
import type { PythonPackages } from './install.ts'

const companion = path.join(root, 'runtime/python')
const programs = path.join(import.meta.dirname, 'programs')
const folder = mkdtempSync(path.join(tmpdir(), 'python-'))
afterAll(() => rmSync(folder, { recursive: true }))

interface Answer {
  readonly [name: string]: unknown
  readonly receipt: Receipt
}

function environment(extra: Record<string, string | undefined>, libraries: readonly string[]) {
  return {
    ...process.env,
    PYTHONHASHSEED: undefined,
    REPRODUCIBLE_SEED: undefined,
    PYTHONDONTWRITEBYTECODE: '1',
    TF_CPP_MIN_LOG_LEVEL: '3',
    ...extra,
    PYTHONPATH: [companion, ...libraries].join(path.delimiter),
  }
}

/** Runs a Python program to its end: `code`, or a file of `programs/` with arguments. */
function python(
  args: string[],
  extra: Record<string, string | undefined> = {},
  libraries: readonly string[] = [],
) {
  const ended = spawnSync('python3', args, {
    encoding: 'utf8',
    env: environment(extra, libraries),
    cwd: folder,
  })
  return { out: ended.stdout, err: ended.stderr, status: ended.status }
}

function answer(
  args: string[],
  extra: Record<string, string | undefined> = {},
  libraries: readonly string[] = [],
) {
  const { out, err } = python(args, extra, libraries)
  expect(err).toBe('')
  return JSON.parse(out) as Answer
}

/** The last line of what went wrong. */
function error(code: string, extra: Record<string, string | undefined> = {}): string {
  const file = path.join(folder, 'program.py')
  writeFileSync(file, code)
  return python([file], { PYTHONHASHSEED: '0', ...extra })
    .err.trim()
    .split('\n')
    .at(-1)!
}

const torch = await installTorch()
const tensorflow = await installTensorflow()
const titled = (name: string, { skip }: PythonPackages) => (skip ? `${name} — skipped: ${skip}` : name)

function statusOf({ receipt }: Answer, id: string) {
  return receipt.settings.find((row) => row.id === id)?.status
}

describe('the Python companion', () => {
  it('reads the same seed from the environment', () => {
    const texts = [
      '42',
      ' 42 ',
      '+7',
      '1e3',
      '.5e1',
      '5.',
      '0x10',
      '0b1',
      '1_000',
      '1__0',
      'nan',
      '-inf',
      'None',
    ]
    texts.push('undefined', 'true', '\u0663', ' ', '1.5', '-3', '9007199254740993', 'run 7', '0x', 'e5')
    const code = `import json, reproducible_runs
def read(text):
    try:
        return reproducible_runs._seed_from_environment(text)
    except TypeError:
        return None
print(json.dumps({text: read(text) for text in ${JSON.stringify(texts)}}))`
    const read = (text: string) => {
      try {
        return seedFromEnvironment(text)
      } catch {
        return null
      }
    }
    const { out, err } = python(['-c', code])
    expect(err).toBe('')
    expect(JSON.parse(out)).toEqual(Object.fromEntries(texts.map((text) => [text, read(text)])))
  })

  it('reproduces every published test vector', () => {
    const { out, err } = python([
      path.join(programs, 'vectors.py'),
      path.join(root, 'runtime/streams/streams.vectors.json'),
    ])
    expect(err).toBe('')
    expect(Number(out)).toBeGreaterThan(800)
  })

  it('gives streams by the same paths as the JavaScript runtime', () => {
    const code = `
from reproducible_runs import enforce
run = enforce(seed='an experiment', rank=3, per_rank=['dropout'])
print(run.key('dropout').hex(), run.key('init').hex(), run.at('augment', 2, 5).next())`
    const file = path.join(folder, 'paths.py')
    writeFileSync(file, code)
    const [dropout, init, at] = python([file], { PYTHONHASHSEED: '0' }).out.trim().split(' ')
    const key = (...parts: (string | number)[]) => hex(deriveKey('an experiment', parts))
    expect(dropout).toBe(key('rank', 3, 'stream', 'dropout'))
    expect(init).toBe(key('stream', 'init'))
    expect(Number(at)).toBe(new Stream('an experiment', ['at', 'augment', 2, 5]).next())
  })

  it('starts the program once more where PYTHONHASHSEED is missing, with its arguments', () => {
    const file = path.join(programs, 'random_only.py')
    const [a, b] = [answer([file]), answer([file])]
    expect(a).toEqual({ ...b, receipt: { ...b.receipt, machine: a.receipt.machine } })
    expect(a['restarted']).toBe(false)
    expect(statusOf(a, 'PYTHONHASHSEED')).toBe('applied')
    const given = answer([file], { PYTHONHASHSEED: '7' })
    expect(statusOf(given, 'PYTHONHASHSEED')).toBe('kept-user-value')
    expect(given['random']).toEqual(a['random'])
    expect(given.receipt.machine['pid']).toBeGreaterThan(0)
  })

  it('is not fooled by an assignment to os.environ', () => {
    const code = `
import os
os.environ['PYTHONHASHSEED'] = '11'
from reproducible_runs import enforce
run = enforce(seed=1)
print([row for row in run.receipt['settings'] if row['id'] == 'PYTHONHASHSEED'][0]['status'], sorted({'a', 'b'}))`
    const file = path.join(folder, 'fooled.py')
    writeFileSync(file, code)
    const { err } = python([file])
    // The assignment runs again after the restart, but by then the interpreter has what it was started with.
    expect(err).toBe('')
    const audit = code.replace('seed=1', "seed=1, mode='audit'")
    writeFileSync(file, audit)
    expect(python([file]).out).toContain('too-late')
  })

  it('says how to start what cannot be started again', () => {
    const ended = spawnSync('python3', ['-'], {
      input: 'from reproducible_runs import enforce\nenforce(seed=1)\n',
      encoding: 'utf8',
      env: environment({}, []),
    })
    expect(ended.stderr).toContain(
      'an interactive session cannot be started again. Start it with: PYTHONHASHSEED=0',
    )
  })

  it('writes a receipt of the same form, with a hash of the same making', () => {
    const { receipt } = answer([path.join(programs, 'random_only.py')], { PYTHONHASHSEED: '0' })
    const again = answer([path.join(programs, 'random_only.py')], { PYTHONHASHSEED: '0', HOSTNAME: 'other' })
    expect(receipt.hash).toBe(again.receipt.hash)
    expect(receipt).toMatchObject({ scheme: 'reproducible/v1', seed: 42, path: [], mode: 'strict', rank: 0 })
    const fields =
      'scheme seed path mode rank worldSize rankSource perRank mathRandom settings late draws inputs versions packages source machine hash'
    expect(Object.keys(receipt)).toEqual(fields.split(' '))
    for (const row of receipt.settings)
      expect(Object.keys(row)).toEqual(expect.arrayContaining(['id', 'wanted', 'found', 'now', 'status']))
    expect(statusOf({ receipt }, 'seed of random')).toBe('applied')
  })

  it.each([
    ['None', undefined],
    ['True', true],
    ["''", ''],
    ["'42'", '42'],
    ["float('nan')", NaN],
    ['1.5', 1.5],
    ['-1', -1],
    ['2**53', 2 ** 53],
    ['[1]', [1]],
  ])('refuses the seed %s as JavaScript does', (text, value) => {
    expect(() => checkSeed(value)).toThrow(TypeError)
    expect(error(`from reproducible_runs import enforce\nenforce(seed=${text})`)).toMatch(
      /^TypeError: enforce\(\): .*A seed is an integer/,
    )
  })

  it.each([
    ["enforce(seed=1, mode='loud')", {}, "the option mode is 'loud'"],
    ["enforce(seed=1, per_rank='augment')", {}, 'must be a list'],
    ['enforce(seed=1); enforce(seed=2)', {}, 'with the seed 1 before, and now with 2'],
    [
      'enforce(seed=1)',
      { RANK: '0', SLURM_PROCID: '1' },
      'two launchers disagree about this process: RANK=0 and SLURM_PROCID=1',
    ],
    ['enforce(seed=1)', { RANK: 'first' }, 'RANK=first is not a rank'],
    ['enforce()', { REPRODUCIBLE_SEED: '-3' }, 'REPRODUCIBLE_SEED=-3: the seed -3 is negative'],
    ["enforce(seed=1).stream('')", {}, "A stream's name is a non-empty text"],
    ["s = enforce(seed=1).stream('a'); s.load({})", {}, 'not the state of a stream of the scheme'],
    ["r = enforce(seed=1); r.stream('a').load(r.stream('b').save())", {}, 'belongs to another stream'],
    ["s = enforce(seed=1).stream('a'); s.load({**s.save(), 'draws': -1})", {}, 'state is damaged'],
  ])('refuses %s with its own sentence', (code, extra, message) => {
    expect(error(`from reproducible_runs import enforce\n${code}`, extra)).toContain(message)
  })

  it('takes the seed and the rank from the environment', () => {
    const code =
      'from reproducible_runs import enforce\nr = enforce()\nraise SystemExit(f\'{r.seed!r} {r.rank} {r.receipt["worldSize"]}\')'
    expect(error(code, { REPRODUCIBLE_SEED: '42', RANK: '1', WORLD_SIZE: '4' })).toBe('42 1 4')
    expect(error(code, { REPRODUCIBLE_SEED: 'winter' })).toBe("'winter' 0 None")
  })

  it('restores what it changed, however often it is asked', () => {
    const code = `
import os, random, sys
state, variables, finders = random.getstate(), dict(os.environ), list(sys.meta_path)
from reproducible_runs import enforce
run = enforce(seed=1)
assert random.getstate() != state and os.environ != variables
run.restore(); run.restore()
assert random.getstate() == state and os.environ == variables and sys.meta_path == finders
with enforce(seed=2): pass
assert random.getstate() == state
raise SystemExit('restored')`
    expect(error(code)).toBe('restored')
  })

  it('changes nothing in audit mode', () => {
    const code = `
import os, random
state, variables = random.getstate(), dict(os.environ)
from reproducible_runs import enforce
enforce(seed=1, mode='audit')
assert random.getstate() == state and os.environ == variables
raise SystemExit('unchanged')`
    expect(error(code)).toBe('unchanged')
  })

  it.skipIf(torch.skip)(
    titled('makes training with torch repeat, with workers and dataset-held generators', torch),
    { timeout: 120_000 },
    () => {
      const file = path.join(programs, 'torch_training.py')
      const run = (...args: string[]) => answer([file, ...args], {}, torch.folders)
      const [a, b, validated] = [run('seeded'), run('seeded'), run('seeded', 'validate')]
      expect(a['weights']).toBe(b['weights'])
      expect(new Set(a['batches'] as string[]).size).toBe(12)
      expect(validated['weights']).toBe(a['weights'])
      expect(a.receipt.hash).toBe(b.receipt.hash)
      expect(statusOf(a, 'torch.use_deterministic_algorithms')).toBe('applied')
      expect(statusOf(a, 'seed of torch')).toBe('applied')
      expect(statusOf(a, 'CUBLAS_WORKSPACE_CONFIG')).toBeUndefined()
      expect(run()['weights']).not.toBe(run()['weights'])
    },
  )

  it.skipIf(torch.skip)(
    titled('reseeds generators that a dataset holds, each differently', torch),
    { timeout: 60_000 },
    () => {
      const code = `
import json, random
from reproducible_runs import enforce
run = enforce(seed=5)
import numpy, torch
class Data(torch.utils.data.Dataset):
    def __init__(self):
        self.a, self.b = numpy.random.default_rng(0), numpy.random.default_rng(0)
        self.c, self.d, self.inner = random.Random(0), torch.Generator(), {'r': numpy.random.RandomState(0), 'self': self}
    def __len__(self): return 8
    def __getitem__(self, i):
        return [self.a.random(), self.b.random(), self.c.random(), torch.rand((), generator=self.d, dtype=torch.float64).item(), self.inner['r'].rand(), random.random(), numpy.random.rand(), torch.rand(()).item()]
epochs = []
loader = run.loader(Data(), num_workers=2, batch_size=2)
for _ in range(2): epochs.append([x.item() for batch in loader for column in batch for x in column])
print(json.dumps(epochs))`
      const file = path.join(folder, 'held.py')
      writeFileSync(file, code)
      const { out, err } = python([file], { PYTHONHASHSEED: '0' }, torch.folders)
      expect(err).toBe('')
      const values = (JSON.parse(out) as number[][]).flat()
      expect(values).toHaveLength(128)
      expect(new Set(values).size).toBe(128)
    },
  )

  it.skipIf(torch.skip)(titled('gives torch and NumPy back as they were', torch), { timeout: 60_000 }, () => {
    const code = `
import numpy, torch
before = (torch.are_deterministic_algorithms_enabled(), torch.backends.cudnn.allow_tf32, torch.utils.deterministic.fill_uninitialized_memory, numpy.random.get_state()[1].tolist())
from reproducible_runs import enforce
run = enforce(seed=5)
assert torch.are_deterministic_algorithms_enabled() and not torch.backends.cudnn.allow_tf32
run.restore()
after = (torch.are_deterministic_algorithms_enabled(), torch.backends.cudnn.allow_tf32, torch.utils.deterministic.fill_uninitialized_memory, numpy.random.get_state()[1].tolist())
print(before == after)`
    const file = path.join(folder, 'back.py')
    writeFileSync(file, code)
    expect(python([file], { PYTHONHASHSEED: '0' }, torch.folders)).toEqual({
      out: 'True\n',
      err: '',
      status: 0,
    })
  })

  it.skipIf(tensorflow.skip)(
    titled('makes training with TensorFlow and Keras repeat', tensorflow),
    { timeout: 240_000 },
    () => {
      const file = path.join(programs, 'tensorflow_training.py')
      const run = (...args: string[]) =>
        JSON.parse(
          python([file, ...args], {}, tensorflow.folders)
            .out.trim()
            .split('\n')
            .at(-1)!,
        ) as Answer
      const [a, b] = [run('seeded'), run('seeded')]
      expect([a['weights'], a['draw'], a.receipt.hash]).toEqual([b['weights'], b['draw'], b.receipt.hash])
      expect(statusOf(a, 'tf.config.experimental.enable_op_determinism')).toBe('applied')
      expect(statusOf(a, 'seed of keras')).toBe('applied')
      expect(run()['weights']).not.toBe(a['weights'])
    },
  )
})

const checkers = having(await installFrameworks(), 'mypy, ruff')

describe('the file', () => {
  it.skipIf(checkers.skip)(titled('passes mypy --strict and ruff', checkers), { timeout: 300_000 }, () => {
    const file = path.join(companion, 'reproducible_runs.py')
    const check = (...args: string[]) =>
      spawnSync(checkers.interpreter, ['-m', ...args, file], { encoding: 'utf8', cwd: folder })
    expect(check('mypy', '--strict', '--ignore-missing-imports').stdout).toContain('Success: no issues found')
    expect(check('ruff', 'check', '--no-cache').stdout).toContain('All checks passed')
  })

  it('imports nothing but the standard library', () => {
    const text = readFileSync(path.join(companion, 'reproducible_runs.py'), 'utf8')
    const imported = [...text.matchAll(/^import (\w+)/gm)].map(([, name]) => name)
    const known = execFileSync('python3', ['-c', 'import sys; print(*sys.stdlib_module_names)'], {
      encoding: 'utf8',
    })
    expect(imported.length).toBeGreaterThan(5)
    for (const name of imported) expect(known.split(/\s/)).toContain(name)
  })
})
