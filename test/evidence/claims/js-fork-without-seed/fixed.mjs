import { fork } from 'node:child_process'
import { hash } from 'node:crypto'
import { once } from 'node:events'
import * as tf from '@tensorflow/tfjs'

const weights = tf.variable(tf.randomNormal([16], 0, 1, 'float32', 17))
for (let i = 0; i < 2; i++) {
  const worker = fork(new URL('./fixed.worker.mjs', import.meta.url), [String(17 + i)])
  const [noise] = await once(worker, 'message')
  tf.train.sgd(0.1).minimize(() => weights.sub(tf.tensor1d(noise)).square().mean())
  console.log('observed', hash('sha256', await weights.data()))
}
