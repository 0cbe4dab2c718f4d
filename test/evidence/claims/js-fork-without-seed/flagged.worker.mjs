import { createHash } from 'node:crypto'
import * as tf from '@tensorflow/tfjs'

const noise = tf.randomNormal([16], 0, 1, 'float32')
process.send(createHash('sha256').update(await noise.data()).digest('hex'))
