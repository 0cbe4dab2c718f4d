import { hash } from 'node:crypto'
import * as tf from '@tensorflow/tfjs'

const rows = await tf.data
  .array(Array.from({ length: 32 }, (_, i) => i))
  .shuffle(32, '17')
  .toArray()
const train = tf.data.array(rows.slice(0, 24))
const test = tf.data.array(rows.slice(24))
for (let epoch = 0; epoch < 2; epoch++) {
  await train.forEachAsync(() => {})
  const left = (await test.toArray()).sort((a, b) => a - b)
  console.log('observed', hash('sha256', JSON.stringify(left)))
}
