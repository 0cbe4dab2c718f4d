import 'eslint-plugin-reproducible/runtime/register'
import * as tf from '@tensorflow/tfjs-node'
import { enforce } from 'eslint-plugin-reproducible/runtime'

enforce({ seed: 17 })
console.log('observed', `TF_DETERMINISTIC_OPS=${tf.seenAtLoad}`)
