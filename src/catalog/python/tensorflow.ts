import { each, methods, names } from './entries.ts'
import type { Api, Draw, Library, SeedSlot } from '../schema.ts'

const docs = 'https://www.tensorflow.org/api_docs/python/tf'
const page = (path: string) => `${docs}/${path.replace(/^tensorflow\./u, '').replaceAll('.', '/')}`
const determinism = page('config.experimental.enable_op_determinism')
const status = 'https://github.com/NVIDIA/framework-reproducibility/blob/master/doc/d9m/tensorflow_status.md'

/** An operation's own seed starts a sequence: the next call of the same operation goes on (run on 2.21). */
function seedAt(at: number): SeedSlot {
  return { at, name: 'seed', constant: 'advances', write: { as: 'number', from: 0 } }
}
const globalSeed: SeedSlot = {
  at: 0,
  name: 'seed',
  constant: 'advances',
  write: { as: 'number', from: 0, to: 4294967295 },
}
const drawn = (at: number, more: Partial<Draw> = {}): Draw => ({
  from: 'tensorflow.global',
  seed: seedAt(at),
  ...more,
})

const positions: Readonly<Record<string, number>> = {
  normal: 4,
  truncated_normal: 4,
  uniform: 4,
  gamma: 4,
  poisson: 3,
  categorical: 3,
  shuffle: 1,
}
const imageSeeds: Readonly<Record<string, number>> = {
  random_brightness: 2,
  random_contrast: 3,
  random_crop: 2,
  random_flip_left_right: 1,
  random_flip_up_down: 1,
  random_hue: 2,
  random_jpeg_quality: 3,
  random_saturation: 3,
  sample_distorted_bounding_box: 2,
}
const stateless = names(
  'stateless_binomial stateless_categorical stateless_gamma stateless_normal stateless_poisson stateless_truncated_normal stateless_uniform',
)
const statelessImage = names(`
  stateless_random_brightness stateless_random_contrast stateless_random_crop stateless_random_flip_left_right
  stateless_random_flip_up_down stateless_random_hue stateless_random_jpeg_quality stateless_random_saturation
`)
/** `stateless_*` take the seed first or second, always under its name. */
const repeats: SeedSlot = { name: 'seed', constant: 'repeats' }

const datasets = names(
  'from_tensor_slices from_tensors from_generator range zip list_files random sample_from_datasets choose_from_datasets',
)
const sameDataset = names(`
  batch prefetch cache repeat enumerate unbatch padded_batch ragged_batch concatenate shard window rebatch unique
  snapshot take_while with_options ignore_errors bucket_by_sequence_length group_by_window sparse_batch
`)

