import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { Stream } from '../../../runtime/streams/stream.ts'
import { buildRuntime, moduleUrl, node, programFolder } from '../runtime-build.ts'

let folder: string
let register: string
let index: string

beforeAll(() => {
  const runtime = buildRuntime()
  register = moduleUrl(runtime, 'register')
  index = moduleUrl(runtime, 'index')
  folder = programFolder('workers')
})

/** Writes the program's files, runs its `main.mjs` and reads the JSON it prints. */
async function program(
  files: Record<string, string>,
  { preload = true, env = {}, flags = [] as string[] } = {},
): Promise<Record<string, number>> {
  const place = join(folder, String(Math.random()).slice(2))
  mkdirSync(place)
  for (const [name, text] of Object.entries(files)) writeFileSync(join(place, name), text)
  const ended = await node([...flags, ...(preload ? ['--import', register] : []), join(place, 'main.mjs')], {
    INDEX: index,
    ...env,
  })
  if (ended.status !== 0 || !ended.out.trim()) throw new Error(`${ended.err}\n${ended.out}`)
  return JSON.parse(ended.out) as Record<string, number>
}

/** The first number of the stream `default` of a worker. */
const first = (...path: (string | number)[]) => new Stream(42, [...path, 'stream', 'default']).next()

const threadsMain = (before: string, options = '{}') => `
import { Worker } from 'node:worker_threads'
import { once } from 'node:events'
const { enforce } = await import(process.env.INDEX)
enforce({ seed: 42 })
const start = async (file, options = {}) => {
  const worker = new Worker(new URL(file, import.meta.url), options)
  const [message] = await once(worker, 'message')
  return message
}
${before}
const workers = await Promise.all([0, 1, 2].map(() => start('./augment.mjs', ${options})))
const named = await start('./augment.mjs', { ...${options}, name: 'loader' })
console.log(JSON.stringify({ main: Math.random(), w0: workers[0], w1: workers[1], w2: workers[2], named }))
process.exit()
`
const augment = `
import { parentPort } from 'node:worker_threads'
parentPort.postMessage(Math.random())
`
const expected = () => ({
  main: first(),
  w0: first('worker', 'augment.mjs', 0),
  w1: first('worker', 'augment.mjs', 1),
  w2: first('worker', 'augment.mjs', 2),
  named: first('worker', 'loader', 0),
})

