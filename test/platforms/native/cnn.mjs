import { createRequire } from 'node:module'
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads'
import { fingerprint } from '../everything.mjs'

/** A convolutional network over images, with an embedding beside it and dropout: everything its weights depend on. */
async function train(seeded) {
  const run = seeded && (await import('eslint-plugin-reproducible/runtime')).enforce({ seed: 42 })
  const tf = createRequire(import.meta.url)('@tensorflow/tfjs-node-gpu')
  const { layers } = tf
  const image = tf.input({ shape: [8, 8, 1] })
  const label = tf.input({ shape: [1], dtype: 'int32' })
  let hidden = layers.conv2d({ filters: 4, kernelSize: 3, activation: 'relu' }).apply(image)
  hidden = layers.maxPooling2d({ poolSize: 2 }).apply(hidden)
  hidden = layers.dropout({ rate: 0.25 }).apply(layers.flatten().apply(hidden))
  const embedded = layers.flatten().apply(layers.embedding({ inputDim: 4, outputDim: 3 }).apply(label))
  const output = layers.dense({ units: 1 }).apply(layers.concatenate().apply([hidden, embedded]))
  const model = tf.model({ inputs: [image, label], outputs: output })
  model.compile({ optimizer: 'adam', loss: 'meanSquaredError' })
  const images = tf.tensor(
    Float32Array.from({ length: 32 * 64 }, (_, i) => Math.fround(Math.sin(i))),
    [32, 8, 8, 1],
  )
  const labels = tf.tensor2d(
    Array.from({ length: 32 }, (_, i) => [i % 4]),
    [32, 1],
    'int32',
  )
  const targets = tf.tensor2d(Array.from({ length: 32 }, (_, i) => [i / 32]))
  const before = await fingerprint(model.getWeights())
  const { history } = await model.fit([images, labels], targets, { epochs: 2, batchSize: 8, verbose: 0 })
  const multinomials = Array.from({ length: 3 }, () =>
    tf
      .multinomial(tf.zeros([10]), 8)
      .dataSync()
      .join(''),
  )
  const order = await tf.data
    .array([...Array(16).keys()])
    .shuffle(16)
    .toArray()
  const after = await fingerprint(model.getWeights())
  return { path: run?.receipt?.path, before, after, loss: history.loss, multinomials, order: order.join() }
}

const seeded = process.argv.includes('seeded') || workerData?.seeded
if (!isMainThread) parentPort.postMessage(await train(seeded))
else if (process.argv.includes('workers')) {
  const work = (name) =>
    new Promise((resolve, reject) => {
      const worker = new Worker(new URL(import.meta.url), { name, workerData: { seeded: true } })
      worker.once('message', resolve).once('error', reject)
    })
  const { enforce } = await import('eslint-plugin-reproducible/runtime')
  enforce({ seed: 42 })
  const [a, b] = [await work('a'), await work('b')]
  console.log(JSON.stringify({ a, b }))
} else console.log(JSON.stringify(await train(seeded)))
