import { hash } from 'node:crypto'
import * as tf from '@tensorflow/tfjs'

const order = await tf.data
  .array(Array.from({ length: 32 }, (_, i) => i))
  .shuffle(32, '17')
  .toArray()
const dataset = tf.data.array(order)
for (let epoch = 0; epoch < 2; epoch++) {
  const order = await dataset.toArray()
  console.log('observed', hash('sha256', JSON.stringify(order)))
}
