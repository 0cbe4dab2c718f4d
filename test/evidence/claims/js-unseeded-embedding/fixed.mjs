import { hash } from 'node:crypto'
import * as tf from '@tensorflow/tfjs'

const x = tf.tensor2d(Array.from({ length: 16 }, (_, i) => [i % 7, (3 * i) % 7]))
const y = tf.tensor2d(Array.from({ length: 16 }, (_, i) => [Math.sin(i)]))
const model = tf.sequential()
model.add(
  tf.layers.embedding({
    inputDim: 7,
    outputDim: 3,
    inputLength: 2,
    embeddingsInitializer: tf.initializers.randomUniform({ minval: -0.05, maxval: 0.05, seed: 17 }),
  }),
)
model.add(tf.layers.flatten())
model.add(tf.layers.dense({ units: 1, kernelInitializer: 'ones' }))
model.compile({ optimizer: tf.train.sgd(0.1), loss: 'meanSquaredError' })
await model.fit(x, y, { epochs: 2, batchSize: 8, shuffle: false, verbose: 0 })

const weights = tf.concat(model.getWeights().map((weight) => weight.flatten()))
console.log('observed', hash('sha256', await weights.data()))
