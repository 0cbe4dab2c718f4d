import * as tf from '@tensorflow/tfjs'

const model = tf.sequential()
model.add(tf.layers.dense({ units: 1, inputShape: [4] })) // no-unseeded-random
model.compile({ optimizer: 'sgd', loss: 'meanSquaredError' })
await model.fit(tf.ones([8, 4]), tf.ones([8, 1]), { shuffle: false })

export const data = tf.randomNormal([8, 4]) // no-unseeded-random
data.print()
