import { hash } from 'node:crypto'
import * as tf from '@tensorflow/tfjs'

const x = tf.tensor4d(
  Array.from({ length: 8 * 36 }, (_, i) => Math.sin(i)),
  [8, 6, 6, 1],
)
const y = x.mean([1, 2])
const model = tf.sequential()
model.add(
  tf.layers.conv2d({
    filters: 2,
    kernelSize: 3,
    inputShape: [6, 6, 1],
    kernelInitializer: tf.initializers.glorotNormal({ seed: 17 }),
  }),
)
model.add(tf.layers.globalAveragePooling2d({ dataFormat: 'channelsLast' }))
model.add(tf.layers.dense({ units: 1, kernelInitializer: 'ones' }))
model.compile({ optimizer: tf.train.sgd(0.1), loss: 'meanSquaredError' })
await model.fit(x, y, { epochs: 2, batchSize: 8, shuffle: false, verbose: 0 })

const weights = tf.concat(model.getWeights().map((weight) => weight.flatten()))
console.log('observed', hash('sha256', await weights.data()))
