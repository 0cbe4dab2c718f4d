import { hash } from 'node:crypto'
import * as tf from '@tensorflow/tfjs'

const noisy = tf.data.array([1, 2, 3, 4]).map((i) => tf.randomNormal([8], 0, 0.1, 'float32', 17 + i))
for (const drawn of await noisy.toArray()) {
  console.log('observed', hash('sha256', await drawn.data()))
}
