import * as tf from '@tensorflow/tfjs'
import { build } from './network.js'

export async function start() {
  const model = build()
  model.add(tf.layers.dense({ units: 1 }))
  model.compile({ loss: 'meanSquaredError', optimizer: 'sgd' })
  await model.fit(tf.ones([4, 2]), tf.ones([4, 1]))
}
