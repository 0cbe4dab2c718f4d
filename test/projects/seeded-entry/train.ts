import * as tf from '@tensorflow/tfjs'

export async function train(): Promise<void> {
  const model = tf.sequential({ layers: [tf.layers.dense({ units: 1, inputShape: [4] })] })
  model.compile({ optimizer: 'sgd', loss: 'meanSquaredError' })
  await model.fit(tf.randomNormal([8, 4]), tf.ones([8, 1]))
}
