import { enforce } from 'eslint-plugin-reproducible/runtime'
import * as tf from '@tensorflow/tfjs'

const run = enforce({ seed: 42, mode: 'warn', tf })
await tf.setBackend('cpu')

const xs = tf.randomNormal([64, 2])
const ys = xs.sum(1, true).greater(0).toFloat()
const model = tf.sequential({
  layers: [
    tf.layers.dense({ units: 8, activation: 'relu', inputShape: [2] }),
    tf.layers.dropout({ rate: 0.2 }),
    tf.layers.dense({ units: 1 }),
  ],
})
model.compile({ optimizer: tf.train.adam(0.01), loss: 'meanSquaredError' })
await model.fit(xs, ys, { epochs: 2, batchSize: 16, verbose: 0 })

// Numbers of its own for each sample, in whatever order they are asked for.
const noise = run.at('augment', 0, 7).normal()
const weights = model.getWeights().map((each) => [...each.dataSync()])
console.log(JSON.stringify({ noise, weights, receipt: run.receipt.hash }))
