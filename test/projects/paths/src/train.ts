import * as tf from '@tensorflow/tfjs'
import { fixEverything } from '@lib/seed'

fixEverything()
tf.randomNormal([4]).print()
