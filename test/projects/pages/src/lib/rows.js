import * as tf from '@tensorflow/tfjs'

export function shuffled(rows) {
  tf.util.shuffle(rows) // no-unseeded-random
  return tf.tensor(rows)
}
