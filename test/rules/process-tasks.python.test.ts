/**
 * Tasks that run in processes of their own: the seeds of the program do not decide what they draw from shared sources.
 *
 * Each program was run twice (Python 3.11, Linux, fork). Of the 48 that draw from a shared source 43 gave other numbers
 * the second time; in the others copies of one state, or workers that seed themselves alike, happened to take the same
 * tasks. The 69 clean ones gave the same numbers, and those with a constant gave one number eight times.
 */
import { join } from 'node:path'
import { Linter } from 'eslint'
import { describe, expect, it } from 'vitest'
import plugin from '../../src/index.ts'
import { projectFolder } from './python.ts'

const HEAD = `import random
import numpy as np
import torch
from multiprocessing import Pool
random.seed(0)
np.random.seed(0)
torch.manual_seed(0)
`
const TRAINS = `
    net = torch.nn.Linear(8, 1)
    net(torch.tensor(rows).float()).sum().backward()
    torch.save(net.state_dict(), "weights.pt")
`
const MAIN = '\nif __name__ == "__main__":\n'

function reports(program: string): readonly string[] {
  const folder = projectFolder()
  return new Linter({ cwd: folder })
    .verify(HEAD + program + TRAINS, [...plugin.configs.recommended] as never, {
      filename: join(folder, 'train.py'),
    })
    .map(({ ruleId, messageId }) => `${ruleId!.replace('reproducible/', '')} ${messageId}`)
}

const draw = (number: string): string => `def make(i):\n    return ${number}\n`

/** Ways to run `make` eight times in other processes. */
const ways: Readonly<Record<string, string>> = {
  'Pool.map': `${MAIN}    with Pool(4) as pool:\n        rows = pool.map(make, range(8))\n`,
  'Pool.imap': `${MAIN}    with Pool(4) as pool:\n        rows = list(pool.imap(make, range(8)))\n`,
  'Pool.starmap': `${MAIN}    with Pool(4) as pool:\n        rows = pool.starmap(make, [(i,) for i in range(8)])\n`,
  'Pool.map_async': `${MAIN}    with Pool(4) as pool:\n        rows = pool.map_async(make, range(8)).get()\n`,
  'Pool.apply_async': `${MAIN}    with Pool(4) as pool:\n        rows = [each.get() for each in [pool.apply_async(make, (i,)) for i in range(8)]]\n`,
  'a pool that is closed by hand': `${MAIN}    pool = Pool(4)\n    rows = pool.map(make, range(8))\n    pool.close()\n    pool.join()\n`,
  'a pool of a context': `import multiprocessing as mp${MAIN}    with mp.get_context("fork").Pool(4) as pool:\n        rows = pool.map(make, range(8))\n`,
  'a pool of a context with a name': `import multiprocessing as mp${MAIN}    context = mp.get_context("spawn")\n    with context.Pool(4) as pool:\n        rows = pool.map(make, range(8))\n`,
  'a pool of PyTorch': `import torch.multiprocessing as mp${MAIN}    with mp.Pool(4) as pool:\n        rows = pool.map(make, range(8))\n`,
  'ProcessPoolExecutor.map': `from concurrent.futures import ProcessPoolExecutor${MAIN}    with ProcessPoolExecutor(4) as pool:\n        rows = list(pool.map(make, range(8)))\n`,
  'ProcessPoolExecutor.submit': `import concurrent.futures${MAIN}    with concurrent.futures.ProcessPoolExecutor() as pool:\n        rows = [each.result() for each in [pool.submit(make, i) for i in range(8)]]\n`,
  joblib: `from joblib import Parallel, delayed${MAIN}    rows = Parallel(n_jobs=4)(delayed(make)(i) for i in range(8))\n`,
  'joblib with a list of tasks': `import joblib${MAIN}    tasks = [joblib.delayed(make)(i) for i in range(8)]\n    rows = joblib.Parallel(n_jobs=-1)(tasks)\n`,
  'joblib as a context': `from joblib import Parallel, delayed${MAIN}    with Parallel(n_jobs=4) as parallel:\n        rows = parallel(delayed(make)(i) for i in range(8))\n`,
}
const rayWays: Readonly<Record<string, string>> = {
  Ray: `import ray\n@ray.remote\n`,
  'Ray with options': `import ray\n@ray.remote(num_cpus=1)\n`,
}
const RAY = `${MAIN}    rows = ray.get([make.remote(i) for i in range(8)])\n`

