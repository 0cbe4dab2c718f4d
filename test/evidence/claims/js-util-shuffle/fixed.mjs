import { hash } from 'node:crypto'
import * as tf from '@tensorflow/tfjs'

const indices = Array.from({ length: 32 }, (_, i) => i)
const order = await tf.data.array(indices).shuffle(32, '17').toArray()
console.log('observed', hash('sha256', JSON.stringify(order)))
