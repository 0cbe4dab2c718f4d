import { parentPort, workerData } from 'node:worker_threads'
import * as tf from '@tensorflow/tfjs'
import type { Point } from './points.ts'

const { points } = workerData as { points: Point[] }

/** Each point again, turned about the middle by a few degrees. */
const angles = tf.randomUniform([points.length], -0.1, 0.1).arraySync() as number[]
const turned = points.map(({ xs: [x, y], ys }, i) => {
  const [sin, cos] = [Math.sin(angles[i]!), Math.cos(angles[i]!)]
  return { xs: [x * cos - y * sin, x * sin + y * cos], ys }
})
parentPort!.postMessage(turned)
