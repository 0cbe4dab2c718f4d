import * as tf from '@tensorflow/tfjs'
import { seedEverything } from './seed'

tf.randomNormal([4]).print() // no-unseeded-random
export { seedEverything }
