process.env.TF_DETERMINISTIC_OPS = '1'

import * as tf from '@tensorflow/tfjs-node'

console.log('observed', `TF_DETERMINISTIC_OPS=${tf.seenAtLoad}`)
