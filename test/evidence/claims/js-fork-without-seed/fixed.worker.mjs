import * as tf from '@tensorflow/tfjs'

const noise = tf.randomNormal([16], 0, 1, 'float32', Number(process.argv[2]))
process.send([...(await noise.data())])
