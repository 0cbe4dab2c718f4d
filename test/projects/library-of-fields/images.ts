import * as tf from '@tensorflow/tfjs'

export class Images {
  readonly size = 4

  make = (): tf.Tensor => tf.tensor(Array.from({ length: this.size }, () => Math.random())) // no-unseeded-random
}
