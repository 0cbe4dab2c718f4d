import { createRequire } from 'node:module'

if (process.argv.includes('seeded')) {
  const { enforce } = await import('eslint-plugin-reproducible/runtime')
  enforce({ seed: 42 })
}
const tf = createRequire(import.meta.url)('@tensorflow/tfjs-node-gpu')
const backend = tf.backend()
// Past every hook of the runtime, to the library itself: an unseeded draw is refused by TensorFlow if it has been told
// to be deterministic.
let refused = ''
try {
  backend
    .executeSingleOutput(
      'Multinomial',
      [
        { name: 'seed', type: backend.binding.TF_ATTR_INT, value: 0 },
        { name: 'seed2', type: backend.binding.TF_ATTR_INT, value: 0 },
        { name: 'T', type: backend.binding.TF_ATTR_TYPE, value: backend.binding.TF_FLOAT },
        { name: 'output_dtype', type: backend.binding.TF_ATTR_TYPE, value: backend.binding.TF_INT32 },
      ],
      [tf.zeros([1, 4]), tf.scalar(2, 'int32')],
    )
    .dataSync()
} catch (error) {
  refused = error.message
}
const { environmentVariables } = process.report.getReport()
const names = [
  'TF_DETERMINISTIC_OPS',
  'TF_ENABLE_ONEDNN_OPTS',
  'NVIDIA_TF32_OVERRIDE',
  'TF_CUDNN_USE_AUTOTUNE',
]
console.log(JSON.stringify({ refused, real: names.map((name) => environmentVariables[name] ?? null) }))
