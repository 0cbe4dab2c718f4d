import { hash } from 'node:crypto'
import * as tf from '@tensorflow/tfjs'
import { enforce } from 'eslint-plugin-reproducible/runtime'

enforce({ seed: 17 })
const order = await tf.data
  .array(Array.from({ length: 32 }, (_, i) => i))
  .shuffle(32)
  .toArray()
console.log('observed', hash('sha256', JSON.stringify(order)))