/** TensorFlow. Keras, also where it is reached through `tf.keras`, has its own file. */
export const tensorflow: Library = {
  name: 'TensorFlow',
  language: 'python',
  ml: true,
  /** TensorFlow 1: graphs that a session runs. */
  formerly: names('placeholder InteractiveSession global_variables_initializer ConfigProto get_variable'),
  modules: {
    tensorflow: { path: 'tensorflow', loads: 'tensorflow' },
    tensorflow_datasets: { path: 'tensorflow_datasets', loads: 'tensorflow' },
  },
  distributions: { 'tensorflow-cpu': 'tensorflow', 'tensorflow-gpu': 'tensorflow' },
  aliases: {
    'tensorflow.keras': 'keras',
    'tensorflow.initializers': 'keras.initializers',
    'tensorflow.python.keras': 'keras',
    'tensorflow.compat.v2': 'tensorflow',
    'tensorflow.compat.v1.compat.v1': 'tensorflow.compat.v1',
    'tensorflow.compat.v1.random.set_random_seed': 'tensorflow.compat.v1.set_random_seed',
    'tensorflow.compat.v1.random.normal': 'tensorflow.compat.v1.random_normal',
    'tensorflow.compat.v1.random.uniform': 'tensorflow.compat.v1.random_uniform',
    'tensorflow.compat.v1.random.shuffle': 'tensorflow.compat.v1.random_shuffle',
    'tensorflow.random.experimental': 'tensorflow.random',
  },
  sources: {
    'tensorflow.global': {
      title: "TensorFlow's global generator",
      remedy: '`tf.random.set_seed(seed)`',
      seeding: { source: 'tf.random.set_seed({seed})', module: 'tensorflow', alias: 'tf' },
      judged: 'always',
      drawnWhenCompiled: true,
      upstream: page('random.set_seed'),
    },
  },
  seedsWith: {
    // `tf.random.set_seed` does not exist there; the name below does, whichever of the two `tf` is.
    'tensorflow.global': {
      under: 'tensorflow.compat.v1.',
      remedy: '`tf.compat.v1.set_random_seed(seed)`',
      seeding: { source: 'tf.compat.v1.set_random_seed({seed})', module: 'tensorflow', alias: 'tf' },
    },
  },
  settings: [
    {
      name: 'tensorflow.config.experimental.enable_op_determinism',
      kind: 'function',
      deterministic: [true],
      meaning: 'operations give the same result for the same input, or raise',
      upstream: determinism,
    },
    {
      name: 'TF_DETERMINISTIC_OPS',
      kind: 'environment',
      deterministic: ['1', 'true'],
      valid: ['0', '1', 'false', 'true'],
      read: { when: 'first-operation', by: 'tensorflow' },
      meaning: 'operations take a deterministic implementation; any other value aborts the program',
      upstream: 'tensorflow/core/util/determinism.cc, env_var.cc',
    },
    {
      name: 'TF_CUDNN_DETERMINISTIC',
      kind: 'environment',
      deterministic: ['1', 'true'],
      valid: ['0', '1', 'false', 'true'],
      read: { when: 'first-operation', by: 'tensorflow' },
      meaning: 'cuDNN takes only deterministic algorithms (TensorFlow 1.14 to 2.0)',
      upstream: status,
    },
    {
      name: 'TF_CUDNN_USE_AUTOTUNE',
      kind: 'environment',
      benchmark: ['1', 'true'],
      conflict:
        '`TF_CUDNN_USE_AUTOTUNE` has to stay unset beside deterministic operations: `1` chooses algorithms by timing and `0` defeats the choice of deterministic ones.',
      read: { when: 'any-time' },
      meaning: 'whether cuDNN algorithms are chosen by timing',
      upstream: 'https://github.com/tensorflow/tensorflow/pull/24747',
    },
    {
      name: 'TF_ENABLE_ONEDNN_OPTS',
      kind: 'environment',
      read: { when: 'load', by: 'tensorflow' },
      meaning: '`0` turns off kernels whose results differ between processors',
      upstream: 'tensorflow/core/util/port.cc',
    },
    {
      name: 'TF_USE_LEGACY_KERAS',
      kind: 'environment',
      read: { when: 'load', by: 'tensorflow' },
      meaning: '`1` makes `tf.keras` Keras 2',
      upstream: 'https://keras.io/getting_started/#tensorflow--keras-2-backwards-compatibility',
    },
  ],
  requirements: [
    {
      setting: 'tensorflow.config.experimental.enable_op_determinism',
      values: [true],
      alternatives: [{ setting: 'TF_DETERMINISTIC_OPS', values: ['1', 'true'] }],
      write: 'tf.config.experimental.enable_op_determinism()',
      needs: { module: 'tensorflow', alias: 'tf' },
      mostlyIdle: true,
      needsSeeded: 'tensorflow.global',
      why: 'many GPU kernels and parallel `tf.data` maps run in an order that changes from run to run',
      upstream: determinism,
    },
  ],
  types: {
    'tensorflow.Tensor': {},
    'tensorflow.random.Generator': {},
    'tensorflow.data.Dataset': {},
    'tensorflow_datasets.core.DatasetBuilder': {},
    'tensorflow.GradientTape': {},
    'tensorflow.train.Checkpoint': {},
    'tensorflow.Module': { hooks: { __call__: 'batch' }, call: '__call__' },
  },
  api: {
    'tensorflow.random.set_seed': {
      upstream: page('random.set_seed'),
      seeds: {
        sources: ['tensorflow.global'],
        seed: globalSeed,
        mistakenFor: {
          paths: 'keras.',
          library: 'keras',
          since: '3.0',
          remedy: '`keras.utils.set_random_seed(seed)`',
          instead: 'tensorflow.keras.utils.set_random_seed',
        },
      },
    },
    'tensorflow.compat.v1.set_random_seed': {
      upstream: page('compat.v1.set_random_seed'),
      seeds: { sources: ['tensorflow.global'], seed: globalSeed },
    },
    'tensorflow.set_random_seed': {
      upstream: page('random.set_seed'),
      seeds: {
        sources: ['tensorflow.global'],
        seed: globalSeed,
        renamed: 'tensorflow.random.set_seed',
        void: '`tf.set_random_seed` is gone since TensorFlow 2 and raises AttributeError there. Use `tf.random.set_seed(seed)`.',
      },
    },
    'tensorflow.config.experimental.enable_op_determinism': {
      upstream: determinism,
      sets: [{ setting: 'tensorflow.config.experimental.enable_op_determinism', value: { constant: true } }],
      mustBeCalled: true,
    },

    ...each('tensorflow.random', Object.keys(positions), (name) => ({
      upstream: page(`random.${name}`),
      draws: drawn(positions[name]!, name === 'shuffle' ? { orders: true } : {}),
      returns: 'tensorflow.Tensor',
    })),
    ...each('tensorflow.random', stateless, (name): Api => ({
      upstream: page(`random.${name}`),
      draws: { from: 'tensorflow.global', seed: repeats },
      returns: 'tensorflow.Tensor',
    })),
    ...each(
      'tensorflow.compat.v1',
      names('random_normal random_uniform random_shuffle truncated_normal random_gamma random_poisson'),
      (name) => ({
        upstream: page(`compat.v1.${name}`),
        draws: { from: 'tensorflow.global', seed: { name: 'seed', constant: 'advances' as const } },
        returns: 'tensorflow.Tensor',
      }),
    ),
    ...each('tensorflow.image', Object.keys(imageSeeds), (name) => ({
      upstream: page(`image.${name}`),
      draws: drawn(imageSeeds[name]!),
      returns: 'tensorflow.Tensor',
    })),
    ...each('tensorflow.image', statelessImage, (name): Api => ({
      upstream: page(`image.${name}`),
      draws: { from: 'tensorflow.global', seed: repeats },
      returns: 'tensorflow.Tensor',
    })),
    'tensorflow.nn.dropout': {
      upstream: page('nn.dropout'),
      draws: drawn(3, { implicit: 'dropout masks' }),
      returns: 'tensorflow.Tensor',
    },

    'tensorflow.random.Generator.from_seed': {
      upstream: page('random.Generator'),
      creates: { type: 'tensorflow.random.Generator', seed: globalSeed, unseeded: 'constant' },
    },
    'tensorflow.random.Generator.from_non_deterministic_state': {
      upstream: page('random.Generator'),
      creates: { type: 'tensorflow.random.Generator', unseeded: 'entropy' },
    },
    /** Made from entropy at its first use, whatever `set_seed` was given (run on 2.21). */
    'tensorflow.random.get_global_generator': {
      upstream: page('random.get_global_generator'),
      creates: { type: 'tensorflow.random.Generator', unseeded: 'entropy' },
    },
    ...methods(
      'tensorflow.random.Generator',
      names('normal uniform truncated_normal binomial uniform_full_int make_seeds'),
      () => ({ upstream: page('random.Generator'), draws: { from: 'receiver' } }),
    ),
    'tensorflow.random.Generator#split': { upstream: page('random.Generator'), returns: 'receiver' },
    'tensorflow.random.Generator#reset_from_seed': {
      upstream: page('random.Generator'),
      seeds: { sources: 'receiver', seed: globalSeed },
    },

    ...each('tensorflow.data.Dataset', datasets, (name) => ({
      upstream: page(`data.Dataset`),
      returns: 'tensorflow.data.Dataset',
      ...(name === 'list_files'
        ? {
            draws: {
              ...drawn(2, { implicit: 'the order of files', orders: true }),
              at: 'iteration' as const,
              when: [{ at: 1, name: 'shuffle', isNot: [false] }],
            },
          }
        : {}),
      ...(name === 'random' ? { draws: { ...drawn(0), at: 'iteration' as const } } : {}),
      ...(name === 'sample_from_datasets'
        ? { draws: { ...drawn(2, { orders: true }), at: 'iteration' as const } }
        : {}),
    })),
    ...each('tensorflow.data', names('TextLineDataset TFRecordDataset FixedLengthRecordDataset'), (name) => ({
      upstream: page(`data.${name}`),
      returns: 'tensorflow.data.Dataset',
    })),
    'tensorflow.data.Dataset#shuffle': {
      upstream: page('data.Dataset'),
      draws: {
        ...drawn(1, { implicit: 'the order of the data', orders: true }),
        at: 'iteration',
        reorders: { at: 2, name: 'reshuffle_each_iteration', isNot: [false], default: true },
      },
      returns: 'receiver',
    },
    ...methods('tensorflow.data.Dataset', sameDataset, () => ({
      upstream: page('data.Dataset'),
      returns: 'receiver' as const,
    })),
    'tensorflow.data.Dataset#take': { upstream: page('data.Dataset'), part: 'first', returns: 'receiver' },
    'tensorflow.data.Dataset#skip': { upstream: page('data.Dataset'), part: 'rest', returns: 'receiver' },
    ...methods('tensorflow.data.Dataset', ['filter', 'flat_map'], () => ({
      upstream: page('data.Dataset'),
      calls: [{ at: 0, times: 'many' as const }],
      returns: 'receiver' as const,
    })),
    ...methods('tensorflow.data.Dataset', ['map', 'interleave'], () => ({
      upstream: page('data.Dataset'),
      calls: [
        {
          at: 0,
          name: 'map_func',
          times: 'many' as const,
          concurrentWhen: { name: 'num_parallel_calls', given: true },
        },
      ],
      returns: 'receiver' as const,
    })),
    'tensorflow_datasets.load': {
      upstream: 'https://www.tensorflow.org/datasets/api_docs/python/tfds/load',
      draws: {
        from: 'tensorflow.global',
        implicit: 'the order of files',
        at: 'iteration',
        orders: true,
        when: [{ name: 'shuffle_files', is: [true], default: false }],
        unless: [{ name: 'read_config' }],
      },
      returns: 'tensorflow.data.Dataset',
    },

    'tensorflow_datasets.builder': {
      upstream: 'https://www.tensorflow.org/datasets/api_docs/python/tfds/builder',
      returns: 'tensorflow_datasets.core.DatasetBuilder',
    },
    'tensorflow_datasets.core.DatasetBuilder#as_dataset': {
      upstream: 'https://www.tensorflow.org/datasets/api_docs/python/tfds/core/DatasetBuilder#as_dataset',
      draws: {
        from: 'tensorflow.global',
        implicit: 'the order of files',
        at: 'iteration',
        orders: true,
        when: [{ name: 'shuffle_files', is: [true], default: false }],
        unless: [{ name: 'read_config' }],
      },
      returns: 'tensorflow.data.Dataset',
    },

    'tensorflow.function': {
      upstream: page('function'),
      traces: { at: 0, name: 'func' },
      returns: 'argument',
    },
    'tensorflow.GradientTape': { upstream: page('GradientTape'), returns: 'tensorflow.GradientTape' },
    'tensorflow.GradientTape#gradient': { upstream: page('GradientTape'), trains: 'step' },
    ...each('tensorflow.train', ['load_checkpoint', 'load_variable'], (name) => ({
      upstream: page(`train.${name}`),
      loadsWeights: true,
    })),
    'tensorflow.train.Checkpoint': {
      upstream: page('train.Checkpoint'),
      returns: 'tensorflow.train.Checkpoint',
    },
    ...methods('tensorflow.train.Checkpoint', ['restore', 'read'], () => ({
      upstream: page('train.Checkpoint'),
      loadsWeights: true,
    })),
    'tensorflow.saved_model.load': { upstream: page('saved_model.load'), loadsWeights: true },
    ...each(
      'tensorflow',
      names('constant convert_to_tensor Variable ones zeros range reshape cast concat stack'),
      (name) => ({
        upstream: page(name),
        returns: 'tensorflow.Tensor',
      }),
    ),
    ...each('tensorflow', names('reduce_sum reduce_mean reduce_max reduce_min'), (name) => ({
      upstream: page(`math.${name}`),
      orderInsensitive: true,
    })),
    'tensorflow.config.list_physical_devices': {
      upstream: page('config.list_physical_devices'),
    },
    'tensorflow.device': { upstream: page('device'), selects: { at: 0, name: 'device_name' } },
  },
}
