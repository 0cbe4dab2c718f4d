import { hash } from 'node:crypto'
import * as tf from '@tensorflow/tfjs'

/** What a download brings: the branch has moved since the last run, the tag has not. */
globalThis.fetch = (address) => {
  const value = String(address).includes('@1.4.0') ? 3 : (Number(process.hrtime.bigint()) % 1000003) / 7
  const topology = { class_name: 'Dense', config: { units: 1, useBias: false, name: 'out', batchInputShape: [null, 2] } }
  const weights = [{ name: 'out/kernel', shape: [2, 1], dtype: 'float32' }]
  const model = {
    format: 'layers-model',
    modelTopology: { class_name: 'Sequential', config: { name: 'net', layers: [topology] } },
    weightsManifest: [{ paths: ['weights.bin'], weights }],
  }
  const isModel = String(address).endsWith('model.json')
  return Promise.resolve(new Response(isModel ? JSON.stringify(model) : Float32Array.of(value, value).buffer))
}
const model = await tf.loadLayersModel('https://cdn.jsdelivr.net/gh/owner/net@1.4.0/model.json')
model.compile({ optimizer: 'sgd', loss: 'meanSquaredError' })
await model.fit(tf.ones([4, 2]), tf.ones([4, 1]), { epochs: 1, shuffle: false, verbose: 0 })
console.log('observed', hash('sha256', await model.getWeights()[0].data()))
