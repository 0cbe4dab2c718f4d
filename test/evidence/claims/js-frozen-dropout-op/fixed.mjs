import { hash } from 'node:crypto'
import * as tf from '@tensorflow/tfjs'

for (let step = 0; step < 4; step++) {
  const drawn = tf.dropout(tf.linspace(1, 2, 64), 0.5, null, 17 + step)
  console.log('observed', hash('sha256', await drawn.data()))
}
