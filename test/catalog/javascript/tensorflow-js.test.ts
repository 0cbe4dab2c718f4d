/**
 * Runs what the catalogue says of TensorFlow.js against TensorFlow.js itself, on the cpu backend: every seed that it
 * calls honoured, ignored, unread, repeating or advancing, every default initializer, every path and method.
 */
import { existsSync } from 'node:fs'
import { createRequire } from 'node:module'
import path from 'node:path'
import { afterEach, beforeAll, describe, expect, it } from 'vitest'
import { tensorflowJs } from '../../../src/catalog/javascript/tensorflow-js.ts'
import type { Api, Draw, IgnoredSeed, SeedSlot } from '../../../src/catalog/schema.ts'

const folder = path.resolve(import.meta.dirname, '../../platforms/tfjs')
const present = existsSync(path.join(folder, 'node_modules/@tensorflow/tfjs/package.json'))

/* eslint-disable @typescript-eslint/no-explicit-any -- the library is not a dependency, so its types are not there */
let tf: any

const api = tensorflowJs.api
const drawsOf = (entry: Api): readonly Draw[] =>
  entry.draws === undefined ? [] : Array.isArray(entry.draws) ? entry.draws : [entry.draws as Draw]

/** Counts draws from `Math.random` and keeps them random. */
let drawn = 0
const native = Math.random
beforeAll(() => {
  if (!present) return
  // The cpu backend is slow and says so at length.
  const { warn, log } = console
  console.warn = console.log = () => {}
  try {
    tf = createRequire(path.join(folder, 'package.json'))('@tensorflow/tfjs')
    tf.tidy(() => tf.zeros([1]).dataSync())
  } finally {
    console.warn = warn
    console.log = log
  }
  Math.random = () => {
    drawn++
    return native()
  }
  return () => {
    Math.random = native
  }
})
afterEach(() => tf?.disposeVariables())

/** A thing that draws: made with a seed, it gives numbers again and again. */
type Recipe = (seed: unknown) => () => unknown

const once =
  (draw: (seed: unknown) => { dataSync(): ArrayLike<number> }): Recipe =>
  (seed) =>
  () =>
    Array.from(draw(seed).dataSync())

/** A tensor without two equal values, so that no two masks give the same sum. */
const uneven = (shape: number[]) => {
  const size = shape.reduce((product, each) => product * each, 1)
  return tf.tensor(
    Float32Array.from({ length: size }, (_, index) => 1 + Math.sin(index)),
    shape,
  )
}

const layer =
  (name: string, options: object, shape: number[]): Recipe =>
  (seed) => {
    const made = tf.layers[name]({ ...options, seed })
    const input = uneven(shape)
    return () => {
      const output = made.apply(input, { training: true })
      return [output.shape, Array.from(output.dataSync())]
    }
  }

/** Recurrent layers with weights that are not random, small enough to keep their outputs apart. */
const small = { className: 'Constant', config: { value: 0.01 } }
const CONSTANT_WEIGHTS = { kernelInitializer: small, recurrentInitializer: small }

