/** Draws of processes that run a task each: no seed of the program reaches them, and one seed for all makes them alike. */
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { lintPython, projectFolder } from './python.ts'

const POOL = 'import multiprocessing as mp\nfrom multiprocessing import Pool'
const EXECUTOR = 'from concurrent.futures import ProcessPoolExecutor'
const JOBLIB = 'from joblib import Parallel, delayed'
const THREADS =
  'from concurrent.futures import ThreadPoolExecutor\nfrom multiprocessing.pool import ThreadPool'

interface Form {
  readonly imports: string
  /** What stands before the function. */
  readonly decorator?: string
  /** Gives each task its number. */
  readonly plain: string
  /** Gives each task its number and a seed of its own. */
  readonly seeded: string
}

const SEEDS = 'np.random.SeedSequence(0).spawn(8)'
const PAIRS = `list(zip(range(8), ${SEEDS}))`
const EACH = `for i, seed in enumerate(${SEEDS})`

const processes: Readonly<Record<string, Form>> = {
  'Pool.map': {
    imports: POOL,
    plain: 'rows = Pool(4).map(work, range(8), chunksize=1)',
    seeded: `rows = Pool(4).starmap(work, ${PAIRS})`,
  },
  'Pool(cpu_count())': {
    imports: POOL,
    plain: 'rows = Pool(mp.cpu_count()).map(work, range(8))',
    seeded: `rows = Pool(mp.cpu_count()).starmap(work, ${PAIRS})`,
  },
  'Pool.imap': {
    imports: POOL,
    plain: 'with mp.Pool(4) as pool:\n        rows = list(pool.imap(work, range(8)))',
    seeded: `with mp.Pool(4) as pool:\n        rows = pool.starmap(work, ${PAIRS})`,
  },
  'Pool.starmap': {
    imports: POOL,
    plain: 'rows = Pool(4).starmap(work, [(i,) for i in range(8)], chunksize=1)',
    seeded: `rows = Pool(4).starmap(work, ${PAIRS}, chunksize=1)`,
  },
  'Pool.apply_async': {
    imports: POOL,
    plain:
      'pool = Pool(4)\n    rows = [each.get() for each in [pool.apply_async(work, (i,)) for i in range(8)]]',
    seeded: `pool = Pool(4)\n    rows = [each.get() for each in [pool.apply_async(work, (i, seed)) ${EACH}]]`,
  },
  'get_context("fork").Pool': {
    imports: POOL,
    plain: 'with mp.get_context("fork").Pool(4) as pool:\n        rows = pool.map(work, range(8))',
    seeded: `with mp.get_context("fork").Pool(4) as pool:\n        rows = pool.starmap(work, ${PAIRS})`,
  },
  'get_context("spawn").Pool': {
    imports: POOL,
    plain: 'context = mp.get_context("spawn")\n    rows = context.Pool(2).map(work, range(8))',
    seeded: `context = mp.get_context("spawn")\n    rows = context.Pool(2).starmap(work, ${PAIRS})`,
  },
  'ProcessPoolExecutor.map': {
    imports: EXECUTOR,
    plain: 'with ProcessPoolExecutor(4) as pool:\n        rows = list(pool.map(work, range(8)))',
    seeded: `with ProcessPoolExecutor(4) as pool:\n        rows = list(pool.map(work, range(8), ${SEEDS}))`,
  },
  'ProcessPoolExecutor.submit': {
    imports: EXECUTOR,
    plain:
      'pool = ProcessPoolExecutor(max_workers=4)\n    rows = [each.result() for each in [pool.submit(work, i) for i in range(8)]]',
    seeded: `pool = ProcessPoolExecutor(max_workers=4)\n    rows = [each.result() for each in [pool.submit(work, i, seed) ${EACH}]]`,
  },
  'joblib.Parallel': {
    imports: JOBLIB,
    plain: 'rows = Parallel(n_jobs=4)(delayed(work)(i) for i in range(8))',
    seeded: `rows = Parallel(n_jobs=4)(delayed(work)(i, seed) ${EACH})`,
  },
  'a Ray task': {
    imports: 'import ray',
    decorator: '@ray.remote\n',
    plain: 'rows = ray.get([work.remote(i) for i in range(8)])',
    seeded: `rows = ray.get([work.remote(i, seed) ${EACH}])`,
  },
  'a Ray task with options': {
    imports: 'import ray',
    decorator: '@ray.remote(num_cpus=1)\n',
    plain: 'rows = ray.get([work.remote(i) for i in range(8)])',
    seeded: `rows = ray.get([work.remote(i, seed) ${EACH}])`,
  },
}

/** Threads share the program's sources, and so does what runs in the program itself. */
const here: Readonly<Record<string, Form>> = {
  'ThreadPoolExecutor.map': {
    imports: THREADS,
    plain: 'rows = list(ThreadPoolExecutor(1).map(work, range(8)))',
    seeded: '',
  },
  'ThreadPool.map': { imports: THREADS, plain: 'rows = ThreadPool(1).map(work, range(8))', seeded: '' },
  'threads of joblib': {
    imports: JOBLIB,
    plain: 'rows = Parallel(n_jobs=4, prefer="threads")(delayed(work)(i) for i in range(8))',
    seeded: '',
  },
  'the threading backend': {
    imports: JOBLIB,
    plain: 'rows = Parallel(4, backend="threading")(delayed(work)(i) for i in range(8))',
    seeded: '',
  },
  'as many jobs as asked for': {
    imports: JOBLIB,
    plain: 'rows = Parallel(n_jobs=int(input()))(delayed(work)(i) for i in range(8))',
    seeded: '',
  },
  'one job': {
    imports: JOBLIB,
    plain: 'rows = Parallel(n_jobs=1)(delayed(work)(i) for i in range(8))',
    seeded: '',
  },
}

const DRAWS = ['np.random.rand()', 'random.random()', 'torch.rand(1).item()'] as const

function reports({ imports, decorator = '' }: Form, parameters: string, drawn: string, use: string) {
  const code = `import random
import numpy as np
import torch
${imports}

random.seed(0)
np.random.seed(0)
torch.manual_seed(0)

${decorator}def work(${parameters}):
    return ${drawn} + 0 * i

if __name__ == "__main__":
    ${use}
    net = torch.nn.Linear(1, 1)
    net(torch.tensor([[float(row)] for row in rows])).sum().backward()
`
  const folder = projectFolder({ 'train.py': code })
  return lintPython(code, join(folder, 'train.py'), {
    'require-worker-seed': 'error',
    'no-unseeded-random': 'error',
  }).map(({ messageId }) => messageId)
}

describe.each(Object.entries(processes))('%s', (_, form) => {
  it.each(DRAWS)('no seed of the program reaches %s', (drawn) => {
    expect(reports(form, 'i', drawn, form.plain)).toEqual(['task'])
  })
  it('a generator made from a constant is the same in each', () => {
    const own = 'np.random.default_rng(0).random()'
    expect(reports(form, 'i', own, form.plain)).toEqual(['constant'])
  })
  it('a seed for each task is right', () => {
    const own = 'np.random.default_rng(seed).random()'
    expect(reports(form, 'i, seed', own, form.seeded)).toEqual([])
  })
})

describe.each(Object.entries(here))('%s', (_, form) => {
  it.each(DRAWS)('the seed of the program reaches %s', (drawn) => {
    expect(reports(form, 'i', drawn, form.plain)).toEqual([])
  })
})
