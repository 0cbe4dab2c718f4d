/** Machine learning besides TensorFlow.js. Each claim was read in the version it names. */
import type { Api, Library, Slot } from '../schema.ts'
import { each } from './each.ts'

function library(
  name: string,
  modules: Library['modules'],
  rest: Omit<Library, 'name' | 'language' | 'ml' | 'modules'>,
): Library {
  return { name, language: 'javascript', ml: true, modules, ...rest }
}

const NUMBER = { as: 'number', from: 1, to: 2147483647 } as const

/** A training that draws from `Math.random` and has no seed to give. */
function trains(upstream: string, implicit: string, more: Partial<Api> = {}): Api {
  return { upstream, trains: 'model', draws: { from: 'Math.random', implicit }, ...more }
}

// ------------------------------------------------------------------------------------------------------------ mathjs

const MATHJS = 'mathjs/lib/cjs/function/probability/util/seededRNG.js@15.2.0'
const MATHJS_DRAWS = ['random', 'randomInt', 'pickRandom']

const mathjs: Library = {
  name: 'math.js',
  language: 'javascript',
  // Arithmetic alone makes no training.
  ml: false,
  modules: { mathjs: { path: 'mathjs' } },
  sources: {
    mathjs: {
      // It takes its first seed from the clock while it is loaded.
      title: "math.js's own generator",
      remedy: "`create(all, { randomSeed: 'seed' })`",
      judged: 'where it reaches training',
      upstream: MATHJS,
    },
  },
  types: { 'mathjs.MathJs': {} },
  api: {
    // The functions of the package itself cannot be configured: `config` throws (RAN).
    ...each('mathjs.', MATHJS_DRAWS, { upstream: MATHJS, draws: { from: 'mathjs' } }),
    'mathjs.config': {
      upstream: `${MATHJS}; mathjs/lib/cjs/core/config.js`,
      seeds: {
        sources: [],
        seed: { at: 0, key: 'randomSeed' },
        when: [{ at: 0, key: 'randomSeed', given: true }],
        void: 'The configuration of the math.js package itself is read-only, so this call throws; make an instance with create(all, { randomSeed }) and draw from that.',
      },
    },
    'mathjs.create': {
      upstream: MATHJS,
      creates: {
        type: 'mathjs.MathJs',
        unseeded: 'mathjs',
        // 0, '' and false are honoured (RAN).
        seed: {
          at: 1,
          key: 'randomSeed',
          ignores: ['null'],
          constant: 'repeats',
          write: { as: 'string' },
        },
      },
      returns: 'mathjs.MathJs',
    },
    'mathjs.MathJs#config': {
      upstream: MATHJS,
      seeds: {
        sources: 'receiver',
        seed: { at: 0, key: 'randomSeed', ignores: ['null'], write: { as: 'string' } },
        when: [{ at: 0, key: 'randomSeed', given: true }],
      },
    },
    ...each('mathjs.MathJs#', MATHJS_DRAWS, { upstream: MATHJS, draws: { from: 'receiver' } }),
  },
}

// ----------------------------------------------------------------------------------------------------------- danfo.js

const DANFO = 'danfojs/dist/danfojs-base/core/frame.js:602-616@1.2.0'

const danfojs = library(
  'Danfo.js',
  {
    danfojs: { path: 'dfd' },
    'danfojs-node': { path: 'dfd', loads: 'libtensorflow', backend: 'native' },
  },
  {
    globals: { dfd: 'dfd' },
    // `tf` until 0.3: danfojs/src/index.js@0.2.2
    aliases: { 'dfd.tensorflow': 'tf', 'dfd.tf': 'tf' },
    types: {
      'dfd.NDframe': {},
      'dfd.DataFrame': { extends: 'dfd.NDframe' },
      'dfd.Series': { extends: 'dfd.NDframe' },
      'dfd.Utils': {},
    },
    api: {
      'dfd.DataFrame': { upstream: DANFO, returns: 'dfd.DataFrame' },
      'dfd.Series': { upstream: DANFO, returns: 'dfd.Series' },
      ...each('dfd.', ['readCSV', 'readJSON', 'readExcel', 'concat', 'merge', 'getDummies'], {
        upstream: DANFO,
        returns: 'dfd.DataFrame',
      }),
      // Without a seed it takes the seed 1: the same rows in every run and at every call.
      'dfd.NDframe#sample': { upstream: DANFO, returns: 'receiver' },
      ...each(
        'dfd.NDframe#',
        ['head', 'tail', 'iloc', 'loc', 'drop', 'fillNa', 'dropNa', 'copy', 'sortValues'],
        {
          upstream: DANFO,
          returns: 'receiver',
        },
      ),
      'dfd.Utils': { upstream: 'danfojs/dist/danfojs-base/shared/utils.js@1.2.0', returns: 'dfd.Utils' },
      'dfd.Utils#shuffle': {
        upstream: 'danfojs/dist/danfojs-base/shared/utils.js:620@1.2.0',
        draws: { from: 'Math.random', orders: true },
        returns: 'Array',
      },
    },
  },
)

