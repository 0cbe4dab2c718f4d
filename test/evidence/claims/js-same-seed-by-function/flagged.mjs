import { hash } from 'node:crypto'
import * as tf from '@tensorflow/tfjs'

const block = (x) => {
  const kernelInitializer = tf.initializers.heNormal({ seed: 17 })
  return tf.layers.dense({ units: 4, activation: 'relu', kernelInitializer }).apply(x)
}

const input = tf.input({ shape: [4] })
const model = tf.model({ inputs: input, outputs: block(block(input)) })
for (const [kernel] of model.layers.slice(1).map((layer) => layer.getWeights()))
  console.log('observed', hash('sha256', await kernel.data()))
