import * as tf from '@tensorflow/tfjs'
import { buildModel, samples } from './model.mjs'

const data = samples()
const xs = tf.tensor2d(data.map((sample) => sample.xs))
const ys = tf.tensor2d(data.map((sample) => sample.ys))
await buildModel().fit(xs, ys, { epochs: 2, batchSize: 8, verbose: 0 })
