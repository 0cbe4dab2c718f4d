import { once } from 'node:events'
import { Worker } from 'node:worker_threads'
import * as tf from '@tensorflow/tfjs'

const weights = tf.randomNormal([8], 0, 1, 'float32', 17)
console.log('weights of', weights.shape)
for (let i = 0; i < 2; i++) {
  const worker = new Worker(new URL('./flagged.worker.mjs', import.meta.url))
  const [noise] = await once(worker, 'message')
  console.log('observed', noise)
}
