import { hash } from 'node:crypto'
import * as tf from '@tensorflow/tfjs'

const order = tf.tensor1d(
  await tf.data
    .array(Array.from({ length: 32 }, (_, i) => i))
    .shuffle(32, '17')
    .toArray(),
)
console.log('observed', hash('sha256', await order.data()))
