import * as tf from '@tensorflow/tfjs'
import { sample } from './sample.js'

console.log(sample(tf.tensor([0.5, 0.5])))
