import * as tf from '@tensorflow/tfjs'

export default function Demo() {
  return tf.randomNormal([2]).toString() // no-unseeded-random
}
