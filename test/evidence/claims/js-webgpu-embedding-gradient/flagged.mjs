import { hash } from 'node:crypto'
import * as tf from '@tensorflow/tfjs'
import '@tensorflow/tfjs-backend-webgpu'

if (!(await tf.setBackend('webgpu'))) throw new Error('WebGPU did not start')
await tf.ready()
tf.env().set('WEBGPU_MATMUL_PROGRAM_TYPE', 3)

const table = tf.variable(tf.randomNormal([50, 32], 0, 1, 'float32', 17))
const tokens = tf.randomUniformInt([4096], 0, 50, 18)
const noise = tf.randomNormal([4096, 32], 0, 1, 'float32', 19)
const optimizer = tf.train.sgd(0.01)
for (let step = 0; step < 3; step++) optimizer.minimize(() => table.gather(tokens).mul(noise).sum())
console.log('observed', hash('sha256', await table.data()))
