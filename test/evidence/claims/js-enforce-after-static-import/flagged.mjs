import * as tf from '@tensorflow/tfjs-node'
import { enforce } from 'eslint-plugin-reproducible/runtime'

enforce({ seed: 17, mode: 'warn' })
console.log('observed', `TF_DETERMINISTIC_OPS=${tf.seenAtLoad}`)
