import type { Api, Draw, Library, SeedSlot, Slot } from '../schema.ts'
import { each, methods, names } from './entries.ts'

const setSeed = 'https://docs.fast.ai/torch_core.html#set_seed'
const splitter = 'fastai/fastai fastai/data/transforms.py#RandomSplitter'
const learner = 'https://docs.fast.ai/learner.html'
const heads = 'fastai/fastai fastai/vision/learner.py#create_cnn_model'
/** `self.rng = random.Random(random.randint(0, 2**32-1))` */
const order = 'fastai/fastai fastai/data/load.py#DataLoader.__init__'
const files = 'fastai/fastai fastai/data/transforms.py#get_files'
const augment = 'fastai/fastai fastai/vision/augment.py#RandTransform'
const first = 'fastai/fastai@1.0.61 fastai/data_block.py#ItemList.split_by_rand_pct'

const everything = ['python.random', 'numpy.global', 'torch.cpu', 'torch.cuda']
const seed: SeedSlot = {
  at: 0,
  name: 's',
  constant: 'advances',
  write: { as: 'number', from: 0, to: 4294967295 },
}

const shuffled: Draw = { from: 'python.random', implicit: 'the order of batches' }
const weights: Draw = { from: 'torch.cpu', implicit: 'initial weights' }

/** Where a split is told how much is for validation, and its seed. */
interface Split {
  readonly seedAt?: number
  /** What is given in place of a random split. */
  readonly unless?: Slot & { readonly isNot?: readonly null[]; readonly is?: readonly null[] }
}

/** A random split takes the numbers of PyTorch's generator, which it seeds anew, for everybody, if it is given a seed. */
function splitting({ seedAt, unless }: Split): Api {
  const at = seedAt === undefined ? {} : { at: seedAt }
  const slot = { ...at, name: 'seed', write: { as: 'number', from: 0 } } as const
  return {
    upstream: splitter,
    draws: {
      from: 'torch.cpu',
      implicit: 'the split of the data',
      orders: true,
      seed: { ...slot, constant: 'repeats' },
      ...(unless && { when: [{ default: null, ...unless }] }),
    },
    seeds: {
      sources: ['torch.cpu', 'torch.cuda'],
      seed: { ...slot, constant: 'advances' },
      when: [{ ...at, name: 'seed', given: true }],
    },
  }
}

/** What makes loaders splits the data, and shuffles with a generator that takes its seed from Python's `random`. */
function loaders(split: Split): Api {
  const { draws, ...splits } = splitting(split)
  return { ...splits, draws: [draws ?? [], shuffled].flat(), returns: 'fastai.DataLoaders' }
}

/** Python's names that every star import of fastai brings. */
const brought = {
  np: 'numpy',
  pd: 'pandas',
  torch: 'torch',
  nn: 'torch.nn',
  F: 'torch.nn.functional',
  plt: 'matplotlib.pyplot',
  random: 'random',
  os: 'os',
  Path: 'pathlib.Path',
} as const

