import * as tf from '@tensorflow/tfjs'

const weights = tf.variable(tf.ones([6, 1]))
const xs = tf.linspace(0, 1, 60).reshape([10, 6])
const ys = xs.mean(1, true)
const optimizer = tf.train.sgd(0.05)
for (let step = 0; step < 4; step++) {
  optimizer.minimize(() => tf.dropout(xs, 0.5).matMul(weights).sub(ys).square().mean())
}
console.log((await weights.data()).join())
