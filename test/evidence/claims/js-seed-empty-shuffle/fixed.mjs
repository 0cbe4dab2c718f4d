import { hash } from 'node:crypto'
import * as tf from '@tensorflow/tfjs'

const rows = Array.from({ length: 32 }, (_, i) => ({
  xs: [Math.sin(i), Math.cos(3 * i)],
  ys: [Math.sin(i) + 0.5],
}))
const model = tf.sequential()
model.add(
  tf.layers.dense({
    units: 1,
    inputShape: [2],
    kernelInitializer: tf.initializers.glorotNormal({ seed: 19 }),
  }),
)
model.compile({ optimizer: tf.train.sgd(0.1), loss: 'meanSquaredError' })
await model.fitDataset(tf.data.array(rows).shuffle(32, '17').batch(8), { epochs: 2, verbose: 0 })

const weights = tf.concat(model.getWeights().map((weight) => weight.flatten()))
console.log('observed', hash('sha256', await weights.data()))
