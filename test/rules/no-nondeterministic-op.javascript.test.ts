import rule from '../../rules/no-nondeterministic-op.ts'
import { judge } from './lists.ts'

const WEBGPU = "import * as tf from '@tensorflow/tfjs'\nimport '@tensorflow/tfjs-backend-webgpu'\n"
const TRAIN =
  "\nmodel.compile({ optimizer: 'sgd', loss: 'meanSquaredError' })\nawait model.fit(tf.ones([2, 4]), tf.ones([2, 1]))"
const EMBEDDING = `const model = tf.sequential({ layers: [tf.layers.embedding({ inputDim: 9, outputDim: 2, inputLength: 4 }), tf.layers.flatten(), tf.layers.dense({ units: 1 })] })${TRAIN}`
const UPSAMPLING = (options: string): string =>
  `process.env.TF_DETERMINISTIC_OPS = '1'\nconst tf = require('@tensorflow/tfjs-node-gpu')\nconst model = tf.sequential({ layers: [tf.layers.upSampling2d({ inputShape: [4, 4, 1]${options} })] })${TRAIN}`

judge(rule, {
  // `await` at the top of a CommonJS file only the parsers take.
  invalid: [
    WEBGPU + EMBEDDING,
    `import * as tf from '@tensorflow/tfjs'\nif (!(await tf.setBackend('webgpu'))) throw new Error('no')\n${EMBEDDING}`,
    `${WEBGPU}tf.scatterND([[0], [0]], [1, 2], [4]).print()`,
    `${WEBGPU}tf.multinomial([0.5, 0.5], 1).print()`,
    `${WEBGPU}tf.multinomial([0.5, 0.5], 9, 2024).print()`,
    `${WEBGPU}const w = tf.variable(tf.ones([4]))\ntf.train.sgd(0.1).minimize(() => tf.gather(w, [0, 0]).sum().asScalar())`,
    `${WEBGPU}tf.bincount([0, 1, 1], [0.5, 0.5, 0.5], 4).print()`,
    UPSAMPLING(''),
    "process.env.TF_DETERMINISTIC_OPS = '1'\nconst tf = require('@tensorflow/tfjs-node-gpu')\ntf.multinomial([0.5, 0.5], 9).print()",
  ],
  valid: [
    `import * as tf from '@tensorflow/tfjs'\n${EMBEDDING}`,
    // The gradient is not asked for.
    `${WEBGPU}tf.gather(tf.ones([4]), [0, 0]).print()`,
    `${WEBGPU}tf.multinomial([0.5, 0.5], 9, 42).print()`,
    `import { enforce } from 'eslint-plugin-reproducible/runtime'\n${WEBGPU}enforce({ seed: 1 })\n${EMBEDDING}`,
    UPSAMPLING(", interpolation: 'bilinear'"),
  ],
})
