import * as tf from '@tensorflow/tfjs'

export function noise(): tf.Tensor {
  return tf.randomNormal([4]) // no-unseeded-random
}

export function uncalled(): tf.Tensor {
  return tf.randomUniform([4])
}
