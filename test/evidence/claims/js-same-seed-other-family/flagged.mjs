import { hash } from 'node:crypto'
import * as tf from '@tensorflow/tfjs'

const x = tf.tensor2d(
  Array.from({ length: 32 }, (_, i) => [Math.sin(i), Math.cos(3 * i), Math.sin(2 * i), 1]),
)
const first = tf.layers.dense({ units: 4, kernelInitializer: tf.initializers.glorotNormal({ seed: 17 }) })
const second = tf.layers.dense({ units: 4, kernelInitializer: tf.initializers.heNormal({ seed: 17 }) })
second.apply(first.apply(x))
for (const layer of [first, second]) {
  const kernel = layer.getWeights()[0].flatten()
  const ratio = kernel.div(kernel.slice(0, 1)).mul(100).round()
  console.log('observed', hash('sha256', await ratio.data()))
}
