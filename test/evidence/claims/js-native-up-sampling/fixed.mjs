import { hash } from 'node:crypto'

process.env.TF_DETERMINISTIC_OPS = '1'
const tf = await import('@tensorflow/tfjs-node-gpu')

const x = tf.randomNormal([8, 8, 8, 3], 0, 1, 'float32', 17)
const y = tf.randomNormal([8, 16, 16, 4], 0, 1, 'float32', 18)
const kernelInitializer = tf.initializers.heNormal({ seed: 19 })
const model = tf.sequential()
model.add(tf.layers.conv2d({ filters: 4, kernelSize: 3, padding: 'same', inputShape: [8, 8, 3], kernelInitializer }))
model.add(tf.layers.upSampling2d({ size: [2, 2], interpolation: 'bilinear' }))
model.compile({ optimizer: 'sgd', loss: 'meanSquaredError' })
await model.fit(x, y, { epochs: 2, shuffle: false, verbose: 0 })
console.log('observed', hash('sha256', await model.getWeights()[0].data()))
