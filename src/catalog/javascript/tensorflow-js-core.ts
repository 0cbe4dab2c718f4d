/** `@tensorflow/tfjs-core`: operations, gradients, optimizers, backends. Lines are those of tag `tfjs-v4.22.0`. */
import type { Api, Draw, IgnoredSeed, SeedSlot } from '../schema.ts'
import { each } from './each.ts'

/** `seed ? seed : Math.random()`: everything falsy is no seed, and an object seeds with the text `[object Object]`. */
export const FALSY: readonly IgnoredSeed[] = ['zero', 'empty', 'nan', 'null', 'false', 'object']
/** `seed || Math.random()` behind a default or `== null`: only null and undefined are no seed. */
export const NULLISH: readonly IgnoredSeed[] = ['null', 'object']

const OPS = 'tfjs-core/src/ops/ops.ts@4.22.0'

/** An operation that draws when it is called and, given a constant seed, gives the same numbers at every call. */
function random(upstream: string, seed: SeedSlot): Api {
  return {
    upstream,
    draws: {
      from: 'Math.random',
      seed: { constant: 'repeats', write: { as: 'number', from: 1, to: 2147483647 }, ...seed },
    },
    ignored: [
      {
        at: 1,
        key: 'seed',
        given: true,
        misplaced: true,
        why: `The operation takes no options object: its seed is argument ${(seed.at ?? 0) + 1}, and an object in the place of a number has no effect as a seed.`,
      },
    ],
    returns: 'tf.Tensor',
  }
}

/** Where people put a seed that nothing reads. */
function unread(at: number): SeedSlot {
  return { at, unread: 'It takes none, and draws from Math.random.' }
}

/**
 * Unseeded, `multinomial` takes one number from `Math.random` on every backend. The native kernel of tfjs-node
 * truncates that number to 0, which is TensorFlow's word for "no seed", and so draws native entropy as well. Hence two
 * draws; the second one only on the native backends, where a seed advances instead of repeating.
 */
const MULTINOMIAL_DRAWS: readonly Draw[] = [
  {
    from: 'Math.random',
    orders: true,
    seed: { at: 2, ignores: FALSY, constant: 'repeats', write: { as: 'number', from: 1, to: 100 } },
  },
  {
    from: 'tf.native',
    on: ['native', 'native-gpu'],
    orders: true,
    seed: { at: 2, ignores: FALSY, constant: 'advances', write: { as: 'number', from: 1, to: 100 } },
  },
]

const ATOMICS = 'The WebGPU backend adds with float atomics, in whatever order its threads finish.'
const LAST_WRITER = 'On WebGPU, of several values for one place the last thread wins.'
const THROWS = 'TensorFlow 2.9 has no deterministic GPU kernel for it'

/** Names of `tf.*` functions that give one tensor, and whose only randomness is that of their arguments. */
const TENSOR_FUNCTIONS =
  'abs acos acosh add addN all any argMax argMin asin asinh atan atan2 atanh avgPool avgPool3d batchToSpaceND batchNorm batchNorm2d batchNorm3d batchNorm4d bitwiseAnd booleanMaskAsync broadcastArgs broadcastTo cast ceil clipByValue clone complex concat concat1d concat2d concat3d concat4d conv1d conv2d conv2dTranspose conv3d conv3dTranspose cos cosh cosineWindow cumprod cumsum depthToSpace diag div divNoNan dot einsum elu ensureShape equal erf euclideanNorm exp expandDims expm1 eye fft fill floor floorDiv gatherND greater greaterEqual ifft imag inTopKAsync irfft isFinite isInf isNaN leakyRelu less lessEqual linspace localResponseNormalization log log1p logSigmoid logSoftmax logSumExp logicalAnd logicalNot logicalOr logicalXor lowerBound matMul max maxPool maxPool3d maximum mean min minimum mirrorPad mod movingAverage mul neg norm notEqual oneHot ones onesLike outerProduct pad pad1d pad2d pad3d pad4d pool pow prelu prod range real reciprocal relu relu6 reshape reverse reverse1d reverse2d reverse3d reverse4d rfft round rsqrt scalar searchSorted selu sigmoid sign sin sinh slice slice1d slice2d slice3d slice4d softmax softplus spaceToBatchND sqrt square squaredDifference squeeze stack step stridedSlice sub sum tan tanh tensor tensor1d tensor2d tensor3d tensor4d tensor5d tensor6d tile transpose upperBound where whereAsync zeros zerosLike'.split(
    ' ',
  )