describe('worker threads', { timeout: 60_000 }, () => {
  it('have streams of their own', async () => {
    expect(await program({ 'main.mjs': threadsMain(''), 'augment.mjs': augment })).toEqual(expected())
  })

  it('have the same streams when three unrelated workers came first', async () => {
    const unrelated = `
      for (let i = 0; i < 3; i++) new Worker('Math.random()', { eval: true })
      await new Promise((resolve) => setTimeout(resolve, 100))
    `
    expect(await program({ 'main.mjs': threadsMain(unrelated), 'augment.mjs': augment })).toEqual(expected())
  })

  it.each(['{ execArgv: [] }', '{ env: {} }', '{ execArgv: [], env: {} }'])(
    'with %s too',
    async (options) => {
      expect(await program({ 'main.mjs': threadsMain('', options), 'augment.mjs': augment })).toEqual(
        expected(),
      )
    },
  )

  it('without the preload in the parent, and with flags that a worker may not be given', async () => {
    expect(
      await program(
        { 'main.mjs': threadsMain(''), 'augment.mjs': augment },
        { preload: false, flags: ['--expose-gc', '--max-old-space-size=500', '--title=x'] },
      ),
    ).toEqual(expected())
  })

  it('given as text draw from their stream from the first line on', async () => {
    const main = `
      import { Worker } from 'node:worker_threads'
      const { enforce } = await import(process.env.INDEX)
      enforce({ seed: 42 })
      const text = (strict) => strict + 'const drawn = Math.random(); require("node:worker_threads").parentPort.postMessage(drawn)'
      const start = (code, options) => new Promise((done, fail) => new Worker(code, { eval: true, ...options }).on('message', done).on('error', fail))
      const [a, b, c] = [await start(text(''), {}), await start(text("'use strict';"), {}), await start(text(''), { execArgv: [], env: {}, name: 'text' })]
      console.log(JSON.stringify({ a, b, c }))
      process.exit()
    `
    expect(await program({ 'main.mjs': main })).toEqual({
      a: first('worker', 'eval', 0),
      b: first('worker', 'eval', 1),
      c: first('worker', 'text', 0),
    })
  })

  it('started inside one another have the longer path', async () => {
    const outer = `
      import { parentPort, Worker } from 'node:worker_threads'
      const inner = new Worker(new URL('./augment.mjs', import.meta.url))
      inner.on('message', (drawn) => parentPort.postMessage({ inner: drawn, outer: Math.random() }))
    `
    const main = `
      import { Worker } from 'node:worker_threads'
      const { enforce } = await import(process.env.INDEX)
      enforce({ seed: 42 })
      const start = () => new Promise((done) => new Worker(new URL('./outer.mjs', import.meta.url)).on('message', done))
      const [a, b] = await Promise.all([start(), start()])
      console.log(JSON.stringify({ a: a.inner, b: b.inner, outerA: a.outer, outerB: b.outer }))
      process.exit()
    `
    const path = (ordinal: number) => ['worker', 'outer.mjs', ordinal]
    expect(await program({ 'main.mjs': main, 'outer.mjs': outer, 'augment.mjs': augment })).toEqual({
      a: first(...path(0), 'worker', 'augment.mjs', 0),
      b: first(...path(1), 'worker', 'augment.mjs', 0),
      outerA: first(...path(0)),
      outerB: first(...path(1)),
    })
  })

  it('may call enforce() themselves: with the handed seed, never with another', async () => {
    const worker = `
      import { parentPort } from 'node:worker_threads'
      const { enforce } = await import(process.env.INDEX)
      let refused
      try { enforce({ seed: 43 }) } catch (error) { refused = error.message }
      const run = enforce({ mathRandom: 'streams' })
      parentPort.postMessage({ refused, path: run.receipt.path, drawn: Math.random(), environment: run.receipt.settings.find((row) => row.id === 'TF_DETERMINISTIC_OPS').status })
    `
    const main = `
      import { Worker } from 'node:worker_threads'
      const { enforce } = await import(process.env.INDEX)
      enforce({ seed: 42 })
      new Worker(new URL('./own.mjs', import.meta.url)).on('message', (message) => {
        console.log(JSON.stringify(message))
        process.exit()
      })
    `
    expect(await program({ 'main.mjs': main, 'own.mjs': worker })).toEqual({
      refused:
        "enforce(): this worker was handed the seed 42 by its parent, and asks for 43. Its streams differ from the other workers' already: leave the seed out.",
      path: ['worker', 'own.mjs', 0],
      drawn: first('worker', 'own.mjs', 0),
      environment: 'already',
    })
  })

  it('that call enforce() on their own are told what they cannot set', async () => {
    const worker = `
      import { parentPort } from 'node:worker_threads'
      const { enforce } = await import(process.env.INDEX)
      const { receipt } = enforce({ seed: 1 })
      const { status, proof } = receipt.settings.find((row) => row.id === 'TF_DETERMINISTIC_OPS')
      parentPort.postMessage({ status, proof })
    `
    const main = (options: string) => `
      import { SHARE_ENV, Worker } from 'node:worker_threads'
      new Worker(new URL('./own.mjs', import.meta.url), ${options}).on('message', (message) => {
        console.log(JSON.stringify(message))
        process.exit()
      })
    `
    const run = (options: string) =>
      program({ 'main.mjs': main(options), 'own.mjs': worker }, { preload: false })
    expect(await run('{}')).toEqual({
      status: 'unreachable',
      proof: 'the real environment of the process lacks it',
    })
    expect(await run("{ env: { INDEX: process.env.INDEX, TF_DETERMINISTIC_OPS: '1' } }")).toMatchObject({
      status: 'unreachable',
    })
    expect(await run('{ env: SHARE_ENV }')).toEqual({
      status: 'applied',
      proof: 'the worker shares the real environment',
    })
  })
})

