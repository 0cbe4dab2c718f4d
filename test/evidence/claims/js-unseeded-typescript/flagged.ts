import { hash } from 'node:crypto'
import * as tf from '@tensorflow/tfjs'

interface Options {
  readonly units: number
}

function noise({ units }: Options): tf.Tensor1D {
  return tf.randomUniform([units], -1, 1, 'float32')
}

const drawn: tf.Tensor1D = noise({ units: 16 })
const weights = tf.variable(tf.zeros([1]))
tf.train.sgd(0.01).minimize(() => drawn.toFloat().sub(weights).square().mean() as tf.Scalar)
console.log('observed', hash('sha256', await weights.data()))
