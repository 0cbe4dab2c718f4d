import { hash } from 'node:crypto'
import * as tf from '@tensorflow/tfjs'

const x = tf.tensor4d(
  Array.from({ length: 4 * 36 }, (_, i) => Math.sin(i)),
  [4, 6, 6, 1],
)
const layer = tf.layers.separableConv2d({
  filters: 2,
  kernelSize: 3,
  depthwiseInitializer: tf.initializers.glorotNormal({ seed: 17 }),
})
const features = layer.apply(x)
console.log('observed', hash('sha256', await features.data()))
