import * as tf from '@tensorflow/tfjs'

export const model = tf.sequential({ layers: [tf.layers.dense({ units: 1, inputShape: [4] })] })
