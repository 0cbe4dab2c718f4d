import { hash } from 'node:crypto'
import * as tf from '@tensorflow/tfjs'
import '@tensorflow/tfjs-backend-webgpu'

if (!(await tf.setBackend('webgpu'))) throw new Error('WebGPU did not start')
await tf.ready()
tf.env().set('WEBGPU_MATMUL_PROGRAM_TYPE', 3)

const x = tf.randomNormal([4, 32, 32, 8], 0, 1, 'float32', 17)
const kernel = tf.randomNormal([3, 3, 8], 0, 1, 'float32', 18)
const noise = tf.randomNormal([4, 32, 32, 8], 0, 1, 'float32', 19)
const gradient = tf.grad((filter) => tf.dilation2d(x, filter, 1, 'same').mul(noise).sum())(kernel)
console.log('observed', hash('sha256', await gradient.data()))
