import { parentPort } from 'node:worker_threads'
import * as tf from '@tensorflow/tfjs'

const noise = tf.randomNormal([16], 0, 1, 'float32')
parentPort.postMessage([...(await noise.data())])
