import { enforce } from 'eslint-plugin-reproducible/runtime'

enforce({ seed: 42 })
const { loadTensorFlow } = await import('./setup.mjs')
const tf = await loadTensorFlow()
const image = tf.randomNormal([1, 8, 8, 1], 0, 1, 'float32', 1)
const filter = tf.randomNormal([3, 3, 1], 0, 1, 'float32', 2)
const [gradient] = tf.grads((x) => tf.sum(tf.dilation2d(x, filter, 1, 'same')))([image])
console.log(await gradient.data())
