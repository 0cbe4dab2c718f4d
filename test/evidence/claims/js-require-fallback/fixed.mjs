import { hash } from 'node:crypto'
import { createRequire } from 'node:module'

process.env.TF_DETERMINISTIC_OPS = '1'
const require = createRequire(import.meta.url)
const tf = require('@tensorflow/tfjs-node-gpu')
const w = tf.variable(tf.randomNormal([8], 0, 1, 'float32', 17))
const target = tf.linspace(-1, 1, 8)
const optimizer = tf.train.sgd(0.5)
for (let step = 0; step < 5; step++) optimizer.minimize(() => w.sub(target).square().mean())
console.log('observed', hash('sha256', await w.data()))
