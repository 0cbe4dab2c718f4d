import { hash } from 'node:crypto'
import * as tf from '@tensorflow/tfjs'
import { enforce } from 'eslint-plugin-reproducible/runtime'
import { start } from './flagged.start.mjs'

enforce({ seed: 17 })
const drawn = start.mul(tf.randomNormal([8]))
const weights = tf.variable(tf.zeros([1]))
tf.train.sgd(0.01).minimize(() => drawn.toFloat().sub(weights).square().mean())
console.log('observed', hash('sha256', await weights.data()))
