import * as tf from '@tensorflow/tfjs'
import { Discrete } from './spaces'

const space = new Discrete(2)
tf.tensor1d([space.sample()]).print()
