import { hash } from 'node:crypto'
import * as tf from '@tensorflow/tfjs'

const drawn = tf.multinomial(tf.tensor1d([0.1, 0.2, 0.3, 0.4]).log(), 32, 0)
console.log('observed', hash('sha256', await drawn.data()))
