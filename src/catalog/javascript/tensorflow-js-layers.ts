/** `@tensorflow/tfjs-layers`: initializers, layers, models, training. Lines are those of tag `tfjs-v4.22.0`. */
import type { Api, Callback, Creation, Draw, SeedSlot, Weights } from '../schema.ts'
import { each } from './each.ts'
import { FALSY, NULLISH } from './tensorflow-js-core.ts'

// ------------------------------------------------------------------------------------------------------ initializers

type Distribution = 'normal' | 'uniform' | 'orthogonal'

const SEED: Readonly<Record<Distribution, SeedSlot>> = {
  normal: {
    at: 0,
    key: 'seed',
    ignores: FALSY,
    constant: 'repeats',
    write: { as: 'number', from: 1, to: 2147483647 },
  },
  uniform: {
    at: 0,
    key: 'seed',
    ignores: NULLISH,
    constant: 'repeats',
    since: '4.2.0',
    write: { as: 'number', from: 1, to: 2147483647 },
  },
  orthogonal: {
    at: 0,
    key: 'seed',
    ignores: FALSY,
    constant: 'repeats',
    since: '4.3.0',
    write: { as: 'number', from: 1, to: 2147483647 },
  },
}

const making = (family: Distribution): Creation => ({
  type: 'tf.Initializer',
  seed: SEED[family],
  unseeded: 'Math.random',
  describes: true,
  family,
})

function initializer(family: Distribution, upstream: string): Api {
  return { upstream, creates: making(family), returns: 'tf.Initializer' }
}

function constant(upstream: string): Api {
  return {
    upstream,
    creates: { type: 'tf.Initializer', unseeded: 'constant', describes: true },
    returns: 'tf.Initializer',
  }
}

const UNIFORM = 'tfjs-layers/src/initializers.ts:131,355@4.22.0; seeds honoured from 4.2.0: tfjs#7104'
const NORMAL = 'tfjs-layers/src/initializers.ts:172,213,352@4.22.0'

const initializers: Readonly<Record<string, Api>> = {
  'tf.initializers.randomNormal': initializer('normal', NORMAL),
  'tf.initializers.truncatedNormal': initializer('normal', NORMAL),
  'tf.initializers.glorotNormal': initializer('normal', NORMAL),
  'tf.initializers.heNormal': initializer('normal', NORMAL),
  'tf.initializers.leCunNormal': initializer('normal', NORMAL),
  'tf.initializers.randomUniform': initializer('uniform', UNIFORM),
  'tf.initializers.glorotUniform': initializer('uniform', UNIFORM),
  'tf.initializers.heUniform': initializer('uniform', UNIFORM),
  'tf.initializers.leCunUniform': initializer('uniform', UNIFORM),
  // Where the distribution is not known, only those seeds are called ignored that neither of the two honours.
  'tf.initializers.varianceScaling': {
    upstream: `${NORMAL}; ${UNIFORM}; tfjs-layers/src/initializers.ts:287-307@4.22.0`,
    creates: {
      type: 'tf.Initializer',
      seed: { ...SEED.normal, ignores: NULLISH },
      unseeded: 'Math.random',
      describes: true,
      variants: [
        {
          when: [{ at: 0, key: 'distribution', is: ['normal', null], default: 'normal' }],
          creates: making('normal'),
        },
        { when: [{ at: 0, key: 'distribution', is: ['uniform'] }], creates: making('uniform') },
      ],
    },
    returns: 'tf.Initializer',
  },
  'tf.initializers.orthogonal': initializer(
    'orthogonal',
    'tfjs-layers/src/initializers.ts:536-567@4.22.0; a seed throws before 4.3.0: tfjs#5955, tfjs#7376',
  ),
  'tf.initializers.constant': constant('tfjs-layers/src/initializers.ts:77@4.22.0'),
  'tf.initializers.zeros': constant('tfjs-layers/src/initializers.ts:52@4.22.0'),
  'tf.initializers.ones': constant('tfjs-layers/src/initializers.ts:62@4.22.0'),
  'tf.initializers.identity': constant('tfjs-layers/src/initializers.ts:229@4.22.0'),
}

