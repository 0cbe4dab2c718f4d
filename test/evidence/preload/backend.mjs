// Loaded before every TensorFlow.js program: chooses the backend that the platform's name says and, when the program
// ends, says which one it really used. A program that ran on another backend is a failure, never a result.
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { isMainThread } from 'node:worker_threads'

const [platform, expected] = (process.env.EVIDENCE_BACKEND ?? 'tfjs-cpu/cpu').split('/')
const require = createRequire(join(process.cwd(), 'program.mjs'))
const first = isMainThread && process.send === undefined

if (first && platform === 'tfjs-wasm') {
  const tf = require('@tensorflow/tfjs')
  require('@tensorflow/tfjs-backend-wasm')
  if (!(await tf.setBackend('wasm'))) throw new Error('the wasm backend did not start')
}
if (first && platform.startsWith('webgpu')) {
  const webgpu = await import(require.resolve('webgpu'))
  Object.assign(globalThis, webgpu.globals)
  // Node 20 has no navigator, later ones have one that cannot be replaced.
  globalThis.navigator ??= {}
  Object.defineProperty(globalThis.navigator, 'gpu', { value: webgpu.create([]), configurable: true })
  const tf = require('@tensorflow/tfjs')
  require('@tensorflow/tfjs-backend-webgpu')
  if (!(await tf.setBackend('webgpu'))) throw new Error('the WebGPU backend did not start')
  await tf.ready()
  const { adapterInfo, device } = tf.backend()
  const info = device?.adapterInfo ?? adapterInfo ?? {}
  const software = /swiftshader|llvmpipe/i.test(
    `${info.vendor} ${info.architecture} ${info.device} ${info.description}`,
  )
  if (software !== (platform === 'webgpu-swiftshader')) {
    throw new Error(
      `${platform} is not what answered: ${info.vendor} ${info.architecture} ${info.description}`,
    )
  }
}
if (first) {
  process.on('exit', () => {
    const used = globalThis._tfengine?.backendName
    if (used !== undefined && used !== expected) console.log(`other backend ${used} instead of ${expected}`)
  })
}
