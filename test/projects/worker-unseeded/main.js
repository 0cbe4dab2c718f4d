import { Worker } from 'node:worker_threads'
import * as tf from '@tensorflow/tfjs'

for (let i = 0; i < 4; i++) {
  const worker = new Worker(new URL('./worker.js', import.meta.url)) // require-worker-seed
  worker.on('message', (numbers) => tf.tensor(numbers).print())
}
