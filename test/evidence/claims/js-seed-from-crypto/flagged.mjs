import { hash, randomInt } from 'node:crypto'
import * as tf from '@tensorflow/tfjs'

const seed = randomInt(2 ** 31)
const drawn = tf.randomUniform([16], -1, 1, 'float32', seed)
console.log('observed', hash('sha256', await drawn.data()))
