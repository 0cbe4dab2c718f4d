// A training in which nothing is seeded: every kind of randomness that TensorFlow.js and its users have.
// RUNTIME names the folder of the compiled runtime; without it the program runs as it is.
import * as tf from '@tensorflow/tfjs'
import lodash from 'lodash'
import { createHash } from 'node:crypto'

const { RUNTIME, OPTIONS = '{}' } = process.env
const run = RUNTIME && (await import(`${RUNTIME}/index.js`)).enforce({ seed: 42, ...JSON.parse(OPTIONS) })
const within = (name, fn) => (run && process.env.SCOPES ? run.scope(name, fn) : fn())

if (process.env.BACKEND === 'wasm') await import('@tensorflow/tfjs-backend-wasm')
await tf.setBackend(process.env.BACKEND ?? 'cpu')
await tf.ready()

if (process.env.EXTRA_WORKER) {
  const { Worker } = await import('node:worker_threads')
  new Worker('Math.random()', { eval: true })
}
if (process.env.EXTRA_DRAW) within('logging', () => Math.random())

const order = within('order', () => lodash.shuffle(Array.from({ length: 32 }, (_, i) => i)))
const rows = order.map((i) => Array.from({ length: 6 }, (_, j) => (i * 7 + j * 3) % 20))
const labels = order.map((i) => [i % 3 === 0 ? 1 : 0, i % 3 === 1 ? 1 : 0, i % 3 === 2 ? 1 : 0])

const model = within('init', () => {
  const model = tf.sequential()
  model.add(tf.layers.embedding({ inputDim: 20, outputDim: 4, inputLength: 6 }))
  model.add(tf.layers.gaussianNoise({ stddev: 0.1 }))
  model.add(tf.layers.lstm({ units: 5, dropout: 0.2, recurrentDropout: 0.2 }))
  model.add(tf.layers.dropout({ rate: 0.3 }))
  model.add(tf.layers.dense({ units: 3, activation: 'softmax' }))
  model.compile({ optimizer: tf.train.adam(0.01), loss: 'categoricalCrossentropy' })
  return model
})

const x = tf.tensor2d(rows, [32, 6], 'int32')
const y = tf.tensor2d(labels, [32, 3])
await within('train', () => model.fit(x, y, { epochs: 2, batchSize: 8, verbose: 0 }))
if (process.env.EXTRA_VALIDATION)
  await within('val', async () => {
    const examples = tf.data.array(rows.map((row, i) => ({ xs: row, ys: labels[i] })))
    await model.evaluateDataset(
      examples
        .shuffle(8)
        .map(({ xs, ys }) => ({ xs: tf.tensor1d(xs, 'int32'), ys: tf.tensor1d(ys) }))
        .batch(8),
      {},
    )
    tf.multinomial(tf.zeros([1, 4]), 2).dispose()
  })
if (process.env.EXTRA_IMPORT) await import('lodash/fp.js')

const dataset = within('train', () =>
  tf.data
    .array(rows.map((row, i) => ({ xs: row, ys: labels[i] })))
    .shuffle(16)
    .map(({ xs, ys }) => ({ xs: tf.tensor1d(xs, 'int32'), ys: tf.tensor1d(ys) }))
    .batch(8),
)
await within('train', () => model.fitDataset(dataset, { epochs: 2, verbose: 0 }))
const samples = within('sample', () => tf.multinomial(model.predict(x).log(), 5))

const hash = createHash('sha256')
for (const tensor of [...model.getWeights(), samples])
  hash.update(new Uint8Array((await tensor.data()).buffer))
const result = { backend: tf.getBackend(), order, weights: hash.digest('hex') }
if (run)
  Object.assign(result, { draws: run.receipt.draws, hash: run.receipt.hash, settings: run.receipt.settings })
console.log(JSON.stringify(result))
process.exit()
