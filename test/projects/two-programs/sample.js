import * as tf from '@tensorflow/tfjs'

export function sample(logits) {
  return tf.multinomial(logits, 1, null, false).dataSync()[0] // no-unseeded-random
}
