import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { beforeAll, describe, expect, it } from 'vitest'
import { buildRuntime, installTfjs, moduleUrl, node, programFolder } from '../runtime-build.ts'

const everything = fileURLToPath(new URL('../../platforms/tfjs/programs/everything.mjs', import.meta.url))

interface Result {
  backend: string
  order: number[]
  weights: string
  draws: Record<string, number>
  hash: string
}

const missing = installTfjs()
if (missing) console.warn(missing)

describe.skipIf(missing)('a training in which nothing is seeded', { timeout: 300_000 }, () => {
  let runtime: string
  beforeAll(() => {
    runtime = buildRuntime()
  })

  async function train(env: Record<string, string> = {}, enforced = true): Promise<Result> {
    const ended = await node(
      [...(enforced ? ['--import', moduleUrl(runtime, 'register')] : []), everything],
      {
        ...(enforced ? { RUNTIME: runtime } : {}),
        ...env,
      },
    )
    const line = ended.out.split('\n').find((text) => text.startsWith('{'))
    if (ended.status !== 0 || !line) throw new Error(`${ended.err}\n${ended.out}`)
    return JSON.parse(line) as Result
  }

  /** Five pairs of fresh processes: how many agree. */
  async function equalPairs(env: Record<string, string>, enforced: boolean): Promise<number> {
    let equal = 0
    for (let pair = 0; pair < 5; pair++) {
      const [a, b] = await Promise.all([train(env, enforced), train(env, enforced)])
      if (a.weights === b.weights) equal++
    }
    return equal
  }

  it('differs in 5 of 5 pairs of processes without enforce()', async () => {
    expect(await equalPairs({}, false)).toBe(0)
  })

  it('is equal in 5 of 5 pairs with it, and differs under another seed', async () => {
    expect(await equalPairs({}, true)).toBe(5)
    const [a, b] = await Promise.all([train(), train({ OPTIONS: '{ "seed": 43 }' })])
    expect(a.backend).toBe('cpu')
    expect(b.weights).not.toBe(a.weights)
  })

  it('does not notice a validation pass, an import, a logging draw or a worker, with named streams', async () => {
    const SCOPES = '1'
    const plain = await train({ SCOPES })
    for (const extra of ['EXTRA_VALIDATION', 'EXTRA_IMPORT', 'EXTRA_DRAW', 'EXTRA_WORKER']) {
      const other = await train({ SCOPES, [extra]: '1' })
      expect({ extra, weights: other.weights }).toEqual({ extra, weights: plain.weights })
    }
    // And does notice a draw that is taken from its own stream.
    expect((await train({ EXTRA_DRAW: '1' })).weights).not.toBe((await train()).weights)
  })

  it('started by REPRODUCIBLE_SEED alone is equal too, workers of its own included', async () => {
    const env = { REPRODUCIBLE_SEED: '42', RUNTIME: '', EXTRA_WORKER: '1' }
    const [a, b] = await Promise.all([train(env), train(env)])
    expect(a.weights).toBe(b.weights)
  })

  it('that loads lodash before enforce() is told that it is too late', async () => {
    const ended = await node([everything], { RUNTIME: runtime })
    expect(ended.status).toBe(1)
    expect(ended.err).toContain(
      'enforce(): too late. lodash was loaded before enforce() ran and keeps the original Math.random',
    )
    expect(ended.err).toContain('node --import eslint-plugin-reproducible/runtime/register')
  })

  it('that imports the preload first may import lodash, and draws the same in every process', async () => {
    const folder = programFolder('lodash')
    mkdirSync(folder, { recursive: true })
    const file = join(folder, 'preload-first.mjs')
    writeFileSync(
      file,
      `
      import '${moduleUrl(runtime, 'register')}'
      import _ from 'lodash'
      import { enforce } from '${moduleUrl(runtime, 'index')}'
      enforce({ seed: 42 })
      console.log(JSON.stringify(_.shuffle(_.range(20))))
      `,
    )
    const [a, b] = await Promise.all([node([file]), node([file])])
    expect(a.err).toBe('')
    expect(a.out).toMatch(/^\[\d+,/u)
    expect(b.out).toBe(a.out)
  })

  it('resumed from a checkpoint in a new process is bit-equal to the uninterrupted one', async () => {
    const folder = programFolder('checkpoint')
    const file = join(folder, 'resume.mjs')
    mkdirSync(folder, { recursive: true })
    writeFileSync(
      file,
      `
      import * as tf from '@tensorflow/tfjs'
      import { readFileSync, writeFileSync } from 'node:fs'
      import { createHash } from 'node:crypto'
      const { enforce } = await import(process.env.RUNTIME + '/index.js')
      const run = enforce({ seed: 42 })
      await tf.setBackend('cpu')
      const numbers = Array.from({ length: 24 }, (_, i) => i)
      const model = tf.sequential({ layers: [
        tf.layers.dense({ units: 6, inputShape: [3], activation: 'relu' }),
        tf.layers.dropout({ rate: 0.3, seed: 7 }),
        tf.layers.gaussianNoise({ stddev: 0.1 }),
        tf.layers.dense({ units: 1 }),
      ] })
      model.compile({ optimizer: tf.train.sgd(0.05), loss: 'meanSquaredError' })
      const x = tf.tensor2d(numbers.map((i) => [i / 24, (i % 5) / 5, (i % 7) / 7]))
      const y = tf.tensor2d(numbers.map((i) => [Math.sin(i)]))
      const dataset = tf.data.array(numbers).shuffle(24).map((i) => ({ xs: x.slice([i, 0], [1, 3]).reshape([3]), ys: y.slice([i, 0], [1, 1]).reshape([1]) })).batch(6)
      const [from, to] = [Number(process.env.FROM), Number(process.env.TO)]
      if (from > 0) {
        const { weights, state } = JSON.parse(readFileSync(process.env.FILE, 'utf8'))
        model.setWeights(weights.map(({ shape, values }) => tf.tensor(values, shape)))
        run.resume(state)
      }
      for (let epoch = from; epoch < to; epoch++) {
        await model.fit(x, y, { epochs: 1, batchSize: 8, verbose: 0 })
        await model.fitDataset(dataset, { epochs: 1, verbose: 0 })
        tf.multinomial(tf.zeros([1, 3]), 2).dispose()
      }
      const weights = model.getWeights().map((w) => ({ shape: w.shape, values: Array.from(w.dataSync()) }))
      writeFileSync(process.env.FILE, JSON.stringify({ weights, state: run.state() }))
      console.log(createHash('sha256').update(JSON.stringify(weights)).digest('hex'))
      `,
    )
    const part = async (name: string, from: number, to: number) => {
      const ended = await node(['--import', moduleUrl(runtime, 'register'), file], {
        RUNTIME: runtime,
        FILE: join(folder, name),
        FROM: String(from),
        TO: String(to),
      })
      const digest = /^[0-9a-f]{64}$/m.exec(ended.out)?.[0]
      if (!digest) throw new Error(ended.err)
      return digest
    }
    const whole = await part('whole.json', 0, 4)
    const half = await part('half.json', 0, 2)
    expect(half).not.toBe(whole)
    expect(await part('half.json', 2, 4)).toBe(whole)
    const state = (name: string) =>
      (JSON.parse(readFileSync(join(folder, name), 'utf8')) as { state: unknown }).state
    expect(state('half.json')).toEqual(state('whole.json'))
  })
})
