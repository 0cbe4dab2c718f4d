import { hash, randomInt } from 'node:crypto'
import * as tf from '@tensorflow/tfjs'

const examples = tf.range(0, 100)
const batch = examples.gather(
  tf.tensor1d(
    Array.from({ length: 16 }, () => randomInt(100)),
    'int32',
  ),
)
const weights = tf.variable(tf.zeros([1]))
tf.train.sgd(0.01).minimize(() => batch.toFloat().sub(weights).square().mean())
console.log('observed', hash('sha256', await weights.data()))
