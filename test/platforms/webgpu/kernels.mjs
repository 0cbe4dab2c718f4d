import { fingerprint } from '../everything.mjs'

if (process.argv.includes('seeded')) {
  const { enforce } = await import('eslint-plugin-reproducible/runtime')
  enforce({ seed: 42 })
}
const { loadTensorFlow } = await import('./setup.mjs')
const tf = await loadTensorFlow()

/** How many different results `compute` gives, called again and again. */
async function distinct(times, compute) {
  const results = new Set()
  for (let i = 0; i < times; i++) results.add(await fingerprint(compute()))
  return results.size
}

const a = tf.randomNormal([32, 3136], 0, 1, 'float32', 1)
const b = tf.randomNormal([3136, 128], 0, 1, 'float32', 2)
const x = tf.randomNormal([4096, 16], 0, 1, 'float32', 3)
const dy = tf.randomNormal([4096, 16], 0, 1, 'float32', 4)
const table = tf.variable(tf.randomNormal([50, 16], 0, 1, 'float32', 5))
const ids = tf.tensor1d(
  Array.from({ length: 20000 }, (_, i) => (i * 7919) % 50),
  'int32',
)
const scale = tf.randomNormal([20000, 16], 0, 1, 'float32', 6)
const embeddingGradient = () => tf.grads((w) => tf.sum(tf.mul(tf.gather(w, ids), scale)))([table])[0]

// A reference for the replaced kernel: the gradient of row r is the sum of the rows of `scale` whose id is r.
const sums = new Float64Array(50 * 16)
const [idData, scaleData] = [await ids.data(), await scale.data()]
for (let i = 0; i < idData.length; i++)
  for (let j = 0; j < 16; j++) sums[idData[i] * 16 + j] += scaleData[i * 16 + j]
const gradient = await embeddingGradient().data()
const error = Math.max(...gradient.map((value, i) => Math.abs(value - sums[i])))

// Class 3 has the probability 0.7.
const draws = []
for (let i = 0; i < 200; i++)
  draws.push((await tf.multinomial(tf.log(tf.tensor1d([0.1, 0.1, 0.1, 0.7])), 1).data())[0])

console.log(
  JSON.stringify({
    backend: tf.getBackend(),
    matmul: await distinct(8, () => tf.matMul(a, b)),
    weightGradient: await distinct(8, () => tf.matMul(x, dy, true, false)),
    embedding: await distinct(8, embeddingGradient),
    control: await distinct(8, () =>
      tf.softmax(tf.matMul(a.slice([0, 0], [32, 64]), b.slice([0, 0], [64, 128]))),
    ),
    error,
    classes: [0, 1, 2, 3].map((k) => draws.filter((draw) => draw === k).length),
  }),
)
