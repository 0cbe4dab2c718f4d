import { createHash } from 'node:crypto'
import * as tf from '@tensorflow/tfjs'

const drawn = tf.randomStandardNormal([16], 'float32', 17)
console.log('observed', createHash('sha256').update(await drawn.data()).digest('hex'))
