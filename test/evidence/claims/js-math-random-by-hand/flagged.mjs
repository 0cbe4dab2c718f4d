import { hash } from 'node:crypto'
import * as tf from '@tensorflow/tfjs'

let state = 17
Math.random = () => {
  state = (state * 1664525 + 1013904223) % 2 ** 32
  return state / 2 ** 32
}
const order = await tf.data
  .array(Array.from({ length: 32 }, (_, i) => i))
  .shuffle(32)
  .toArray()
console.log('observed', hash('sha256', JSON.stringify(order)))
