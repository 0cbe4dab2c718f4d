import { each, names } from './entries.ts'
import type { Creation, Library } from '../schema.ts'

const gymnasium = 'https://gymnasium.farama.org/api/env/'
const spaces = 'https://gymnasium.farama.org/api/spaces/'
const optuna = 'https://optuna.readthedocs.io/en/stable/reference'

/** The library's own environments, and those of the Arcade Learning Environment that examples use: each of them draws. */
const drawing = [
  ...names(`
    CartPole MountainCar MountainCarContinuous Pendulum Acrobot LunarLander LunarLanderContinuous BipedalWalker
    BipedalWalkerHardcore CarRacing Blackjack FrozenLake FrozenLake8x8 CliffWalkingSlippery Taxi Reacher Pusher
    InvertedPendulum InvertedDoublePendulum HalfCheetah Hopper Swimmer Walker2d Ant Humanoid HumanoidStandup
  `).flatMap((name) => [0, 1, 2, 3, 4, 5].map((version) => `${name}-v${version}`)),
  ...names(
    'Asteroids BattleZone BeamRider Bowling Boxing Breakout Enduro Freeway MsPacman Pong Qbert Seaquest SpaceInvaders',
  ).flatMap((name) => [
    `ALE/${name}-v5`,
    ...['', 'NoFrameskip', 'Deterministic', '-ram', '-ramNoFrameskip'].flatMap((form) =>
      ['v0', 'v4'].map((version) => `${name}${form}-${version}`),
    ),
  ]),
]

const spacesOf = (prefix: string) => ({
  [`${prefix}action_space`]: 'gymnasium.spaces.Space',
  [`${prefix}observation_space`]: 'gymnasium.spaces.Space',
})
/** It may draw or not: nothing is said of it. */
const calm: Creation = {
  type: 'gymnasium.CalmEnv',
  unseeded: 'constant',
  describes: true,
  holds: spacesOf(''),
}
const environment: Creation = {
  type: 'gymnasium.Env',
  unseeded: 'entropy',
  describes: true,
  holds: { ...spacesOf(''), ...spacesOf('single_') },
  variants: [
    { when: [{ name: 'is_slippery', is: [false] }], creates: calm },
    { when: [{ at: 0, name: 'id', isNot: drawing }], creates: calm },
  ],
}

/** Gymnasium (and Gym) environments, Optuna's samplers: each object has a generator of its own. */
export const environments: Library = {
  name: 'Gymnasium and Optuna',
  language: 'python',
  ml: true,
  modules: {
    gymnasium: { path: 'gymnasium' },
    gym: { path: 'gymnasium' },
    optuna: { path: 'optuna' },
    optuna_integration: { path: 'optuna.integration' },
  },
  families: [
    {
      paths: /^gymnasium\.wrappers\.(?:\w+\.)?[A-Z]\w*$/u,
      api: { upstream: 'https://gymnasium.farama.org/api/wrappers/', returns: { at: 0, name: 'env' } },
    },
  ],
  types: {
    'gymnasium.Env': { hooks: { reset: 'epoch', step: 'batch' } },
    'gymnasium.CalmEnv': {},
    'gymnasium.spaces.Space': {},
    'optuna.Study': {},
    'optuna.samplers.BaseSampler': {},
  },
  api: {
    ...each('gymnasium', ['make', 'make_vec', 'vector.make'], () => ({
      upstream: 'https://gymnasium.farama.org/api/registry/#gymnasium.make',
      creates: environment,
    })),
    /** The first `reset` seeds the environment; later ones without a seed go on from there. */
    'gymnasium.Env#reset': {
      upstream: `${gymnasium}#gymnasium.Env.reset`,
      seeds: {
        sources: 'receiver',
        seed: { name: 'seed', constant: 'repeats', write: { as: 'number', from: 0 } },
        when: [{ name: 'seed', given: true }],
      },
      draws: {
        from: 'receiver',
        implicit: "the environment's start",
        seed: { name: 'seed', constant: 'repeats', write: { as: 'number', from: 0 } },
        remedy: '`reset(seed=seed)` the first time (`env.seed(seed)` in Gym before 0.26)',
        when: [{ name: 'seed', given: false }],
      },
    },
    'gymnasium.Env#unwrapped': {
      upstream: `${gymnasium}#gymnasium.Env.unwrapped`,
      property: true,
      returns: 'receiver',
    },
    /** Gym before 0.26. */
    'gymnasium.Env#seed': {
      upstream: 'https://gymnasium.farama.org/introduction/migration_guide/',
      seeds: { sources: 'receiver', seed: { at: 0, name: 'seed' }, unseeded: 'entropy' },
    },
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
      draws: {
        from: 'receiver',
        implicit: 'an action',
        remedy: '`action_space.seed(seed)` before the first one',
      },
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
    ...each('optuna.integration', ['BoTorchSampler'], {
      upstream: 'optuna/optuna-integration optuna_integration/botorch/botorch.py#BoTorchSampler.__init__',
      creates: {
        type: 'optuna.samplers.BaseSampler',
        seed: { name: 'seed', constant: 'advances', write: { as: 'number', from: 0 } },
        unseeded: 'entropy',
      },
    }),
    /** `check_random_state(None)` is NumPy's global generator; the search's sampler takes its seed from it. */
    'optuna.integration.OptunaSearchCV': {
      upstream: 'optuna/optuna-integration optuna_integration/sklearn/sklearn.py#OptunaSearchCV.fit',
      draws: {
        from: 'numpy.global',
        implicit: "the search's proposals",
        at: 'use',
        generator: { name: 'random_state' },
      },
      returns: 'sklearn.base.BaseEstimator',
    },
    'optuna.Study#optimize': {
      upstream: `${optuna}/generated/optuna.study.Study.html`,
      calls: [{ at: 0, name: 'func', times: 'many' }],
      ignored: [{ above: 1 }, { is: [-1] }].map((jobs) => ({
        at: 3,
        name: 'n_jobs',
        ...jobs,
        misplaced: true,
        why: 'With several jobs the trials ask the sampler in the order in which they end, so its seed does not make the search repeat. Leave `n_jobs` at 1, or run the jobs as processes of their own.',
      })),
    },
    'optuna.Study#ask': {
      upstream: `${optuna}/generated/optuna.study.Study.html#optuna.study.Study.ask`,
    },
    ...each(
      'optuna.samplers',
      names(
        'BruteForceSampler CmaEsSampler GPSampler GridSampler NSGAIISampler NSGAIIISampler QMCSampler RandomSampler TPESampler',
      ),
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
