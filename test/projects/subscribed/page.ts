import * as tf from '@tensorflow/tfjs'
import { Stream } from './stream'

export const click = new Stream()

click.subscribe(async () => {
  const model = tf.sequential({ layers: [tf.layers.dense({ units: 1, inputShape: [2] })] }) // no-unseeded-random
  model.compile({ loss: 'meanSquaredError', optimizer: 'sgd' })
  await model.fit(tf.zeros([3, 2]), tf.zeros([3, 1]))
})
