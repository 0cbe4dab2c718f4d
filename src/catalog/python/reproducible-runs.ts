import type { Library } from '../schema.ts'

/** This project's own companion for Python, as the rules see it: it seeds whatever the program knows. */
export const reproducibleRuns: Library = {
  name: 'reproducible_runs',
  language: 'python',
  ml: true,
  modules: {
    reproducible_runs: { path: 'reproducible_runs' },
    // Its name up to 0.1.
    reproducible: { path: 'reproducible_runs' },
  },
  types: { 'reproducible_runs.Run': {} },
  api: {
    'reproducible_runs.enforce': {
      upstream: 'runtime/python/reproducible_runs.py',
      seeds: {
        sources: 'all',
        seed: { at: 0, name: 'seed', constant: 'advances' },
        unseeded: 'constant',
        workers: [],
      },
      sets: [
        { setting: 'torch.use_deterministic_algorithms', value: { constant: true } },
        { setting: 'torch.backends.cudnn.deterministic', value: { constant: true } },
        { setting: 'torch.backends.cudnn.benchmark', value: { constant: false } },
      ],
      returns: 'reproducible_runs.Run',
    },
    'reproducible_runs.Run#resume': {
      upstream: 'runtime/python/reproducible_runs.py',
      seeds: { sources: 'all', restores: true },
      returns: 'receiver',
    },
  },
}
