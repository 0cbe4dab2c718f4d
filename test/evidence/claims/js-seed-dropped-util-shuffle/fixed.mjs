import * as tf from '@tensorflow/tfjs'
import { enforce } from 'eslint-plugin-reproducible/runtime'

enforce({ seed: 17 })

const order = Array.from({ length: 32 }, (_, i) => i)
tf.util.shuffle(order)

console.log('observed', order.join())
