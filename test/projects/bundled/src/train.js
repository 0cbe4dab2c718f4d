import * as tf from '@tensorflow/tfjs'

const model = tf.sequential()
model.add(tf.layers.dense({ units: 1, inputShape: [1] })) // no-unseeded-random
await model.fit(tf.ones([8, 1]), tf.ones([8, 1]), { shuffle: false })