const forkMain = (options: string) => `
import { fork } from 'node:child_process'
const { enforce } = await import(process.env.INDEX)
enforce({ seed: 42 })
const start = () => new Promise((done) => fork(new URL('./child.mjs', import.meta.url), ${options}).on('message', done))
const [a, b] = await Promise.all([start(), start()])
console.log(JSON.stringify({ main: Math.random(), a, b }))
process.exit()
`
const child = 'process.send(Math.random())'
const expectedForks = () => ({
  main: first(),
  a: first('worker', 'child.mjs', 0),
  b: first('worker', 'child.mjs', 1),
})

describe('child processes', { timeout: 60_000 }, () => {
  it.each(['{}', '{ execArgv: [] }', '{ env: {} }', '[], { execArgv: [], env: {} }', "['x'], { cwd: '/' }"])(
    'forked with %s have streams of their own',
    async (options) => {
      expect(await program({ 'main.mjs': forkMain(options), 'child.mjs': child })).toEqual(expectedForks())
    },
  )

  it('forked without the preload in the parent, too', async () => {
    expect(await program({ 'main.mjs': forkMain('{}'), 'child.mjs': child }, { preload: false })).toEqual(
      expectedForks(),
    )
  })

  it('spawned as node', async () => {
    const main = `
      import { spawn, spawnSync } from 'node:child_process'
      const { enforce } = await import(process.env.INDEX)
      enforce({ seed: 42 })
      const file = new URL('./print.mjs', import.meta.url).pathname
      const sync = Number(spawnSync(process.execPath, [file], { env: {} }).stdout.toString())
      const child = spawn(process.execPath, ['--no-warnings', file])
      let out = ''
      for await (const chunk of child.stdout) out += chunk
      console.log(JSON.stringify({ sync, spawned: Number(out) }))
    `
    expect(await program({ 'main.mjs': main, 'print.mjs': 'console.log(Math.random())' })).toEqual({
      sync: first('worker', 'print.mjs', 0),
      spawned: first('worker', 'print.mjs', 1),
    })
  })

  it('started by exec, execFile and their kin', async () => {
    const main = `
      import { exec, execFile, execFileSync, execSync, spawn, spawnSync } from 'node:child_process'
      import { promisify } from 'node:util'
      const { enforce } = await import(process.env.INDEX)
      enforce({ seed: 42 })
      process.chdir(new URL('.', import.meta.url).pathname)
      const all = async (child) => {
        let out = ''
        for await (const chunk of child.stdout) out += chunk
        return out
      }
      const outs = [
        (await promisify(execFile)(process.execPath, ['print.mjs'])).stdout,
        execFileSync(process.execPath, ['print.mjs'], { env: {} }),
        (await promisify(exec)('node print.mjs')).stdout,
        execSync('node print.mjs'),
        await all(spawn('node print.mjs', { shell: true })),
        spawnSync('node', ['print.mjs'], { shell: true }).stdout,
      ]
      console.log(JSON.stringify(outs.map(Number)))
    `
    for (const preload of [true, false])
      expect(
        await program({ 'main.mjs': main, 'print.mjs': 'console.log(Math.random())' }, { preload }),
      ).toEqual([0, 1, 2, 3, 4, 5].map((n) => first('worker', 'print.mjs', n)))
  })

  it('started by one command do not share a stream', async () => {
    const main = `
      import { execSync } from 'node:child_process'
      const { enforce } = await import(process.env.INDEX)
      enforce({ seed: 42 })
      process.chdir(new URL('.', import.meta.url).pathname)
      console.log(JSON.stringify(execSync('node a.mjs && node b.mjs').toString().trim().split('\\n').map(Number)))
    `
    const print = 'console.log(Math.random())'
    expect(await program({ 'main.mjs': main, 'a.mjs': print, 'b.mjs': print })).toEqual([
      first('worker', 'a.mjs', 0),
      first('worker', 'a.mjs', 0, 'b.mjs'),
    ])
  })

  it.each([true, false])(
    'started by another program, with the preload in the environment: %s',
    async (preload) => {
      const main = `
      import { execFileSync } from 'node:child_process'
      const { enforce } = await import(process.env.INDEX)
      enforce()
      process.chdir(new URL('.', import.meta.url).pathname)
      const outs = [
        execFileSync('env', ['node', 'print.mjs']),
        execFileSync('sh', ['start.sh']),
        execFileSync('sh', ['start.sh']),
      ]
      console.log(JSON.stringify([Math.random(), ...outs.map(Number)]))
    `
      const env = { REPRODUCIBLE_SEED: '42', ...(preload && { NODE_OPTIONS: `--import ${register}` }) }
      expect(
        await program(
          { 'main.mjs': main, 'print.mjs': 'console.log(Math.random())', 'start.sh': 'exec node print.mjs' },
          { preload: false, env },
        ),
      ).toEqual([
        first(),
        first('worker', 'print.mjs', 0),
        first('worker', 'start.sh', 0, 'print.mjs'),
        first('worker', 'start.sh', 1, 'print.mjs'),
      ])
    },
  )

  it('of a cluster', async () => {
    const main = `
      import cluster from 'node:cluster'
      if (cluster.isPrimary) {
        const { enforce } = await import(process.env.INDEX)
        enforce({ seed: 42 })
        const start = () => new Promise((done) => cluster.fork().on('message', done))
        const [a, b] = await Promise.all([start(), start()])
        console.log(JSON.stringify({ a, b }))
        process.exit()
      } else process.send(Math.random())
    `
    for (const preload of [true, false])
      expect(await program({ 'main.mjs': main }, { preload })).toEqual({
        a: first('worker', 'main.mjs', 0),
        b: first('worker', 'main.mjs', 1),
      })
  })

  it('started past the hooks do not take their parent for themselves', async () => {
    const main = `
      import { execSync } from 'node:child_process'
      const { enforce } = await import(process.env.INDEX)
      enforce({ seed: 42 })
      const file = new URL('./print.mjs', import.meta.url).pathname
      console.log(JSON.stringify({ inherited: execSync('"' + process.execPath + '" "' + file + '"').toString().trim() }))
    `
    const print = 'console.log(process.env.REPRODUCIBLE_INHERITED ?? null)'
    expect(await program({ 'main.mjs': main, 'print.mjs': print })).toEqual({ inherited: 'null' })
  })
})