/** The chained methods of a tensor that give one tensor again. */
const TENSOR_METHODS =
  'clone cast abs acos acosh add all any argMax argMin asScalar asType as1D as2D as3D as4D as5D asin asinh atan atan2 atanh avgPool batchToSpaceND batchNorm broadcastTo ceil clipByValue concat conv1d conv2dTranspose conv2d cos cosh cumprod cumsum depthToSpace divNoNan div dot elu equal erf euclideanNorm exp expandDims expm1 fft flatten floor floorDiv greaterEqual greater ifft irfft isFinite isInf isNaN leakyRelu lessEqual less localResponseNormalization logSigmoid logSoftmax logSumExp log log1p logicalAnd logicalNot logicalOr logicalXor matMul maxPool max maximum mean min minimum mirrorPad mod mul neg norm notEqual oneHot onesLike pad pool pow prelu prod reciprocal relu relu6 reshapeAs reshape resizeBilinear reverse rfft round rsqrt selu sigmoid sign sin sinh slice softmax softplus spaceToBatchND sqrt square squaredDifference squeeze stack step stridedSlice sub sum tan tanh tile toBool toFloat toInt transpose where zerosLike'.split(
    ' ',
  )

const GATHER: Api = {
  upstream: 'tfjs-core/src/gradients/GatherV2_grad.ts@4.22.0',
  returns: 'tf.Tensor',
  nondeterministic: [
    {
      on: 'webgpu',
      gradient: true,
      how: `Its gradient is an unsortedSegmentSum. ${ATOMICS}`,
      instead: 'tf.matMul(tf.oneHot(indices, depth), x)',
    },
  ],
}

const SEGMENT_SUM: Api = {
  upstream: 'tfjs-backend-webgpu/src/unsorted_segment_sum_webgpu.ts:32,62@4.22.0',
  returns: 'tf.Tensor',
  nondeterministic: [{ on: 'webgpu', how: ATOMICS, instead: 'tf.matMul(tf.oneHot(ids, count), x, true)' }],
}

const DILATION: Api = {
  upstream: 'tfjs-backend-webgpu/src/dilation_backprop_webgpu.ts:33,112@4.22.0',
  returns: 'tf.Tensor',
  nondeterministic: [{ on: 'webgpu', gradient: true, how: ATOMICS }],
}

const DEPTHWISE: Api = {
  upstream: 'https://github.com/NVIDIA/framework-reproducibility/blob/master/doc/d9m/tensorflow_status.md',
  returns: 'tf.Tensor',
  nondeterministic: [
    {
      on: 'native-gpu',
      gradient: true,
      throwsWhenDeterministic: true,
      how: `${THROWS}'s gradient: with TF_DETERMINISTIC_OPS=1 training throws, without it the bits differ.`,
      instead: 'a full convolution (conv2d)',
    },
  ],
}

const NEAREST: Api = {
  upstream: 'https://github.com/NVIDIA/framework-reproducibility/blob/master/doc/d9m/tensorflow_status.md',
  returns: 'tf.Tensor',
  nondeterministic: [
    {
      on: 'native-gpu',
      gradient: true,
      throwsWhenDeterministic: true,
      how: `${THROWS}'s gradient: with TF_DETERMINISTIC_OPS=1 training throws, without it the bits differ.`,
      instead: 'bilinear resizing, or repeating the values with tf.tile',
    },
  ],
}

const BINCOUNT_ON_WEBGPU = {
  on: 'webgpu',
  // With no weights ([]), or integer ones, the counts are exact; whether weights are floats is not seen here.
  when: [{ at: 2, given: true }],
  how: `With float weights: ${ATOMICS}`,
  instead: 'a product of the weights with tf.oneHot of the values',
} as const

const SPARSE_SEGMENT: Api = {
  upstream: 'tfjs-backend-webgpu/src/sparse_segment_reduce_webgpu.ts:32,73@4.22.0',
  returns: 'tf.Tensor',
  nondeterministic: [{ on: 'webgpu', how: ATOMICS, instead: 'tf.unsortedSegmentSum of tf.gather' }],
}

/** Flags of `tf.env()` that decide bits; the settings of the same names say which values are which. */
const FLAGS = ['WEBGPU_MATMUL_PROGRAM_TYPE']

