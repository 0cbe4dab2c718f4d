import { hash } from 'node:crypto'
import * as tf from '@tensorflow/tfjs'

const x = tf.tensor3d(
  Array.from({ length: 8 * 12 }, (_, i) => Math.sin(i)),
  [8, 6, 2],
)
const layer = tf.layers.bidirectional({
  layer: tf.layers.gru({
    units: 3,
    kernelInitializer: tf.initializers.glorotNormal({ seed: 17 }),
    recurrentInitializer: tf.initializers.orthogonal({ seed: 18 }),
  }),
  mergeMode: 'concat',
})
layer.apply(x)
const weights = layer.getWeights()
for (const kernel of [weights[0], weights[weights.length / 2]]) {
  console.log('observed', hash('sha256', await kernel.data()))
}
