import { once } from 'node:events'
import { Worker } from 'node:worker_threads'
import { enforce } from 'eslint-plugin-reproducible/runtime'
import * as tf from '@tensorflow/tfjs'

enforce({ seed: 17 })
const weights = tf.randomNormal([8], 0, 1, 'float32', 19)
console.log('weights of', weights.shape)
for (let i = 0; i < 2; i++) {
  const worker = new Worker(new URL('./fixed.worker.mjs', import.meta.url))
  const [noise] = await once(worker, 'message')
  console.log('observed', noise)
}
