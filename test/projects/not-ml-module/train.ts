import * as tf from '@tensorflow/tfjs'
import { shuffled } from './shuffle'

tf.tensor(shuffled([1, 2, 3])).print()
