import './setup'
import * as tf from '@tensorflow/tfjs'

tf.randomNormal([4]).print()
