import { createRequire } from 'node:module'
import { trainEverything } from '../everything.mjs'

if (process.argv.includes('seeded')) {
  const { enforce } = await import('eslint-plugin-reproducible/runtime')
  globalThis.run = enforce({ seed: 42 })
}
const require = createRequire(import.meta.url)
const tf = require('@tensorflow/tfjs-node-gpu')
const { shuffle } = require('lodash')
const result = await trainEverything(tf, shuffle)
const { receipt } = globalThis.run ?? {}
console.log(
  JSON.stringify({ backend: tf.getBackend(), gpu: tf.backend().isUsingGpuDevice, ...result, receipt }),
)
