import { each, methods, names } from './entries.ts'
import type { Library } from '../schema.ts'

const gymnasium = 'https://gymnasium.farama.org/api/env/'
const spaces = 'https://gymnasium.farama.org/api/spaces/'
const optuna = 'https://optuna.readthedocs.io/en/stable/reference'

/** Gymnasium (and Gym) environments, Optuna's samplers: each object has a generator of its own. */
export const environments: Library = {
  name: 'Gymnasium and Optuna',
  language: 'python',
  ml: true,
  modules: {
    gymnasium: { path: 'gymnasium' },
    gym: { path: 'gymnasium' },
    optuna: { path: 'optuna' },
  },
  types: {
    'gymnasium.Env': { hooks: { reset: 'epoch', step: 'batch' } },
    'gymnasium.spaces.Space': {},
    'optuna.Study': {},
    'optuna.samplers.BaseSampler': {},
  },
  api: {
    'gymnasium.make': {
      upstream: 'https://gymnasium.farama.org/api/registry/#gymnasium.make',
      creates: { type: 'gymnasium.Env', unseeded: 'entropy', describes: true },
    },
    /** The first `reset` seeds the environment; later ones without a seed go on from there. */
    'gymnasium.Env#reset': {
      upstream: `${gymnasium}#gymnasium.Env.reset`,
      seeds: {
        sources: 'receiver',
        seed: { name: 'seed', constant: 'repeats', write: { as: 'number', from: 0 } },
      },
      draws: {
        from: 'receiver',
        implicit: "the environment's start",
        when: [{ name: 'seed', given: false }],
      },
    },
    /** Gym before 0.26. */
    'gymnasium.Env#seed': {
      upstream: 'https://gymnasium.farama.org/introduction/migration_guide/',
      seeds: { sources: 'receiver', seed: { at: 0, name: 'seed' }, unseeded: 'entropy' },
    },
    ...methods('gymnasium.Env', ['action_space', 'observation_space'], () => ({
      upstream: spaces,
      returns: 'gymnasium.spaces.Space',
    })),
    ...each(
      'gymnasium.spaces',
      names('Box Dict Discrete Graph MultiBinary MultiDiscrete OneOf Sequence Text Tuple'),
      () => ({
        upstream: spaces,
        creates: {
          type: 'gymnasium.spaces.Space',
          seed: { name: 'seed', constant: 'advances' as const },
          unseeded: 'entropy' as const,
          describes: true,
        },
      }),
    ),
    'gymnasium.spaces.Space#seed': {
      upstream: `${spaces}#gymnasium.spaces.Space.seed`,
      seeds: { sources: 'receiver', seed: { at: 0, name: 'seed' }, unseeded: 'entropy' },
    },
    'gymnasium.spaces.Space#sample': {
      upstream: `${spaces}#gymnasium.spaces.Space.sample`,
      draws: { from: 'receiver' },
    },

    /** Its default sampler, TPE, is seeded by the operating system; NumPy's seed does not reach it (run on 5.0). */
    'optuna.create_study': {
      upstream: `${optuna}/generated/optuna.create_study.html`,
      draws: {
        from: 'entropy',
        implicit: "the search's proposals",
        at: 'use',
        generator: {
          name: 'sampler',
          made: { source: 'optuna.samplers.TPESampler(seed={seed})', module: 'optuna' },
        },
        remedy: '`sampler=optuna.samplers.TPESampler(seed=seed)`',
      },
      returns: 'optuna.Study',
    },
    'optuna.Study#optimize': {
      upstream: `${optuna}/generated/optuna.study.Study.html`,
      calls: [{ at: 0, name: 'func', times: 'many' }],
    },
    'optuna.Study#ask': {
      upstream: `${optuna}/generated/optuna.study.Study.html#optuna.study.Study.ask`,
    },
    ...each(
      'optuna.samplers',
      names('TPESampler RandomSampler NSGAIISampler NSGAIIISampler GPSampler BruteForceSampler'),
      (name) => ({
        upstream: `${optuna}/samplers/generated/optuna.samplers.${name}.html`,
        creates: {
          type: 'optuna.samplers.BaseSampler',
          seed: { name: 'seed', constant: 'advances' as const, write: { as: 'number' as const, from: 0 } },
          unseeded: 'entropy' as const,
        },
      }),
    ),
  },
}