// ----------------------------------------------------------------------------------------------------------- brain.js

const BRAIN = 'brain.js/dist/neural-network.js:126,340,553@1.6.1, utilities/random-weight.js'
const BRAIN_RECURRENT = 'brain.js/dist/recurrent/rnn.js:126,517,575@1.6.1, utilities/random.js'
const RECURRENT_NETWORKS = ['RNN', 'LSTM', 'GRU', 'RNNTimeStep', 'LSTMTimeStep', 'GRUTimeStep']

const brain = library(
  'brain.js',
  { 'brain.js': { path: 'brain' } },
  {
    globals: { brain: 'brain' },
    types: { 'brain.Network': {} },
    api: {
      ...each('brain.', ['NeuralNetwork', 'NeuralNetworkGPU'], { upstream: BRAIN, returns: 'brain.Network' }),
      'brain.CrossValidate': {
        upstream: 'brain.js/dist/cross-validate.js:66-115@1.6.1',
        returns: 'brain.Network',
      },
      ...each('brain.recurrent.', RECURRENT_NETWORKS, {
        upstream: BRAIN_RECURRENT,
        returns: 'brain.Network',
      }),
      // The weights are drawn when the sizes are known: at the first training.
      ...each(
        'brain.Network#',
        ['train', 'trainAsync'],
        trains(`${BRAIN}; ${BRAIN_RECURRENT}`, 'initial weights'),
      ),
      'brain.Network#fromJSON': { upstream: BRAIN, loadsWeights: true },
    },
  },
)

// ---------------------------------------------------------------------------------------------------------------- ml5

const ML5 = 'ml5/dist/ml5.js@1.0.1'

const ml5 = library(
  'ml5.js',
  { ml5: { path: 'ml5' } },
  {
    globals: { ml5: 'ml5' },
    aliases: { 'ml5.tf': 'tf', 'ml5.tfvis': 'tfvis' },
    types: { 'ml5.NeuralNetwork': {} },
    api: {
      'ml5.neuralNetwork': { upstream: `${ML5}:260494`, returns: 'ml5.NeuralNetwork' },
      'ml5.NeuralNetwork#train': trains(`${ML5}:255504,260958`, 'initial weights and the order of batches'),
      ...each('ml5.NeuralNetwork#', ['mutate', 'crossover'], {
        upstream: `${ML5}:255652,255684`,
        draws: { from: 'Math.random', orders: true },
      }),
      'ml5.NeuralNetwork#load': { upstream: ML5, loadsWeights: true },
      'ml5.NeuralNetwork#addData': { upstream: `${ML5}:260651` },
      'ml5.setBackend': {
        upstream: `${ML5}:265395`,
        selects: { at: 0 },
      },
      ...each(
        'ml5.',
        [
          'bodyPose',
          'bodySegmentation',
          'faceMesh',
          'handPose',
          'imageClassifier',
          'sentiment',
          'soundClassifier',
        ],
        { upstream: `${ML5}:265972-265980`, loadsWeights: true },
      ),
    },
  },
)

// --------------------------------------------------------------------------------------------------- the ml-* packages

const ML_SEED = { at: 2, key: 'seed' } as const

/** A generator or a function in an option, `Math.random` without it. */
function option(upstream: string, generator: Slot, more: Partial<Api> = {}): Api {
  const draws = { from: 'Math.random', orders: true, generator: { ...generator, takesFunction: true } }
  return { upstream, draws, ...more }
}

