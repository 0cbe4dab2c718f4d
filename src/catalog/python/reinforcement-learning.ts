import { each, names } from './entries.ts'
import type { Api, Library, SeedSlot } from '../schema.ts'

const base = 'DLR-RM/stable-baselines3 stable_baselines3/common/base_class.py'
const seeding = 'DLR-RM/stable-baselines3 stable_baselines3/common/utils.py#set_random_seed'

const algorithms = names('A2C DDPG DQN PPO SAC TD3')
const sources = ['python.random', 'numpy.global', 'torch.cpu', 'torch.cuda']
const seed: SeedSlot = { name: 'seed', constant: 'advances', write: { as: 'number', from: 0 } }

/** Its seed is that of the environment too, and of everything that is global; without one nothing is seeded. */
const algorithm: Api = {
  upstream: `${base}#BaseAlgorithm.set_random_seed`,
  seeds: { sources, seed, when: [{ name: 'seed', given: true }] },
  draws: {
    from: 'torch.cpu',
    implicit: 'initial weights',
    seed,
    when: [{ name: '_init_setup_model', default: true, is: [true] }],
  },
  takesOver: { at: 1, name: 'env' },
  returns: 'stable_baselines3.BaseAlgorithm',
}

/** Stable-Baselines3 and its contributed algorithms: agents on PyTorch in environments of Gymnasium. */
export const reinforcementLearning: Library = {
  name: 'Stable-Baselines3',
  language: 'python',
  ml: true,
  modules: {
    stable_baselines3: { path: 'stable_baselines3', loads: 'torch' },
    sb3_contrib: { path: 'sb3_contrib', loads: 'torch' },
  },
  aliases: Object.fromEntries(
    algorithms.map((name) => [
      `stable_baselines3.${name.toLowerCase()}.${name}`,
      `stable_baselines3.${name}`,
    ]),
  ),
  seedsWith: {
    'torch.cpu': {
      remedy: '`seed=seed`, which seeds the environment as well',
      seeding: {
        source: 'set_random_seed({seed})',
        module: 'stable_baselines3.common.utils',
        name: 'set_random_seed',
      },
    },
  },
  types: { 'stable_baselines3.BaseAlgorithm': {} },
  api: {
    'stable_baselines3.common.utils.set_random_seed': {
      upstream: seeding,
      seeds: {
        sources,
        seed: { at: 0, name: 'seed', constant: 'advances', write: { as: 'number', from: 0 } },
      },
    },
    ...each('stable_baselines3', algorithms, algorithm),
    ...each('sb3_contrib', names('ARS CrossQ MaskablePPO QRDQN RecurrentPPO TQC TRPO'), algorithm),
    ...each(
      'stable_baselines3',
      algorithms.map((name) => `${name}.load`),
      {
        upstream: `${base}#BaseAlgorithm.load`,
        loadsWeights: true,
        returns: 'stable_baselines3.BaseAlgorithm',
      },
    ),
    'stable_baselines3.BaseAlgorithm#learn': {
      upstream: `${base}#BaseAlgorithm.learn`,
      trains: 'model',
      returns: 'receiver',
    },
    'stable_baselines3.BaseAlgorithm#set_random_seed': {
      upstream: `${base}#BaseAlgorithm.set_random_seed`,
      seeds: { sources, seed: { ...seed, at: 0 }, when: [{ at: 0, name: 'seed', given: true }] },
    },
  },
}