describe('ranks', { timeout: 60_000 }, () => {
  const main = `
    const { enforce } = await import(process.env.INDEX)
    const run = enforce({ seed: 42, perRank: ['augment'] })
    const { rank, worldSize, rankSource } = run.receipt
    console.log(JSON.stringify({ rank, worldSize, rankSource, init: run.stream('init').next(), augment: run.stream('augment').next() }))
  `

  it('are two processes with the variables of torchrun', async () => {
    const start = (rank: number) =>
      program({ 'main.mjs': main }, { env: { RANK: String(rank), WORLD_SIZE: '2' } })
    const [zero, one] = await Promise.all([start(0), start(1)])
    expect(zero).toMatchObject({ rank: 0, worldSize: 2, rankSource: 'RANK' })
    expect(one).toMatchObject({ rank: 1, worldSize: 2 })
    expect(one.init).toBe(zero.init)
    expect(zero.augment).toBe(new Stream(42, ['rank', 0, 'stream', 'augment']).next())
    expect(one.augment).toBe(new Stream(42, ['rank', 1, 'stream', 'augment']).next())
  })

  it('that two launchers disagree about are refused', async () => {
    await expect(program({ 'main.mjs': main }, { env: { RANK: '1', SLURM_PROCID: '0' } })).rejects.toThrow(
      'two launchers disagree about this process: RANK=1 and SLURM_PROCID=0',
    )
  })
})

