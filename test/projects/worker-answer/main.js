import { Worker } from 'node:worker_threads'
import * as tf from '@tensorflow/tfjs'

const batchOf = (count) =>
  new Promise((resolve, reject) => {
    const worker = new Worker(new URL('./worker.js', import.meta.url), { workerData: { count } }) // require-worker-seed
    worker.once('message', resolve)
    worker.once('error', reject)
  })

tf.tensor(await batchOf(8)).print()