const mljs: readonly Library[] = [
  library(
    'ml-random',
    { 'ml-random': { path: 'ml-random', default: 'ml-random.Random' } },
    {
      types: { 'ml-random.Random': {} },
      api: {
        // A number is a seed, 0 included; a function is taken as the generator; anything else fails at the first draw.
        'ml-random.Random': {
          upstream: 'ml-random/lib/Random.js@2.0.0',
          creates: {
            type: 'ml-random.Random',
            unseeded: 'Math.random',
            seed: { at: 0, constant: 'repeats', write: NUMBER },
          },
          returns: 'ml-random.Random',
        },
        ...each('ml-random.Random#', ['random', 'randInt', 'randomSample'], {
          upstream: 'ml-random/lib/Random.js@2.0.0',
          draws: { from: 'receiver' },
        }),
        'ml-random.Random#choice': {
          upstream: 'ml-random/lib/Random.js@2.0.0',
          draws: { from: 'receiver', orders: true },
          returns: 'Array',
        },
      },
    },
  ),
  library(
    'ml-random-forest',
    { 'ml-random-forest': { path: 'ml-random-forest' } },
    {
      types: { 'ml-random-forest.Forest': {} },
      api: {
        // Its default seed is 42, so it repeats without one.
        ...each('ml-random-forest.', ['RandomForestClassifier', 'RandomForestRegression'], {
          upstream: 'ml-random-forest/src/RandomForestClassifier.js:5-12@2.1.0',
          returns: 'ml-random-forest.Forest',
        }),
        'ml-random-forest.Forest#train': {
          upstream: 'ml-random-forest/src/RandomForestBase.js@2.1.0',
          trains: 'model',
        },
      },
    },
  ),
  library(
    'ml-kmeans',
    { 'ml-kmeans': { path: 'ml-kmeans', default: 'ml-kmeans.kmeans' } },
    {
      api: {
        ...each('ml-kmeans.', ['kmeans', 'kmeansGenerator'], {
          upstream: 'ml-kmeans/src/kmeans.ts:119,181,188@7.0.1, initialization.ts',
          trains: 'model',
          draws: {
            from: 'Math.random',
            implicit: 'the first centres',
            seed: { ...ML_SEED, constant: 'repeats', write: NUMBER },
            // Given points to start from, nothing is drawn; mostDistant still picks its first point.
            when: [{ at: 2, key: 'initialization', isNot: [] }],
          },
        }),
      },
    },
  ),
  library(
    'ml-matrix',
    { 'ml-matrix': { path: 'ml-matrix', default: 'ml-matrix.Matrix' } },
    {
      types: { 'ml-matrix.Matrix': {} },
      api: {
        ...each('ml-matrix.', ['Matrix.rand', 'Matrix.random'], {
          ...option('ml-matrix/src/matrix.js:80-84,1748@6.15.1', { at: 2, key: 'random' }),
          returns: 'ml-matrix.Matrix',
        }),
        ...each('ml-matrix.', ['Matrix.randInt', 'Matrix.randomInt'], {
          ...option('ml-matrix/src/matrix.js:94-102,1749@6.15.1', { at: 2, key: 'random' }),
          returns: 'ml-matrix.Matrix',
        }),
        ...each('ml-matrix.', ['Matrix', 'Matrix.zeros', 'Matrix.ones', 'Matrix.eye', 'Matrix.checkMatrix'], {
          upstream: 'ml-matrix/src/matrix.js@6.15.1',
          returns: 'ml-matrix.Matrix',
        }),
        ...each('ml-matrix.Matrix#', ['to1DArray', 'to2DArray', 'getRow', 'getColumn'], {
          upstream: 'ml-matrix/src/matrix.js@6.15.1',
          returns: 'Array',
        }),
        ...each('ml-matrix.Matrix#', ['mmul', 'transpose', 'clone', 'add', 'sub', 'mul', 'div'], {
          upstream: 'ml-matrix/src/matrix.js@6.15.1',
          returns: 'ml-matrix.Matrix',
        }),
      },
    },
  ),
  library(
    'ml-svm',
    { 'ml-svm': { path: 'ml-svm' } },
    {
      types: { 'ml-svm.SVM': {} },
      api: {
        'ml-svm': {
          upstream: 'ml-svm/src/svm.js:12,26@2.1.2',
          draws: {
            from: 'Math.random',
            implicit: 'the pairs it optimises',
            generator: { at: 0, key: 'random', takesFunction: true },
          },
          returns: 'ml-svm.SVM',
        },
        'ml-svm.SVM#train': { upstream: 'ml-svm/src/svm.js:101@2.1.2', trains: 'model' },
      },
    },
  ),
  library(
    'ml-som',
    { 'ml-som': { path: 'ml-som' } },
    {
      types: { 'ml-som.SOM': {} },
      api: {
        'ml-som': {
          upstream: 'ml-som/src/index.js:8,79,152@0.0.6',
          draws: {
            from: 'Math.random',
            implicit: 'initial weights and the order of examples',
            generator: { at: 2, key: 'randomizer', takesFunction: true },
          },
          returns: 'ml-som.SOM',
        },
        'ml-som.SOM#train': { upstream: 'ml-som/src/index.js:266@0.0.6', trains: 'model' },
      },
    },
  ),
  library(
    'ml-fnn',
    { 'ml-fnn': { path: 'ml-fnn' } },
    {
      types: { 'ml-fnn.Network': {} },
      api: {
        'ml-fnn': { upstream: 'ml-fnn/src/FeedForwardNeuralNetwork.js:21@5.0.0', returns: 'ml-fnn.Network' },
        'ml-fnn.Network#train': trains(
          'ml-fnn/src/FeedForwardNeuralNetwork.js:102@5.0.0, Layer.js:44',
          'initial weights',
        ),
      },
    },
  ),
  library(
    'ml-cross-validation',
    { 'ml-cross-validation': { path: 'ml-cross-validation' } },
    {
      api: {
        'ml-cross-validation.kFold': {
          upstream: 'ml-cross-validation/src/getFolds.js:14-20@1.3.0',
          draws: { from: 'Math.random', orders: true },
          trains: 'model',
        },
        'ml-cross-validation.getFolds': {
          upstream: 'ml-cross-validation/src/getFolds.js:14-20@1.3.0',
          draws: { from: 'Math.random', orders: true },
          returns: 'Array',
        },
        ...each('ml-cross-validation.', ['leaveOneOut', 'leavePOut'], {
          upstream: 'ml-cross-validation/src/index.js:21,44@1.3.0',
          trains: 'model',
        }),
      },
    },
  ),
]

