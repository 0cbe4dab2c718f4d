import { hash } from 'node:crypto'
import * as tf from '@tensorflow/tfjs'

const seed = process.pid
const drawn = tf.randomUniform([16], -1, 1, 'float32', seed)
const weights = tf.variable(tf.zeros([1]))
tf.train.sgd(0.01).minimize(() => drawn.toFloat().sub(weights).square().mean())
console.log('observed', hash('sha256', await weights.data()))
