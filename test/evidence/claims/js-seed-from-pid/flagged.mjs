import { hash } from 'node:crypto'
import * as tf from '@tensorflow/tfjs'

const seed = process.pid
const drawn = tf.randomUniform([16], -1, 1, 'float32', seed)
console.log('observed', hash('sha256', await drawn.data()))
