import * as tf from '@tensorflow/tfjs'

const kernelInitializer = tf.initializers.randomNormal({ seed: 0 })
const model = tf.sequential({
  layers: [tf.layers.dense({ units: 2, inputShape: [2], kernelInitializer })],
})
model.compile({ optimizer: tf.train.sgd(0.1), loss: 'meanSquaredError' })
const xs = tf.tensor2d([
  [0, 1],
  [1, 0],
  [1, 1],
])
await model.fit(xs, xs, { epochs: 3, shuffle: false, verbose: 0 })
console.log((await model.getWeights()[0].data()).join())
