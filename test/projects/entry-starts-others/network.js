import * as tf from '@tensorflow/tfjs'

export function build() {
  const layer = tf.layers.dense({ units: 4, inputShape: [2] }) // no-unseeded-random
  return tf.sequential({ layers: [layer] })
}