/** How to exercise each path whose seed the catalogue describes. Another seed slot needs another line here. */
const recipes: Readonly<Record<string, Recipe>> = {
  'tf.randomNormal': once((seed) => tf.randomNormal([16], 0, 1, 'float32', seed)),
  'tf.randomStandardNormal': once((seed) => tf.randomStandardNormal([16], 'float32', seed)),
  'tf.truncatedNormal': once((seed) => tf.truncatedNormal([16], 0, 1, 'float32', seed)),
  'tf.randomGamma': once((seed) => tf.randomGamma([16], 2, 2, 'float32', seed)),
  'tf.randomUniform': once((seed) => tf.randomUniform([16], 0, 1, 'float32', seed)),
  'tf.randomUniformInt': once((seed) => tf.randomUniformInt([16], 0, 1e6, seed)),
  'tf.dropout': once((seed) => tf.dropout(tf.ones([128]), 0.5, undefined, seed)),
  'tf.multinomial': once((seed) => tf.multinomial(tf.zeros([8]), 64, seed)),
  // What is more than these functions take is where people put a seed.
  ...Object.fromEntries(
    ['shuffle', 'shuffleCombo', 'createShuffledIndices'].map((name): [string, Recipe] => [
      `tf.util.${name}`,
      (seed) => () => {
        const items = Array.from({ length: 64 }, (_, index) => index)
        if (name === 'createShuffledIndices') return Array.from(tf.util[name](64, seed) as Uint32Array)
        tf.util[name](...(name === 'shuffle' ? [items] : [items, [...items]]), seed)
        return items
      },
    ]),
  ),
  'tf.layers.dropout': layer('dropout', { rate: 0.5 }, [4, 64]),
  'tf.layers.spatialDropout1d': layer('spatialDropout1d', { rate: 0.5 }, [4, 2, 64]),
  'tf.layers.randomWidth': layer('randomWidth', { factor: 0.9 }, [1, 1, 100_000, 1]),
  'tf.layers.gaussianNoise': layer('gaussianNoise', { stddev: 1 }, [16]),
  'tf.layers.gaussianDropout': layer('gaussianDropout', { rate: 0.5 }, [16]),
  'tf.layers.alphaDropout': layer('alphaDropout', { rate: 0.5 }, [128]),
  ...Object.fromEntries(
    ['simpleRNN', 'gru', 'lstm'].map((name) => [
      `tf.layers.${name}`,
      layer(name, { units: 2, dropout: 0.5, recurrentDropout: 0.5, ...CONSTANT_WEIGHTS }, [1, 2, 64]),
    ]),
  ),
  ...Object.fromEntries(
    ['simpleRNNCell', 'gruCell', 'lstmCell'].map((name): [string, Recipe] => [
      `tf.layers.${name}`,
      (seed) => {
        const cell = tf.layers[name]({ units: 2, dropout: 0.5, seed, ...CONSTANT_WEIGHTS })
        const made = tf.layers.rnn({ cell })
        return () =>
          Array.from(made.apply(uneven([1, 2, 64]), { training: true }).dataSync() as ArrayLike<number>)
      },
    ]),
  ),
  'tf.layers.convLstm2d': layer(
    'convLstm2d',
    { filters: 1, kernelSize: 1, dropout: 0.5, ...CONSTANT_WEIGHTS },
    [1, 2, 4, 4, 4],
  ),
  'tf.layers.convLstm2dCell': (seed) => {
    const cell = tf.layers.convLstm2dCell({
      filters: 1,
      kernelSize: 1,
      dropout: 0.5,
      seed,
      ...CONSTANT_WEIGHTS,
    })
    cell.build([1, 4, 4, 4])
    return () =>
      Array.from(
        cell
          .call([uneven([1, 4, 4, 4]), tf.zeros([1, 4, 4, 1]), tf.zeros([1, 4, 4, 1])], {
            training: true,
          })[0]
          .dataSync() as ArrayLike<number>,
      )
  },
  ...Object.fromEntries(
    Object.entries(api)
      .filter(([, entry]) => entry.creates?.seed && entry.creates.type === 'tf.Initializer')
      .map(([name]): [string, Recipe] => [
        name,
        // A uniform varianceScaling, because the catalogue calls only those seeds ignored that both distributions ignore.
        (seed) => () =>
          Array.from(
            tf.initializers[name.split('.').at(-1)!]({ seed, distribution: 'uniform' })
              .apply([4, 4], 'float32')
              .dataSync() as ArrayLike<number>,
          ),
      ]),
  ),
}

const VALUES: Readonly<Record<Exclude<IgnoredSeed, 'object'>, unknown>> = {
  zero: 0,
  empty: '',
  nan: Number.NaN,
  null: null,
  false: false,
}

/** The seed slots of a path that draw from `Math.random`. */
function slotsOf(entry: Api): SeedSlot[] {
  const slots = drawsOf(entry)
    .filter(({ from }) => from === 'Math.random')
    .map(({ seed }) => seed)
  return [...slots, entry.creates?.type === 'tf.Initializer' ? entry.creates.seed : undefined].filter(
    (slot) => slot !== undefined,
  )
}

