/**
 * Every WebGPU experiment, in one call, on a machine without network.
 *
 *     node test/evidence/gpu/webgpu.mjs [--runs 12] [--out webgpu-evidence.json] [--packages <folder>] [--only webgpu-matmul]
 *     node test/evidence/gpu/webgpu.mjs --pack webgpu.tar.gz
 *
 * `--packages` is a folder whose node_modules holds webgpu, @tensorflow/tfjs and @tensorflow/tfjs-backend-webgpu
 * (default: test/platforms/webgpu). `--pack` puts these, this script and this Node into one file of 45 MB to bring along.
 * It prints a table and writes what `npm run evidence -- --merge webgpu-evidence.json` reads. Without a WebGPU adapter
 * every experiment says `not run`, with the reason, and the exit status is 0.
 */
import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { basename, dirname, join, resolve } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { parseArgs } from 'node:util'
import { gzipSync } from 'node:zlib'

const { values: options } = parseArgs({
  options: {
    runs: { type: 'string', default: '12' },
    out: { type: 'string', default: 'webgpu-evidence.json' },
    packages: { type: 'string', default: fileURLToPath(new URL('../../platforms/webgpu', import.meta.url)) },
    only: { type: 'string', multiple: true },
    pack: { type: 'string' },
  },
})
const require = createRequire(join(resolve(options.packages), 'program.mjs'))
const runs = Number(options.runs)
const date = new Date().toISOString().slice(0, 10)

if (options.pack !== undefined) {
  pack(resolve(options.pack), join(resolve(options.packages), 'node_modules'))
  process.exit(0)
}

const listed = JSON.parse(readFileSync(new URL('experiments.json', import.meta.url), 'utf8'))
const wanted = listed.filter(
  ({ id, platform }) =>
    platform === 'webgpu-gpu' &&
    (options.only === undefined || options.only.some((begin) => id.startsWith(begin))),
)

/** Writes what Node loads of the packages in `modules`, this script and this Node: all that a machine without network needs. */
function pack(target, modules) {
  const within = (folder, wanted) =>
    readdirSync(join(modules, folder)).flatMap((name) => (wanted(name) ? `${folder}/${name}` : []))
  const packages = [
    ...within('webgpu', (name) => /^(?:index\.js|package\.json|LICENSE.*)$/.test(name)),
    ...within('webgpu/dist', (name) =>
      [process.arch, 'universal'].some((arch) => name === `${process.platform}-${arch}`),
    ),
    ...within('@tensorflow', (name) => name.startsWith('tfjs')).flatMap((name) => [
      `${name}/package.json`,
      ...within(`${name}/dist`, (file) => file === 'package.json' || file.endsWith('.node.js')),
    ]),
    ...['seedrandom', 'long'],
  ]
  const here = fileURLToPath(new URL('.', import.meta.url))
  const tar = execFileSync(
    'tar',
    [
      ...['-cf', '-'],
      ...['-C', here, 'webgpu.mjs', 'experiments.json'],
      ...['-C', dirname(process.execPath), basename(process.execPath)],
      ...['-C', dirname(modules), ...packages.map((name) => `node_modules/${name}`)],
    ],
    { maxBuffer: 2 ** 31 - 1 },
  )
  writeFileSync(target, gzipSync(tar))
  console.log(
    `${target}: on the other machine, in an empty folder, tar -xzf ${basename(target)} && ./node webgpu.mjs --packages .`,
  )
}

/** The adapter and the library on it, or why there is none. */
async function start() {
  const { create, globals } = await import(pathToFileURL(require.resolve('webgpu')).href)
  Object.assign(globalThis, globals)
  globalThis.navigator ??= {}
  Object.defineProperty(globalThis.navigator, 'gpu', { value: create([]), configurable: true })
  const adapter = await navigator.gpu.requestAdapter()
  if (adapter === null) throw new Error('Dawn finds no adapter')
  const { vendor, architecture, device, description } = adapter.info
  const tf = require('@tensorflow/tfjs')
  require('@tensorflow/tfjs-backend-webgpu')
  if (!(await tf.setBackend('webgpu'))) throw new Error('the WebGPU backend did not start')
  await tf.ready()
  if (tf.getBackend() !== 'webgpu') throw new Error(`the backend is ${tf.getBackend()}`)
  const versions = {
    node: process.versions.node,
    tfjs: tf.version.tfjs,
    webgpu: require('webgpu/package.json').version,
  }
  return {
    tf,
    machine: { hardware: `${vendor} ${architecture} ${device}`.trim(), driver: description, versions },
  }
}

