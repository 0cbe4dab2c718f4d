import * as tf from '@tensorflow/tfjs'

/** A small network with dropout, which draws in every step. */
export function buildModel() {
  const model = tf.sequential()
  model.add(tf.layers.dense({ units: 8, activation: 'relu', inputShape: [4] }))
  model.add(tf.layers.dropout({ rate: 0.5 }))
  model.add(tf.layers.dense({ units: 1 }))
  model.compile({ optimizer: tf.train.sgd(0.1), loss: 'meanSquaredError' })
  return model
}

/** 32 samples, always the same. */
export function samples() {
  return Array.from({ length: 32 }, (_, i) => ({
    xs: [Math.sin(i), Math.cos(i), i / 32, 1],
    ys: [Math.sin(3 * i)],
  }))
}
