import { parentPort, workerData } from 'node:worker_threads'
import * as tf from '@tensorflow/tfjs'

process.env.TF_DETERMINISTIC_OPS = '1'
const weights = tf.randomNormal([8], 0, 1, 'float32', workerData.seed)
const native = process.report.getReport().environmentVariables
parentPort.postMessage(
  `TF_DETERMINISTIC_OPS=${native.TF_DETERMINISTIC_OPS ?? 'unset'} for ${weights.shape} weights`,
)