export const coreApi: Readonly<Record<string, Api>> = {
  // ------------------------------------------------------------------------------------------------ random numbers
  'tf.randomNormal': random('tfjs-core/src/ops/random_normal.ts:41-49@4.22.0, rand_util.ts:64', {
    at: 4,
    ignores: FALSY,
  }),
  'tf.randomStandardNormal': random('tfjs-core/src/ops/random_standard_normal.ts:39-44@4.22.0', {
    at: 2,
    ignores: FALSY,
  }),
  'tf.truncatedNormal': random('tfjs-core/src/ops/truncated_normal.ts:46-54@4.22.0', {
    at: 4,
    ignores: FALSY,
  }),
  'tf.randomGamma': random('tfjs-core/src/ops/random_gamma.ts:42-55@4.22.0, rand_util.ts:133', {
    at: 4,
    ignores: FALSY,
  }),
  'tf.randomUniform': random('tfjs-core/src/ops/random_uniform.ts:43-54@4.22.0, rand_util.ts:189-194', {
    at: 4,
    ignores: NULLISH,
  }),
  'tf.randomUniformInt': random('tfjs-core/src/ops/random_uniform_int.ts:43-47@4.22.0', {
    at: 3,
    ignores: NULLISH,
  }),
  // A fix never seeds a dropout: a constant mask is another algorithm.
  'tf.dropout': {
    upstream: 'tfjs-core/src/ops/dropout.ts:53-73@4.22.0',
    draws: {
      from: 'Math.random',
      orders: true,
      when: [{ at: 1, isNot: [0] }],
      seed: { at: 3, ignores: NULLISH, constant: 'repeats' },
    },
    returns: 'tf.Tensor',
  },
  'tf.multinomial': {
    upstream: 'tfjs-core/src/ops/multinomial.ts:63-65@4.22.0, tfjs-node/src/kernels/Multinomial.ts:39-40',
    draws: MULTINOMIAL_DRAWS,
    returns: 'tf.Tensor',
    nondeterministic: [
      {
        on: 'webgpu',
        when: [{ at: 1, is: [1] }],
        how: 'On WebGPU the first sample of the first row is always class 0, so multinomial(logits, 1) never draws anything else.',
        instead: 'tf.multinomial(logits, 2) and the last sample, or enforce(), which replaces the kernel',
      },
      {
        on: 'webgpu',
        when: [{ at: 2, above: 100 }],
        how: 'Its generator multiplies coordinates by the seed in 32-bit floats: seeds above a few hundred bias the classes.',
        instead: 'an integer seed from 1 to 100',
      },
      {
        on: 'webgl',
        when: [{ at: 2, above: 100 }],
        how: 'Its generator multiplies coordinates by the seed in 32-bit floats: seeds above a few hundred bias the classes.',
        instead: 'an integer seed from 1 to 100',
      },
      {
        on: 'native-gpu',
        when: [{ at: 2, given: false }],
        throwsWhenDeterministic: true,
        how: 'With TF_DETERMINISTIC_OPS=1 TensorFlow refuses random operations without a seed.',
        instead: 'an integer seed from 1 to 100',
      },
    ],
  },
  'tf.rand': {
    upstream: 'tfjs-core/src/ops/rand.ts:37-54@4.22.0',
    calls: [{ at: 1, times: 'many', orders: true }],
    returns: 'tf.Tensor',
  },
  'tf.util.shuffle': {
    upstream: 'tfjs-core/src/util_base.ts:34-46@4.22.0',
    draws: { from: 'Math.random', orders: true, seed: unread(1) },
  },
  'tf.util.shuffleCombo': {
    upstream: 'tfjs-core/src/util_base.ts:65-88@4.22.0',
    draws: { from: 'Math.random', orders: true, seed: unread(2) },
  },
  'tf.util.createShuffledIndices': {
    upstream: 'tfjs-core/src/util_base.ts:274-279@4.22.0',
    draws: { from: 'Math.random', orders: true, seed: unread(1) },
    returns: 'TypedArray',
  },
  'tf.util.randUniform': {
    upstream: 'tfjs-core/src/util_base.ts:121-124@4.22.0',
    draws: { from: 'Math.random' },
  },
  'tf.util.now': {
    upstream: 'tfjs-core/src/util.ts, platforms/platform_node.ts:64-66@4.22.0',
    entropy: 'clock',
  },

  // -------------------------------------------------------------------------------------------- plain operations
  ...each('tf.', TENSOR_FUNCTIONS, { upstream: OPS, returns: 'tf.Tensor' }),
  ...each('tf.fused.', ['conv2d', 'matMul'], { upstream: OPS, returns: 'tf.Tensor' }),
  ...each(
    'tf.image.',
    'flipLeftRight grayscaleToRGB resizeBilinear rgbToGrayscale rotateWithOffset cropAndResize nonMaxSuppression nonMaxSuppressionAsync threshold transform'.split(
      ' ',
    ),
    { upstream: OPS, returns: 'tf.Tensor' },
  ),
  ...each('tf.linalg.', ['bandPart'], { upstream: OPS, returns: 'tf.Tensor' }),
  ...each(
    'tf.losses.',
    'absoluteDifference computeWeightedLoss cosineDistance hingeLoss huberLoss logLoss meanSquaredError sigmoidCrossEntropy softmaxCrossEntropy'.split(
      ' ',
    ),
    { upstream: OPS, returns: 'tf.Tensor' },
  ),
  ...each('tf.spectral.', ['fft', 'ifft', 'rfft', 'irfft'], { upstream: OPS, returns: 'tf.Tensor' }),
  ...each('tf.signal.', ['hammingWindow', 'hannWindow', 'frame', 'stft'], {
    upstream: OPS,
    returns: 'tf.Tensor',
  }),
  ...each('tf.', ['split', 'unstack', 'meshgrid'], { upstream: OPS, returns: 'Array' }),
  'tf.math.confusionMatrix': { upstream: 'tfjs-core/src/math.ts@4.22.0', returns: 'tf.Tensor' },
  'tf.browser.fromPixels': { upstream: 'tfjs-core/src/ops/browser.ts@4.22.0', returns: 'tf.Tensor' },
  'tf.browser.fromPixelsAsync': { upstream: 'tfjs-core/src/ops/browser.ts@4.22.0', returns: 'tf.Tensor' },
  'tf.browser.toPixels': { upstream: 'tfjs-core/src/ops/browser.ts@4.22.0', harmless: 'log' },
  'tf.print': { upstream: 'tfjs-core/src/ops/print.ts@4.22.0' },
  'tf.buffer': { upstream: 'tfjs-core/src/ops/buffer.ts@4.22.0', returns: 'tf.TensorBuffer' },
  ...each('tf.TensorBuffer#', ['set', 'get'], { upstream: 'tfjs-core/src/tensor.ts@4.22.0' }),
  'tf.TensorBuffer#values': {
    upstream: 'tfjs-core/src/tensor.ts@4.22.0',
    property: true,
    returns: 'receiver',
  },
  'tf.TensorBuffer#toTensor': { upstream: 'tfjs-core/src/tensor.ts@4.22.0', returns: 'tf.Tensor' },
  'tf.variable': { upstream: 'tfjs-core/src/ops/variable.ts@4.22.0', returns: 'tf.Variable' },
  'tf.Variable#assign': { upstream: 'tfjs-core/src/tensor.ts:583@4.22.0', overwrites: 'each' },

  // -------------------------------------------------------------------- operations that differ on an accelerator
  'tf.gather': GATHER,
  'tf.Tensor#gather': GATHER,
  'tf.unsortedSegmentSum': SEGMENT_SUM,
  'tf.Tensor#unsortedSegmentSum': SEGMENT_SUM,
  'tf.scatterND': {
    upstream: 'tfjs-backend-webgpu/src/scatter_webgpu.ts:36,117@4.22.0',
    returns: 'tf.Tensor',
    nondeterministic: [
      { on: 'webgpu', how: `With repeated indices: ${ATOMICS}`, instead: 'indices without repeats' },
    ],
  },
  'tf.tensorScatterUpdate': {
    upstream: 'tfjs-backend-webgpu/src/scatter_webgpu.ts:36,117@4.22.0',
    returns: 'tf.Tensor',
    nondeterministic: [{ on: 'webgpu', how: LAST_WRITER, instead: 'indices without repeats' }],
  },
  'tf.sparseToDense': {
    upstream: 'tfjs-backend-webgpu/src/scatter_webgpu.ts:36,117@4.22.0',
    returns: 'tf.Tensor',
    nondeterministic: [{ on: 'webgpu', how: LAST_WRITER, instead: 'indices without repeats' }],
  },
  'tf.bincount': {
    upstream:
      'tfjs-backend-webgpu/src/bincount_webgpu.ts:24,42@4.22.0; https://github.com/NVIDIA/framework-reproducibility/blob/master/doc/d9m/tensorflow_status.md',
    returns: 'tf.Tensor',
    nondeterministic: [
      BINCOUNT_ON_WEBGPU,
      {
        on: 'native-gpu',
        throwsWhenDeterministic: true,
        how: `${THROWS}: with TF_DETERMINISTIC_OPS=1 it throws.`,
        instead: 'tf.sum(tf.oneHot(x, size), 0)',
      },
    ],
  },
  'tf.denseBincount': {
    upstream: 'tfjs-backend-webgpu/src/bincount_webgpu.ts:24,42@4.22.0',
    returns: 'tf.Tensor',
    nondeterministic: [BINCOUNT_ON_WEBGPU],
  },
  'tf.dilation2d': DILATION,
  'tf.Tensor#dilation2d': DILATION,
  'tf.sparse.sparseSegmentSum': SPARSE_SEGMENT,
  'tf.sparse.sparseSegmentMean': SPARSE_SEGMENT,
  'tf.depthwiseConv2d': DEPTHWISE,
  'tf.separableConv2d': DEPTHWISE,
  'tf.fused.depthwiseConv2d': DEPTHWISE,
  'tf.Tensor#depthwiseConv2d': DEPTHWISE,
  'tf.Tensor#separableConv2d': DEPTHWISE,
  'tf.image.resizeNearestNeighbor': NEAREST,
  'tf.Tensor#resizeNearestNeighbor': NEAREST,

  // ------------------------------------------------------------------------------------------- tensors' own methods
  ...each('tf.Tensor#', TENSOR_METHODS, {
    upstream: 'tfjs-core/src/public/chained_ops/register_all_chained_ops.ts@4.22.0',
    returns: 'tf.Tensor',
  }),
  ...each('tf.Tensor#', ['array', 'arraySync', 'split', 'unstack'], {
    upstream: 'tfjs-core/src/tensor.ts@4.22.0',
    returns: 'Array',
  }),
  ...each('tf.Tensor#', ['data', 'dataSync'], {
    upstream: 'tfjs-core/src/tensor.ts@4.22.0',
    returns: 'TypedArray',
  }),
  ...each('tf.Tensor#', ['buffer', 'bufferSync'], {
    upstream: 'tfjs-core/src/tensor.ts@4.22.0',
    returns: 'tf.TensorBuffer',
  }),
  // What a computation comes to is shown: that is no number that is only looked at.
  'tf.Tensor#print': { upstream: 'tfjs-core/src/tensor.ts@4.22.0' },
  'tf.Tensor#variable': { upstream: 'tfjs-core/src/tensor.ts@4.22.0', returns: 'tf.Variable' },

  // ------------------------------------------------------------------------- memory, gradients, user's own functions
  'tf.tidy': {
    upstream: 'tfjs-core/src/globals.ts:190@4.22.0',
    calls: [
      { at: 0, times: 'once', returned: true },
      { at: 1, times: 'once', returned: true },
    ],
  },
  'tf.keep': { upstream: 'tfjs-core/src/globals.ts:243@4.22.0', returns: 'argument' },
  'tf.profile': {
    upstream: 'tfjs-core/src/globals.ts:145@4.22.0',
    calls: [{ at: 0, times: 'once' }],
  },
  'tf.time': { upstream: 'tfjs-core/src/globals.ts:272@4.22.0', calls: [{ at: 0, times: 'once' }] },
  ...each('tf.', ['dispose', 'disposeVariables', 'enableProdMode', 'enableDebugMode', 'nextFrame'], {
    upstream: 'tfjs-core/src/globals.ts@4.22.0',
  }),
  'tf.memory': { upstream: 'tfjs-core/src/globals.ts:110@4.22.0', harmless: 'log' },
  // The returned function calls its argument at every step.
  ...each('tf.', ['grad', 'grads', 'valueAndGrad', 'valueAndGrads'], {
    upstream: 'tfjs-core/src/gradients.ts:59-374@4.22.0',
    calls: [{ at: 0, times: 'many', of: 'tf.Tensor' }],
    trains: 'gradient',
  }),
  'tf.customGrad': {
    upstream: 'tfjs-core/src/gradients.ts:374@4.22.0',
    calls: [{ at: 0, times: 'many', of: 'tf.Tensor' }],
    trains: 'gradient',
  },
  'tf.variableGrads': {
    upstream: 'tfjs-core/src/gradients.ts:274@4.22.0',
    trains: 'step',
    calls: [{ at: 0, times: 'once' }],
  },

  // ------------------------------------------------------------------------------------------------------ optimizers
  ...Object.assign(
    {},
    ...['sgd', 'momentum', 'adagrad', 'adadelta', 'adam', 'adamax', 'rmsprop'].map((name) => ({
      [`tf.train.${name}`]: {
        upstream: 'tfjs-core/src/optimizers/optimizer_constructors.ts@4.22.0',
        returns: 'tf.Optimizer',
      } satisfies Api,
    })),
  ),
  'tf.Optimizer#minimize': {
    upstream: 'tfjs-core/src/optimizers/optimizer.ts:59@4.22.0',
    trains: 'step',
    calls: [{ at: 0, times: 'once' }],
    returns: 'tf.Tensor',
  },
  'tf.Optimizer#computeGradients': {
    upstream: 'tfjs-core/src/optimizers/optimizer.ts:109@4.22.0',
    calls: [{ at: 0, times: 'once' }],
  },
  'tf.Optimizer#applyGradients': {
    upstream: 'tfjs-core/src/optimizers/optimizer.ts:121@4.22.0',
    trains: 'step',
  },
  'tf.Optimizer#setWeights': {
    upstream: 'tfjs-core/src/optimizers/optimizer.ts@4.22.0',
  },

  // -------------------------------------------------------------------------------------------- backends and flags
  'tf.setBackend': {
    upstream: 'tfjs-core/src/globals.ts:291@4.22.0, engine.ts:188-204,274-293',
    selects: { at: 0 },
    mayFallBack: true,
  },
  'tf.ready': { upstream: 'tfjs-core/src/globals.ts:302@4.22.0' },
  'tf.getBackend': { upstream: 'tfjs-core/src/globals.ts:312@4.22.0', tellsBackend: 'in use' },
  ...each('tf.', ['findBackend', 'findBackendFactory'], {
    upstream: 'tfjs-core/src/globals.ts:331,343@4.22.0',
    tellsBackend: { at: 0 },
  }),
  'tf.engine': { upstream: 'tfjs-core/src/globals.ts:52@4.22.0', returns: 'tf.Engine' },
  ...each('tf.Engine#', ['findBackend', 'findBackendFactory'], {
    upstream: 'tfjs-core/src/engine.ts:165-185@4.22.0',
    tellsBackend: { at: 0 },
  }),
  'tf.Engine#backendNames': { upstream: 'tfjs-core/src/engine.ts:161@4.22.0', returns: 'tf.BackendNames' },
  ...each('tf.BackendNames#', ['includes', 'some', 'find'], {
    upstream: 'tfjs-core/src/engine.ts:161@4.22.0',
    tellsBackend: { at: 0 },
  }),
  ...each('tf.Engine#', ['registry', 'registryFactory'], {
    upstream: 'tfjs-core/src/engine.ts:118-119@4.22.0',
    property: true,
    tellsBackend: 'any',
  }),
  'tf.Engine#backendName': {
    upstream: 'tfjs-core/src/engine.ts:117@4.22.0',
    property: true,
    tellsBackend: 'in use',
  },
  'tf.backends.webgpu.webgpu_util.isWebGPUSupported': {
    upstream: 'tfjs-backend-webgpu/src/webgpu_util.ts:157@4.22.0',
    tellsBackend: { constant: 'webgpu' },
  },
  'tf.env': { upstream: 'tfjs-core/src/environment.ts:212@4.22.0', returns: 'tf.Environment' },
  ...each('tf.Environment#', ['get', 'getAsync', 'getBool', 'getNumber'], {
    upstream:
      'tfjs-core/src/environment.ts:77-107@4.22.0, tfjs-backend-webgl/src/flags_webgl.ts:29-43, tfjs-backend-wasm/src/flags_wasm.ts:26-47',
    tellsBackend: {
      at: 0,
      under: {
        HAS_WEBGL: 'webgl',
        WEBGL_VERSION: 'webgl',
        WASM_HAS_SIMD_SUPPORT: 'wasm',
        WASM_HAS_MULTITHREAD_SUPPORT: 'wasm',
      },
    },
  }),
  'tf.Environment#set': {
    upstream: 'tfjs-core/src/environment.ts:132@4.22.0',
    sets: [{ setting: { at: 0 }, value: { at: 1 } }],
  },
  'tf.Environment#setFlags': {
    upstream: 'tfjs-core/src/environment.ts:151@4.22.0',
    sets: FLAGS.map((name) => ({ setting: name, value: { at: 0, key: name } })),
  },
  'tf.io.loadWeights': { upstream: 'tfjs-core/src/io/weights_loader.ts@4.22.0', loadsWeights: true },
}