/** `kernelInitializer: 'glorotNormal'` and, as `getInitializer` takes class names too, `'GlorotNormal'`. */
export const initializerNames: Readonly<Record<string, string>> = {
  constant: 'constant',
  identity: 'constant',
  ones: 'constant',
  zeros: 'constant',
  glorotnormal: 'tf.initializers.glorotNormal',
  glorotuniform: 'tf.initializers.glorotUniform',
  henormal: 'tf.initializers.heNormal',
  heuniform: 'tf.initializers.heUniform',
  lecunnormal: 'tf.initializers.leCunNormal',
  lecununiform: 'tf.initializers.leCunUniform',
  orthogonal: 'tf.initializers.orthogonal',
  randomnormal: 'tf.initializers.randomNormal',
  randomuniform: 'tf.initializers.randomUniform',
  truncatednormal: 'tf.initializers.truncatedNormal',
  variancescaling: 'tf.initializers.varianceScaling',
}

// ------------------------------------------------------------------------------------------------------------ layers

/** The weights made by a layer, in the order they are made: option -> initializer used without it. */
function weights(defaults: Readonly<Record<string, string>>): readonly Weights[] {
  return Object.entries(defaults).map(([key, name]) => ({
    at: 0,
    key,
    default: initializerNames[name.toLowerCase()]!,
    unless: { at: 0, key: 'weights', given: true },
  }))
}

function layer(upstream: string, defaults: Readonly<Record<string, string>>, more: Partial<Api> = {}): Api {
  return { upstream, weights: weights(defaults), returns: 'tf.layers.Layer', ...more }
}

const KERNEL_AND_BIAS = { kernelInitializer: 'glorotNormal', biasInitializer: 'zeros' }
const RECURRENT = {
  kernelInitializer: 'glorotNormal',
  recurrentInitializer: 'orthogonal',
  biasInitializer: 'zeros',
}

const CONVOLUTION = layer('tfjs-layers/src/layers/convolutional.ts:414,529@4.22.0', KERNEL_AND_BIAS)

/**
 * The masks of a recurrent layer: one draw for each gate and batch when `dropout` or `recurrentDropout` is above 0.
 * No fix may seed them: the undocumented `dropoutFunc` with a constant seed would freeze the mask.
 */
const RECURRENT_MASKS: readonly Draw[] = ['dropout', 'recurrentDropout'].map((key) => ({
  from: 'Math.random',
  implicit: 'dropout masks',
  training: true,
  when: [{ at: 0, key, isNot: [0, null], default: 0 }],
  seed: {
    at: 0,
    key: 'seed',
    unread: 'Recurrent layers have no seed option; their dropout masks are drawn from Math.random.',
  },
}))

function recurrent(upstream: string): Api {
  return layer(upstream, RECURRENT, { draws: RECURRENT_MASKS })
}

/** A layer that draws at every batch of a training and has no seed to give. */
function noise(name: string, option: string, upstream: string): Api {
  return {
    upstream,
    draws: {
      from: 'Math.random',
      implicit: 'noise added while training',
      training: true,
      when: [{ at: 0, key: option, isNot: [0] }],
      seed: {
        at: 0,
        key: 'seed',
        unread: `\`${name}\` has no seed option; its noise is drawn from Math.random at every batch.`,
      },
    },
    returns: 'tf.layers.Layer',
  }
}

/** A constant seed gives one mask to every batch of the training, so a fix never writes one (there is no `write`). */
function dropout(upstream: string): Api {
  return {
    upstream,
    draws: {
      from: 'Math.random',
      implicit: 'dropout masks',
      training: true,
      when: [{ at: 0, key: 'rate', isNot: [0, 1] }],
      seed: { at: 0, key: 'seed', ignores: NULLISH, constant: 'pattern' },
    },
    returns: 'tf.layers.Layer',
  }
}

const DEPTHWISE_GRADIENT = {
  on: 'native-gpu',
  gradient: true,
  throwsWhenDeterministic: true,
  how: 'TensorFlow 2.9 has no deterministic GPU kernel for its gradient: with TF_DETERMINISTIC_OPS=1 training throws, without it the weights differ.',
  instead: 'tf.layers.conv2d',
} as const

/** Layers without weights of their own and without randomness. */
const PLAIN_LAYERS =
  'activation add average averagePooling1d averagePooling2d averagePooling3d avgPool1d avgPool2d avgPool3d avgPooling1d avgPooling2d avgPooling3d categoryEncoding centerCrop concatenate cropping2D dot elu flatten globalAveragePooling1d globalAveragePooling2d globalMaxPool1d globalMaxPool2d globalMaxPooling1d globalMaxPooling2d inputLayer leakyReLU masking maxPool1d maxPool2d maxPooling1d maxPooling2d maxPooling3d maximum minimum multiply permute reLU repeatVector rescaling reshape resizing rnn softmax stackedRNNCells thresholdedReLU timeDistributed zeroPadding2d'.split(
    ' ',
  )

