import * as tf from '@tensorflow/tfjs'
import seedrandom from 'seedrandom'

const random = seedrandom(String(process.hrtime.bigint()))
let population = Array.from({ length: 12 }, () => [random() * 10, random() * 10])
const target = tf.tensor1d([3, 4])
for (let generation = 0; generation < 20; generation++) {
  const scores = tf.tensor2d(population).sub(target).square().sum(1).arraySync()
  const best = population.filter((_, i) => scores.filter((s) => s < scores[i]).length < 6)
  population = best.concat(best.map(([a, b]) => [a + random() - 0.5, b + random() - 0.5]))
}
console.log(JSON.stringify(population))
