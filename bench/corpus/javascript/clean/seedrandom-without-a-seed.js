import * as tf from '@tensorflow/tfjs'
import seedrandom from 'seedrandom'

const random = seedrandom('weights')
const hidden = tf.variable(tf.tensor2d(Array.from({ length: 4 }, () => [random() * 2 - 1])))
const xs = tf.linspace(0, 1, 40).reshape([10, 4])
const optimizer = tf.train.sgd(0.1)
for (let step = 0; step < 5; step++) {
  optimizer.minimize(() => xs.matMul(hidden).tanh().sub(xs.mean(1, true)).square().mean())
}
console.log((await hidden.data()).join())
