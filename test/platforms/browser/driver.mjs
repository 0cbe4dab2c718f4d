import { createReadStream, existsSync, readdirSync } from 'node:fs'
import { createServer } from 'node:http'
import path from 'node:path'
import puppeteer from 'puppeteer-core'

const here = import.meta.dirname
const folders = {
  '/runtime/': process.env.RUNTIME,
  // Programs that a bundler has made one file of, if there are any.
  ...(process.env.BUNDLES && { '/bundles/': process.env.BUNDLES }),
  '/tfjs/': path.join(here, 'node_modules/@tensorflow/tfjs/dist'),
  '/': here,
}
const types = { '.html': 'text/html', '.js': 'text/javascript' }
const server = createServer((request, response) => {
  if (request.url.startsWith('/blank.html'))
    return response
      .writeHead(200, { 'content-type': 'text/html' })
      .end('<!doctype html><title>blank</title><link rel="icon" href="data:,">')
  const [prefix, folder] = Object.entries(folders).find(([name]) => request.url.startsWith(name))
  const file = path.join(folder, request.url.slice(prefix.length))
  if (!existsSync(file)) return response.writeHead(404).end()
  response.writeHead(200, { 'content-type': types[path.extname(file)] ?? 'text/plain' })
  createReadStream(file).pipe(response)
})
await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve))
const address = `http://127.0.0.1:${server.address().port}`

const browser = await puppeteer.launch({
  executablePath: process.env.CHROMIUM,
  headless: 'shell',
  args: [
    '--no-sandbox',
    '--no-zygote',
    '--use-gl=angle',
    '--use-angle=swiftshader',
    '--enable-unsafe-swiftshader',
  ],
})

/** Runs in the page: trains, seeded or not. */
async function train(seeded, backend) {
  const { tf } = globalThis
  let run
  if (seeded) {
    const { enforce } = await import('/runtime/index.js')
    run = enforce({ seed: 42, tf })
  }
  if (!(await tf.setBackend(backend))) throw new Error(`the backend ${backend} cannot be had`)
  const model = tf.sequential()
  model.add(tf.layers.embedding({ inputDim: 8, outputDim: 4, inputLength: 3 }))
  model.add(tf.layers.flatten())
  model.add(tf.layers.dropout({ rate: 0.5 }))
  model.add(tf.layers.gaussianNoise({ stddev: 0.1 }))
  model.add(tf.layers.dense({ units: 1 }))
  model.compile({ optimizer: 'adam', loss: 'meanSquaredError' })
  const rows = Array.from({ length: 32 }, (_, i) => [i % 8, (i * 3) % 8, (i * 5) % 8])
  await model.fit(tf.tensor2d(rows), tf.tensor2d(rows.map(([a]) => [a / 8])), {
    epochs: 1,
    batchSize: 8,
    verbose: 0,
  })
  const data = tf.data
    .array(rows)
    .map((row) => ({ xs: tf.tensor1d(row), ys: tf.tensor1d([row[0] / 8]) }))
    .shuffle(32)
    .batch(8)
  await model.fitDataset(data, { epochs: 1, verbose: 0 })
  const drawn = [...tf.multinomial(tf.zeros([10]), 24).dataSync()].join('')
  const bytes = model.getWeights().flatMap((weight) => [...new Uint8Array(weight.dataSync().buffer)])
  const stream = run && [run.stream('init').next(), run.at('augment', 1, 2).next()]
  const fingerprints = run && {
    batch: (await import('/runtime/index.js')).fingerprint(Float32Array.of(1, -2.5)),
  }
  const { receipt } = run ?? {}
  run?.restore()
  return { backend: tf.getBackend(), weights: bytes.join(), drawn, stream, fingerprints, receipt }
}

/** Runs in the page: what a browser cannot do. */
async function refuse() {
  const { enforce } = await import('/runtime/index.js')
  const native = Math.random
  let traced = ''
  try {
    enforce({ seed: 1, trace: { file: 'run.jsonl' } })
  } catch (error) {
    traced = error.message
  }
  const run = enforce({ seed: 1 })
  const replaced = Math.random !== native
  run.restore()
  let unseeded = ''
  try {
    enforce({})
  } catch (error) {
    unseeded = error.message
  }
  return { replaced, restored: Math.random === native, traced, unseeded }
}

const requested = new Set()
/** Calls `fn` in a page of its own. */
async function inPage(fn, ...args) {
  const page = await browser.newPage()
  const errors = []
  page.on('pageerror', (error) => errors.push(String(error)))
  page.on('request', (request) => requested.add(new URL(request.url()).pathname))
  await page.goto(`${address}/page.html`)
  try {
    return { ...(await page.evaluate(fn, ...args)), errors }
  } finally {
    await page.close()
  }
}

/** Loads a bundle in a page of its own, and waits for what it answers. */
async function bundled(name, search) {
  const page = await browser.newPage()
  try {
    await page.goto(`${address}/blank.html?${search}`)
    await page.addScriptTag({ url: `/bundles/${name}`, type: 'module' })
    return await page.evaluate(() => globalThis.answer)
  } finally {
    await page.close()
  }
}

try {
  const result = { refused: await inPage(refuse) }
  for (const backend of ['cpu', 'webgl']) {
    const runs = []
    for (const seeded of [true, true, false, false]) runs.push(await inPage(train, seeded, backend))
    result[backend] = runs
  }
  result.bundles = {}
  for (const name of process.env.BUNDLES ? readdirSync(process.env.BUNDLES) : [])
    result.bundles[name] = [await bundled(name, ''), await bundled(name, 'tf'), await bundled(name, 'tf')]
  console.log(JSON.stringify({ ...result, requested: [...requested] }))
} finally {
  await browser.close()
  server.close()
}
