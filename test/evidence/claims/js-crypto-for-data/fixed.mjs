import { hash } from 'node:crypto'
import * as tf from '@tensorflow/tfjs'

const examples = tf.range(0, 100)
const batch = examples.gather(tf.randomUniformInt([16], 0, 100, 17))
const weights = tf.variable(tf.zeros([1]))
tf.train.sgd(0.01).minimize(() => batch.toFloat().sub(weights).square().mean())
console.log('observed', hash('sha256', await weights.data()))
