import { hash } from 'node:crypto'
import * as tf from '@tensorflow/tfjs'

interface Options {
  readonly units: number
  readonly seed: number
}

function noise({ units, seed }: Options): tf.Tensor1D {
  return tf.randomUniform([units], -1, 1, 'float32', seed)
}

const drawn: tf.Tensor1D = noise({ units: 16, seed: 17 })
console.log('observed', hash('sha256', await drawn.data()))
