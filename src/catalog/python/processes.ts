import { each, methods, names } from './entries.ts'
import type { Library, Spawn } from '../schema.ts'

const library = 'https://docs.python.org/3.11/library'
const subprocess = `${library}/subprocess.html`
const multiprocessing = `${library}/multiprocessing.html`
const futures = `${library}/concurrent.futures.html`
const threading = `${library}/threading.html`
const joblib = 'https://joblib.readthedocs.io/en/stable/generated/joblib.Parallel.html'
const ray = 'https://docs.ray.io/en/latest/ray-core/api/core.html'

const child: Spawn = {
  what: 'process',
  answersText: true,
  handover: [{ name: 'env' }, { at: 0, name: 'args' }],
}

/** Processes, threads and pools, and the ways to collect their results in whichever order they end. */
export const processes: Library = {
  name: "Python's processes",
  language: 'python',
  ml: false,
  modules: Object.fromEntries(
    names('subprocess multiprocessing concurrent threading asyncio joblib ray').map((name) => [
      name,
      { path: name },
    ]),
  ),
  aliases: {
    'multiprocessing.pool.Pool': 'multiprocessing.Pool',
    'multiprocessing.pool.ThreadPool': 'multiprocessing.Pool',
    'multiprocessing.dummy.Pool': 'multiprocessing.Pool',
    'multiprocessing.context.Process': 'multiprocessing.Process',
  },
  types: {
    'multiprocessing.Pool': {},
    'multiprocessing.Process': { hooks: { run: 'worker' } },
    'concurrent.futures.Executor': {},
    'threading.Thread': { hooks: { run: 'worker' } },
  },
  api: {
    ...each('subprocess', names('run Popen call check_call check_output'), (name) => ({
      upstream: `${subprocess}#subprocess.${name}`,
      spawns: child,
    })),
    'multiprocessing.Process': {
      upstream: `${multiprocessing}#multiprocessing.Process`,
      spawns: {
        what: 'process',
        function: { at: 1, name: 'target' },
        handover: [
          { at: 3, name: 'args' },
          { at: 4, name: 'kwargs' },
        ],
      },
      calls: [{ at: 1, name: 'target', times: 'worker' }],
      returns: 'multiprocessing.Process',
    },
    'multiprocessing.Pool': {
      upstream: `${multiprocessing}#multiprocessing.pool.Pool`,
      spawns: {
        what: 'pool',
        workers: { at: 0, name: 'processes' },
        initializer: { at: 1, name: 'initializer' },
        handover: [{ at: 2, name: 'initargs' }],
      },
      calls: [{ at: 1, name: 'initializer', times: 'worker' }],
      returns: 'multiprocessing.Pool',
    },
    ...methods('multiprocessing.Pool', names('map starmap imap map_async starmap_async'), (name) => ({
      upstream: `${multiprocessing}#multiprocessing.pool.Pool.${name}`,
      calls: [{ at: 0, name: 'func', times: 'worker' as const }],
      returns: { at: 1, name: 'iterable' },
    })),
    ...methods('multiprocessing.Pool', ['apply', 'apply_async'], (name) => ({
      upstream: `${multiprocessing}#multiprocessing.pool.Pool.${name}`,
      calls: [{ at: 0, name: 'func', times: 'worker' as const }],
    })),
    'multiprocessing.Pool#imap_unordered': {
      upstream: `${multiprocessing}#multiprocessing.pool.Pool.imap_unordered`,
      unordered: '`imap_unordered` gives results in the order in which workers finish',
      calls: [{ at: 0, name: 'func', times: 'worker' }],
    },
    'multiprocessing.current_process': {
      upstream: `${multiprocessing}#multiprocessing.current_process`,
      identifies: 'worker',
    },
    ...each('concurrent.futures', ['ProcessPoolExecutor', 'ThreadPoolExecutor'], (name) => ({
      upstream: `${futures}#concurrent.futures.${name}`,
      spawns: {
        what: 'pool' as const,
        workers: { at: 0, name: 'max_workers' },
        initializer: { name: 'initializer' },
        handover: [{ name: 'initargs' }],
      },
      calls: [{ name: 'initializer', times: 'worker' as const }],
      returns: 'concurrent.futures.Executor',
    })),
    'concurrent.futures.Executor#map': {
      upstream: `${futures}#concurrent.futures.Executor.map`,
      calls: [{ at: 0, name: 'fn', times: 'worker' }],
      returns: { at: 1 },
    },
    'concurrent.futures.Executor#submit': {
      upstream: `${futures}#concurrent.futures.Executor.submit`,
      calls: [{ at: 0, name: 'fn', times: 'worker' }],
    },
    'concurrent.futures.as_completed': {
      upstream: `${futures}#concurrent.futures.as_completed`,
      unordered: '`as_completed` gives futures in the order in which they finish',
    },
    'concurrent.futures.wait': {
      upstream: `${futures}#concurrent.futures.wait`,
      unordered: '`wait` gives sets of futures, which have no order',
    },
    'asyncio.as_completed': {
      upstream: `${library}/asyncio-task.html#asyncio.as_completed`,
      unordered: '`as_completed` gives results in the order in which they arrive',
    },
    'threading.Thread': {
      upstream: `${threading}#threading.Thread`,
      spawns: {
        what: 'thread',
        function: { at: 1, name: 'target' },
        handover: [
          { at: 3, name: 'args' },
          { at: 4, name: 'kwargs' },
        ],
      },
      calls: [{ at: 1, name: 'target', times: 'worker' }],
      returns: 'threading.Thread',
    },
    'threading.get_ident': { upstream: `${threading}#threading.get_ident`, entropy: 'process' },
    'joblib.delayed': { upstream: joblib, returns: 'argument' },
    'joblib.Parallel': {
      upstream: joblib,
      spawns: { what: 'pool', workers: { at: 0, name: 'n_jobs', default: 1 } },
    },
    'joblib.dump': { upstream: 'https://joblib.readthedocs.io/en/stable/persistence.html', records: true },
    'joblib.load': {
      upstream: 'https://joblib.readthedocs.io/en/stable/persistence.html',
      loadsWeights: true,
    },
    'ray.train.torch.enable_reproducibility': {
      upstream: 'https://docs.ray.io/en/latest/train/api/doc/ray.train.torch.enable_reproducibility.html',
      seeds: {
        sources: ['python.random', 'numpy.global', 'torch.cpu', 'torch.cuda'],
        seed: { at: 0, name: 'seed', constant: 'advances', write: { as: 'number', from: 0 } },
        unseeded: 'constant',
        workers: [],
      },
      sets: [
        { setting: 'torch.use_deterministic_algorithms', value: { constant: true } },
        { setting: 'torch.backends.cudnn.benchmark', value: { constant: false } },
      ],
    },
    'ray.wait': {
      upstream: ray,
      unordered: '`ray.wait` gives the tasks that finished first',
    },
  },
}
