import { createHash, randomInt } from 'node:crypto'
import * as tf from '@tensorflow/tfjs'

const seed = randomInt(2 ** 31)
const drawn = tf.randomUniform([16], -1, 1, 'float32', seed)
console.log('observed', createHash('sha256').update(await drawn.data()).digest('hex'))
