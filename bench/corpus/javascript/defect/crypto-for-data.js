import * as tf from '@tensorflow/tfjs'
import { randomInt } from 'node:crypto'

const rows = Array.from({ length: 40 }, (_, n) => [n / 40, (n * 2 + (n % 3)) / 40])
const bootstrap = rows.map(() => rows[randomInt(rows.length)])
const slope = tf.variable(tf.scalar(0))
const [xs, ys] = [tf.tensor1d(bootstrap.map(([x]) => x)), tf.tensor1d(bootstrap.map(([, y]) => y))]
const optimizer = tf.train.sgd(0.2)
for (let step = 0; step < 10; step++) {
  optimizer.minimize(() => xs.mul(slope).sub(ys).square().mean())
}
console.log((await slope.data())[0])