const layers: Readonly<Record<string, Api>> = {
  'tf.layers.dense': layer('tfjs-layers/src/layers/core.ts:200,226@4.22.0', KERNEL_AND_BIAS),
  'tf.layers.conv1d': CONVOLUTION,
  'tf.layers.conv2d': CONVOLUTION,
  'tf.layers.conv2dTranspose': CONVOLUTION,
  'tf.layers.conv3d': CONVOLUTION,
  'tf.layers.conv3dTranspose': CONVOLUTION,
  'tf.layers.depthwiseConv2d': layer(
    'tfjs-layers/src/layers/convolutional_depthwise.ts:123@4.22.0',
    { depthwiseInitializer: 'glorotNormal', biasInitializer: 'zeros' },
    { nondeterministic: [DEPTHWISE_GRADIENT] },
  ),
  // Both kernels are made with `depthwiseInitializer`: one set of weights here, since one option decides both.
  'tf.layers.separableConv2d': layer(
    'tfjs-layers/src/layers/convolutional.ts:1067-1105@4.22.0; tfjs#8564',
    { depthwiseInitializer: 'glorotUniform', biasInitializer: 'zeros' },
    {
      ignored: [
        {
          at: 0,
          key: 'pointwiseInitializer',
          given: true,
          why: 'TensorFlow.js never reads pointwiseInitializer: both kernels of separableConv2d are made with depthwiseInitializer.',
        },
      ],
      nondeterministic: [DEPTHWISE_GRADIENT],
    },
  ),
  'tf.layers.embedding': layer(
    'tfjs-layers/src/layers/embeddings.ts:87,118@4.22.0; tfjs-backend-webgpu/src/unsorted_segment_sum_webgpu.ts:32',
    { embeddingsInitializer: 'randomUniform' },
    {
      nondeterministic: [
        {
          on: 'webgpu',
          gradient: true,
          how: 'Its gradient sums rows with float atomics on WebGPU, in whatever order threads finish, so the weights differ while the printed loss does not.',
          instead: 'enforce(), which replaces the kernel, or a dense layer over tf.oneHot',
        },
      ],
    },
  ),
  'tf.layers.simpleRNN': recurrent('tfjs-layers/src/layers/recurrent.ts:986-988,1065-1080@4.22.0'),
  'tf.layers.simpleRNNCell': recurrent('tfjs-layers/src/layers/recurrent.ts:986-988,1065-1080@4.22.0'),
  'tf.layers.gru': recurrent('tfjs-layers/src/layers/recurrent.ts:1327-1329@4.22.0'),
  'tf.layers.gruCell': recurrent('tfjs-layers/src/layers/recurrent.ts:1327-1329@4.22.0'),
  'tf.layers.lstm': recurrent('tfjs-layers/src/layers/recurrent.ts:1646-1649@4.22.0'),
  'tf.layers.lstmCell': recurrent('tfjs-layers/src/layers/recurrent.ts:1646-1649@4.22.0'),
  'tf.layers.convLstm2d': recurrent('tfjs-layers/src/layers/convolutional_recurrent.ts:327,566@4.22.0'),
  'tf.layers.convLstm2dCell': recurrent('tfjs-layers/src/layers/convolutional_recurrent.ts:327@4.22.0'),
  'tf.layers.prelu': layer('tfjs-layers/src/layers/advanced_activations.ts:146@4.22.0', {
    alphaInitializer: 'zeros',
  }),
  'tf.layers.batchNormalization': layer('tfjs-layers/src/layers/normalization.ts:286-291@4.22.0', {
    betaInitializer: 'zeros',
    gammaInitializer: 'ones',
    movingMeanInitializer: 'zeros',
    movingVarianceInitializer: 'ones',
  }),
  'tf.layers.layerNormalization': layer('tfjs-layers/src/layers/normalization.ts:518-519@4.22.0', {
    betaInitializer: 'zeros',
    gammaInitializer: 'ones',
  }),
  'tf.layers.dropout': dropout('tfjs-layers/src/layers/core.ts:60-105@4.22.0'),
  'tf.layers.spatialDropout1d': dropout('tfjs-layers/src/layers/core.ts:176@4.22.0'),
  'tf.layers.gaussianNoise': noise('gaussianNoise', 'stddev', 'tfjs-layers/src/layers/noise.ts:55@4.22.0'),
  'tf.layers.gaussianDropout': noise('gaussianDropout', 'rate', 'tfjs-layers/src/layers/noise.ts:98@4.22.0'),
  'tf.layers.alphaDropout': noise('alphaDropout', 'rate', 'tfjs-layers/src/layers/noise.ts:188@4.22.0'),
  // Random at inference too; `seed: null` counts 0, 1, 2 …, which repeats, so it is not among the ignored ones.
  'tf.layers.randomWidth': {
    upstream: 'tfjs-layers/src/layers/preprocessing/random_width.ts:115-126@4.22.0, random_seed.ts:23-27',
    draws: {
      from: 'Math.random',
      implicit: 'random widths',
      seed: {
        at: 0,
        key: 'seed',
        constant: 'advances',
        write: { as: 'number', from: 1, to: 2147483647 },
      },
    },
    returns: 'tf.layers.Layer',
  },
  'tf.layers.upSampling2d': {
    upstream:
      'tfjs-layers/src/layers/convolutional.ts:1394@4.22.0; https://github.com/NVIDIA/framework-reproducibility/blob/master/doc/d9m/tensorflow_status.md',
    returns: 'tf.layers.Layer',
    nondeterministic: [
      {
        on: 'native-gpu',
        gradient: true,
        throwsWhenDeterministic: true,
        when: [{ at: 0, key: 'interpolation', is: ['nearest'], default: 'nearest' }],
        how: 'TensorFlow 2.9 has no deterministic GPU kernel for the gradient of nearest-neighbour resizing: with TF_DETERMINISTIC_OPS=1 training throws, without it the weights differ.',
        instead: "tf.layers.upSampling2d({ interpolation: 'bilinear' })",
      },
    ],
  },
  'tf.layers.bidirectional': {
    upstream: 'tfjs-layers/src/layers/wrappers.ts:258-268@4.22.0',
    copies: { at: 0, key: 'layer' },
    gathers: { at: 0, key: 'layer' },
    returns: 'tf.layers.Layer',
  },
  'tf.layers.input': {
    upstream: 'tfjs-layers/src/exports.ts:161@4.22.0',
    returns: 'tf.SymbolicTensor',
  },
  ...each('tf.layers.', PLAIN_LAYERS, {
    upstream: 'tfjs-layers/src/exports_layers.ts@4.22.0',
    returns: 'tf.layers.Layer',
  }),
  'tf.layers.Layer': { upstream: 'tfjs-layers/src/engine/topology.ts@4.22.0', returns: 'tf.layers.Layer' },
  // `apply` gives what it takes: a symbolic tensor while a model is put together, a tensor when it runs.
  'tf.layers.Layer#apply': {
    upstream:
      'tfjs-layers/src/engine/topology.ts@4.22.0; core.ts:97-103 and noise.ts:61-67 ask for `training`',
    returns: 'argument',
    assembles: 'receiver',
    callsOwn: 'call',
    infers: { on: 'tf.Tensor', when: [{ at: 1, key: 'training', is: [false, null], default: false }] },
  },
  'tf.layers.Layer#addWeight': {
    upstream: 'tfjs-layers/src/engine/topology.ts@4.22.0',
    returns: 'tf.LayerVariable',
  },
  'tf.LayerVariable#read': { upstream: 'tfjs-layers/src/variables.ts@4.22.0', returns: 'tf.Tensor' },
  'tf.layers.Layer#setWeights': {
    upstream: 'tfjs-layers/src/engine/topology.ts@4.22.0',
    loadsWeights: 'given',
    overwrites: 'all',
  },
  // They are the variables themselves.
  'tf.layers.Layer#getWeights': {
    upstream: 'tfjs-layers/src/engine/topology.ts:1204,1706@4.22.0',
    returns: 'Array',
    items: 'tf.Variable',
  },
}

