/**
 * The `@tensorflow/tfjs*` packages. Every package is the same root `tf`, whatever a program calls it: what
 * `@tensorflow/tfjs-core` exports is what `@tensorflow/tfjs` exports again.
 *
 * Measured with version 4.22.0; line numbers are those of the tag `tfjs-v4.22.0` of tensorflow/tfjs.
 */
import type { Api, Library, Type } from '../schema.ts'
import { each } from './each.ts'
import { ENFORCE } from './reproducible.ts'
import { environment, flag } from './switches.ts'
import { coreApi } from './tensorflow-js-core.ts'
import { dataApi } from './tensorflow-js-data.ts'
import { initializerNames, layersApi } from './tensorflow-js-layers.ts'

/** Graph models, the native package, plots and the models Google publishes. */
const restOfTheFamily: Readonly<Record<string, Api>> = {
  ...each('tf.', ['loadGraphModel', 'loadGraphModelSync'], {
    upstream: 'tfjs-converter/src/executor/graph_model.ts:624-654@4.22.0',
    loadsWeights: true,
    returns: 'tf.GraphModel',
  }),
  // A graph's own random operations are in its file and not seen here: RandomUniform drops its seed attribute.
  ...each('tf.GraphModel#', ['predict', 'predictAsync', 'execute', 'executeAsync'], {
    upstream: 'tfjs-converter/src/executor/graph_model.ts@4.22.0',
    returns: 'tf.Tensor',
  }),
  'tf.GraphModel#loadSync': {
    upstream: 'tfjs-converter/src/executor/graph_model.ts@4.22.0',
    loadsWeights: true,
  },

  ...each('tf.node.', ['decodeImage', 'decodeBmp', 'decodeGif', 'decodePng', 'decodeJpeg'], {
    upstream: 'tfjs-node/src/image.ts@4.22.0',
    returns: 'tf.Tensor',
  }),
  'tf.node.loadSavedModel': {
    upstream: 'tfjs-node/src/saved_model.ts:393@4.22.0',
    loadsWeights: true,
    returns: 'tf.node.TFSavedModel',
  },
  ...each('tf.node.TFSavedModel#', ['predict', 'execute'], {
    upstream: 'tfjs-node/src/saved_model.ts:292,364@4.22.0',
    returns: 'tf.Tensor',
  }),
  'tf.node.tensorBoard': {
    upstream: 'tfjs-node/src/callbacks.ts:363@4.22.0',
    returns: 'tf.Callback',
    harmless: 'log',
  },
  'tf.node.summaryFileWriter': {
    upstream: 'tfjs-node/src/tensorboard.ts:122@4.22.0',
    returns: 'tf.node.SummaryFileWriter',
    harmless: 'path',
  },
  ...each('tf.node.SummaryFileWriter#', ['scalar', 'histogram', 'flush'], {
    upstream: 'tfjs-node/src/tensorboard.ts:42-85@4.22.0',
    harmless: 'log',
  }),

  ...each('tf.tfdf.', ['loadTFDFModel', 'loadTFDFModelSync'], {
    upstream: 'tfjs-tfdf/src/tfdf_model.ts:164-193@0.0.1-alpha.9',
    loadsWeights: true,
  }),
  'tf.tflite.loadTFLiteModel': {
    upstream: 'tfjs-tflite/src/tflite_model.ts:319@0.0.1-alpha.10',
    loadsWeights: true,
  },

  'tfvis.visor': { upstream: 'tfjs-vis/src/visor.ts@1.5.1', returns: 'tfvis.Visor' },
  'tfvis.Visor#surface': { upstream: 'tfjs-vis/src/visor.ts@1.5.1', harmless: 'log' },
  'tfvis.show.fitCallbacks': { upstream: 'tfjs-vis/src/show/history.ts@1.5.1', harmless: 'log' },
  ...each('tfvis.show.', ['history', 'perClassAccuracy', 'valuesDistribution', 'layer', 'modelSummary'], {
    upstream: 'tfjs-vis/src/index.ts@1.5.1',
    harmless: 'log',
  }),
  ...each(
    'tfvis.render.',
    ['barchart', 'table', 'histogram', 'linechart', 'scatterplot', 'confusionMatrix', 'heatmap'],
    { upstream: 'tfjs-vis/src/index.ts@1.5.1', harmless: 'log' },
  ),

  ...each(
    'tensorflow-models.',
    [
      'blazeface.load',
      'body-pix.load',
      'body-segmentation.createSegmenter',
      'coco-ssd.load',
      'deeplab.load',
      'depth-estimation.createEstimator',
      'face-detection.createDetector',
      'face-landmarks-detection.createDetector',
      'hand-pose-detection.createDetector',
      'handpose.load',
      'mobilenet.load',
      'pose-detection.createDetector',
      'posenet.load',
      'qna.load',
      'toxicity.load',
      'universal-sentence-encoder.load',
    ],
    { upstream: 'https://github.com/tensorflow/tfjs-models (src/index.ts of each)', loadsWeights: true },
  ),
  'tensorflow-models.speech-commands.create': {
    upstream: 'https://github.com/tensorflow/tfjs-models/blob/master/speech-commands/src/index.ts',
    loadsWeights: true,
    returns: 'tensorflow-models.SpeechCommandRecognizer',
  },
  'tensorflow-models.SpeechCommandRecognizer#createTransfer': {
    upstream: 'https://github.com/tensorflow/tfjs-models/blob/master/speech-commands/src/types.ts',
    returns: 'tensorflow-models.TransferSpeechCommandRecognizer',
  },
  'tensorflow-models.TransferSpeechCommandRecognizer#train': {
    upstream:
      'https://github.com/tensorflow/tfjs-models/blob/master/speech-commands/src/browser_fft_recognizer.ts#L1007, training_utils.ts:69,122',
    trains: 'model',
    draws: { from: 'Math.random', implicit: 'new weights and the order of examples' },
  },
  'tensorflow-models.knn-classifier.create': {
    upstream: 'https://github.com/tensorflow/tfjs-models/blob/master/knn-classifier/src/index.ts',
  },
}

