import { hash } from 'node:crypto'
import * as tf from '@tensorflow/tfjs'
import seedrandom from 'seedrandom'

const random = seedrandom('17')
const noise = tf.tensor1d(Array.from({ length: 16 }, () => random()))
console.log('observed', hash('sha256', await noise.data()))
