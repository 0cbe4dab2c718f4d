import { hash } from 'node:crypto'
import * as tf from '@tensorflow/tfjs'
import { enforce } from 'eslint-plugin-reproducible/runtime'

enforce({ seed: 17 })

const dropout = tf.layers.dropout({ rate: 0.5 })
const x = tf.linspace(1, 2, 64).reshape([1, 64])
for (let step = 0; step < 4; step++) {
  const masked = dropout.apply(x, { training: true })
  console.log('observed', hash('sha256', await masked.data()))
}
