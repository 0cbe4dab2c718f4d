import * as tf from '@tensorflow/tfjs'

export default function task({ scale }) {
  return tf.randomNormal([4]).mul(scale).arraySync()
}
