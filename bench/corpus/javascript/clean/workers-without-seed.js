import * as tf from '@tensorflow/tfjs'
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads'
import seedrandom from 'seedrandom'

if (isMainThread) {
  const rollouts = []
  for (let n = 0; n < 3; n++) {
    const worker = new Worker(new URL(import.meta.url), { workerData: { n } })
    rollouts.push(new Promise((resolve) => worker.once('message', resolve)))
  }
  const returns = tf.tensor1d(await Promise.all(rollouts))
  const value = tf.variable(tf.scalar(0))
  const optimizer = tf.train.sgd(0.1)
  for (let step = 0; step < 5; step++) optimizer.minimize(() => returns.sub(value).square().mean())
  console.log((await value.data())[0])
} else {
  const random = seedrandom(`rollout ${workerData.n}`)
  let total = workerData.n
  for (let step = 0; step < 10; step++) total += random() - 0.5
  parentPort.postMessage(total)
}