const TENSOR: Type = { extends: 'tf.Tensor' }
const OPTIMIZER: Type = { extends: 'tf.Optimizer' }

const DETERMINISTIC_OPS = {
  setting: 'TF_DETERMINISTIC_OPS',
  values: ['1', 'true', 1, true],
  write: "process.env.TF_DETERMINISTIC_OPS = '1'",
  why: 'without it TensorFlow picks GPU kernels that add in whatever order threads finish',
  upstream: 'https://github.com/tensorflow/tensorflow/blob/v2.9.1/tensorflow/core/util/determinism.cc',
} as const

export const tensorflowJs: Library = {
  name: 'TensorFlow.js',
  language: 'javascript',
  ml: true,
  modules: {
    '@tensorflow/tfjs': { path: 'tf' },
    '@tensorflow/tfjs-core': { path: 'tf' },
    '@tensorflow/tfjs-layers': { path: 'tf' },
    '@tensorflow/tfjs-data': { path: 'tf.data' },
    '@tensorflow/tfjs-converter': { path: 'tf' },
    '@tensorflow/tfjs-node': { path: 'tf', loads: 'libtensorflow', backend: 'native' },
    '@tensorflow/tfjs-node-gpu': { path: 'tf', loads: 'libtensorflow', backend: 'native-gpu' },
    // Of the backends that are imported, the one with the highest priority wins: webgpu 3, webgl and wasm 2, cpu 1.
    // The cpu package never takes the place of another one, so it selects nothing.
    '@tensorflow/tfjs-backend-webgpu': { path: 'tf.backends.webgpu', backend: 'webgpu' },
    '@tensorflow/tfjs-backend-webgl': { path: 'tf.backends.webgl', backend: 'webgl' },
    '@tensorflow/tfjs-backend-wasm': { path: 'tf.backends.wasm', backend: 'wasm' },
    '@tensorflow/tfjs-backend-cpu': { path: 'tf.backends.cpu' },
    '@tensorflow/tfjs-react-native': { path: 'tf.reactNative' },
    '@tensorflow/tfjs-tfdf': { path: 'tf.tfdf' },
    '@tensorflow/tfjs-tflite': { path: 'tf.tflite' },
    '@tensorflow/tfjs-automl': { path: 'tf.automl' },
    '@tensorflow/tfjs-vis': { path: 'tfvis' },
    '@tensorflow-models/*': { path: 'tensorflow-models.*' },
  },
  numberedBy: [
    '@tensorflow/tfjs',
    ...['core', 'layers', 'data', 'converter', 'node', 'node-gpu'].map((name) => `@tensorflow/tfjs-${name}`),
    ...['webgpu', 'webgl', 'wasm', 'cpu'].map((name) => `@tensorflow/tfjs-backend-${name}`),
  ],
  backendTitles: { native: 'tfjs-node', 'native-gpu': 'tfjs-node-gpu' },
  // As a script of a page has them.
  globals: { tf: 'tf', tfvis: 'tfvis' },
  sources: {
    'tf.data clock': {
      title: 'the clock that Dataset.shuffle seeds itself with',
      remedy: "a seed in the call, `.shuffle(bufferSize, '42')`, or `enforce({ seed })`",
      judged: 'always',
      unseedable: true,
      seeding: ENFORCE,
      enforced: true,
      upstream: 'tfjs-data/src/dataset.ts:431-453@4.22.0',
    },
    'tf.native': {
      title: "the native library's own random numbers",
      remedy: 'an integer seed from 1 to 100 in the call, or `enforce({ seed })`',
      judged: 'always',
      unseedable: true,
      seeding: ENFORCE,
      enforced: true,
      upstream:
        'tfjs-node/src/kernels/Multinomial.ts:39-40@4.22.0, tfjs-node/binding/tfjs_backend.cc:550-572',
    },
  },
  settings: [
    // TensorFlow reads it at the first operation that asks; the addon may run one while it is loaded, and a write in
    // time for that has to be there before the import.
    environment('TF_DETERMINISTIC_OPS', { read: { when: 'load', by: 'libtensorflow' } }),
    environment('TF_CUDNN_USE_AUTOTUNE', {
      read: { when: 'any-time', by: 'libtensorflow' },
      benchmark: ['1', 'true', 1, true],
      conflict:
        'TF_CUDNN_USE_AUTOTUNE defeats TF_DETERMINISTIC_OPS: 1 picks convolutions by timing them, 0 skips the choice of a deterministic one. Leave it unset.',
    }),
    environment('TF_ENABLE_ONEDNN_OPTS', { read: { when: 'first-operation', by: 'libtensorflow' } }),
    environment('NVIDIA_TF32_OVERRIDE', { read: { when: 'load', by: 'libtensorflow' } }),
    environment('TF_NUM_INTRAOP_THREADS', { read: { when: 'load', by: 'libtensorflow' } }),
    environment('TF_NUM_INTEROP_THREADS', { read: { when: 'load', by: 'libtensorflow' } }),
    environment('OMP_NUM_THREADS', { read: { when: 'load', by: 'libtensorflow' } }),
    environment('CUDA_VISIBLE_DEVICES', { read: { when: 'load', by: 'libtensorflow' } }),
    {
      name: 'TF_CUDNN_DETERMINISTIC',
      kind: 'environment',
      deterministic: ['1', 'true', 1, true],
      read: { when: 'first-operation', by: 'libtensorflow' },
      meaning:
        'it asks cuDNN for deterministic convolutions and pooling only; TF_DETERMINISTIC_OPS includes it',
      upstream:
        'https://github.com/tensorflow/tensorflow/blob/v2.9.1/tensorflow/stream_executor/cuda/cuda_dnn.cc',
    },
    flag('WEBGPU_MATMUL_PROGRAM_TYPE'),
  ],
  requirements: [
    { on: 'native', ...DETERMINISTIC_OPS },
    { on: 'native-gpu', ...DETERMINISTIC_OPS },
    {
      on: 'webgpu',
      setting: 'WEBGPU_MATMUL_PROGRAM_TYPE',
      values: flag('WEBGPU_MATMUL_PROGRAM_TYPE').deterministic ?? [],
      write: "tf.env().set('WEBGPU_MATMUL_PROGRAM_TYPE', 3)",
      why: 'left to itself the backend adds long sums with float atomics, in whatever order threads finish',
      upstream: 'tfjs-backend-webgpu/src/kernels/BatchMatMul_impl.ts:105-138@4.22.0',
    },
  ],
  calculates:
    /^tf\.(?!train\.|layers|model|sequential|load|grad|valueAndGrad|variableGrads|io\.|setBackend)(?:\w+$|(?:Tensor|TensorBuffer|Variable)#|(?:image|math|linalg|signal|spectral|util|browser|data)\.)/u,
  types: {
    'tf.Tensor': { data: true },
    'tf.Scalar': TENSOR,
    'tf.Tensor1D': TENSOR,
    'tf.Tensor2D': TENSOR,
    'tf.Tensor3D': TENSOR,
    'tf.Tensor4D': TENSOR,
    'tf.Tensor5D': TENSOR,
    'tf.Variable': TENSOR,
    'tf.TensorBuffer': {},
    'tf.Optimizer': {},
    'tf.SGDOptimizer': OPTIMIZER,
    'tf.MomentumOptimizer': OPTIMIZER,
    'tf.AdagradOptimizer': OPTIMIZER,
    'tf.AdadeltaOptimizer': OPTIMIZER,
    'tf.AdamOptimizer': OPTIMIZER,
    'tf.AdamaxOptimizer': OPTIMIZER,
    'tf.RMSPropOptimizer': OPTIMIZER,
    'tf.Environment': {},
    'tf.Engine': {},
    'tf.BackendNames': { extends: 'Array' },
    'tf.Initializer': {},
    'tf.layers.Layer': { hooks: { build: 'once', call: 'batch' } },
    'tf.layers.RNN': { extends: 'tf.layers.Layer' },
    'tf.layers.RNNCell': { extends: 'tf.layers.Layer' },
    'tf.LayerVariable': {},
    'tf.SymbolicTensor': {},
    'tf.LayersModel': { extends: 'tf.layers.Layer' },
    'tf.Sequential': { extends: 'tf.LayersModel' },
    'tf.GraphModel': {},
    'tf.History': {},
    'tf.Callback': {
      hooks: { onEpochBegin: 'epoch', onEpochEnd: 'epoch', onBatchBegin: 'batch', onBatchEnd: 'batch' },
    },
    'tf.data.Dataset': {},
    'tf.data.CSVDataset': { extends: 'tf.data.Dataset' },
    'tf.data.TextLineDataset': { extends: 'tf.data.Dataset' },
    'tf.data.LazyIterator': {},
    'tf.node.TFSavedModel': {},
    'tf.node.SummaryFileWriter': {},
    'tfvis.Visor': {},
    'tensorflow-models.SpeechCommandRecognizer': {},
    'tensorflow-models.TransferSpeechCommandRecognizer': {
      extends: 'tensorflow-models.SpeechCommandRecognizer',
    },
  },
  initializers: initializerNames,
  fetches: [
    {
      paths: /^tf\.(?:loadLayersModel|loadGraphModel|data\.csv)$/u,
      upstream: 'tfjs-core/src/io/http.ts:30@4.22.0',
      from: { at: 0 },
      by: 'branch',
      pinned: [],
      remedy: 'Load it from the address of a commit or a version, or keep a copy with the program.',
    },
  ],
  api: {
    ...coreApi,
    ...layersApi,
    ...dataApi,
    ...restOfTheFamily,
    ...Object.fromEntries(
      ['SGD', 'Momentum', 'Adagrad', 'Adadelta', 'Adam', 'Adamax', 'RMSProp'].map((name): [string, Api] => [
        `tf.${name}Optimizer`,
        { upstream: 'tfjs-core/src/optimizers@4.22.0', returns: `tf.${name}Optimizer` },
      ]),
    ),
  },
}
