import { trainEverything } from '../everything.mjs'

let run
if (process.argv.includes('seeded')) {
  const { enforce } = await import('eslint-plugin-reproducible/runtime')
  run = enforce({ seed: 42 })
}
const { loadTensorFlow, shuffle } = await import('./setup.mjs')
const tf = await loadTensorFlow()
const result = await trainEverything(tf, shuffle)
console.log(JSON.stringify({ backend: tf.getBackend(), ...result, receipt: run?.receipt }))
