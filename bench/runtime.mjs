/**
 * What enforce() costs, as ratios: absolute numbers say more about the machine than about the code.
 *
 *     npm run bench:runtime
 *
 * Each ratio is of the best of several rounds, and its two sides take turns, so that a busy machine slows both.
 */
import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { createRequire } from 'node:module'
import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { enforce, fingerprint } from '../dist/runtime/index.js'

/**
 * Nanoseconds for each of `times` calls of `fn`, the best of `rounds`; all of `fns` in turn. Rounds are short, so that
 * some fall between what else the machine does.
 */
function race(fns, times, rounds = 200) {
  const best = fns.map(() => Infinity)
  for (let round = 0; round < rounds; round++)
    fns.forEach((fn, i) => {
      const start = process.hrtime.bigint()
      fn(times)
      best[i] = Math.min(best[i], Number(process.hrtime.bigint() - start) / times)
    })
  return best
}

let sink = 0
const drawn = new Float64Array(1024)
/**
 * Fills an array: V8 may put each step of a sum into an object of its own, and the time of that hides the rest.
 * A new function each time, as a program has many: one that has met the native generator is compiled for it.
 */
let functions = 0
const drawing = () =>
  new Function(
    'drawn',
    'times',
    `/* ${functions++} */ for (let i = 0; i < times; i++) drawn[i & 1023] = Math.random()`,
  ).bind(undefined, drawn)
const results = []
const report = (what, ratio, wanted, holds, detail) => {
  results.push(holds)
  console.log(`${holds ? 'ok  ' : 'MISS'} ${what}: ${ratio} (wanted: ${wanted}; ${detail})`)
}

const platform = new URL('../test/platforms/tfjs/package.json', import.meta.url)
const tfjs = existsSync(new URL('node_modules/@tensorflow/tfjs/package.json', platform))
if (tfjs) createRequire(platform)('@tensorflow/tfjs').tensor1d([1, 2]).square().dataSync()

// The first call in a process is the one that counts, and nothing is compiled yet when it comes.
const first = `
  import { createRequire } from 'node:module'
  ${tfjs ? `createRequire(${JSON.stringify(fileURLToPath(platform))})('@tensorflow/tfjs').square(3).dataSync()` : ''}
  const spent = (before) => {
    const { user, system } = process.cpuUsage(before)
    return (user + system) / 1000
  }
  const beforeImport = process.cpuUsage()
  const { enforce } = await import(${JSON.stringify(new URL('../dist/runtime/index.js', import.meta.url).href)})
  const imported = spent(beforeImport)
  const before = process.cpuUsage()
  enforce({ seed: 42 })
  const called = spent(before)
  console.log(JSON.stringify({ imported, called }))`
const costs = Array.from({ length: 15 }, () => {
  const out = execFileSync(process.execPath, ['--input-type=module', '-e', first], {
    stdio: ['ignore', 'pipe', 'ignore'],
  })
  return JSON.parse(String(out).trim().split('\n').at(-1))
})
const median = (name) => costs.map((cost) => cost[name]).sort((a, b) => a - b)[costs.length >> 1]
report(
  `enforce(), first call in a process, ${tfjs ? 'TensorFlow.js loaded' : 'without TensorFlow.js, which is not installed in test/platforms/tfjs'}`,
  `${median('called').toFixed(1)} ms of processor time`,
  'under 5 ms',
  median('called') < 5,
  `the median of ${costs.length} processes; importing it takes ${median('imported').toFixed(0)} ms before`,
)

const native = Math.random
const nativeDraw = (times) => {
  for (let i = 0; i < times; i++) drawn[i & 1023] = native()
}
const run = enforce({ seed: 42 })
const calls = 100_000
function reportDraws(where, draw, wanted) {
  const [before, after] = race([nativeDraw, draw], calls)
  report(
    `Math.random ${where}`,
    `${(before / after).toFixed(2)} × native speed`,
    wanted === 1 ? '1 or more, less a tenth for noise' : `${wanted} or more`,
    wanted === 1 ? after <= before * 1.1 : before / after >= wanted,
    `${after.toFixed(1)} and ${before.toFixed(1)} ns`,
  )
}
reportDraws('outside scopes, before any scope was opened', drawing(), 1)
const inside = drawing()
reportDraws('inside a scope', (times) => run.scope('train', () => inside(times)), 0.5)
await run.scope('train', async () => {
  await Promise.resolve()
  reportDraws('inside a scope, behind an await', drawing(), 0.5)
})
reportDraws('outside scopes, after one was opened', drawing(), 1)
// Since Node 24 only the collector of garbage knows that nothing can run in a scope any more.
gc()
await new Promise((resolve) => setTimeout(resolve, 10))
reportDraws('outside scopes, after all have ended', drawing(), 1)
{
  const stream = run.stream('own')
  const [before, own] = race(
    [
      nativeDraw,
      (times) => {
        for (let i = 0; i < times; i++) drawn[i & 1023] = stream.next()
      },
    ],
    calls,
  )
  console.log(`     stream.next(): ${(before / own).toFixed(2)} × native speed (${own.toFixed(1)} ns)`)
}
{
  const [at] = race(
    [
      (times) => {
        for (let i = 0; i < times; i++) sink += run.at('augment', 1, i).next()
      },
    ],
    1_000,
  )
  console.log(`     run.at(name, epoch, index).next(): ${(at / 1000).toFixed(1)} µs`)
}
run.restore()

for (const [name, length, wanted] of [
  ['16 MiB', 4 * 2 ** 20, 0.9],
  ['4 KiB', 1024, undefined],
]) {
  const weights = new Float32Array(length).map((_, i) => i)
  const times = 2 ** 25 / weights.byteLength
  const [ours, theirs] = race(
    [
      (n) => {
        for (let i = 0; i < n; i++) sink += fingerprint(weights).length
      },
      (n) => {
        for (let i = 0; i < n; i++) sink += createHash('sha256').update(weights).digest('hex').length
      },
    ],
    times,
  )
  const ratio = `${(theirs / ours).toFixed(2)} × the speed of node:crypto`
  const speed = `${(weights.byteLength / ours).toFixed(2)} GB/s`
  if (wanted) report(`fingerprint of ${name}`, ratio, `${wanted} or more`, theirs / ours >= wanted, speed)
  else console.log(`     fingerprint of ${name}: ${ratio} (${speed})`)
}
if (!Number.isFinite(sink) || drawn.some((value) => !(value >= 0 && value < 1)))
  throw new Error('a draw was not a number')
process.exitCode = results.every(Boolean) ? 0 : 1
