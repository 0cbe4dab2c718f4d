import { hash } from 'node:crypto'
import * as tf from '@tensorflow/tfjs'

const order = Array.from({ length: 32 }, (_, i) => i)
tf.util.shuffle(order)
console.log('observed', hash('sha256', JSON.stringify(order)))
