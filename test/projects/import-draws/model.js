const tf = require('@tensorflow/tfjs')

const model = tf.sequential()
model.add(tf.layers.dense({ units: 1, inputShape: [4] }))
model.compile({ optimizer: 'sgd', loss: 'meanSquaredError' })

module.exports = { model }
