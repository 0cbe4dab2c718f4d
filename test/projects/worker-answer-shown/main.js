import { Worker } from 'node:worker_threads'
import * as tf from '@tensorflow/tfjs'

const worker = new Worker(new URL('./worker.js', import.meta.url))
worker.on('message', ({ progress }) => console.log(progress))
tf.ones([2]).print()
