import { hash } from 'node:crypto'
import * as tf from '@tensorflow/tfjs'

const dataset = tf.data.array(Array.from({ length: 32 }, (_, i) => i)).shuffle(32, '17', false)
for (let epoch = 0; epoch < 2; epoch++) {
  const order = await dataset.toArray()
  console.log('observed', hash('sha256', JSON.stringify(order)))
}