/** Each experiment makes its inputs once and gives a flagged and a fixed form. */
function experiments(tf) {
  const normal = (shape, seed) => tf.randomNormal(shape, 0, 1, 'float32', seed)
  const withProgram = (type, work) => () => {
    tf.env().set('WEBGPU_MATMUL_PROGRAM_TYPE', type)
    try {
      return work()
    } finally {
      tf.env().set('WEBGPU_MATMUL_PROGRAM_TYPE', -1)
    }
  }
  const gradient = (work, x) => () => tf.grad((input) => work(input))(x)
  const product = (flagged, fixed, work) => ({
    flagged: withProgram(flagged, work),
    fixed: withProgram(fixed, work),
  })
  return {
    'webgpu-matmul': () => {
      const [x, w] = [normal([32, 3136], 1), normal([3136, 128], 2)]
      return product(-1, 3, () => tf.matMul(x, w))
    },
    'webgpu-matmul-gradient': () => {
      const [x, dy] = [normal([4096, 64], 1), normal([4096, 32], 2)]
      return product(-1, 3, () => tf.matMul(x, dy, true))
    },
    'webgpu-conv2d': () => {
      const [x, filter] = [normal([1, 8, 8, 256], 1), normal([3, 3, 256, 64], 2)]
      return product(-1, 3, () => tf.conv2d(x, filter, 1, 'same'))
    },
    'webgpu-split-k': () => {
      const [x, w] = [normal([32, 3136], 1), normal([3136, 128], 2)]
      return product(1, 3, () => tf.matMul(x, w))
    },
    'webgpu-segment-sum': () => {
      const [values, bins] = [normal([65536], 1), tf.randomUniformInt([65536], 0, 8, 2)]
      return {
        flagged: () => tf.unsortedSegmentSum(values, bins, 8),
        fixed: withProgram(3, () => tf.matMul(values.expandDims(0), tf.oneHot(bins, 8).toFloat())),
      }
    },
    'webgpu-gather-gradient': () => {
      const [table, tokens, noise] = [
        normal([50, 32], 1),
        tf.randomUniformInt([4096], 0, 50, 2),
        normal([4096, 32], 3),
      ]
      return {
        flagged: gradient((t) => t.gather(tokens).mul(noise).sum(), table),
        fixed: withProgram(
          3,
          gradient((t) => tf.matMul(tf.oneHot(tokens, 50).toFloat(), t).mul(noise).sum(), table),
        ),
      }
    },
    'webgpu-scatter': () => {
      const [values, bins] = [normal([65536], 1), tf.randomUniformInt([65536], 0, 8, 2)]
      return {
        flagged: () => tf.scatterND(bins.expandDims(1), values, [8]),
        fixed: withProgram(3, () => tf.matMul(values.expandDims(0), tf.oneHot(bins, 8).toFloat())),
      }
    },
    'webgpu-bincount': () => {
      const [values, bins] = [normal([65536], 1), tf.randomUniformInt([65536], 0, 8, 2)]
      return {
        flagged: () => tf.bincount(bins, values, 8),
        fixed: withProgram(3, () => tf.matMul(values.expandDims(0), tf.oneHot(bins, 8).toFloat())),
      }
    },
    'webgpu-scatter-update': () => {
      const [values, bins] = [normal([65536], 1), tf.randomUniformInt([65536], 0, 8, 2)]
      const [few, places] = [normal([8], 3), tf.range(0, 8, 1, 'int32')]
      return {
        flagged: () => tf.tensorScatterUpdate(tf.zeros([8]), bins.expandDims(1), values),
        fixed: () => tf.tensorScatterUpdate(tf.zeros([8]), places.expandDims(1), few),
      }
    },
    'webgpu-dilation-filter': () => dilation('filter'),
    'webgpu-dilation-input': () => dilation('input'),
    'webgpu-controls': () => {
      const x = normal([4, 16, 16, 8], 1)
      const works = [
        (a) => tf.maxPool(a, 3, 2, 'same'),
        (a) => tf.avgPool(a, 3, 2, 'same'),
        (a) => tf.image.resizeBilinear(a, [24, 24]),
        (a) => tf.moments(a, [0, 1, 2]).variance,
        (a) => tf.softmax(a.reshape([-1, 8])),
      ]
      const all = () =>
        tf.concat(
          works.map((work) =>
            tf
              .grad((a) => work(a).square().sum())(x)
              .flatten(),
          ),
        )
      return { flagged: all, fixed: all }
    },
  }

  function dilation(of) {
    const [x, filter, noise] = [normal([4, 32, 32, 8], 1), normal([3, 3, 8], 2), normal([4, 32, 32, 8], 3)]
    const deep = normal([3, 3, 8, 1], 2)
    return of === 'filter'
      ? {
          flagged: gradient((f) => tf.dilation2d(x, f, 1, 'same').mul(noise).sum(), filter),
          fixed: gradient((f) => tf.depthwiseConv2d(x, f, 1, 'same').mul(noise).sum(), deep),
        }
      : {
          flagged: gradient((a) => tf.dilation2d(a, filter, 1, 'same').mul(noise).sum(), x),
          fixed: gradient((a) => tf.depthwiseConv2d(a, deep, 1, 'same').mul(noise).sum(), x),
        }
  }
}

