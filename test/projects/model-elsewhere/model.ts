import * as tf from '@tensorflow/tfjs'

export function buildModel(): tf.LayersModel {
  const model = tf.sequential()
  model.add(tf.layers.dense({ units: 8, inputShape: [4] }))
  model.add(tf.layers.dense({ units: 1 }))
  return model
}
