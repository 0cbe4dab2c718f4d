import * as tf from '@tensorflow/tfjs'

/** Two hidden layers, and one unit that says which moon. */
export function network(units: number, seed: number): tf.Sequential {
  const model = tf.sequential()
  model.add(
    tf.layers.dense({
      inputShape: [2],
      units,
      activation: 'relu',
      kernelInitializer: tf.initializers.heNormal({ seed: 0 }),
    }),
  )
  model.add(tf.layers.dropout({ rate: 0.1, seed: 7 }))
  model.add(
    tf.layers.dense({ units, activation: 'relu', kernelInitializer: tf.initializers.heNormal({ seed }) }),
  )
  model.add(tf.layers.dense({ units: 1, activation: 'sigmoid' }))
  model.compile({ optimizer: tf.train.adam(0.02), loss: 'binaryCrossentropy', metrics: ['accuracy'] })
  return model
}
