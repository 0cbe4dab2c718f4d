import * as tf from '@tensorflow/tfjs'
import seedrandom from 'seedrandom'

seedrandom('model', { global: true })
const weights = tf.variable(tf.tensor2d([[Math.random()], [Math.random()]]))
const optimizer = tf.train.sgd(0.1)
for (let n = 0; n < 60; n++) {
  const x = [[Math.random(), 1]]
  optimizer.minimize(() =>
    tf
      .tensor2d(x)
      .matMul(weights)
      .sub(2 * x[0][0] + 0.5)
      .square()
      .mean(),
  )
}
console.log((await weights.data()).join())
