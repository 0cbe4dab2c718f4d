import * as tf from '@tensorflow/tfjs'

const order = Array.from({ length: 32 }, (_, i) => i)
tf.util.shuffle(order, 17)

console.log('observed', order.join())
