import { each, methods, names } from './entries.ts'
import type { Api, Creation, Draw, Library, SeedSlot, Weights } from '../schema.ts'

const docs = 'https://keras.io/api'
const layers = `${docs}/layers/`
const initializers = `${docs}/layers/initializers/`
const random = `${docs}/random/`
const training = `${docs}/models/model_training_apis/`
const applications = `${docs}/applications/`

/**
 * Keras 3 takes the seed of each unseeded layer, initializer and `keras.random` call from Python's `random`; run on
 * 3.15 with TensorFlow: `tf.random.set_seed(1)` leaves a Dense kernel different in every run.
 */
const unseeded = 'python.random'

const write = { as: 'number', from: 0 } as const

/** An initializer with a number gives the same values at every call; a SeedGenerator goes on. */
function initializer(family: NonNullable<Creation['family']>, at: number): Api {
  return {
    upstream: initializers,
    creates: {
      type: 'keras.initializers.Initializer',
      seed: { at, name: 'seed', constant: 'repeats', write },
      unseeded,
      family,
      describes: true,
    },
  }
}
const constantInitializer: Api = { upstream: initializers, returns: 'keras.initializers.Initializer' }

const glorot = (at: number, name: string): Weights => ({ at, name, default: 'glorot_uniform' })
const recurrent = (at: number): Weights => ({ at, name: 'recurrent_initializer', default: 'orthogonal' })

function layer(...weights: readonly Weights[]): Api {
  return {
    upstream: layers,
    returns: 'keras.layers.Layer',
    weights,
  }
}

/** `Dropout(seed=3)` starts a sequence of masks, so its masks change from batch to batch. */
function noisy(at: number, implicit: string): Api {
  const seed: SeedSlot = { at, name: 'seed', constant: 'advances', write }
  return { upstream: layers, returns: 'keras.layers.Layer', draws: { from: unseeded, implicit, seed } }
}

function drawn(at: number, more: Partial<Draw> = {}): Api {
  return {
    upstream: random,
    draws: {
      from: unseeded,
      seed: { at, name: 'seed', constant: 'repeats', write },
      generator: { at, name: 'seed' },
      ...more,
    },
  }
}

const convolution = layer(glorot(9, 'kernel_initializer'))
const separable = layer(glorot(9, 'depthwise_initializer'), glorot(10, 'pointwise_initializer'))
const depthwise = layer(glorot(8, 'depthwise_initializer'))
const memory = layer(glorot(4, 'kernel_initializer'), recurrent(5))

const plain = names(`
  Activation ActivityRegularization AdaptiveAveragePooling1D AdaptiveAveragePooling2D AdaptiveAveragePooling3D
  AdaptiveMaxPooling1D AdaptiveMaxPooling2D AdaptiveMaxPooling3D Add AdditiveAttention AutoContrast Average
  AveragePooling1D AveragePooling2D AveragePooling3D AvgPool1D AvgPool2D AvgPool3D BatchNormalization
  Bidirectional CategoryEncoding CenterCrop Concatenate Cropping1D Cropping2D Cropping3D Discretization Dot ELU
  Equalization Flatten GlobalAveragePooling1D GlobalAveragePooling2D GlobalAveragePooling3D GlobalAvgPool1D
  GlobalAvgPool2D GlobalAvgPool3D GlobalMaxPool1D GlobalMaxPool2D GlobalMaxPool3D GlobalMaxPooling1D
  GlobalMaxPooling2D GlobalMaxPooling3D GroupNormalization HashedCrossing Hashing Identity InputLayer
  IntegerLookup Lambda LayerNormalization LeakyReLU Masking MaxPool1D MaxPool2D MaxPool3D MaxPooling1D
  MaxPooling2D MaxPooling3D Maximum MelSpectrogram Minimum Multiply Normalization PReLU Permute
  RMSNormalization RNN ReLU RepeatVector Rescaling Reshape Resizing Softmax StackedRNNCells StringLookup Subtract
  TextVectorization TimeDistributed UnitNormalization UpSampling1D UpSampling2D UpSampling3D ZeroPadding1D
  ZeroPadding2D ZeroPadding3D
`)
const models = names(`
  ConvNeXtBase ConvNeXtLarge ConvNeXtSmall ConvNeXtTiny ConvNeXtXLarge DenseNet121 DenseNet169 DenseNet201
  EfficientNetB0 EfficientNetB1 EfficientNetB2 EfficientNetB3 EfficientNetB4 EfficientNetB5 EfficientNetB6
  EfficientNetB7 EfficientNetV2B0 EfficientNetV2B1 EfficientNetV2B2 EfficientNetV2B3 EfficientNetV2L
  EfficientNetV2M EfficientNetV2S InceptionResNetV2 InceptionV3 MobileNet MobileNetV2 MobileNetV3Large
  MobileNetV3Small NASNetLarge NASNetMobile ResNet101 ResNet101V2 ResNet152 ResNet152V2 ResNet50 ResNet50V2 VGG16
  VGG19 Xception
`)
const augmentation: Readonly<Record<string, number>> = {
  AugMix: 7,
  CutMix: 1,
  MixUp: 2,
  RandAugment: 4,
  RandomBrightness: 2,
  RandomColorDegeneration: 3,
  RandomColorJitter: 5,
  RandomContrast: 2,
  RandomCrop: 2,
  RandomElasticTransform: 6,
  RandomErasing: 4,
  RandomFlip: 1,
  RandomGaussianBlur: 5,
  RandomGrayscale: 2,
  RandomHue: 3,
  RandomInvert: 2,
  RandomPerspective: 4,
  RandomPosterization: 3,
  RandomRotation: 3,
  RandomSaturation: 3,
  RandomSharpness: 3,
  RandomShear: 6,
  RandomTranslation: 4,
  RandomZoom: 4,
}
const convolutions = names(`
  Conv1D Conv1DTranspose Conv2D Conv2DTranspose Conv3D Conv3DTranspose Convolution1D Convolution1DTranspose
  Convolution2D Convolution2DTranspose Convolution3D Convolution3DTranspose
`)

