import { hash } from 'node:crypto'
import * as tf from '@tensorflow/tfjs'

const drawn = tf.randomStandardNormal([16], 'float32', 17)
console.log('observed', hash('sha256', await drawn.data()))
