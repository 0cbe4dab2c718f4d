import { writeFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, it } from 'vitest'
import { installWebgpu } from '../webgpu/install.ts'
import { buildRuntime, moduleUrl, node, programFolder } from '../runtime-build.ts'

const installation = await installWebgpu()
const { skip } = installation

// Multiples of 1/8: their sums are exact in any order, so a right kernel agrees with the CPU bit for bit.
const program = (setup: string) => `
const { enforce } = await import(process.env.INDEX)
const { loadTensorFlow } = await import(${JSON.stringify(setup)})
const tf = await loadTensorFlow()
const stream = new (await import(process.env.INDEX)).Stream('inputs', [])
const ints = (count, below) => Int32Array.from({ length: count }, () => stream.int(below))
const floats = (count) => Float32Array.from({ length: count }, () => (stream.int(64) - 32) / 8)
const [rows, segments, places, updates] = [floats(1800), ints(600, 7), ints(400, 6), floats(8000)]
const [values, weights, at, base] = [ints(3000, 8), floats(3000), ints(100, 6), floats(1440)]
const indices = () => tf.tensor(places, [200, 2], 'int32')
const compute = {
  UnsortedSegmentSum: () => tf.unsortedSegmentSum(tf.tensor(rows, [600, 3]), tf.tensor(segments, [600], 'int32'), 7),
  ScatterNd: () => tf.scatterND(indices(), tf.tensor(updates, [200, 40]), [6, 6, 40]),
  TensorScatterUpdate: () => tf.tensorScatterUpdate(tf.tensor(base, [6, 6, 40]), indices(), tf.tensor(updates, [200, 40])),
  Bincount: () => tf.bincount(tf.tensor(values, [3000], 'int32'), tf.tensor(weights, [3000]), 6),
  DenseBincount: () => tf.denseBincount(tf.tensor(values, [30, 100], 'int32'), tf.tensor(weights, [30, 100]), 6),
  SparseToDense: () => tf.sparseToDense(tf.tensor(at, [50, 2], 'int32'), tf.tensor(floats(50), [50]), [6, 6], 9),
}
const results = {}
for (const backend of ['webgpu', 'cpu']) {
  const run = enforce({ seed: 1, mathRandom: 'leave' })
  await tf.setBackend(backend)
  for (const [kernel, fn] of Object.entries(compute)) {
    const saved = stream.save()
    const before = tf.memory().numTensors
    const tensor = tf.tidy(fn)
    stream.load(saved)
    const result = { shape: tensor.shape, values: Array.from(await tensor.data()) }
    tensor.dispose()
    results[kernel] ??= {}
    results[kernel][backend] = { ...result, kept: tf.memory().numTensors - before }
    results[kernel].status ??= run.receipt.settings.find((row) => row.id === kernel + '@webgpu').status
  }
  run.restore()
}
console.log(JSON.stringify(results))
process.exit()
`

interface Result {
  shape: number[]
  values: number[]
  kept: number
}

describe.skipIf(skip !== undefined)('the replaced kernels on WebGPU', { timeout: 120_000 }, () => {
  it('give what the CPU gives, repeated indices and all, and keep no memory', async () => {
    if (installation.skip !== undefined) return
    const file = path.join(programFolder('webgpu-kernels'), 'kernels.mjs')
    writeFileSync(file, program(path.join(installation.folder, 'setup.mjs')))
    const { out, err } = await node([file], {
      ...installation.environment,
      INDEX: moduleUrl(buildRuntime(), 'index'),
    })
    const line = out.split('\n').find((text) => text.startsWith('{'))
    if (!line) throw new Error(err.slice(-1000))
    const results = JSON.parse(line) as Record<string, { webgpu: Result; cpu: Result; status: string }>
    expect(Object.keys(results)).toHaveLength(6)
    for (const [kernel, { webgpu, cpu, status }] of Object.entries(results)) {
      expect({ kernel, status, ...webgpu }).toEqual({ kernel, status: 'applied', ...cpu })
      expect({ kernel, kept: webgpu.kept }).toEqual({ kernel, kept: 0 })
    }
  })
})
