import { once } from 'node:events'
import { Worker } from 'node:worker_threads'
import * as tf from '@tensorflow/tfjs'
import { network } from './network.ts'
import { batches, moons, split, type Point } from './points.ts'

const seed = Date.now() % 1000
const options = { points: 240, units: 12, epochs: 8, workers: 2 }

/** Starts a thread for each share of the points, and collects what they make of them. */
async function augmented(points: Point[]): Promise<Point[]> {
  const share = Math.ceil(points.length / options.workers)
  const parts = Array.from({ length: options.workers }, (_, i) => points.slice(i * share, (i + 1) * share))
  const turned = parts.map(async (part) => {
    const worker = new Worker(new URL('./augment.ts', import.meta.url), { workerData: { points: part } })
    const [points] = (await once(worker, 'message')) as [Point[]]
    return points
  })
  return (await Promise.all(turned)).flat()
}

const { train, test } = split(moons(options.points, 0.08), 0.75)
const model = network(options.units, seed)
await model.fitDataset(batches([...train, ...(await augmented(train))], 16), {
  epochs: options.epochs,
  verbose: 0,
})

// A second pass over the clean points only.
const xs = tf.tensor2d(train.map((point) => point.xs))
const ys = tf.tensor2d(train.map((point) => point.ys))
await model.fit(xs, ys, { epochs: options.epochs, batchSize: 16, verbose: 0 })

const wrong = test.filter((point) => {
  const guess = model.predict(tf.tensor2d([point.xs])) as tf.Tensor
  return Math.round(guess.dataSync()[0]!) !== point.ys[0]
})
console.log(`${wrong.length} of ${test.length} points on the wrong moon`)
console.log(`weights ${model.getWeights().map((weights) => Array.from(weights.dataSync()).join())}`)
