import { createHash } from 'node:crypto'
import * as tf from '@tensorflow/tfjs'

const drawn = tf.randomNormal([16], 0, 1, 'float32', false)
console.log('observed', createHash('sha256').update(await drawn.data()).digest('hex'))
