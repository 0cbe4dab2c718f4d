import { hash, randomInt } from 'node:crypto'
import * as tf from '@tensorflow/tfjs'

const examples = tf.range(0, 100)
const batch = examples.gather(
  tf.tensor1d(
    Array.from({ length: 16 }, () => randomInt(100)),
    'int32',
  ),
)
console.log('observed', hash('sha256', await batch.data()))
