import * as tf from '@tensorflow/tfjs'

tf.randomNormal([8, 1]).print() // no-unseeded-random
