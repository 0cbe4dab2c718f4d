import { createRequire } from 'node:module'
import { create, globals } from 'webgpu'

Object.assign(globalThis, globals)
Object.defineProperty(globalThis, 'navigator', {
  value: { ...globalThis.navigator, gpu: create([]) },
  configurable: true,
})

const require = createRequire(import.meta.url)

/** lodash's shuffle. */
export const { shuffle } = require('lodash')

/** Loads TensorFlow.js with its WebGPU backend; fails where it would compute on another one. */
export async function loadTensorFlow() {
  const tf = require('@tensorflow/tfjs')
  require('@tensorflow/tfjs-backend-webgpu')
  await tf.setBackend('webgpu')
  await tf.ready()
  if (tf.getBackend() !== 'webgpu') throw new Error(`the backend is ${tf.getBackend()}, not webgpu`)
  return tf
}