// ------------------------------------------------------------------------------------------ clusters and embeddings

const unsupervised: readonly Library[] = [
  library(
    'umap-js',
    { 'umap-js': { path: 'umap' } },
    {
      types: { 'umap.UMAP': {} },
      api: {
        'umap.UMAP': {
          upstream: 'umap-js/dist/umap.js:101,126@1.4.0',
          draws: {
            from: 'Math.random',
            implicit: 'the embedding',
            generator: { at: 0, key: 'random', takesFunction: true },
          },
          returns: 'umap.UMAP',
        },
        ...each('umap.UMAP#', ['fit', 'fitAsync', 'initializeFit'], {
          upstream: 'umap-js/dist/umap.js:132-163@1.4.0',
          trains: 'model',
        }),
      },
    },
  ),
  library(
    'tsne-js',
    { 'tsne-js': { path: 'tsne' } },
    {
      types: { 'tsne.TSNE': {} },
      api: {
        tsne: { upstream: 'tsne-js/dist/index.js@1.0.3', returns: 'tsne.TSNE' },
        'tsne.TSNE#run': trains('tsne-js/dist/index.js:143,146@1.0.3, randn.js', 'the first embedding'),
        'tsne.TSNE#rerun': trains('tsne-js/dist/index.js:196-199@1.0.3, randn.js', 'the first embedding'),
      },
    },
  ),
  library(
    'skmeans',
    { skmeans: { path: 'skmeans' } },
    {
      api: {
        skmeans: {
          upstream: 'skmeans/main.js:55-57@0.11.3, kinit.js:13,35,75',
          trains: 'model',
          draws: { from: 'Math.random', implicit: 'the first centres' },
        },
      },
    },
  ),
  library(
    'density-clustering',
    { 'density-clustering': { path: 'density-clustering' } },
    {
      types: { 'density-clustering.KMEANS': {} },
      api: {
        'density-clustering.KMEANS': {
          upstream: 'density-clustering/lib/KMEANS.js@1.3.0',
          returns: 'density-clustering.KMEANS',
        },
        'density-clustering.KMEANS#run': trains(
          'density-clustering/lib/KMEANS.js:93,132,152@1.3.0',
          'the first centres',
        ),
      },
    },
  ),
  library(
    'kmeans-engine',
    { 'kmeans-engine': { path: 'kmeans-engine' } },
    {
      api: {
        'kmeans-engine.clusterize': trains(
          'kmeans-engine/lib/KMeansEngine.js:95,193@1.5.0',
          'the first centres',
          {
            calls: [{ at: 2, times: 'later' }],
          },
        ),
      },
    },
  ),
]

