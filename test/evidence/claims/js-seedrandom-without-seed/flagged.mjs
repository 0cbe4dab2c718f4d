import { hash } from 'node:crypto'
import * as tf from '@tensorflow/tfjs'
import seedrandom from 'seedrandom'

const random = seedrandom()
const noise = tf.tensor1d(Array.from({ length: 16 }, () => random()))
const weights = tf.variable(tf.zeros([1]))
tf.train.sgd(0.01).minimize(() => noise.toFloat().sub(weights).square().mean())
console.log('observed', hash('sha256', await weights.data()))