// ------------------------------------------------------------------------------------------------ models and training

/** The functions of `fit({ callbacks })`: an object's methods, or the first object of a list. */
const FIT_CALLBACKS: readonly Callback[] = [
  { at: 2, key: 'callbacks.onTrainBegin', times: 'once' },
  { at: 2, key: 'callbacks.onTrainEnd', times: 'once' },
  { at: 2, key: 'callbacks.onEpochBegin', times: 'many' },
  { at: 2, key: 'callbacks.onEpochEnd', times: 'many' },
  { at: 2, key: 'callbacks.onBatchBegin', times: 'many' },
  { at: 2, key: 'callbacks.onBatchEnd', times: 'many' },
  { at: 2, key: 'callbacks.onYield', times: 'many' },
]

const models: Readonly<Record<string, Api>> = {
  'tf.sequential': {
    upstream: 'tfjs-layers/src/exports.ts:134@4.22.0',
    assembles: { at: 0, key: 'layers' },
    gathers: { at: 0, key: 'layers' },
    returns: 'tf.Sequential',
  },
  'tf.Sequential': { upstream: 'tfjs-layers/src/models.ts@4.22.0', returns: 'tf.Sequential' },
  'tf.model': {
    upstream: 'tfjs-layers/src/exports.ts:70@4.22.0',
    gathers: { at: 0, key: 'outputs' },
    returns: 'tf.LayersModel',
  },
  'tf.LayersModel': { upstream: 'tfjs-layers/src/engine/training.ts@4.22.0', returns: 'tf.LayersModel' },
  'tf.input': { upstream: 'tfjs-layers/src/exports.ts:161@4.22.0', returns: 'tf.SymbolicTensor' },
  'tf.loadLayersModel': {
    upstream: 'tfjs-layers/src/models.ts@4.22.0',
    loadsWeights: true,
    returns: 'tf.LayersModel',
  },
  // Its weights are drawn as the configuration says, which is not seen here; `loadWeights` usually follows.
  'tf.models.modelFromJSON': {
    upstream: 'tfjs-layers/src/models.ts@4.22.0',
    returns: 'tf.LayersModel',
  },
  'tf.LayersModel#fit': {
    upstream: 'tfjs-layers/src/engine/training.ts:1464,1644-1645,1670,1698@4.22.0; tfjs#1846',
    trains: 'model',
    draws: {
      from: 'Math.random',
      implicit: 'the order of batches',
      when: [{ at: 2, key: 'shuffle', isNot: [false, 0, ''], default: true }],
    },
    calls: FIT_CALLBACKS,
    returns: 'tf.History',
  },
  'tf.LayersModel#fitDataset': {
    upstream: 'tfjs-layers/src/engine/training_dataset.ts:390,397@4.22.0',
    trains: 'model',
    calls: FIT_CALLBACKS.map((callback) => ({ ...callback, at: 1 })),
    returns: 'tf.History',
  },
  'tf.LayersModel#trainOnBatch': {
    upstream: 'tfjs-layers/src/engine/training.ts:1819@4.22.0',
    trains: 'step',
  },
  ...each('tf.LayersModel#', ['predict', 'predictOnBatch', 'evaluate', 'evaluateDataset'], {
    upstream: 'tfjs-layers/src/engine/training.ts:840-1137@4.22.0',
    readsWeights: true,
    returns: 'tf.Tensor',
  }),
  'tf.LayersModel#apply': {
    upstream: 'tfjs-layers/src/engine/topology.ts@4.22.0',
    returns: 'argument',
    assembles: 'receiver',
  },
  'tf.LayersModel#compile': { upstream: 'tfjs-layers/src/engine/training.ts:583@4.22.0', compiles: true },
  'tf.LayersModel#optimizer': {
    upstream: 'tfjs-layers/src/engine/training.ts@4.22.0',
    property: true,
    returns: 'tf.Optimizer',
  },
  'tf.LayersModel#summary': {
    upstream: 'tfjs-layers/src/engine/training.ts@4.22.0',
    harmless: 'log',
  },
  'tf.LayersModel#getLayer': {
    upstream: 'tfjs-layers/src/engine/container.ts@4.22.0',
    returns: 'tf.layers.Layer',
  },
  'tf.LayersModel#loadWeights': {
    upstream: 'tfjs-layers/src/engine/container.ts:605@4.22.0',
    loadsWeights: true,
    overwrites: 'all',
    when: [{ at: 1, isNot: [false], default: true }],
  },
  'tf.LayersModel#setUserDefinedMetadata': {
    upstream: 'tfjs-layers/src/engine/training.ts:2176@4.22.0',
    records: true,
  },
  'tf.LayersModel#save': {
    upstream: 'tfjs-layers/src/engine/training.ts:2112@4.22.0',
    harmless: 'path',
    readsWeights: true,
  },
  'tf.Sequential#add': { upstream: 'tfjs-layers/src/models.ts@4.22.0', assembles: 'argument' },
  'tf.callbacks.earlyStopping': {
    upstream: 'tfjs-layers/src/callbacks.ts:251@4.22.0',
    returns: 'tf.Callback',
  },
  'tf.CustomCallback': {
    upstream: 'tfjs-layers/src/base_callbacks.ts@4.22.0',
    returns: 'tf.Callback',
    calls: [
      { at: 0, key: 'onEpochBegin', times: 'many' },
      { at: 0, key: 'onEpochEnd', times: 'many' },
      { at: 0, key: 'onBatchBegin', times: 'many' },
      { at: 0, key: 'onBatchEnd', times: 'many' },
    ],
  },
}

export const layersApi: Readonly<Record<string, Api>> = { ...initializers, ...layers, ...models }
