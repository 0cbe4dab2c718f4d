import { hash } from 'node:crypto'
import * as tf from '@tensorflow/tfjs'
import { setWasmPaths } from '@tensorflow/tfjs-backend-wasm'

setWasmPaths('/srv/nowhere/')
await tf.setBackend('wasm')
await tf.ready()
const w = tf.variable(tf.randomNormal([8], 0, 1, 'float32', 17))
const target = tf.linspace(-1, 1, 8)
const optimizer = tf.train.sgd(0.5)
for (let step = 0; step < 5; step++) optimizer.minimize(() => w.sub(target).square().mean())
console.log('observed', hash('sha256', await w.data()))
