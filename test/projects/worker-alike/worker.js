import * as tf from '@tensorflow/tfjs'
import { enforce } from 'eslint-plugin-reproducible/runtime'
import { parentPort, workerData } from 'node:worker_threads'

enforce({ seed: workerData.seed })
parentPort.postMessage(tf.randomNormal([4]).arraySync())
