import { createHash } from 'node:crypto'
import * as tf from '@tensorflow/tfjs'

const indices = Array.from({ length: 32 }, (_, i) => i)
const order = await tf.data.array(indices).shuffle(32, '17').toArray()
console.log('observed', createHash('sha256').update(JSON.stringify(order)).digest('hex'))
