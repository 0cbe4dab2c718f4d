import { hash } from 'node:crypto'
import * as tf from '@tensorflow/tfjs'
import '@tensorflow/tfjs-backend-webgpu'

if (!(await tf.setBackend('webgpu'))) throw new Error('WebGPU did not start')
await tf.ready()
tf.env().set('WEBGPU_MATMUL_PROGRAM_TYPE', 1)

const x = tf.randomNormal([32, 3136], 0, 1, 'float32', 17)
const w = tf.variable(tf.randomNormal([3136, 128], 0, 0.02, 'float32', 18))
const optimizer = tf.train.sgd(0.01)
for (let step = 0; step < 3; step++) optimizer.minimize(() => tf.matMul(x, w).square().mean())
console.log('observed', hash('sha256', await w.data()))
