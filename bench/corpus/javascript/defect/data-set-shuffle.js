import * as tf from '@tensorflow/tfjs'

const weight = tf.variable(tf.scalar(0))
const optimizer = tf.train.sgd(0.01)
const numbers = Array.from({ length: 30 }, (_, n) => n / 10)
const data = tf.data.array(numbers).shuffle(30).batch(3)
await data.forEachAsync((batch) => {
  optimizer.minimize(() => batch.mul(weight).sub(batch.mul(2)).square().mean())
})
console.log((await weight.data())[0])
