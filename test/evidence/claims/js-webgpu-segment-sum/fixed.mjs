import { hash } from 'node:crypto'
import * as tf from '@tensorflow/tfjs'
import '@tensorflow/tfjs-backend-webgpu'

if (!(await tf.setBackend('webgpu'))) throw new Error('WebGPU did not start')
await tf.ready()
tf.env().set('WEBGPU_MATMUL_PROGRAM_TYPE', 3)

const bins = tf.randomUniformInt([65536], 0, 8, 17)
const values = tf.randomNormal([65536], 0, 1, 'float32', 18)
const total = tf.matMul(values.expandDims(0), tf.oneHot(bins, 8).toFloat())
console.log('observed', hash('sha256', await total.data()))
