import { createHash } from 'node:crypto'
import * as tf from '@tensorflow/tfjs'
import seedrandom from 'seedrandom'

const random = seedrandom()
const noise = tf.tensor1d(Array.from({ length: 16 }, () => random()))
console.log('observed', createHash('sha256').update(await noise.data()).digest('hex'))
