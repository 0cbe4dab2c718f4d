import { hash } from 'node:crypto'
import * as tf from '@tensorflow/tfjs'

const examples = await tf.data
  .array(Array.from({ length: 32 }, (_, i) => i))
  .shuffle(32, '17')
  .toArray()
const test = tf.tensor1d(examples.slice(24))
const weights = tf.variable(tf.zeros([8]))
tf.train.sgd(0.1).minimize(() => test.mul(weights).sub(1).square().mean())
console.log('observed', hash('sha256', await weights.data()))
