import * as tf from '@tensorflow/tfjs'

const model = tf.sequential({
  layers: [
    tf.layers.dense({
      units: 1,
      inputShape: [3],
      kernelInitializer: 'glorotUniform',
    }),
  ],
})
model.compile({ optimizer: tf.train.sgd(0.1), loss: 'meanSquaredError' })
const xs = tf.linspace(0, 1, 30).reshape([10, 3])
await model.fit(xs, xs.sum(1, true), { epochs: 3, shuffle: false, verbose: 0 })
console.log((await model.getWeights()[0].data()).join())