/** fastai, version 2, and of version 1 what its notebooks begin with. Read upstream, not run. */
export const fastai: Library = {
  name: 'fastai',
  language: 'python',
  ml: true,
  modules: { fastai: { path: 'fastai', loads: 'torch' } },
  aliases: {
    ...Object.fromEntries(
      names(`
        vision.all vision.augment vision.data vision.learner vision.core text.all text.data text.learner tabular.all
        tabular.data tabular.learner tabular.core medical.imaging collab torch_core data.all data.block data.core data.load
        data.transforms callback.all layers
      `).map((module) => [`fastai.${module}`, 'fastai.basics']),
    ),
    'fastai.basics.Learner': 'fastai.Learner',
    'fastai.learner.Learner': 'fastai.Learner',
    ...Object.fromEntries(
      ['fastai.basics', 'fastai.vision'].flatMap((module) =>
        Object.entries(brought).map(([name, path]) => [`${module}.${name}`, path]),
      ),
    ),
  },
  seedsWith: Object.fromEntries(
    ['python.random', 'torch.cpu'].map((source) => [
      source,
      {
        remedy: '`set_seed(seed, reproducible=True)`',
        seeding: {
          source: 'set_seed({seed}, reproducible=True)',
          module: 'fastai.torch_core',
          name: 'set_seed',
        },
        under: 'fastai',
      },
    ]),
  ),
  types: { 'fastai.Learner': {}, 'fastai.DataLoaders': {}, 'fastai.DataBlock': {} },
  api: {
    'fastai.Learner': { upstream: learner, returns: 'fastai.Learner' },
    ...each(
      'fastai.basics',
      names(
        'vision_learner cnn_learner unet_learner text_classifier_learner language_model_learner tabular_learner collab_learner',
      ),
      { upstream: heads, draws: weights, returns: 'fastai.Learner' },
    ),
    ...methods('fastai.Learner', names('fit fit_one_cycle fit_flat_cos fit_sgdr fine_tune'), {
      upstream: learner,
      trains: 'model',
    }),
    'fastai.Learner#lr_find': { upstream: learner, trains: 'step' },
    ...each(
      'fastai.basics',
      names('SimpleCNN ConvLayer LinBnDrop xresnet18 xresnet34 xresnet50 TabularModel'),
      {
        upstream: 'fastai/fastai fastai/layers.py',
        draws: weights,
        returns: 'torch.nn.Module',
      },
    ),

    'fastai.basics.set_seed': {
      upstream: setSeed,
      seeds: { sources: everything, seed },
      sets: [{ setting: 'torch.backends.cudnn.deterministic', value: { at: 1, name: 'reproducible' } }],
    },
    'fastai.basics.no_random': {
      upstream: 'https://docs.fast.ai/torch_core.html#no_random',
      seeds: { sources: everything, seed: { ...seed, name: 'seed' }, unseeded: 'constant', scoped: true },
    },

    'fastai.basics.RandomSplitter': splitting({ seedAt: 1 }),
    'fastai.basics.RandomSubsetSplitter': splitting({ seedAt: 2 }),
    'fastai.basics.ImageDataLoaders.from_folder': loaders({
      seedAt: 4,
      unless: { at: 3, name: 'valid_pct', isNot: [null] },
    }),
    'fastai.basics.TextDataLoaders.from_folder': loaders({
      seedAt: 4,
      unless: { at: 3, name: 'valid_pct', isNot: [null] },
    }),
    ...each('fastai.basics.ImageDataLoaders', names('from_name_func from_path_func from_lists'), () =>
      loaders({ seedAt: 4 }),
    ),
    ...each('fastai.basics.ImageDataLoaders', names('from_name_re from_path_re'), () => loaders({})),
    'fastai.basics.SegmentationDataLoaders.from_label_func': loaders({ seedAt: 4 }),
    ...each('fastai.basics', ['ImageDataLoaders.from_df', 'TextDataLoaders.from_df'], () =>
      loaders({ seedAt: 3, unless: { name: 'valid_col', is: [null] } }),
    ),
    ...each('fastai.basics', ['ImageDataLoaders.from_csv', 'TextDataLoaders.from_csv'], () =>
      loaders({ unless: { name: 'valid_col', is: [null] } }),
    ),
    'fastai.basics.CollabDataLoaders.from_df': loaders({ seedAt: 5 }),
    ...each('fastai.basics.TabularDataLoaders', names('from_df from_csv'), {
      upstream: 'fastai/fastai fastai/tabular/data.py#TabularDataLoaders.from_df',
      draws: [
        {
          from: 'torch.cpu',
          implicit: 'the split of the data',
          orders: true,
          when: [{ name: 'valid_idx', is: [null], default: null }],
        },
        shuffled,
      ],
      returns: 'fastai.DataLoaders',
    }),
    'fastai.basics.DataBlock': {
      upstream: 'https://docs.fast.ai/data.block.html',
      returns: 'fastai.DataBlock',
    },
    'fastai.DataBlock#dataloaders': { upstream: order, draws: shuffled, returns: 'fastai.DataLoaders' },
    'fastai.basics.DataLoaders.from_dblock': {
      upstream: order,
      draws: shuffled,
      returns: 'fastai.DataLoaders',
    },
    ...each('fastai.basics', names('get_image_files get_text_files get_files'), {
      upstream: files,
      unordered: 'it lists folders in the order in which the file system keeps them',
      returns: 'builtins.list',
    }),
    ...each('fastai.basics', names('aug_transforms'), {
      upstream: augment,
      draws: { from: 'python.random', implicit: 'the augmentation of images' },
    }),

    // Version 1: everything comes out of `fastai.vision`.
    ...each('fastai.vision', names('cnn_learner create_cnn unet_learner'), {
      upstream: 'fastai/fastai@1.0.61 fastai/vision/learner.py#create_head',
      draws: weights,
      returns: 'fastai.Learner',
    }),
    ...each(
      'fastai.vision.ImageDataBunch',
      names('from_name_re from_name_func from_lists from_df from_csv'),
      {
        upstream: first,
        draws: { from: 'numpy.global', implicit: 'the split of the data', orders: true },
      },
    ),
    'fastai.vision.ImageDataBunch.from_folder': {
      upstream: first,
      draws: {
        from: 'numpy.global',
        implicit: 'the split of the data',
        orders: true,
        when: [{ at: 3, name: 'valid_pct', isNot: [null], default: null }],
      },
    },
  },
}
