import * as tf from '@tensorflow/tfjs'

// A test that calls it makes it no part of a program.
export function rows(count) {
  return tf.randomUniform([count, 1])
}
