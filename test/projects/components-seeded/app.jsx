import * as tf from '@tensorflow/tfjs'

export function App() {
  const train = async () => {
    const model = tf.sequential({ layers: [tf.layers.dense({ units: 1, inputShape: [1] })] })
    await model.fit(tf.ones([8, 1]), tf.ones([8, 1]))
  }
  return <button onClick={train}>Train</button>
}
