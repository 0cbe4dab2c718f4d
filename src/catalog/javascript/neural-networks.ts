/** Small libraries of networks, of their evolution, and of what they are trained with. All draw from `Math.random`. */
import type { Api, Draw, Library } from '../schema.ts'
import { each } from './each.ts'

const WEIGHTS: Draw = { from: 'Math.random', implicit: 'initial weights' }

// ---------------------------------------------------------------------------------------------------------- neataptic

const NEATAPTIC = 'neataptic/src/architecture/network.js:47,68,271,583@1.4.7'
const NEATAPTIC_PARTS =
  'neataptic/src/architecture/connection.js:13@1.4.7, node.js:14; @liquid-carrot/carrot/src/architecture/connection.js:42@0.3.20, node.js:53'
const NEAT = 'neataptic/src/neat.js:78-160@1.4.7; @liquid-carrot/carrot/src/neat.js:355-568@0.3.20'
const ARCHITECTURES = ['Perceptron', 'LSTM', 'GRU', 'Random', 'Hopfield', 'NARX', 'Liquid', 'Construct']

/** The next generation: parents, crossings and mutations are drawn. */
const breeds: Api = {
  upstream: NEAT,
  trains: 'model',
  draws: { from: 'Math.random', implicit: 'parents and mutations' },
}

const neataptic: Library = {
  name: 'Neataptic',
  language: 'javascript',
  ml: true,
  // Its forks kept the names.
  modules: {
    neataptic: { path: 'neataptic' },
    'neataptic-ts': { path: 'neataptic' },
    '@liquid-carrot/carrot': { path: 'neataptic' },
  },
  globals: { neataptic: 'neataptic', carrot: 'neataptic' },
  aliases: { 'neataptic.Architect': 'neataptic.architect' },
  types: { 'neataptic.Network': {}, 'neataptic.Neat': {}, 'neataptic.Group': {} },
  api: {
    'neataptic.Network': { upstream: NEATAPTIC, draws: WEIGHTS, returns: 'neataptic.Network' },
    ...each('neataptic.architect.', ARCHITECTURES, {
      upstream: 'neataptic/src/architecture/architect.js:16-148@1.4.7',
      draws: WEIGHTS,
      returns: 'neataptic.Network',
    }),
    ...each(
      'neataptic.',
      ['Node', 'Group', 'Layer', 'Layer.Dense', 'Layer.LSTM', 'Layer.GRU', 'Layer.Memory'],
      {
        upstream: NEATAPTIC_PARTS,
        draws: WEIGHTS,
        returns: 'neataptic.Group',
      },
    ),
    'neataptic.Group#connect': { upstream: NEATAPTIC_PARTS, draws: WEIGHTS },
    'neataptic.Network#train': {
      upstream: NEATAPTIC,
      trains: 'model',
      draws: [
        {
          from: 'Math.random',
          implicit: 'the order of examples',
          when: [{ at: 1, key: 'shuffle', is: [true, 1], default: false }],
        },
        { from: 'Math.random', implicit: 'dropout', when: [{ at: 1, key: 'dropout', above: 0, default: 0 }] },
      ],
    },
    'neataptic.Network#evolve': breeds,
    'neataptic.Network#mutate': { ...breeds, trains: 'step' },
    'neataptic.Network.crossOver': { ...breeds, trains: 'step', returns: 'neataptic.Network' },
    'neataptic.Network.fromJSON': { upstream: NEATAPTIC, loadsWeights: true, returns: 'neataptic.Network' },
    'neataptic.Neat': {
      upstream: NEAT,
      draws: { ...WEIGHTS, implicit: 'the first generation' },
      calls: [{ at: 2, times: 'later' }],
      returns: 'neataptic.Neat',
    },
    ...each('neataptic.Neat#', ['evolve', 'mutate', 'getOffspring', 'getParent'], breeds),
  },
}

// --------------------------------------------------------------------------------------------------------------- data

const mnist: Library = {
  name: 'mnist',
  language: 'javascript',
  ml: true,
  modules: { mnist: { path: 'mnist' } },
  globals: { mnist: 'mnist' },
  api: {
    // Both sets are shuffled; which digits are in them is always the same.
    ...each('mnist.', ['set', 'get'], {
      upstream: 'mnist/src/mnist.js:107-163,190@1.1.0',
      draws: { from: 'Math.random', orders: true },
    }),
  },
}

