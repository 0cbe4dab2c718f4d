import { enforce } from 'eslint-plugin-reproducible/runtime'

// The defect: nothing is replaced in audit mode, so the embedding's gradient is added up in any order.
const run = enforce({ seed: 42, mode: process.argv[2] })
const { loadTensorFlow } = await import('./setup.mjs')
const tf = await loadTensorFlow()

const table = tf.variable(tf.randomNormal([10, 8], 0, 1, 'float32', 1))
const ids = tf.tensor1d(
  Array.from({ length: 20000 }, (_, i) => (i * 7919) % 10),
  'int32',
)
const scale = tf.randomNormal([20000, 8], 0, 1, 'float32', 2)
const dense = () => tf.mean(tf.square(tf.add(table, 1)))
const embedded = () => tf.mean(tf.square(tf.add(tf.mul(tf.gather(table, ids), scale), 1)))
const optimizer = tf.train.sgd(1e-3)
for (let step = 0; step < 5; step++)
  // The embedding comes in with step 2, four times over.
  optimizer.minimize(() => (step < 2 ? dense() : tf.addN([0, 1, 2, 3].map(embedded))), true, [table])
console.log(run.receipt.versions.backend)
