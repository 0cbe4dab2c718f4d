import * as tf from '@tensorflow/tfjs'

const weights = tf.variable(tf.ones([6, 1]))
const xs = tf.linspace(0, 1, 60).reshape([10, 6])
const ys = xs.mean(1, true)
const optimizer = tf.train.sgd(0.05)
for (let step = 0; step < 4; step++) {
  const mask = tf.randomUniform([10, 6], 0, 1, 'float32', step + 1).greater(0.5)
  optimizer.minimize(() => xs.mul(mask).mul(2).matMul(weights).sub(ys).square().mean())
}
console.log((await weights.data()).join())
