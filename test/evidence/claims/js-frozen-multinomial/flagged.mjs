import { hash } from 'node:crypto'
import * as tf from '@tensorflow/tfjs'

for (let step = 0; step < 4; step++) {
  const drawn = tf.multinomial(tf.tensor1d([0.1, 0.2, 0.3, 0.4]).log(), 32, 17)
  console.log('observed', hash('sha256', await drawn.data()))
}
