/** Pools of workers, and the packages that read a command line. */
import type { Api, Library } from '../schema.ts'

/** `workerData`, `argv` and `env` reach a worker before its code runs, `execArgv` may load the runtime first. */
function pool(upstream: string, returns: string): Api {
  return {
    upstream,
    spawns: {
      what: 'pool',
      workers: { at: 0, key: 'maxThreads' },
      file: { at: 0, key: 'filename' },
      callsDefault: true,
      handover: [
        { at: 0, key: 'workerData' },
        { at: 0, key: 'argv' },
        { at: 0, key: 'env' },
      ],
      // All workers of a pool get the same `workerData`: the seed comes with the task.
      remedy: '`pool.run({ seed: seed + i })`',
      copiesEnvironment: true,
      preload: { at: 0, key: 'execArgv' },
    },
    returns,
  }
}

const piscina: Library = {
  name: 'Piscina',
  language: 'javascript',
  ml: false,
  modules: { piscina: { path: 'piscina', default: 'piscina.Piscina' } },
  types: { 'piscina.Piscina': {} },
  aliases: { 'piscina.Piscina.Piscina': 'piscina.Piscina' },
  api: {
    // `require('piscina')` is the class.
    piscina: pool('piscina/dist/index.d.ts:10-32@5.3.2', 'piscina.Piscina'),
    'piscina.Piscina': pool('piscina/dist/index.d.ts:10-32@5.3.2', 'piscina.Piscina'),
    // A task may carry its own seed, so that it does not matter which worker it meets.
    'piscina.Piscina#run': { upstream: 'piscina/dist/index.d.ts@5.3.2', handsOver: { at: 0 } },
    'piscina.workerData': {
      upstream: 'piscina/dist/index.d.ts@5.3.2',
      property: true,
      configured: true,
    },
  },
}

const tinypool: Library = {
  name: 'Tinypool',
  language: 'javascript',
  ml: false,
  modules: { tinypool: { path: 'tinypool', default: 'tinypool.Tinypool' } },
  types: { 'tinypool.Tinypool': {} },
  api: {
    'tinypool.Tinypool': pool('tinypool/dist/index.d.ts:130-152@2.2.0', 'tinypool.Tinypool'),
    'tinypool.Tinypool#run': {
      upstream: 'tinypool/dist/index.d.ts@2.2.0',
      handsOver: { at: 0 },
    },
    'tinypool.workerId': {
      upstream: 'tinypool/dist/index.d.ts:200@2.2.0',
      identifies: 'worker',
    },
  },
}

const workerpool: Library = {
  name: 'workerpool',
  language: 'javascript',
  ml: false,
  modules: { workerpool: { path: 'workerpool' } },
  types: { 'workerpool.Pool': {} },
  api: {
    'workerpool.pool': {
      upstream: 'workerpool/src/Pool.js:35-67@10.0.3',
      spawns: {
        what: 'pool',
        workers: { at: 1, key: 'maxWorkers' },
        file: { at: 0 },
        handover: [
          { at: 1, key: 'workerThreadOpts.workerData' },
          { at: 1, key: 'workerThreadOpts.env' },
          { at: 1, key: 'workerThreadOpts.argv' },
          { at: 1, key: 'forkOpts.env' },
          { at: 1, key: 'forkArgs' },
        ],
        remedy: "`pool.exec('train', [seed + i])`",
        copiesEnvironment: true,
        preload: { at: 1, key: 'workerThreadOpts.execArgv' },
      },
      returns: 'workerpool.Pool',
    },
    'workerpool.Pool#exec': { upstream: 'workerpool/src/Pool.js@10.0.3', handsOver: { at: 1 } },
  },
}

const threads: Library = {
  name: 'threads.js',
  language: 'javascript',
  ml: false,
  modules: { threads: { path: 'threads' } },
  types: { 'threads.Worker': {} },
  api: {
    'threads.Worker': {
      upstream: 'threads/dist/types/master.d.ts:49-65@1.7.0',
      spawns: {
        what: 'thread',
        file: { at: 0 },
        handover: [{ at: 1, key: 'workerData' }],
        remedy: '`workerData: { seed: seed + i }`',
        copiesEnvironment: true,
      },
      returns: 'threads.Worker',
    },
  },
}

export const workerPools: readonly Library[] = [piscina, tinypool, workerpool, threads]
