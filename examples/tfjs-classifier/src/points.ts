import * as tf from '@tensorflow/tfjs'

export interface Point {
  readonly xs: [number, number]
  readonly ys: [number]
}

/** Two interleaved half circles, blurred. */
export function moons(count: number, blur: number): Point[] {
  const noise = tf.randomNormal([count, 2], 0, blur).arraySync() as [number, number][]
  return noise.map(([dx, dy], i) => {
    const upper = i % 2
    const angle = (Math.PI * i) / count
    const x = upper ? Math.cos(angle) : 1 - Math.cos(angle)
    const y = upper ? Math.sin(angle) : 0.5 - Math.sin(angle)
    return { xs: [x + dx, y + dy], ys: [upper] }
  })
}

/** A part to learn from, and a part to judge by. */
export function split(points: Point[], share: number): { train: Point[]; test: Point[] } {
  tf.util.shuffle(points)
  const at = Math.round(points.length * share)
  return { train: points.slice(0, at), test: points.slice(at) }
}

/** Batches in a new order every epoch. */
export function batches(points: Point[], size: number) {
  return tf.data
    .array(points as unknown as tf.TensorContainer[])
    .shuffle(points.length)
    .batch(size)
}
