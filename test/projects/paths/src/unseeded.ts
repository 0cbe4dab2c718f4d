import * as tf from '@tensorflow/tfjs'
import { prepare } from '@lib/nothing'

prepare()
tf.randomNormal([4]).print() // no-unseeded-random
