import { hash } from 'node:crypto'
import * as tf from '@tensorflow/tfjs'
import { enforce } from 'eslint-plugin-reproducible/runtime'

enforce({ seed: 17 })

const x = tf.tensor3d(
  Array.from({ length: 8 * 12 }, (_, i) => Math.sin(i)),
  [8, 6, 2],
)
const y = x.mean([1, 2]).reshape([8, 1])
const model = tf.sequential()
model.add(
  tf.layers.lstm({
    units: 1,
    inputShape: [6, 2],
    dropout: 0.5,
    kernelInitializer: tf.initializers.glorotNormal({ seed: 19 }),
    recurrentInitializer: tf.initializers.orthogonal({ seed: 20 }),
  }),
)
model.compile({ optimizer: tf.train.sgd(0.1), loss: 'meanSquaredError' })
await model.fit(x, y, { epochs: 2, batchSize: 8, shuffle: false, verbose: 0 })

const weights = tf.concat(model.getWeights().map((weight) => weight.flatten()))
console.log('observed', hash('sha256', await weights.data()))
