import * as tf from '@tensorflow/tfjs'
const samples = Array.from({ length: 25 }, (_, n) => ({ x: n / 25, y: Math.sin(n) }))
const mixed = samples.sort(() => Math.random() - 0.5)
const train = mixed.slice(0, 20)
const model = tf.sequential({
  layers: [tf.layers.dense({ units: 1, inputShape: [1], kernelInitializer: 'zeros' })],
})
model.compile({ optimizer: tf.train.sgd(0.1), loss: 'meanSquaredError' })
const xs = tf.tensor2d(train.map(({ x }) => [x]))
const ys = tf.tensor2d(train.map(({ y }) => [y]))
await model.fit(xs, ys, { epochs: 4, shuffle: false, verbose: 0 })
console.log((await model.getWeights()[0].data()).join())
