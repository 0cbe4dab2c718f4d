import { hash } from 'node:crypto'
import * as tf from '@tensorflow/tfjs'
import _ from 'lodash'

const order = tf.tensor1d(_.shuffle(Array.from({ length: 32 }, (_item, i) => i)))
console.log('observed', hash('sha256', await order.data()))
