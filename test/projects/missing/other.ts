import * as tf from '@tensorflow/tfjs'
import { shape } from './not-there-either'

tf.randomNormal(shape()).print() // no-unseeded-random
