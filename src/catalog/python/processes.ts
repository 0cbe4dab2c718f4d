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

/** How each task gets numbers of its own, as a sentence's object. */
const perTask = '`np.random.SeedSequence(seed).spawn(n)`, one for each task'

type Tasks = NonNullable<Spawn['tasks']>

/** What runs in the workers of a pool: they live on from task to task, and which takes the next one is up to the machine. */
function tasks(
  given: Tasks['given'],
  { function: fn = { at: 0 }, from = { at: 1 }, once = false }: Partial<Tasks> = {},
): Spawn {
  return { what: 'pool', tasks: { function: fn, given, from, once }, sources: 'own', remedy: perTask }
}

/** The methods of a pool of processes; one of threads calls its functions here. */
const poolMethods: Readonly<Record<string, Spawn>> = {
  map: tasks('an item', { function: { at: 0, name: 'func' }, from: { at: 1, name: 'iterable' } }),
  starmap: tasks('the parts of an item', {
    function: { at: 0, name: 'func' },
    from: { at: 1, name: 'iterable' },
  }),
  apply: tasks('its parts', {
    function: { at: 0, name: 'func' },
    from: { at: 1, name: 'args' },
    once: true,
  }),
}
const poolForms: Readonly<Record<string, string>> = {
  map: 'map',
  imap: 'map',
  map_async: 'map',
  starmap: 'starmap',
  starmap_async: 'starmap',
  apply: 'apply',
  apply_async: 'apply',
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
    'multiprocessing.pool.ThreadPool': 'multiprocessing.ThreadPool',
    'multiprocessing.dummy.Pool': 'multiprocessing.ThreadPool',
    'multiprocessing.context.Process': 'multiprocessing.Process',
    'concurrent.futures.process': 'concurrent.futures',
    'concurrent.futures.thread': 'concurrent.futures',
    'joblib.parallel': 'joblib',
    'sklearn.utils.parallel': 'joblib',
  },
  types: {
    'multiprocessing.Pool': {},
    'multiprocessing.ThreadPool': {},
    'multiprocessing.Process': { hooks: { run: 'worker' } },
    'concurrent.futures.Executor': {},
    'concurrent.futures.ProcessPoolExecutor': { extends: 'concurrent.futures.Executor' },
    'joblib.Parallel': {},
    'joblib.delayed': {},
    'joblib.task': {},
    'ray.remote': {},
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
        handover: [
          { at: 3, name: 'args' },
          { at: 4, name: 'kwargs' },
        ],
        tasks: {
          function: { at: 1, name: 'target' },
          given: 'its parts',
          from: { at: 3, name: 'args' },
          once: true,
        },
        sources: 'copied',
        remedy: perTask,
      },
      returns: 'multiprocessing.Process',
    },
    'multiprocessing.Pool': {
      upstream: `${multiprocessing}#multiprocessing.pool.Pool`,
      spawns: {
        what: 'pool',
        workers: { at: 0, name: 'processes' },
        initializer: { at: 1, name: 'initializer' },
        initializerArguments: { at: 2, name: 'initargs' },
        handover: [{ at: 2, name: 'initargs' }],
      },
      returns: 'multiprocessing.Pool',
    },
    // A name of the module that is reached through the context has the same meaning.
    'multiprocessing.get_context': {
      upstream: `${multiprocessing}#multiprocessing.get_context`,
      returns: 'multiprocessing',
    },
    ...methods('multiprocessing.Pool', Object.keys(poolForms), (name) => ({
      upstream: `${multiprocessing}#multiprocessing.pool.Pool.${name}`,
      spawns: poolMethods[poolForms[name]!]!,
    })),
    'multiprocessing.Pool#imap_unordered': {
      upstream: `${multiprocessing}#multiprocessing.pool.Pool.imap_unordered`,
      unordered: '`imap_unordered` gives results in the order in which workers finish',
      spawns: poolMethods['map']!,
    },
    'multiprocessing.ThreadPool': {
      upstream: `${multiprocessing}#multiprocessing.pool.ThreadPool`,
      spawns: { what: 'thread', workers: { at: 0, name: 'processes' } },
      calls: [{ at: 1, name: 'initializer', times: 'worker' }],
      returns: 'multiprocessing.ThreadPool',
    },
    ...methods('multiprocessing.ThreadPool', names('map starmap imap map_async starmap_async'), (name) => ({
      upstream: `${multiprocessing}#multiprocessing.pool.Pool.${name}`,
      calls: [{ at: 0, name: 'func', times: 'worker' as const, returned: true }],
    })),
    ...methods('multiprocessing.ThreadPool', ['apply', 'apply_async'], (name) => ({
      upstream: `${multiprocessing}#multiprocessing.pool.Pool.${name}`,
      calls: [{ at: 0, name: 'func', times: 'worker' as const, returned: 'value' as const }],
    })),
    'multiprocessing.ThreadPool#imap_unordered': {
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
        initializer: { at: 2, name: 'initializer' },
        initializerArguments: { at: 3, name: 'initargs' },
        handover: [{ at: 3, name: 'initargs' }],
      },
      returns: name === 'ProcessPoolExecutor' ? `concurrent.futures.${name}` : 'concurrent.futures.Executor',
    })),
    'concurrent.futures.ProcessPoolExecutor#map': {
      upstream: `${futures}#concurrent.futures.Executor.map`,
      spawns: tasks('an item of each', { function: { at: 0, name: 'fn' } }),
    },
    'concurrent.futures.ProcessPoolExecutor#submit': {
      upstream: `${futures}#concurrent.futures.Executor.submit`,
      spawns: tasks('arguments', { function: { at: 0, name: 'fn' }, once: true }),
    },
    'concurrent.futures.Executor#map': {
      upstream: `${futures}#concurrent.futures.Executor.map`,
      calls: [{ at: 0, name: 'fn', times: 'worker', returned: true }],
    },
    'concurrent.futures.Executor#submit': {
      upstream: `${futures}#concurrent.futures.Executor.submit`,
      calls: [{ at: 0, name: 'fn', times: 'worker', returned: 'value' }],
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
      calls: [{ at: 1, name: 'target', times: 'worker', spread: { at: 3, name: 'args' } }],
      returns: 'threading.Thread',
    },
    'threading.get_ident': { upstream: `${threading}#threading.get_ident`, entropy: 'process' },
    'joblib.delayed': { upstream: joblib, defers: 'joblib.delayed' },
    'joblib.delayed#()': { upstream: joblib, makesTask: 'joblib.task' },
    'joblib.Parallel': {
      upstream: joblib,
      spawns: {
        what: 'pool',
        workers: { at: 0, name: 'n_jobs', default: 1, none: [1] },
        here: [
          { at: 1, name: 'backend', is: ['threading', 'sequential'] },
          { name: 'prefer', is: ['threads'] },
          { name: 'require', is: ['sharedmem'] },
        ],
        unknownAfter: ['parallel_backend', 'parallel_config', 'register_parallel_backend'],
      },
      returns: 'joblib.Parallel',
    },
    'joblib.Parallel#()': { upstream: joblib, spawns: tasks('tasks') },
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
    'ray.remote': { upstream: ray, defers: 'ray.remote' },
    ...methods('ray.remote', ['remote'], () => ({
      upstream: ray,
      spawns: tasks('arguments', { function: 'receiver', from: { at: 0 }, once: true }),
    })),
    'ray.remote#options': { upstream: ray, returns: 'receiver' },
    'ray.wait': {
      upstream: ray,
      unordered: '`ray.wait` gives the tasks that finished first',
    },
  },
}