describe('a number that a task draws', () => {
  const every = Object.entries(ways).map(([way, code]) => ({ way, code: (made: string) => made + code }))
  const all = [
    ...every,
    ...Object.entries(rayWays).map(([way, decorator]) => ({
      way,
      code: (made: string) => decorator + made + RAY,
    })),
  ]

  it.each(all)('is no seed’s of the program: $way', ({ code }) => {
    for (const number of ['random.random()', 'np.random.rand()', 'torch.rand(1).item()'])
      expect(reports(code(draw(number)))).toEqual(['require-worker-seed task'])
  })

  it.each(all)('is its own where its task is its seed: $way', ({ code }) => {
    expect(reports(code(draw('np.random.default_rng(i).random()')))).toEqual([])
    expect(reports(code('def make(i):\n    random.seed(i)\n    return random.random()\n'))).toEqual([])
  })

  it.each(all)('is the same for all where a constant is its seed: $way', ({ code }) => {
    expect(reports(code(draw('np.random.default_rng(0).random()')))).toEqual(['require-worker-seed constant'])
  })

  it.each(all)('does not matter where it is only printed, or not drawn: $way', ({ code }) => {
    expect(reports(code('def make(i):\n    print(random.random())\n    return i\n'))).toEqual([])
    expect(reports(code(draw('i * 2.0')))).toEqual([])
  })

  it.each(every)('comes from copies of one generator: $way', ({ code }) => {
    expect(reports(`rng = np.random.default_rng(0)\n${code(draw('rng.random()'))}`)).toEqual([
      'require-worker-seed copied',
    ])
  })
})

describe('workers that draw alike', () => {
  const processes = (target: string, args: string, rounds = 'for i in range(8)'): string =>
    `from multiprocessing import Process, Queue\n${target}${MAIN}    queue = Queue()\n    processes = [Process(target=make, args=${args}) ${rounds}]\n    for each in processes:\n        each.start()\n    rows = [queue.get() for _ in processes]\n`

  it.each<[what: string, program: string]>([
    [
      'a constant that the initializer is given',
      `def init(seed):\n    np.random.seed(seed)\n${draw('np.random.rand()')}${MAIN}    with Pool(4, init, (3,)) as pool:\n        rows = pool.map(make, range(8))\n`,
    ],
    [
      'a constant that the initializer of an executor is given',
      `from concurrent.futures import ProcessPoolExecutor\ndef init(seed):\n    np.random.seed(seed)\n${draw('np.random.rand()')}${MAIN}    with ProcessPoolExecutor(4, initializer=init, initargs=(3,)) as pool:\n        rows = list(pool.map(make, range(8)))\n`,
    ],
    [
      'a constant in the initializer',
      `def init():\n    np.random.seed(3)\n${draw('np.random.rand()')}${MAIN}    with Pool(4, initializer=init) as pool:\n        rows = pool.map(make, range(8))\n`,
    ],
  ])('by %s', (_, program) => {
    expect(reports(program)).toEqual(['require-worker-seed constant'])
  })

  it('as copies of what the program has seeded', () => {
    const program = processes('def make(queue):\n    queue.put(np.random.rand())\n', '(queue,)')
    expect(reports(program)).toEqual(['require-worker-seed copies'])
  })

  it('but not where each seeds itself, or there is only one', () => {
    const seeded = 'def make(queue, i):\n    np.random.seed(i)\n    queue.put(np.random.rand())\n'
    expect(reports(processes(seeded, '(queue, i)'))).toEqual([])
    expect(reports(processes('def make(queue):\n    queue.put(np.random.rand())\n', '(queue,)', ''))).toEqual(
      [],
    )
  })

  it('and not where they train, as ranks do', () => {
    const target =
      'def make(queue):\n    net = torch.nn.Linear(1, 1)\n    net(torch.rand(4, 1)).sum().backward()\n    queue.put(0.0)\n'
    expect(reports(processes(target, '(queue,)'))).toEqual([])
  })
})

describe('tasks that are nobody’s concern', () => {
  it.each<[what: string, program: string]>([
    [
      'one copy that takes all tasks',
      `${draw('np.random.rand()')}${MAIN}    with Pool(1) as pool:\n        rows = pool.map(make, range(8))\n`,
    ],
    [
      'one job of joblib',
      `from joblib import Parallel, delayed\n${draw('random.random()')}${MAIN}    rows = Parallel(n_jobs=1)(delayed(make)(i) for i in range(8))\n`,
    ],
    [
      'spawned seeds',
      `${draw('np.random.default_rng(i).random()')}${MAIN}    with Pool(4) as pool:\n        rows = pool.map(make, np.random.SeedSequence(0).spawn(8))\n`,
    ],
    [
      'drawn seeds',
      `${draw('np.random.RandomState(i).rand()')}${MAIN}    with Pool(4) as pool:\n        rows = pool.map(make, np.random.randint(0, 2**31, 8))\n`,
    ],
    [
      'a seed and a number of its own',
      `from functools import partial\ndef make(seed, i):\n    return np.random.default_rng([seed, i]).random()\n${MAIN}    with Pool(4) as pool:\n        rows = pool.map(partial(make, 7), range(8))\n`,
    ],
  ])('%s', (_, program) => {
    expect(reports(program)).toEqual([])
  })
})
