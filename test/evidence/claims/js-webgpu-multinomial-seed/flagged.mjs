import { hash } from 'node:crypto'
import * as tf from '@tensorflow/tfjs'
import '@tensorflow/tfjs-backend-webgpu'

if (!(await tf.setBackend('webgpu'))) throw new Error('WebGPU did not start')
await tf.ready()
tf.env().set('WEBGPU_MATMUL_PROGRAM_TYPE', 3)

const logits = tf.tensor1d([0.1, 0.2, 0.3, 0.4]).log()
const classes = await tf.multinomial(logits, 2000, 20240101).data()
const counts = [0, 1, 2, 3].map((kind) => classes.filter((one) => one === kind).length)
const fair = [200, 400, 600, 800].every((expected, kind) => Math.abs(counts[kind] - expected) < 80)
console.log('counts', counts)
console.log('observed', fair ? 'as it should be' : 'biased')