async function repeat(form) {
  const hashes = []
  const results = []
  const times = []
  ;(await form().data()).length // the first call compiles the shaders; it is not counted
  for (let i = 0; i < runs; i++) {
    const started = performance.now()
    const data = await form().data()
    times.push(performance.now() - started)
    hashes.push(createHash('sha256').update(data).digest('hex'))
    results.push(data)
  }
  let difference = 0
  const scale = results[0].reduce((most, value) => Math.max(most, Math.abs(value)), 1e-30)
  for (const result of results)
    for (let i = 0; i < result.length; i++)
      difference = Math.max(difference, Math.abs(result[i] - results[0][i]) / scale)
  return {
    count: { distinct: new Set(hashes).size, of: hashes.length },
    difference,
    milliseconds: times.sort((a, b) => a - b)[times.length >> 1],
  }
}

let started
try {
  started = await start()
} catch (error) {
  for (const { id } of wanted) console.log(`${id.padEnd(28)} not run: ${error.message.split('\n')[0]}`)
  process.exit(0)
}
const { tf, machine } = started
const software = /swiftshader|llvmpipe/i.test(`${machine.hardware} ${machine.driver}`)
const platform = software ? 'webgpu-swiftshader' : 'webgpu-gpu'
console.log(
  `${machine.hardware}, ${machine.driver}${software ? ': a software renderer, so the rows are not those of a GPU' : ''}`,
)
console.log(
  `${'experiment'.padEnd(28)} ${'flagged'.padStart(8)} ${'fixed'.padStart(8)} ${'difference'.padStart(11)} ${'ms'.padStart(8)} ${'ms fixed'.padStart(8)}  verdict`,
)

const delivery = { machine, experiments: [] }
const all = experiments(tf)
for (const { id } of wanted) {
  let row
  try {
    const { flagged, fixed } = all[id]()
    const [a, b] = [await repeat(flagged), await repeat(fixed)]
    const control = id === 'webgpu-controls'
    const verdict =
      b.count.distinct > 1 ? 'REFUTED' : a.count.distinct > 1 || control ? 'CONFIRMED' : 'NOT SHOWN'
    row = {
      experiment: id,
      platform,
      verdict,
      flagged: a.count,
      fixed: b.count,
      largestDifference: a.difference,
      millisecondsFlagged: a.milliseconds,
      millisecondsFixed: b.milliseconds,
      date,
    }
  } catch (error) {
    row = { experiment: id, platform, verdict: 'FAILED', note: error.message.split('\n')[0], date }
  }
  delivery.experiments.push(row)
  const number = (count) => (count === undefined ? '' : `${count.distinct}/${count.of}`).padStart(8)
  console.log(
    `${id.padEnd(28)} ${number(row.flagged)} ${number(row.fixed)} ${(row.largestDifference ?? NaN).toExponential(1).padStart(11)} ${(row.millisecondsFlagged ?? NaN).toFixed(1).padStart(8)} ${(row.millisecondsFixed ?? NaN).toFixed(1).padStart(8)}  ${row.verdict} ${row.note ?? ''}`,
  )
  writeFileSync(options.out, `${JSON.stringify(delivery, null, 2)}\n`)
}
process.exit(0)