const families: Readonly<Record<string, readonly [NonNullable<Creation['family']>, number, string]>> = {
  RandomNormal: ['normal', 2, 'random_normal'],
  TruncatedNormal: ['normal', 2, 'truncated_normal'],
  GlorotNormal: ['normal', 0, 'glorot_normal'],
  HeNormal: ['normal', 0, 'he_normal'],
  LecunNormal: ['normal', 0, 'lecun_normal'],
  VarianceScaling: ['normal', 3, 'variance_scaling'],
  RandomUniform: ['uniform', 2, 'random_uniform'],
  GlorotUniform: ['uniform', 0, 'glorot_uniform'],
  HeUniform: ['uniform', 0, 'he_uniform'],
  LecunUniform: ['uniform', 0, 'lecun_uniform'],
  Orthogonal: ['orthogonal', 1, 'orthogonal'],
}
const constants = names('Constant Identity Ones Zeros STFT')

/** Keras 3, also as `tf.keras` of TensorFlow 2.16 and later. Run on 3.15.1 with TensorFlow 2.21. */
export const keras: Library = {
  name: 'Keras',
  language: 'python',
  ml: true,
  modules: { keras: { path: 'keras', loads: 'tensorflow' } },
  /** Keras 2 draws weights and masks from TensorFlow's generator (run on the copy of it in TensorFlow 2.21). */
  since: { keras: '3.0', tensorflow: '2.16' },
  aliases: {
    'keras.utils.Sequence': 'keras.utils.PyDataset',
    'keras.preprocessing.image_dataset_from_directory': 'keras.utils.image_dataset_from_directory',
    'keras.preprocessing.text_dataset_from_directory': 'keras.utils.text_dataset_from_directory',
    'keras.models.Model': 'keras.Model',
    'keras.models.Sequential': 'keras.Sequential',
    'keras.layers.experimental.preprocessing': 'keras.layers',
    'keras.initializers.OrthogonalInitializer': 'keras.initializers.Orthogonal',
    ...Object.fromEntries(
      Object.entries(families).map(([name, [, , lower]]) => [
        `keras.initializers.${lower}`,
        `keras.initializers.${name}`,
      ]),
    ),
  },
  initializers: {
    ...Object.fromEntries(
      Object.entries(families).flatMap(([name, [, , lower]]) => [
        [lower, `keras.initializers.${name}`],
        [name.toLowerCase(), `keras.initializers.${name}`],
      ]),
    ),
    uniform: 'keras.initializers.RandomUniform',
    normal: 'keras.initializers.RandomNormal',
    zeros: 'constant',
    zero: 'constant',
    ones: 'constant',
    one: 'constant',
    constant: 'constant',
    identity: 'constant',
  },
  seedsWith: {
    'python.random': {
      remedy: '`keras.utils.set_random_seed(seed)`',
      seeding: { source: 'set_random_seed({seed})', module: 'keras.utils', name: 'set_random_seed' },
    },
  },
  types: {
    'keras.layers.Layer': { hooks: { build: 'once', call: 'batch' }, call: 'call' },
    'keras.Model': {
      extends: 'keras.layers.Layer',
      hooks: { build: 'once', train_step: 'batch', call: 'batch', compute_loss: 'batch', test_step: 'batch' },
      call: 'call',
    },
    'keras.initializers.Initializer': {},
    'keras.random.SeedGenerator': {},
    'keras.utils.PyDataset': {
      hooks: { __getitem__: 'batch', on_epoch_begin: 'epoch', on_epoch_end: 'epoch' },
    },
  },
  fetches: [
    {
      paths: /^keras\.utils\.get_file$/u,
      upstream: 'https://keras.io/api/utils/python_utils/#get_file-function',
      from: { at: 1, name: 'origin' },
      by: 'address',
      pinned: [{ name: 'file_hash' }, { name: 'md5_hash' }],
      remedy: 'Pass `file_hash=`, so that another file is an error.',
    },
  ],
  api: {
    'keras.utils.set_random_seed': {
      upstream: 'https://keras.io/api/utils/python_utils/#set_random_seed-function',
      seeds: {
        sources: ['python.random', 'numpy.global', 'tensorflow.global', 'torch.cpu', 'torch.cuda'],
        seed: {
          at: 0,
          name: 'seed',
          constant: 'advances',
          write: { as: 'number', from: 0, to: 4294967295 },
        },
      },
    },
    'keras.random.SeedGenerator': {
      upstream: `${random}seed_generator/`,
      creates: {
        type: 'keras.random.SeedGenerator',
        seed: { at: 0, name: 'seed', constant: 'advances', write },
        unseeded,
        describes: true,
      },
    },
    'keras.random.normal': drawn(4),
    'keras.random.truncated_normal': drawn(4),
    'keras.random.uniform': drawn(4),
    'keras.random.randint': drawn(4),
    'keras.random.categorical': drawn(3),
    'keras.random.gamma': drawn(3),
    'keras.random.binomial': drawn(4),
    'keras.random.beta': drawn(4),
    'keras.random.dropout': drawn(3, { implicit: 'dropout masks' }),
    'keras.random.shuffle': drawn(2, { orders: true }),

    ...Object.fromEntries(
      Object.entries(families).map(([name, [family, at]]) => [
        `keras.initializers.${name}`,
        initializer(family, at),
      ]),
    ),
    ...each('keras.initializers', constants, constantInitializer),

    'keras.layers.Dense': layer(glorot(3, 'kernel_initializer')),
    'keras.layers.EinsumDense': layer(glorot(4, 'kernel_initializer')),
    'keras.layers.Embedding': layer({ at: 2, name: 'embeddings_initializer', default: 'uniform' }),
    'keras.layers.ReversibleEmbedding': layer({ at: 3, name: 'embeddings_initializer', default: 'uniform' }),
    ...each('keras.layers', convolutions, convolution),
    ...each(
      'keras.layers',
      names('SeparableConv1D SeparableConv2D SeparableConvolution1D SeparableConvolution2D'),
      separable,
    ),
    ...each('keras.layers', names('DepthwiseConv1D DepthwiseConv2D'), depthwise),
    ...each('keras.layers', names('GRU GRUCell LSTM LSTMCell'), memory),
    ...each(
      'keras.layers',
      names('SimpleRNN SimpleRNNCell'),
      layer(glorot(3, 'kernel_initializer'), recurrent(4)),
    ),
    ...each(
      'keras.layers',
      names('ConvLSTM1D ConvLSTM2D ConvLSTM3D'),
      layer(glorot(9, 'kernel_initializer'), recurrent(10)),
    ),
    'keras.layers.MultiHeadAttention': layer(glorot(9, 'kernel_initializer')),
    'keras.layers.GroupQueryAttention': layer(glorot(7, 'kernel_initializer')),
    'keras.layers.SpectralNormalization': {
      upstream: layers,
      returns: 'keras.layers.Layer',
      draws: { from: unseeded, implicit: 'initial weights' },
    },
    'keras.layers.AlphaDropout': noisy(2, 'dropout masks'),
    'keras.layers.Dropout': noisy(2, 'dropout masks'),
    'keras.layers.GaussianDropout': noisy(1, 'noise'),
    'keras.layers.GaussianNoise': noisy(1, 'noise'),
    'keras.layers.SpatialDropout1D': noisy(1, 'dropout masks'),
    'keras.layers.SpatialDropout2D': noisy(2, 'dropout masks'),
    'keras.layers.SpatialDropout3D': noisy(2, 'dropout masks'),
    ...each('keras.layers', Object.keys(augmentation), (name) => noisy(augmentation[name]!, 'augmentations')),
    'keras.layers.Attention': {
      upstream: layers,
      returns: 'keras.layers.Layer',
      draws: {
        from: unseeded,
        implicit: 'dropout masks',
        seed: { at: 3, name: 'seed', constant: 'advances', write },
        when: [{ at: 2, name: 'dropout', isNot: [0], default: 0 }],
      },
    },
    ...each('keras.layers', plain, { upstream: layers, returns: 'keras.layers.Layer' }),
    'keras.Input': { upstream: `${docs}/layers/core_layers/input/`, returns: 'tensorflow.Tensor' },
    'keras.layers.Input': { upstream: `${docs}/layers/core_layers/input/`, returns: 'tensorflow.Tensor' },
    'keras.layers.Layer#()': { upstream: layers, returns: 'tensorflow.Tensor' },

    'keras.Model': { upstream: `${docs}/models/model/`, returns: 'keras.Model' },
    'keras.Sequential': { upstream: `${docs}/models/sequential/`, returns: 'keras.Model' },
    /** A dataset or generator (no `y`) brings its own order. */
    'keras.Model#fit': {
      upstream: `${training}#fit-method`,
      draws: {
        from: 'tensorflow.global',
        implicit: 'the order of batches',
        orders: true,
        when: [
          { at: 1, name: 'y', given: true },
          { at: 8, name: 'shuffle', isNot: [false], default: true },
        ],
      },
      trains: 'model',
    },
    'keras.Model#compile': { upstream: `${training}#compile-method`, compiles: true },
    /** Of Keras 2. */
    'keras.Model#fit_generator': {
      upstream: 'keras-team/keras keras/engine/training.py:2680@v2.15.0',
      trains: 'model',
    },
    'keras.Model#train_on_batch': { upstream: `${training}#train_on_batch-method`, trains: 'step' },
    'keras.Model#load_weights': {
      upstream: `${docs}/models/model_saving_apis/weights_saving_and_loading/`,
      loadsWeights: true,
    },
    ...methods('keras.Model', ['save', 'save_weights'], () => ({
      upstream: `${docs}/models/model_saving_apis/`,
      harmless: 'path' as const,
    })),
    'keras.models.load_model': {
      upstream: `${docs}/models/model_saving_apis/model_saving_and_loading/`,
      loadsWeights: true,
      returns: 'keras.Model',
    },
    'keras.models.clone_model': {
      upstream: `${docs}/models/model_saving_apis/model_config_serialization/`,
      draws: { from: unseeded, implicit: 'initial weights' },
      returns: 'keras.Model',
    },
    /** `weights="imagenet"` is the default. */
    ...each('keras.applications', models, {
      upstream: applications,
      draws: {
        from: unseeded,
        implicit: 'initial weights',
        when: [{ name: 'weights', is: [null] }],
      },
      returns: 'keras.Model',
    }),
    ...each(
      'keras.utils',
      ['image_dataset_from_directory', 'text_dataset_from_directory', 'audio_dataset_from_directory'],
      {
        upstream: `${docs}/data_loading/`,
        draws: {
          from: 'numpy.global',
          implicit: 'the order of files',
          seed: { name: 'seed', constant: 'advances', write },
          orders: true,
          when: [{ name: 'shuffle', isNot: [false], default: true }],
        },
        returns: 'tensorflow.data.Dataset',
      },
    ),
    'keras.utils.split_dataset': {
      upstream: 'https://keras.io/api/utils/python_utils/#split_dataset-function',
      draws: {
        from: 'python.random',
        seed: { at: 4, name: 'seed', constant: 'advances', write },
        orders: true,
        when: [{ at: 3, name: 'shuffle', is: [true], default: false }],
      },
    },
  },
}
