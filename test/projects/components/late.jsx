import * as tf from '@tensorflow/tfjs'

export default function Late() {
  return <p>{tf.randomNormal([2]).toString()}</p> // no-unseeded-random
}
