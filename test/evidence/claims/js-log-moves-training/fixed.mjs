import { hash } from 'node:crypto'
import * as tf from '@tensorflow/tfjs'
import { enforce } from 'eslint-plugin-reproducible/runtime'

const x = tf.tensor2d(Array.from({ length: 32 }, (_, i) => [Math.sin(i), Math.cos(3 * i)]))
const y = x.square().sum(1, true)

async function train(verbose) {
  const run = enforce({ seed: 17 })
  const model = tf.sequential({ layers: [tf.layers.dense({ units: 1, inputShape: [2] })] })
  model.compile({ optimizer: tf.train.sgd(0.1), loss: 'meanSquaredError' })
  for (let epoch = 0; epoch < 3; epoch++) {
    await model.fit(x, y, { epochs: 1, batchSize: 8, verbose: 0 })
    if (verbose) {
      run.scope('log', () => console.log('an example to look at', Math.random() * 32))
    }
  }
  const weights = tf.concat(model.getWeights().map((weight) => weight.flatten()))
  console.log('observed', hash('sha256', await weights.data()))
  run.restore()
}

await train(true)
await train(false)