const trainStream: Library = {
  name: 'train-stream',
  language: 'javascript',
  ml: true,
  modules: { 'train-stream': { path: 'train-stream', default: 'train-stream.TrainStream' } },
  types: { 'train-stream.TrainStream': {} },
  api: {
    // It makes the weights of its network when it has seen one round of examples, and trains it with the rest.
    'train-stream.TrainStream': {
      upstream:
        'train-stream/dist/index.js:70-95@1.0.2, brain.js/src/neural-network.ts (verifyIsInitialized)',
      trains: 'model',
      draws: WEIGHTS,
      calls: [
        { at: 0, key: 'floodCallback', times: 'later' },
        { at: 0, key: 'doneTrainingCallback', times: 'later' },
      ],
      returns: 'train-stream.TrainStream',
    },
    ...each('train-stream.TrainStream#', ['write', 'endInputs'], {
      upstream: 'train-stream/dist/index.js:58-63@1.0.2',
      trains: 'step',
    }),
  },
}

// --------------------------------------------------------------------------------------------- reinforcement learning

const reinforceJs: Library = {
  name: 'reinforce-js',
  language: 'javascript',
  ml: true,
  modules: { 'reinforce-js': { path: 'reinforce-js' } },
  types: { 'reinforce-js.Solver': {} },
  api: {
    'reinforce-js.DQNSolver': {
      upstream: 'reinforce-js/dist/dqn/dqn-solver.js:24-37@1.5.1, recurrent-js/dist/utils.js:5,27',
      draws: WEIGHTS,
      returns: 'reinforce-js.Solver',
    },
    'reinforce-js.TDSolver': {
      upstream: 'reinforce-js/dist/td/td-solver.js:6-50@1.5.1',
      returns: 'reinforce-js.Solver',
    },
    'reinforce-js.Solver#decide': {
      upstream: 'reinforce-js/dist/dqn/dqn-solver.js:77-78@1.5.1, td/td-solver.js:73-78',
      draws: { from: 'Math.random', implicit: 'which actions it tries' },
    },
    'reinforce-js.Solver#learn': {
      upstream: 'reinforce-js/dist/dqn/dqn-solver.js:124,195@1.5.1, td/td-solver.js:83,182',
      trains: 'step',
      draws: { from: 'Math.random', implicit: 'which experiences it repeats' },
    },
    'reinforce-js.Solver#reset': {
      upstream: 'reinforce-js/dist/dqn/dqn-solver.js:26-37@1.5.1',
      draws: WEIGHTS,
    },
    'reinforce-js.Solver#fromJSON': {
      upstream: 'reinforce-js/dist/dqn/dqn-solver.js:62-66@1.5.1',
      loadsWeights: true,
    },
  },
}

// --------------------------------------------------------------------------------------------------------------- mlts

const MLTS = 'https://github.com/andnp/mlts/blob/master/src'

const mlts: Library = {
  name: 'mlts',
  language: 'javascript',
  ml: true,
  modules: { mlts: { path: 'mlts' } },
  types: { 'mlts.Algorithm': {} },
  api: {
    'mlts.random.setSeed': {
      upstream: `${MLTS}/utils/random.ts#L17-L21`,
      seeds: { sources: ['Math.random'], seed: { at: 0 } },
    },
    ...each(
      'mlts.',
      [
        'ANN',
        'LinearRegression',
        'LogisticRegression',
        'MatrixFactorization',
        'SupervisedAutoencoder',
        'SupervisedDictionaryLearning',
        'TwoStageAutoencoder',
        'TwoStageDictionaryLearning',
      ],
      { upstream: `${MLTS}/algorithms/ANN.ts#L31-L58`, draws: WEIGHTS, returns: 'mlts.Algorithm' },
    ),
    'mlts.Algorithm#train': {
      upstream: `${MLTS}/algorithms/ANN.ts#L67-L84, Algorithm.ts`,
      trains: 'model',
      draws: { from: 'Math.random', implicit: 'the order of batches' },
    },
  },
}

export const neuralNetworks: readonly Library[] = [neataptic, mnist, trainStream, reinforceJs, mlts]
