import { hash } from 'node:crypto'
import * as tf from '@tensorflow/tfjs'

const examples = Array.from({ length: 32 }, (_, i) => i)
examples.sort(() => Math.random() - 0.5)
const test = tf.tensor1d(examples.slice(24))
console.log('observed', hash('sha256', await test.data()))
