import { hash } from 'node:crypto'
import * as tf from '@tensorflow/tfjs'
import { enforce } from 'eslint-plugin-reproducible/runtime'

const rows = Array.from({ length: 32 }, (_, i) => ({ xs: [Math.sin(i), Math.cos(3 * i)], ys: [Math.sin(i) ** 2] }))
const data = tf.data.array(rows).shuffle(32).batch(8)
enforce({ seed: 17 })
const model = tf.sequential({ layers: [tf.layers.dense({ units: 1, inputShape: [2] })] })
model.compile({ optimizer: tf.train.sgd(0.1), loss: 'meanSquaredError' })
await model.fitDataset(data, { epochs: 2, verbose: 0 })

const weights = tf.concat(model.getWeights().map((weight) => weight.flatten()))
console.log('observed', hash('sha256', await weights.data()))
