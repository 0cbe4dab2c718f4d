/**
 * Puts the generator of the named streams through dieharder's tests, and writes docs/statistics.md.
 *
 *     apt-get install dieharder && npm run statistics [-- <minutes>]
 *
 * Three sequences are tested: one long stream; 256 streams of neighbouring names, one draw of each in turn, which
 * shows streams that resemble each other; and the first draw of one stream after another, which shows a bad start.
 */
import { spawn, spawnSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { cpus, setPriority } from 'node:os'
import { deriveKey, Stream } from '../dist/runtime/streams/stream.js'

const minutes = Number(process.argv[2] ?? 10)
if (!(minutes > 0)) throw new Error(`How many minutes? ${process.argv[2]} is no number above 0.`)
const version = spawnSync('dieharder', ['-h'], { encoding: 'utf8' })
if (version.error) {
  console.error('dieharder is not installed. On Debian: apt-get install dieharder')
  process.exit(2)
}
setPriority(10)

/** Numbers of dieharder's tests, cheapest first, so that a short run sees as many as it can. */
const TESTS = [
  100, 101, 15, 204, 205, 3, 206, 8, 9, 10, 11, 12, 16, 0, 209, 102, 13, 207, 208, 1, 2, 4, 201, 203, 200,
  202, 17,
]

const SEQUENCES = {
  'one stream': () => {
    const stream = new Stream(42, ['stream', 'init'])
    return () => stream.next()
  },
  '256 streams in turn': () => {
    const streams = Array.from({ length: 256 }, (_, i) => new Stream(42, ['stream', `s${i}`]))
    let turn = 0
    return () => streams[turn++ & 255].next()
  },
  'first draws of streams': () => {
    let index = 0
    return () => new Stream(42, ['at', 'augment', index++]).next()
  },
}

/** Three 32-bit words of two draws: the upper 48 of their 53 bits. */
function* buffers(next) {
  for (;;) {
    const words = new Uint32Array(3 * 8192)
    for (let i = 0; i < words.length; i += 3) {
      const a = next() * 4294967296
      const b = next() * 4294967296
      words[i] = a
      words[i + 1] = b
      words[i + 2] = (((a % 1) * 65536) << 16) | ((b % 1) * 65536)
    }
    yield Buffer.from(words.buffer)
  }
}

/** Runs one test of dieharder on a sequence that goes on from test to test; ends it unfinished at `until`. */
function runTest(test, source, until) {
  return new Promise((resolve, reject) => {
    const child = spawn('dieharder', ['-g', '200', '-d', String(test)], {
      stdio: ['pipe', 'pipe', 'inherit'],
    })
    let out = ''
    let bytes = 0
    let open = true
    child.stdout.on('data', (chunk) => (out += chunk))
    child.on('error', reject)
    child.stdin.on('error', () => (open = false))
    const timer = setTimeout(() => child.kill(), until - Date.now())
    child.on('close', () => {
      clearTimeout(timer)
      open = false
      const rows = [...out.matchAll(/^ *([\w-]+)\| *(\d+)\| *(\d+)\| *(\d+)\| *([\d.]+)\| *(\w+)/gm)].map(
        ([, name, tuple, , , p, verdict]) => ({ name, tuple: Number(tuple), p: Number(p), verdict }),
      )
      resolve({ rows, bytes })
    })
    const feed = () => {
      while (open) {
        const { value } = source.next()
        bytes += value.length
        if (!child.stdin.write(value)) return child.stdin.once('drain', feed)
      }
    }
    feed()
  })
}

const started = Date.now()
const sections = []
for (const [i, [name, make]] of Object.entries(SEQUENCES).entries()) {
  const source = buffers(make())
  const until = started + (minutes * 60_000 * (i + 1)) / Object.keys(SEQUENCES).length
  const section = { name, rows: [], bytes: 0, tests: 0 }
  for (const test of TESTS) {
    if (Date.now() > until) break
    const { rows, bytes } = await runTest(test, source, until)
    section.bytes += bytes
    if (rows.length === 0) continue
    section.rows.push(...rows)
    section.tests++
    console.error(`${name}: ${rows.map((row) => `${row.name} ${row.p} ${row.verdict}`).join('; ')}`)
  }
  sections.push(section)
}

const count = (rows, verdict) => rows.filter((row) => row.verdict === verdict).length
const total = sections.flatMap(({ rows }) => rows)
const lines = [
  '# Statistics of the generator',
  '',
  'Written by `npm run statistics`; do not edit. The generator is sfc32 with 128-bit keys from SHA-256, and 53-bit',
  'doubles made of two of its words. The upper 48 bits of each double are tested.',
  '',
  `Run on ${new Date(started).toISOString().slice(0, 10)} with Node ${process.version} on ${cpus()[0].model.trim()}, for ${Math.round((Date.now() - started) / 6000) / 10} minutes;`,
  `dieharder ${/version ([\d.]+)/.exec(version.stdout + version.stderr)?.[1] ?? 'of Debian'}, default sample sizes. A sequence is tested until its share of the time is over;`,
  `there are ${TESTS.length} tests, and one test may give several p-values. PractRand is not in Debian and was not run.`,
  '',
  'A p-value below 0.005 or above 0.995 is called weak: about 1 in 100 is, for a perfect generator. Below 0.000001 it has failed.',
  '',
  '| sequence | tests | GiB read | p-values | passed | weak | failed |',
  '| --- | --- | --- | --- | --- | --- | --- |',
  ...sections.map(
    ({ name, rows, bytes, tests }) =>
      `| ${name} | ${tests} of ${TESTS.length} | ${(bytes / 2 ** 30).toFixed(2)} | ${rows.length} | ${count(rows, 'PASSED')} | ${count(rows, 'WEAK')} | ${count(rows, 'FAILED')} |`,
  ),
  '',
  ...sections.flatMap(({ name, rows }) => [
    `## ${name[0].toUpperCase()}${name.slice(1)}`,
    '',
    '| test | tuple | p | |',
    '| --- | --- | --- | --- |',
    ...rows.map(
      ({ name: test, tuple, p, verdict }) => `| ${test} | ${tuple} | ${p} | ${verdict.toLowerCase()} |`,
    ),
    '',
  ]),
]
writeFileSync(new URL('../docs/statistics.md', import.meta.url), lines.join('\n'))
console.log(
  `${total.length} p-values: ${count(total, 'PASSED')} passed, ${count(total, 'WEAK')} weak, ${count(total, 'FAILED')} failed (key of the first stream ${Buffer.from(
    deriveKey(42, ['stream', 'init']),
  )
    .toString('hex')
    .slice(0, 16)})`,
)
process.exitCode = count(total, 'FAILED') > 0 ? 1 : 0
