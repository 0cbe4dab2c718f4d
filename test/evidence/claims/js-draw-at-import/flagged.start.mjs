import * as tf from '@tensorflow/tfjs'

export const start = tf.randomNormal([8])
