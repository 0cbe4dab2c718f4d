/**
 * How long the playground takes in Chromium: from opening it on a cold cache to the first finding, and from a keystroke in
 * a program of 300 lines to its findings. And how long pages of the report and of a comparison take to be painted.
 *
 *     npm run site && npm run bench:site
 */
import { createReadStream, existsSync, statSync } from 'node:fs'
import { createServer } from 'node:http'
import { createRequire } from 'node:module'
import { extname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { deflateRawSync } from 'node:zlib'

const root = fileURLToPath(new URL('../', import.meta.url))
const dist = join(root, 'site/dist')
if (!existsSync(dist)) throw new Error('There is no site. Run: npm run site')
const puppeteer = createRequire(join(root, 'test/platforms/browser/package.json'))('puppeteer-core')

const types = { '.html': 'text/html', '.js': 'text/javascript', '.css': 'text/css' }
const server = createServer((request, response) => {
  const path = join(dist, new URL(request.url, 'http://x').pathname)
  const file = existsSync(path) && statSync(path).isDirectory() ? join(path, 'index.html') : path
  if (!existsSync(file)) return response.writeHead(404).end()
  response.writeHead(200, { 'content-type': types[extname(file)] ?? 'text/plain' })
  createReadStream(file).pipe(response)
})
await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve))
const address = `http://127.0.0.1:${server.address().port}/playground/index.html`

const launch = () =>
  puppeteer.launch({
    executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
    headless: 'shell',
    args: ['--no-sandbox', '--disable-dev-shm-usage'],
  })
const median = (numbers) => numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)]

const openings = []
for (let i = 0; i < 5; i++) {
  const browser = await launch()
  const page = await browser.newPage()
  const started = performance.now()
  await page.goto(address, { waitUntil: 'commit' }).catch(() => page.goto(address))
  await page.waitForSelector('#messages .finding.error')
  openings.push(performance.now() - started)
  await browser.close()
}
console.log(
  `first finding on a cold cache: ${median(openings).toFixed(0)} ms (${openings.map((each) => each.toFixed(0)).join(', ')})`,
)

const LANGUAGES = {
  'train.py': (i) => [
    'import numpy as np',
    'import torch',
    ...Array.from({ length: i }, (_, k) => `x${k} = torch.tensor(np.random.rand(${k + 1}))`),
    'x0.backward()',
  ],
  'train.js': (i) => [
    `import * as tf from '@tensorflow/tfjs'`,
    ...Array.from({ length: i }, (_, k) => `const x${k} = tf.randomNormal([${k + 1}])`),
    'tf.train.sgd(0.1).minimize(() => x0.sum())',
  ],
}
const browser = await launch()
for (const [name, program] of Object.entries(LANGUAGES)) {
  const kept = { preset: 'recommended', files: { [name]: `${program(297).join('\n')}\n` } }
  const page = await browser.newPage()
  await page.goto(`${address}#p=${deflateRawSync(JSON.stringify(kept)).toString('base64url')}`)
  await page.waitForSelector('#messages .finding')
  await page.click('.cm-content')
  const times = { blocked: [], judged: [] }
  for (let i = 0; i < 20; i++) {
    await new Promise((resolve) => setTimeout(resolve, 400))
    const before = await page.evaluate('document.body.dataset.number')
    await page.keyboard.press('End')
    // What a keystroke holds up is what the page itself does; the rules run in a thread of their own.
    const blocked = await page.evaluate(
      () =>
        new Promise((resolve) => {
          addEventListener(
            'keydown',
            () => {
              const started = performance.now()
              requestAnimationFrame(() => setTimeout(() => resolve(performance.now() - started)))
            },
            { once: true, capture: true },
          )
          document.body.dataset.ready = 'yes'
        }),
      // The key is pressed while this waits.
      void page.waitForSelector('[data-ready=yes]').then(() => page.keyboard.type('#'.slice(0, 1))),
    )
    await page.evaluate('delete document.body.dataset.ready')
    times.blocked.push(blocked)
    await page.waitForFunction(`document.body.dataset.number !== '${before}'`)
    times.judged.push(
      Number(/([\d.]+) ms/u.exec(await page.evaluate("document.querySelector('#status').textContent"))[1]),
    )
  }
  console.log(
    `${name}, 300 lines: a keystroke is painted after ${median(times.blocked).toFixed(0)} ms, judged in ${median(times.judged).toFixed(0)} ms`,
  )
  await page.close()
}
await browser.close()
server.close()
