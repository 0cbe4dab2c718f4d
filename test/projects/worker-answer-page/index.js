import * as tf from '@tensorflow/tfjs'

const worker = new Worker(new URL('./worker.js', import.meta.url), { type: 'module' }) // require-worker-seed
worker.onmessage = ({ data }) => tf.tensor(data.rows).print()
worker.postMessage(100)