// ------------------------------------------------------------------------------------------- smaller neural networks

const smallNetworks: readonly Library[] = [
  library(
    'Synaptic',
    { synaptic: { path: 'synaptic' } },
    {
      types: { 'synaptic.Network': {}, 'synaptic.Trainer': {} },
      api: {
        ...each('synaptic.Architect.', ['Perceptron', 'LSTM', 'Liquid', 'Hopfield'], {
          upstream: 'synaptic/src/Connection.js:11@1.1.4, Neuron.js:60',
          draws: { from: 'Math.random', implicit: 'initial weights' },
          returns: 'synaptic.Network',
        }),
        'synaptic.Trainer': { upstream: 'synaptic/src/Trainer.js@1.1.4', returns: 'synaptic.Trainer' },
        'synaptic.Trainer#train': {
          upstream: 'synaptic/src/Trainer.js:3,133@1.1.4',
          trains: 'model',
          draws: {
            from: 'Math.random',
            implicit: 'the order of examples',
            when: [{ at: 1, key: 'shuffle', is: [true, 1], default: false }],
          },
        },
      },
    },
  ),
  library(
    'ConvNetJS',
    { convnetjs: { path: 'convnetjs' } },
    {
      types: { 'convnetjs.Net': {}, 'convnetjs.Trainer': {} },
      api: {
        'convnetjs.Net': { upstream: 'convnetjs/build/convnet.js:1575@0.3.0', returns: 'convnetjs.Net' },
        'convnetjs.Net#makeLayers': {
          upstream: 'convnetjs/build/convnet.js:153,1575@0.3.0',
          draws: { from: 'Math.random', implicit: 'initial weights' },
        },
        'convnetjs.Net#fromJSON': { upstream: 'convnetjs/build/convnet.js@0.3.0', loadsWeights: true },
        ...each('convnetjs.', ['Trainer', 'SGDTrainer'], {
          upstream: 'convnetjs/build/convnet.js:1774@0.3.0',
          returns: 'convnetjs.Trainer',
        }),
        'convnetjs.Trainer#train': { upstream: 'convnetjs/build/convnet.js:1774@0.3.0', trains: 'step' },
        ...each('convnetjs.', ['randf', 'randi', 'randn'], {
          upstream: 'convnetjs/build/convnet.js:22-24@0.3.0',
          draws: { from: 'Math.random' },
        }),
        'convnetjs.randperm': {
          upstream: 'convnetjs/build/convnet.js:79@0.3.0',
          draws: { from: 'Math.random', orders: true },
          returns: 'Array',
        },
      },
    },
  ),
  library(
    'ONNX Runtime',
    {
      'onnxruntime-node': { path: 'ort' },
      'onnxruntime-web': { path: 'ort' },
      'onnxruntime-common': { path: 'ort' },
    },
    {
      types: { 'ort.InferenceSession': {} },
      api: {
        'ort.InferenceSession.create': {
          upstream: 'https://onnxruntime.ai/docs/api/js/interfaces/InferenceSessionFactory.html',
          loadsWeights: true,
          returns: 'ort.InferenceSession',
        },
        'ort.InferenceSession#run': {
          upstream: 'https://onnxruntime.ai/docs/api/js/interfaces/InferenceSession-1.html',
        },
      },
    },
  ),
]

export const machineLearning: readonly Library[] = [
  mathjs,
  danfojs,
  brain,
  ml5,
  ...mljs,
  ...unsupervised,
  ...smallNetworks,
]
