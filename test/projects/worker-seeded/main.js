import { Worker } from 'node:worker_threads'
import * as tf from '@tensorflow/tfjs'

const seed = 42
for (let i = 0; i < 4; i++) {
  const worker = new Worker(new URL('./worker.js', import.meta.url), { workerData: { seed: seed + i } })
  worker.on('message', (numbers) => tf.tensor(numbers).print())
}
