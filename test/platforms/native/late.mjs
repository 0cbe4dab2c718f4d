import '@tensorflow/tfjs-node-gpu'
import { enforce } from 'eslint-plugin-reproducible/runtime'

enforce({ seed: 42 })
