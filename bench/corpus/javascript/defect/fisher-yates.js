import * as tf from '@tensorflow/tfjs'
function shuffle(items) {
  for (let i = items.length - 1; i > 0; i--) {
    const j = Math.floor(Math.random() * (i + 1))
    ;[items[i], items[j]] = [items[j], items[i]]
  }
  return items
}

const numbers = Array.from({ length: 40 }, (_, n) => n / 10)
const order = shuffle(numbers)
const weight = tf.variable(tf.scalar(0))
const optimizer = tf.train.sgd(0.01)
for (const n of order)
  optimizer.minimize(() =>
    weight
      .mul(n)
      .sub(3 * n + 1)
      .square()
      .asScalar(),
  )
console.log((await weight.data())[0])
