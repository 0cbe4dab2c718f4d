import type { Library, SeedSlot } from '../schema.ts'

const composer = 'mosaicml/composer composer/utils/reproducibility.py'
const composerTrainer = 'mosaicml/composer composer/trainer/trainer.py'

const sources = ['python.random', 'numpy.global', 'torch.cpu', 'torch.cuda']
const seed: SeedSlot = {
  at: 0,
  name: 'seed',
  constant: 'advances',
  write: { as: 'number', from: 0, to: 4294967295 },
}

/** Composer: a training loop on PyTorch that brings a seeding function. */
export const trainers: Library = {
  name: 'Composer',
  language: 'python',
  ml: true,
  modules: {
    composer: { path: 'composer', loads: 'torch' },
  },
  aliases: {
    'composer.utils.seed_all': 'composer.utils.reproducibility.seed_all',
    'composer.utils.configure_deterministic_mode':
      'composer.utils.reproducibility.configure_deterministic_mode',
    'composer.trainer.Trainer': 'composer.Trainer',
  },
  types: { 'composer.Trainer': {} },
  api: {
    'composer.utils.reproducibility.seed_all': { upstream: composer, seeds: { sources, seed } },
    'composer.utils.reproducibility.seed_context': {
      upstream: composer,
      seeds: { sources, seed, scoped: true },
    },
    'composer.utils.reproducibility.configure_deterministic_mode': {
      upstream: composer,
      sets: [
        { setting: 'torch.use_deterministic_algorithms', value: { constant: true } },
        { setting: 'torch.backends.cudnn.benchmark', value: { constant: false } },
        { setting: 'torch.backends.cudnn.deterministic', value: { constant: true } },
        { setting: 'CUBLAS_WORKSPACE_CONFIG', value: { constant: ':4096:8' } },
      ],
      mustBeCalled: true,
    },
    /** Without a seed it takes the clock. The model it is given was built before. */
    'composer.Trainer': {
      upstream: composerTrainer,
      seeds: { sources, seed: { name: 'seed', constant: 'advances' }, unseeded: 'entropy' },
      sets: [{ setting: 'torch.use_deterministic_algorithms', value: { name: 'deterministic_mode' } }],
      returns: 'composer.Trainer',
    },
    'composer.Trainer#fit': { upstream: composerTrainer, trains: 'model' },
  },
}
