import { parentPort, workerData } from 'node:worker_threads'
import * as tf from '@tensorflow/tfjs'

const noise = tf.randomNormal([16], 0, 1, 'float32', workerData.seed)
parentPort.postMessage([...(await noise.data())])
