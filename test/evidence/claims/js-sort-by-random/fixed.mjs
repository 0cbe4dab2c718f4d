import { hash } from 'node:crypto'
import * as tf from '@tensorflow/tfjs'

const examples = await tf.data
  .array(Array.from({ length: 32 }, (_, i) => i))
  .shuffle(32, '17')
  .toArray()
const test = tf.tensor1d(examples.slice(24))
console.log('observed', hash('sha256', await test.data()))