describe('the preload', { timeout: 60_000 }, () => {
  it('starts a run by itself when the environment has a seed, and gives way to the program', async () => {
    const main = `
      const before = Math.random()
      const { enforce } = await import(process.env.INDEX)
      const kept = Math.random
      const run = enforce({ perRank: ['x'] })
      console.log(JSON.stringify({ before, after: Math.random(), same: kept === Math.random, seed: run.receipt.seed }))
    `
    expect(await program({ 'main.mjs': main }, { env: { REPRODUCIBLE_SEED: '42' } })).toEqual({
      before: first(),
      after: first(),
      same: true,
      seed: 42,
    })
  })

  it('in another mode than the program gives way to it, too', async () => {
    const main = (mode: string) => `
      const before = process.env.TF_DETERMINISTIC_OPS ?? null
      const { enforce } = await import(process.env.INDEX)
      const run = enforce({ mode: '${mode}' })
      const during = process.env.TF_DETERMINISTIC_OPS ?? null
      run.restore()
      console.log(JSON.stringify({ before, during, after: process.env.TF_DETERMINISTIC_OPS ?? null }))
    `
    const start = (preload: string, mode: string) =>
      program({ 'main.mjs': main(mode) }, { env: { REPRODUCIBLE_SEED: '42', REPRODUCIBLE_MODE: preload } })
    expect(await start('audit', 'strict')).toEqual({ before: null, during: '1', after: null })
    expect(await start('strict', 'audit')).toEqual({ before: '1', during: null, after: null })
  })

  it('contradicted by the program, says so', async () => {
    const main = `const { enforce } = await import(process.env.INDEX); enforce({ seed: 7 })`
    await expect(program({ 'main.mjs': main }, { env: { REPRODUCIBLE_SEED: '42' } })).rejects.toThrow(
      'the environment says REPRODUCIBLE_SEED=42, and the program asks for 7',
    )
  })

  it('without a seed keeps what modules draw while they are imported apart, and equal in every run', async () => {
    const files = {
      'main.mjs': `
        import { drawn } from './model.mjs'
        import { enforce } from '${index}'
        const run = enforce({ seed: 42 })
        console.log(JSON.stringify({ drawn, first: Math.random(), imports: run.receipt.draws.import }))
      `,
      'model.mjs': 'export const drawn = Math.random()',
    }
    const once = await program(files)
    expect(once).toEqual({ drawn: new Stream('import', []).next(), first: first(), imports: 1 })
    expect(await program(files)).toEqual(once)
  })

  it('as the first import does the same', async () => {
    const main = `
      import '${register}'
      import { drawn } from './model.mjs'
      import { enforce } from '${index}'
      enforce({ seed: 42 })
      console.log(JSON.stringify({ drawn, first: Math.random() }))
    `
    const files = { 'main.mjs': main, 'model.mjs': 'export const drawn = Math.random()' }
    expect(await program(files, { preload: false })).toEqual({
      drawn: new Stream('import', []).next(),
      first: first(),
    })
  })

  it('that no enforce() follows says so at the end', async () => {
    const place = join(folder, 'alone.mjs')
    writeFileSync(place, 'Math.random()')
    const ended = await node(['--import', register, place])
    expect(ended.err).toContain(
      'enforce() was never called: 1 draws from Math.random came from one fixed stream',
    )
    writeFileSync(place, '1')
    expect((await node(['--import', register, place])).err).toBe('')
  })
})
