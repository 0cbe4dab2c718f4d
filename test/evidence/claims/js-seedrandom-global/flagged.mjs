import { hash } from 'node:crypto'
import * as tf from '@tensorflow/tfjs'
import seedrandom from 'seedrandom'

seedrandom('17', { global: true })
const order = await tf.data
  .array(Array.from({ length: 32 }, (_, i) => i))
  .shuffle(32)
  .toArray()
console.log('observed', hash('sha256', JSON.stringify(order)))
