import * as tf from '@tensorflow/tfjs'
import { seedEverything } from './seed'

seedEverything(42)
tf.randomNormal([4]).print()