const seeded = Object.entries(api).filter(([, entry]) => slotsOf(entry).length > 0)

describe.skipIf(!present)(
  present
    ? 'the catalogue of TensorFlow.js, run'
    : 'the catalogue of TensorFlow.js, run: skipped, as test/platforms/tfjs is not installed (npm ci --prefix test/platforms/tfjs)',
  () => {
    it('has a recipe for every seed', () => {
      expect(seeded.map(([name]) => name).filter((name) => !(name in recipes))).toEqual([])
    })

    describe.each(seeded)('%s', (name, entry) => {
      const recipe = recipes[name]!
      const slot = slotsOf(entry)[0]!

      it('draws from Math.random without a seed', () => {
        drawn = 0
        const first = recipe(undefined)()
        expect(drawn).toBeGreaterThan(0)
        expect(recipe(undefined)()).not.toEqual(first)
      })

      if (slot.unread !== undefined) {
        it('does not read a seed', () => {
          drawn = 0
          const first = recipe(42)()
          expect(drawn).toBeGreaterThan(0)
          expect(recipe(42)()).not.toEqual(first)
        })
        return
      }

      it(`${slot.constant} with a constant seed`, () => {
        drawn = 0
        const draw = recipe(42)
        const first = draw()
        expect(recipe(42)()).toEqual(first)
        if (slot.constant === 'advances') expect(draw()).not.toEqual(first)
        else expect(draw()).toEqual(first)
        expect(drawn).toBe(0)
      })

      it.each(Object.entries(VALUES))('%s is ignored, or honoured, as it says', (kind, value) => {
        const first = recipe(value)()
        const second = recipe(value)()
        if (slot.ignores?.includes(kind as IgnoredSeed)) expect(second).not.toEqual(first)
        else expect(second).toEqual(first)
      })
    })

    it('ignores in varianceScaling what its distribution ignores', () => {
      const { variants } = api['tf.initializers.varianceScaling']!.creates!
      for (const distribution of ['normal', null, 'uniform']) {
        const made = variants!.find(({ when }) => when[0]!.is!.includes(distribution))!.creates
        for (const [kind, seed] of Object.entries(VALUES)) {
          const draw = () =>
            tf.initializers.varianceScaling({ seed, distribution }).apply([4, 4], 'float32').dataSync()
          const ignored = made.seed!.ignores!.includes(kind as IgnoredSeed)
          expect([distribution, kind, String(draw()) !== String(draw())]).toEqual([
            distribution,
            kind,
            ignored,
          ])
        }
      }
    })

    it('seeds with the text of an object where a number belongs', () => {
      const draw = (seed: unknown) => Array.from(tf.randomNormal([8], 0, 1, 'float32', seed).dataSync())
      expect(draw({ seed: 1 })).toEqual(draw({ seed: 2 }))
      expect(draw({ seed: 1 })).toEqual(draw('[object Object]'))
    })

    it('draws from Math.random in everything that has no seed at all', async () => {
      const model = () => {
        const made = tf.sequential({
          layers: [tf.layers.dense({ units: 1, inputShape: [1], kernelInitializer: 'zeros' })],
        })
        made.compile({ optimizer: 'sgd', loss: 'meanSquaredError' })
        return made
      }
      const x = tf.ones([8, 1])
      const counts: Record<string, () => unknown> = {
        'tf.util.randUniform': () => tf.util.randUniform(0, 1),
        'tf.LayersModel#fit': () => model().fit(x, x, { epochs: 1, verbose: 0 }),
      }
      for (const [name, run] of Object.entries(counts)) {
        expect(drawsOf(api[name]!)[0]?.from, name).toBe('Math.random')
        drawn = 0
        await run()
        expect(drawn, name).toBeGreaterThan(0)
      }
      for (const shuffle of drawsOf(api['tf.LayersModel#fit']!)[0]!.when![0]!.isNot!) {
        drawn = 0
        await model().fit(x, x, { epochs: 1, verbose: 0, shuffle })
        expect(drawn, `shuffle: ${String(shuffle)}`).toBe(0)
      }
      drawn = 0
      const trained = model()
      await trained.fitDataset(tf.data.zip({ xs: tf.data.array([[1]]), ys: tf.data.array([[1]]) }).batch(1), {
        epochs: 1,
        verbose: 0,
      })
      trained.evaluate(x, x)
      trained.predict(x)
      expect(drawn, 'fitDataset, evaluate, predict').toBe(0)
    })

    describe('tf.data.Dataset#shuffle', () => {
      const slot = drawsOf(api['tf.data.Dataset#shuffle']!)[0]!.seed!
      const items = Array.from({ length: 40 }, (_, index) => index)
      const order = async (...args: unknown[]) =>
        tf.data
          .array(items)
          .shuffle(40, ...args)
          .toArray()

      it('takes its seed from a clock, not from Math.random', async () => {
        drawn = 0
        expect(await order()).not.toEqual(await order())
        expect(drawn).toBe(0)
      })

      it('repeats for each dataset, and moves on from one iteration of a dataset to the next', async () => {
        expect(await order('42')).toEqual(await order('42'))
        const dataset = tf.data.array(items).shuffle(40, '42')
        expect(await dataset.toArray()).not.toEqual(await dataset.toArray())
      })

      it.each(Object.entries(VALUES))('%s is no seed', async (kind, value) => {
        expect(slot.ignores).toContain(kind)
        expect(await order(value)).not.toEqual(await order(value))
      })

      it('ignores reshuffleEachIteration = false', async () => {
        expect(api['tf.data.Dataset#shuffle']!.ignored?.[0]).toMatchObject({ at: 2, is: [false] })
        const dataset = tf.data.array(items).shuffle(40, '42', false)
        expect(await dataset.toArray()).not.toEqual(await dataset.toArray())
      })
    })

    describe('the weights of a layer', () => {
      /** What each layer needs to be built, and the shape of what goes in. */
      const needs: Readonly<Record<string, [object, number[]]>> = {
        dense: [{ units: 3 }, [1, 4]],
        conv1d: [{ filters: 2, kernelSize: 2 }, [1, 4, 3]],
        conv2d: [{ filters: 2, kernelSize: 2 }, [1, 4, 4, 3]],
        conv2dTranspose: [{ filters: 2, kernelSize: 2 }, [1, 4, 4, 3]],
        conv3d: [{ filters: 2, kernelSize: 2 }, [1, 4, 4, 4, 3]],
        conv3dTranspose: [{ filters: 2, kernelSize: 2 }, [1, 4, 4, 4, 3]],
        depthwiseConv2d: [{ kernelSize: 2 }, [1, 4, 4, 3]],
        separableConv2d: [{ filters: 2, kernelSize: 2 }, [1, 4, 4, 3]],
        embedding: [{ inputDim: 5, outputDim: 3 }, [1, 4]],
        simpleRNN: [{ units: 3 }, [1, 4, 3]],
        gru: [{ units: 3 }, [1, 4, 3]],
        lstm: [{ units: 3 }, [1, 4, 3]],
        convLstm2d: [{ filters: 2, kernelSize: 2 }, [1, 2, 4, 4, 3]],
        prelu: [{}, [1, 4]],
        batchNormalization: [{}, [1, 4]],
        layerNormalization: [{}, [1, 4]],
        simpleRNNCell: [{ units: 3 }, [1, 4]],
        gruCell: [{ units: 3 }, [1, 4]],
        lstmCell: [{ units: 3 }, [1, 4]],
        convLstm2dCell: [{ filters: 2, kernelSize: 2 }, [1, 4, 4, 3]],
      }
      const build = (name: string, more: object): unknown => {
        const [options, shape] = needs[name]!
        const made = tf.layers[name]({ ...options, ...more })
        made.build(shape)
        return made.getWeights().map((weight: any) => Array.from(weight.dataSync()))
      }
      const layers = Object.entries(api)
        .filter(([, entry]) => entry.weights)
        .map(([name, entry]): [string, Api] => [name.replace('tf.layers.', ''), entry])

      it.each(layers)('%s', (name, entry) => {
        const random = entry.weights!.filter((each) => each.default !== 'constant')
        const constant = entry.weights!.filter((each) => each.default === 'constant')
        const seededOptions = Object.fromEntries(
          random.map((each, index) => [
            each.key!,
            tf.initializers[each.default.split('.').at(-1)!]({ seed: index + 1 }),
          ]),
        )
        // All that is random by default is seeded: nothing is drawn, and two builds agree.
        drawn = 0
        const first = build(name, seededOptions)
        expect(build(name, seededOptions)).toEqual(first)
        expect(drawn).toBe(0)
        // One of them left out: that one is drawn.
        for (const { key } of random) {
          const rest = Object.fromEntries(Object.entries(seededOptions).filter(([each]) => each !== key))
          expect(build(name, rest), key!).not.toEqual(build(name, rest))
        }
        // The default is the initializer the catalogue names: seeded alike they agree.
        for (const { key, default: given } of random) {
          const withSeed = (made: unknown) => build(name, { ...seededOptions, [key!]: made })
          const className = given.split('.').at(-1)!
          expect(withSeed(tf.initializers[className]({ seed: 9 }))).toEqual(
            withSeed({
              className: tf.initializers[className]({ seed: 9 }).getClassName(),
              config: tf.initializers[className]({ seed: 9 }).getConfig(),
            }),
          )
        }
        // Every option is read: a random initializer in a place that is constant by default is drawn.
        for (const { key } of constant)
          expect(build(name, { ...seededOptions, [key!]: 'randomNormal' }), key!).not.toEqual(
            build(name, { ...seededOptions, [key!]: 'randomNormal' }),
          )
        // What is called ignored is ignored.
        for (const { key } of entry.ignored ?? [])
          expect(build(name, { [key!]: tf.initializers.glorotUniform({ seed: 3 }) })).not.toEqual(
            build(name, { [key!]: tf.initializers.glorotUniform({ seed: 3 }) }),
          )
      })

      it('by default come from the initializers that the catalogue names', () => {
        for (const [name, entry] of layers) {
          const made = tf.layers[name]({ ...needs[name]![0] })
          const config = made.getConfig()
          for (const { key, default: given } of entry.weights!) {
            const used = (made[key!] ?? made.cell?.[key!])?.constructor?.name
            const saved = config[key!]?.className
            if (given === 'constant') expect(['Zeros', 'Ones'], `${name}.${key}`).toContain(used)
            else {
              const wanted = tf.initializers[given.split('.').at(-1)!]({}).constructor.name
              expect(used, `${name}.${key} (${String(saved)})`).toBe(wanted)
            }
          }
        }
      })

      it('draw nothing in layers that have none', () => {
        const plain = Object.entries(api).filter(
          ([name, entry]) =>
            name.startsWith('tf.layers.') && !name.includes('#') && !entry.weights && !entry.draws,
        )
        expect(plain.length).toBeGreaterThan(50)
      })

      it('are equal in both directions of a bidirectional layer around a seeded one', () => {
        expect(api['tf.layers.bidirectional']!.copies).toEqual({ at: 0, key: 'layer' })
        const inner = tf.layers.simpleRNN({
          units: 2,
          kernelInitializer: tf.initializers.glorotNormal({ seed: 3 }),
          recurrentInitializer: tf.initializers.orthogonal({ seed: 4 }),
        })
        const made = tf.layers.bidirectional({ layer: inner, mergeMode: 'concat' })
        made.apply(tf.input({ shape: [3, 2] }))
        const weights = made.getWeights().map((weight: any) => Array.from(weight.dataSync()))
        expect(weights.slice(0, 2)).toEqual(weights.slice(3, 5))
      })
    })

    describe('families', () => {
      const values = (name: string, seed: number) =>
        Array.from(tf.initializers[name]({ seed }).apply([4, 4], 'float32').dataSync() as ArrayLike<number>)
      const proportional = (a: number[], b: number[]) => {
        const ratio = a[0]! / b[0]!
        return a.every((value, index) => Math.abs(value / b[index]! - ratio) < 1e-4 * Math.abs(ratio))
      }
      const membersOf = (family: string) =>
        Object.entries(api)
          .filter(([, entry]) => entry.creates?.family === family)
          .map(([name]) => name.split('.').at(-1)!)

      it.each(['normal', 'uniform'])('%s: one seed gives proportional weights', (family) => {
        const names = membersOf(family).filter((name) => name !== 'varianceScaling')
        expect(names.length).toBeGreaterThan(3)
        for (const name of names) expect(proportional(values(name, 7), values(names[0]!, 7)), name).toBe(true)
        expect(proportional(values(names[1]!, 8), values(names[0]!, 7))).toBe(false)
      })
    })

    it('knows the names of initializers', () => {
      const registered = Object.keys(tf.initializers).filter(
        (name) => typeof tf.initializers[name] === 'function',
      )
      expect(Object.keys(tensorflowJs.initializers!).sort()).toEqual(
        registered.map((name) => name.toLowerCase()).sort(),
      )
      // A constant needs a value, which its name alone does not give.
      for (const name of registered.filter((each) => each !== 'constant')) {
        const made = tf.initializers[name]({ value: 1, seed: 1 })
        drawn = 0
        tf.layers.dense({ units: 2, inputShape: [2], kernelInitializer: name }).build([1, 2])
        const random = drawn > 0
        expect(tensorflowJs.initializers![name.toLowerCase()] !== 'constant', name).toBe(random)
        expect(made.constructor.name.toLowerCase()).toBe(name.toLowerCase())
      }
    })

    it('names functions and methods that exist', () => {
      const elsewhere = /^tf\.(?:node|tfdf|tflite)\b/u
      const prototypes: Record<string, any> = {
        'tf.Tensor': tf.Tensor.prototype,
        'tf.TensorBuffer': tf.TensorBuffer.prototype,
        'tf.Optimizer': tf.train.sgd(1),
        'tf.Environment': tf.env(),
        'tf.layers.Layer': tf.layers.dense({ units: 1 }),
        'tf.LayerVariable': tf.LayerVariable.prototype,
        'tf.LayersModel': tf.LayersModel.prototype,
        'tf.Sequential': tf.Sequential.prototype,
        'tf.GraphModel': tf.GraphModel.prototype,
        'tf.data.Dataset': tf.data.array([1]),
      }
      const missing = Object.keys(api).filter((name) => {
        if (!name.startsWith('tf.') || elsewhere.test(name)) return false
        const [owner, method] = name.split('#')
        if (method === undefined)
          return (
            name
              .split('.')
              .slice(1)
              .reduce((value, part) => value?.[part], tf) === undefined
          )
        return owner! in prototypes && !(method in prototypes[owner!])
      })
      expect(missing).toEqual([])
    })

    it('gives tensors where it says so', () => {
      const x = tf.tensor2d([
        [1, 2],
        [3, 4],
      ])
      for (const name of ['abs', 'matMul', 'reshape', 'sum', 'transpose'])
        expect(api[`tf.Tensor#${name}`]?.returns).toBe('tf.Tensor')
      expect(x.abs().matMul(x).sum()).toBeInstanceOf(tf.Tensor)
      expect(tf.buffer([2]).toTensor()).toBeInstanceOf(tf.Tensor)
      expect(tf.sequential()).toBeInstanceOf(tf.LayersModel)
      expect(
        tf.data
          .array([1])
          .map((item: number) => item)
          .batch(1),
      ).toBeInstanceOf(tf.data.Dataset)
      expect(tf.train.adam(1)).toBeInstanceOf(tf.Optimizer)
    })
  },
)
