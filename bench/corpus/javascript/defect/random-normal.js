import * as tf from '@tensorflow/tfjs'

const weights = tf.variable(tf.randomNormal([4, 1]))
const xs = tf.linspace(-1, 1, 40).reshape([10, 4])
const ys = xs.sum(1, true)
const optimizer = tf.train.sgd(0.1)
for (let step = 0; step < 5; step++) {
  optimizer.minimize(() => xs.matMul(weights).sub(ys).square().mean())
}
console.log((await weights.data()).join())
