import * as tf from '@tensorflow/tfjs'
import { parentPort } from 'node:worker_threads'

parentPort.postMessage(tf.randomNormal([4]).arraySync())
