import { enforce, perturbation } from 'eslint-plugin-reproducible/runtime'
import * as tf from '@tensorflow/tfjs'
import { buildModel, samples } from './model.mjs'

enforce({ seed: 42 })
const model = buildModel()
for (let epoch = 0; epoch < 3; epoch++) {
  const data = tf.data.array(samples()).shuffle(32).batch(8)
  await model.fitDataset(data, { epochs: 1, verbose: 0 })
  // The defect: the validation pass draws from the stream that training draws from.
  if (epoch === 1 && perturbation() === 'validation') model.predict(tf.randomNormal([4, 4]))
}
