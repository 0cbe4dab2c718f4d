import * as tf from '@tensorflow/tfjs'
await tf.setBackend('cpu')
const model = tf.sequential({ layers: [tf.layers.dense({ units: 1, inputShape: [2] })] })
model.compile({ optimizer: 'sgd', loss: 'meanSquaredError' })
await model.fit(tf.ones([8, 2]), tf.ones([8, 1]), { epochs: 2, verbose: 0 })
console.log(model.getWeights()[0].dataSync().join())
