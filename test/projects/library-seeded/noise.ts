import * as tf from '@tensorflow/tfjs'

export function noise(): tf.Tensor {
  return tf.randomNormal([4])
}
