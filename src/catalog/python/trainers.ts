import { each, methods, names } from './entries.ts'
import type { Draw, Library, SeedSlot } from '../schema.ts'

const composer = 'mosaicml/composer composer/utils/reproducibility.py'
const composerTrainer = 'mosaicml/composer composer/trainer/trainer.py'
const fastai = 'https://docs.fast.ai/torch_core.html#set_seed'
const splitter = 'https://docs.fast.ai/data.transforms.html#randomsplitter'
const learner = 'https://docs.fast.ai/learner.html'
const loaders = 'https://docs.fast.ai/vision.data.html'

const sources = ['python.random', 'numpy.global', 'torch.cpu', 'torch.cuda']
const seed: SeedSlot = {
  at: 0,
  name: 'seed',
  constant: 'advances',
  write: { as: 'number', from: 0, to: 4294967295 },
}

const split = (at: number): Draw => ({
  from: 'torch.cpu',
  implicit: 'the split of the data',
  orders: true,
  seed: { at, name: 'seed', constant: 'repeats', write: { as: 'number', from: 0 } },
})

/** Composer and fastai: training loops on PyTorch that bring a seeding function. */
export const trainers: Library = {
  name: 'Composer and fastai',
  language: 'python',
  ml: true,
  modules: {
    composer: { path: 'composer', loads: 'torch' },
    fastai: { path: 'fastai', loads: 'torch' },
  },
  aliases: {
    'composer.utils.seed_all': 'composer.utils.reproducibility.seed_all',
    'composer.utils.configure_deterministic_mode':
      'composer.utils.reproducibility.configure_deterministic_mode',
    'composer.trainer.Trainer': 'composer.Trainer',
    'fastai.vision.all': 'fastai.basics',
    'fastai.text.all': 'fastai.basics',
    'fastai.tabular.all': 'fastai.basics',
    'fastai.collab': 'fastai.basics',
    'fastai.basics.Learner': 'fastai.learner.Learner',
    'fastai.torch_core': 'fastai.basics',
    'fastai.data.all': 'fastai.basics',
    'fastai.data.transforms': 'fastai.basics',
  },
  types: { 'composer.Trainer': {}, 'fastai.learner.Learner': {} },
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

    'fastai.learner.Learner': { upstream: learner, returns: 'fastai.learner.Learner' },
    ...each(
      'fastai.basics',
      names(
        'vision_learner cnn_learner unet_learner text_classifier_learner language_model_learner tabular_learner',
      ),
      { upstream: learner, returns: 'fastai.learner.Learner' },
    ),
    ...methods('fastai.learner.Learner', names('fit fit_one_cycle fit_flat_cos fit_sgdr fine_tune'), {
      upstream: learner,
      trains: 'model',
    }),
    'fastai.learner.Learner#lr_find': { upstream: learner, trains: 'step' },

    'fastai.basics.set_seed': {
      upstream: fastai,
      seeds: { sources, seed: { ...seed, name: 's' } },
      sets: [{ setting: 'torch.backends.cudnn.deterministic', value: { at: 1, name: 'reproducible' } }],
    },
    'fastai.basics.no_random': {
      upstream: 'https://docs.fast.ai/torch_core.html#no_random',
      seeds: { sources, seed, unseeded: 'constant', scoped: true },
    },
    'fastai.basics.RandomSplitter': { upstream: splitter, draws: split(1) },
    'fastai.basics.ImageDataLoaders.from_folder': {
      upstream: loaders,
      draws: {
        ...split(4),
        seed: { name: 'seed', constant: 'repeats', write: { as: 'number', from: 0 } },
        when: [{ name: 'valid_pct', isNot: [null], default: null }],
      },
    },
    'fastai.basics.ImageDataLoaders.from_name_func': {
      upstream: loaders,
      draws: { ...split(4), seed: { name: 'seed', constant: 'repeats', write: { as: 'number', from: 0 } } },
    },
    'fastai.basics.ImageDataLoaders.from_path_func': {
      upstream: loaders,
      draws: { ...split(4), seed: { name: 'seed', constant: 'repeats', write: { as: 'number', from: 0 } } },
    },
    'fastai.basics.ImageDataLoaders.from_df': {
      upstream: loaders,
      draws: {
        ...split(4),
        seed: { name: 'seed', constant: 'repeats', write: { as: 'number', from: 0 } },
        when: [{ name: 'valid_col', is: [null], default: null }],
      },
    },
  },
}
