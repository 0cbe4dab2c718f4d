import { hash } from 'node:crypto'
import * as tf from '@tensorflow/tfjs'

const rows = tf.data.array(Array.from({ length: 32 }, (_, i) => i)).shuffle(32, '17')
const train = rows.take(24)
const test = rows.skip(24)
for (let epoch = 0; epoch < 2; epoch++) {
  await train.forEachAsync(() => {})
  const left = (await test.toArray()).sort((a, b) => a - b)
  console.log('observed', hash('sha256', JSON.stringify(left)))
}
