import { hash } from 'node:crypto'
import * as tf from '@tensorflow/tfjs'

const drawn = tf.randomNormal([16], 0, 1, 'float32', 17)
console.log('observed', hash('sha256', await drawn.data()))
