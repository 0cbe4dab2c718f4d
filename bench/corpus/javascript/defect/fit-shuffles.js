import * as tf from '@tensorflow/tfjs'

const model = tf.sequential({
  layers: [tf.layers.dense({ units: 1, inputShape: [2], kernelInitializer: 'zeros' })],
})
model.compile({ optimizer: tf.train.sgd(0.1), loss: 'meanSquaredError' })
const xs = tf.linspace(0, 1, 64).reshape([32, 2])
await model.fit(xs, xs.sum(1, true), { epochs: 2, batchSize: 4, verbose: 0 })
console.log((await model.getWeights()[0].data()).join())
