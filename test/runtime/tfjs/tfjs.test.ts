import type { Tensor as Handle } from '../../../runtime/tfjs/kernels.ts'
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest'
import { enforce } from '../../../runtime/enforce/enforce.ts'
import type { Run } from '../../../runtime/enforce/run.ts'
import type { EnforceOptions } from '../../../runtime/enforce/options.ts'
import { Stream } from '../../../runtime/streams/stream.ts'
import {
  replacements,
  setBlockElements,
  type Engine,
  type FlagEnvironment,
  type KernelConfig,
} from '../../../runtime/tfjs/kernels.ts'
import { installTfjs, requireTfjs } from '../runtime-build.ts'

interface Tensor extends Handle {
  dataSync(): Float32Array | Int32Array
}
interface Dataset {
  shuffle(size: number, seed?: string | number, reshuffle?: boolean): Dataset
  toArray(): Promise<number[]>
  iterator(): Promise<{ next(): Promise<{ value: number; done: boolean }> }>
}
interface Layer {
  seed: number
  apply(input: Tensor, kwargs: { training: boolean }): Tensor
}
interface Tf {
  engine(): Engine
  env(): FlagEnvironment
  setBackend(name: string): Promise<boolean>
  getBackend(): string
  ready(): Promise<void>
  registerBackend(name: string, factory: () => unknown): boolean
  removeBackend(name: string): void
  registerKernel(config: KernelConfig): void
  unregisterKernel(kernel: string, backend: string): void
  getKernel(kernel: string, backend: string): KernelConfig
  tensor(values: unknown, shape?: number[], dtype?: string): Tensor
  ones(shape: number[]): Tensor
  zeros(shape: number[]): Tensor
  randomNormal(shape: number[], mean?: number, deviation?: number, dtype?: string, seed?: number): Tensor
  randomUniform(shape: number[]): Tensor
  multinomial(logits: Tensor, samples: number, seed?: number): Tensor
  dropout(x: Tensor, rate: number): Tensor
  memory(): { numTensors: number }
  tidy<T>(fn: () => T): T
  data: { array(values: number[]): Dataset; Dataset: { prototype: { shuffle: unknown } } }
  layers: { dropout(config: object): Layer; spatialDropout1d(config: object): Layer }
  util: { shuffle(values: unknown[]): void }
}

const missing = installTfjs()
if (missing) console.warn(missing)
const native = Math.random
const numbers = (count: number) => Array.from({ length: count }, (_, i) => i)

describe.skipIf(missing)('TensorFlow.js', { timeout: 60_000 }, () => {
  let tf: Tf
  let run: Run | undefined
  const start = (options: EnforceOptions = {}): Run => (run = enforce({ seed: 42, ...options }))
  const status = (id: string) => run!.receipt.settings.find((row) => row.id === id)?.status
  /** What `fn` gives in two runs of the same seed. */
  const twice = async <T>(fn: (run: Run) => T | Promise<T>): Promise<[T, T]> => {
    const results: T[] = []
    for (let i = 0; i < 2; i++) {
      results.push(await fn(start()))
      run!.restore()
    }
    return results as [T, T]
  }
  const read = (tensor: Tensor) => Array.from(tensor.dataSync())

  beforeAll(async () => {
    // Loaded while a run is on, so that the hooks that wait for it are what is tested.
    start()
    expect(status('Dataset.shuffle')).toBe('pending')
    vi.spyOn(console, 'warn').mockImplementation(() => undefined)
    tf = requireTfjs('@tensorflow/tfjs') as Tf
    await tf.setBackend('cpu')
    expect(status('Dataset.shuffle')).toBe('applied')
    expect(status('Dropout.seed')).toBe('applied')
    tf.ones([2]).dataSync()
    tf.randomUniform([2])
    expect(status('backend')).toBe('applied')
    // Six bundled generators take one number each while they are loaded: not from the program's stream.
    expect(run!.receipt.draws).toEqual({ import: 6, default: 1 })
    expect(run!.receipt.versions).toMatchObject({ 'tfjs-core': '4.22.0', backend: 'cpu' })
    run!.restore()
  })
  afterEach(() => {
    run?.restore()
    run = undefined
  })
  afterAll(() => {
    expect(Math.random).toBe(native)
  })

  it.each<[string, (tf: Tf) => number[] | Promise<number[]>]>([
    ['randomNormal', (tf) => read(tf.randomNormal([5]))],
    ['randomNormal with seed 0', (tf) => read(tf.randomNormal([5], 0, 1, 'float32', 0))],
    ['dropout', (tf) => read(tf.dropout(tf.ones([40]), 0.5))],
    ['multinomial', (tf) => read(tf.multinomial(tf.zeros([1, 9]), 20))],
    [
      'util.shuffle',
      (tf) => {
        const values = numbers(20)
        tf.util.shuffle(values)
        return values
      },
    ],
    ['Dataset.shuffle', (tf) => tf.data.array(numbers(40)).shuffle(20).toArray()],
    ['Dataset.shuffle with seed 0', (tf) => tf.data.array(numbers(40)).shuffle(20, 0).toArray()],
  ])('%s repeats, and differs under another seed', async (_, draw) => {
    const [a, b] = await twice(() => draw(tf))
    expect(a).toEqual(b)
    start({ seed: 43 })
    expect(await draw(tf)).not.toEqual(a)
  })

  describe('Dataset.shuffle', () => {
    it('gives every epoch another order, and every dataset too', async () => {
      start()
      const one = tf.data.array(numbers(30)).shuffle(30)
      const two = tf.data.array(numbers(30)).shuffle(30)
      const orders = [await one.toArray(), await one.toArray(), await two.toArray()]
      expect(new Set(orders.map(String)).size).toBe(3)
      for (const order of orders) expect([...order].sort((a, b) => a - b)).toEqual(numbers(30))
    })

    it('in one scope does not notice a shuffle in another', async () => {
      const order = (other: boolean) => async (one: Run) => {
        if (other) await one.scope('val', () => tf.data.array(numbers(9)).shuffle(9).toArray())
        return one.scope('train', () => tf.data.array(numbers(30)).shuffle(30).toArray())
      }
      const [a] = await twice(order(false))
      const [b] = await twice(order(true))
      expect(a).toEqual(b)
    })

    it("with the program's own seed is what TensorFlow.js makes of it", async () => {
      const seeded = () => tf.data.array(numbers(30)).shuffle(30, '7')
      const bare = seeded()
      const expected = [await bare.toArray(), await bare.toArray()]
      start()
      const ours = seeded()
      expect([await ours.toArray(), await ours.toArray()]).toEqual(expected)
    })

    it('goes on after resume()', async () => {
      const make = () => tf.data.array(numbers(30)).shuffle(30)
      const one = start()
      const dataset = make()
      await dataset.toArray()
      const state = JSON.parse(JSON.stringify(one.state())) as ReturnType<Run['state']>
      const expected = [await dataset.toArray(), await dataset.toArray()]
      one.restore()
      const two = start()
      const again = make()
      two.resume(state)
      expect([await again.toArray(), await again.toArray()]).toEqual(expected)
      two.resume(state)
      expect(await again.toArray()).toEqual(expected[0])
    })

    it('keeps its errors, and is itself again after restore()', () => {
      const wrapped = () => tf.data.Dataset.prototype.shuffle
      const original = wrapped()
      start()
      expect(wrapped()).not.toBe(original)
      expect(() => tf.data.array([1]).shuffle(-1)).toThrow('requires bufferSize')
      run!.restore()
      expect(wrapped()).toBe(original)
    })
  })

  describe('a dropout layer with a seed', () => {
    const masks = (layer: Layer, count: number) =>
      Array.from({ length: count }, () => String(read(layer.apply(tf.ones([1, 64]), { training: true }))))

    it('is frozen by itself, and gives a new mask at every call under enforce()', () => {
      expect(new Set(masks(tf.layers.dropout({ rate: 0.5, seed: 42 }), 5)).size).toBe(1)
      start()
      const layer = tf.layers.dropout({ rate: 0.5, seed: 42 })
      expect(new Set(masks(layer, 5)).size).toBe(5)
      expect(layer.seed).toBe(42)
    })

    it('repeats from run to run, and not from layer to layer', async () => {
      const two = () => [
        masks(tf.layers.dropout({ rate: 0.5, seed: 42 }), 3),
        masks(tf.layers.dropout({ rate: 0.5, seed: 42 }), 3),
      ]
      const [a, b] = await twice(two)
      expect(a).toEqual(b)
      expect(a[0]).not.toEqual(a[1])
      const [c] = await twice(() => masks(tf.layers.dropout({ rate: 0.5, seed: 43 }), 3))
      expect(c).not.toEqual(a[0])
    })

    it('goes on after resume(), also when it is built afterwards', () => {
      const one = start()
      const layer = tf.layers.dropout({ rate: 0.5, seed: 42 })
      masks(layer, 2)
      const state = one.state()
      const expected = masks(layer, 3)
      one.restore()
      start().resume(state)
      expect(masks(tf.layers.dropout({ rate: 0.5, seed: 42 }), 3)).toEqual(expected)
    })

    it('starts again when it did not exist in the state that is resumed', () => {
      const one = start()
      const before = one.state()
      const layer = tf.layers.dropout({ rate: 0.5, seed: 42 })
      const first = masks(layer, 2)
      one.resume(before)
      expect(masks(layer, 2)).toEqual(first)
    })

    it('leaves inference and spatial dropout as they are', () => {
      start()
      const layer = tf.layers.dropout({ rate: 0.5, seed: 42 })
      expect(read(layer.apply(tf.ones([1, 4]), { training: false }))).toEqual([1, 1, 1, 1])
      expect(run!.receipt.draws['tf.layers.dropout default/0']).toBeUndefined()
      const spatial = tf.layers.spatialDropout1d({ rate: 0.5, seed: 42 })
      const mask = read(spatial.apply(tf.ones([1, 5, 8]), { training: true }))
      expect(mask.slice(0, 8)).toEqual(mask.slice(8, 16))
    })
  })

  describe('the backend', () => {
    const settle = (name: string) => tf.removeBackend(name)

    it('that cannot be had is an error, not another backend', async () => {
      tf.registerBackend('broken', () => {
        throw new Error('no adapter')
      })
      expect(await tf.setBackend('broken')).toBe(false)
      start()
      await expect(tf.setBackend('broken')).rejects.toThrow(
        "tf.setBackend('broken') failed, and TensorFlow.js would go on with another backend",
      )
      settle('broken')
      run!.restore()
      await tf.setBackend('cpu')
    })

    it('that is not the wanted one is an error before it computes', async () => {
      start({ backend: 'wasm' })
      expect(() => tf.randomUniform([1])).not.toThrow()
      expect(() => tf.engine().runKernel('Identity', { x: tf.ones([1]) })).toThrow(
        "Identity is about to run on the backend 'cpu', and this run belongs on 'wasm'",
      )
      await tf.setBackend('cpu')
      expect(() => tf.engine().runKernel('Identity', { x: tf.ones([1]) })).toThrow(
        "Call await tf.setBackend('wasm')",
      )
    })

    it('wasm: the same numbers in two runs', async () => {
      requireTfjs('@tensorflow/tfjs-backend-wasm')
      expect(await tf.setBackend('wasm')).toBe(true)
      const [a, b] = await twice(() => read(tf.multinomial(tf.zeros([2, 9]), 20)))
      expect(tf.getBackend()).toBe('wasm')
      expect(a).toEqual(b)
      await tf.setBackend('cpu')
    })
  })

  describe('flags', () => {
    const FLAG = 'WEBGPU_MATMUL_PROGRAM_TYPE'
    afterEach(() => {
      delete (tf.env().flagRegistry as Record<string, unknown>)[FLAG]
      delete tf.env().flags[FLAG]
    })

    it('are set as soon as their backend is loaded, and given back', () => {
      start()
      expect(status(FLAG)).toBe('pending')
      tf.env().registerFlag(FLAG, () => -1)
      expect(tf.env().flags[FLAG]).toBe(3)
      expect(status(FLAG)).toBe('applied')
      run!.restore()
      expect(tf.env().flags).not.toHaveProperty(FLAG)
    })

    it('keep a valid value, and refuse one that races', () => {
      tf.env().registerFlag(FLAG, () => -1)
      tf.env().set(FLAG, 2)
      start()
      expect(status(FLAG)).toBe('kept-user-value')
      expect(() => tf.env().set(FLAG, 1)).toThrow('the program sets WEBGPU_MATMUL_PROGRAM_TYPE to 1')
      run!.restore()
      tf.env().set(FLAG, 1)
      expect(() => start()).toThrow('tf.env() has WEBGPU_MATMUL_PROGRAM_TYPE = 1')
      expect(tf.env().flags[FLAG]).toBe(1)
    })
  })

  describe('kernels', () => {
    const registered: string[] = []
    const fake = (kernelName: string, backendName: string) => {
      registered.push(`${kernelName}/${backendName}`)
      tf.registerKernel({ kernelName, backendName, kernelFunc: () => tf.zeros([1]) })
    }
    afterEach(() => {
      for (const name of registered.splice(0)) {
        const [kernel, backend] = name.split('/') as [string, string]
        tf.unregisterKernel(kernel, backend)
      }
      setBlockElements(2 ** 24)
    })

    it('that are atomic are replaced when their backend is loaded, and put back', () => {
      start()
      fake('UnsortedSegmentSum', 'webgpu')
      const during = tf.getKernel('UnsortedSegmentSum', 'webgpu')
      expect(status('UnsortedSegmentSum@webgpu')).toBe('applied')
      run!.restore()
      expect(tf.getKernel('UnsortedSegmentSum', 'webgpu')).not.toBe(during)
      start()
      expect(tf.getKernel('UnsortedSegmentSum', 'webgpu')).not.toBe(during)
      expect(status('UnsortedSegmentSum@webgpu')).toBe('applied')
    })

    it('that nothing can replace are named when they are used', () => {
      start()
      fake('Dilation2DBackpropInput', 'webgpu')
      expect(status('Dilation2DBackpropInput@webgpu')).toBe('impossible')
      const kernel = tf.getKernel('Dilation2DBackpropInput', 'webgpu')
      expect(() => kernel.kernelFunc({ inputs: {}, attrs: {}, backend: null })).toThrow(
        'Dilation2DBackpropInput on webgpu (the gradient of tf.dilation2d) adds with float atomics',
      )
      run!.restore()
      start({ mode: 'warn' })
      const warned = tf.getKernel('Dilation2DBackpropInput', 'webgpu')
      expect(warned.kernelFunc({ inputs: {}, attrs: {}, backend: null })).toMatchObject({ shape: [1] })
    })

    /** The replacement of a WebGPU kernel and the CPU's own kernel, on the same inputs. */
    const compare = (kernel: string, inputs: Record<string, Tensor>, attrs: object) => {
      const row = replacements.find((one) => one.kernel === kernel && one.backend === 'webgpu')!
      const engine = tf.engine()
      const before = tf.memory().numTensors
      const call = { inputs, attrs: attrs as Record<string, unknown>, backend: null }
      const ours = tf.tidy(() => {
        const result = engine.tidy(() => row.replace(call, engine)) as Tensor | undefined
        return result && { values: read(result), shape: result.shape, dtype: result.dtype }
      })
      const theirs = tf.tidy(() => {
        const result = engine.runKernel(kernel, inputs, attrs as Record<string, unknown>) as Tensor
        return { values: read(result), shape: result.shape, dtype: result.dtype }
      })
      expect(tf.memory().numTensors).toBe(before)
      return { ours, theirs }
    }
    const stream = new Stream('kernels', [])
    const ints = (count: number, below: number) => Array.from({ length: count }, () => stream.int(below))
    // Multiples of 1/8: sums are exact in any order, so every kernel must agree bit for bit.
    const floats = (count: number) => Array.from({ length: count }, () => (stream.int(64) - 32) / 8)
    const cases: [string, () => Record<string, Tensor>, object][] = [
      [
        'UnsortedSegmentSum',
        () => ({ x: tf.tensor(floats(60), [20, 3]), segmentIds: tf.tensor(ints(20, 7), [20], 'int32') }),
        { numSegments: 7 },
      ],
      [
        'UnsortedSegmentSum',
        () => ({ x: tf.tensor(floats(20), [20]), segmentIds: tf.tensor(ints(20, 9), [20], 'int32') }),
        { numSegments: 5 },
      ],
      [
        'ScatterNd',
        () => ({
          indices: tf.tensor(ints(24, 3), [12, 2], 'int32'),
          updates: tf.tensor(floats(48), [12, 4]),
        }),
        { shape: [3, 3, 4] },
      ],
      [
        'Bincount',
        () => ({ x: tf.tensor(ints(30, 8), [30], 'int32'), weights: tf.tensor(floats(30), [30]) }),
        { size: 6 },
      ],
      [
        'DenseBincount',
        () => ({ x: tf.tensor(ints(30, 8), [5, 6], 'int32'), weights: tf.tensor(floats(30), [5, 6]) }),
        { size: 6, binaryOutput: false },
      ],
      [
        'TensorScatterUpdate',
        () => ({
          tensor: tf.tensor(floats(36), [3, 3, 4]),
          indices: tf.tensor(ints(24, 3), [12, 2], 'int32'),
          updates: tf.tensor(floats(48), [12, 4]),
        }),
        {},
      ],
      [
        'SparseToDense',
        () => ({
          sparseIndices: tf.tensor(ints(20, 4), [10, 2], 'int32'),
          sparseValues: tf.tensor(floats(10), [10]),
          defaultValue: tf.tensor(9, []),
        }),
        { outputShape: [4, 4] },
      ],
      [
        'SparseToDense',
        () => ({
          sparseIndices: tf.tensor(ints(9, 5), [9], 'int32'),
          sparseValues: tf.tensor(floats(9), [9]),
          defaultValue: tf.tensor(-1, []),
        }),
        { outputShape: [5] },
      ],
    ]
    it.each(cases)('%s gives what the CPU gives, repeated indices and all', (kernel, inputs, attrs) => {
      for (const block of [2 ** 24, 50, 1]) {
        setBlockElements(block)
        const { ours, theirs } = compare(kernel, inputs(), attrs)
        expect(ours).toEqual(theirs)
      }
    })

    it('leaves to the original what repeats already', () => {
      const row = (kernel: string) => replacements.find((one) => one.kernel === kernel)!
      const call = (inputs: Record<string, Tensor>, attrs: Record<string, unknown> = {}) => ({
        inputs,
        attrs,
        backend: null,
      })
      const int = (values: number[]) => tf.tensor(values, [values.length], 'int32')
      expect(
        row('UnsortedSegmentSum').replace(
          call({ x: int([1]), segmentIds: int([0]) }, { numSegments: 1 }),
          tf.engine(),
        ),
      ).toBeUndefined()
      expect(
        row('Bincount').replace(call({ x: int([1]), weights: tf.tensor([], [0]) }, { size: 2 }), tf.engine()),
      ).toBeUndefined()
    })

    describe('Multinomial', () => {
      const draw = (probabilities: number[], samples: number, seed: number, backend = 'webgpu') => {
        const row = replacements.find((one) => one.kernel === 'Multinomial' && one.backend === backend)!
        const logits = tf.tensor(probabilities.map(Math.log), [1, probabilities.length])
        const attrs = { numSamples: samples, seed, normalized: false }
        const result = row.replace({ inputs: { logits }, attrs, backend: null }, tf.engine()) as
          Tensor | undefined
        if (result) expect([result.dtype, result.shape]).toEqual(['int32', [1, samples]])
        return result && read(result)
      }

      it.each([0.73, 7, 501, 99999, 20240101])('with seed %s has the right frequencies', (seed) => {
        const counts = [0, 0, 0, 0]
        const p = [0.1, 0.2, 0.3, 0.4]
        for (const index of draw(p, 4000, seed)!) counts[index]!++
        const chi = counts.reduce((sum, count, i) => sum + (count - 4000 * p[i]!) ** 2 / (4000 * p[i]!), 0)
        expect(chi).toBeLessThan(22)
      })

      it('is not always class 0 for one sample', () => {
        const drawn = numbers(60).map((i) => draw([0.25, 0.25, 0.25, 0.25], 1, i / 60 + 0.001)![0])
        expect(new Set(drawn).size).toBe(4)
      })

      it('never draws a class of probability 0, and takes probabilities as they are', () => {
        expect(new Set(draw([0, 0.5, 0, 0.5], 500, 0.3))).toEqual(new Set([1, 3]))
        const row = replacements.find((one) => one.kernel === 'Multinomial')!
        const logits = tf.tensor([0, 1, 0], [1, 3])
        const attrs = { numSamples: 9, seed: 3, normalized: true }
        expect(
          read(row.replace({ inputs: { logits }, attrs, backend: null }, tf.engine()) as Tensor),
        ).toEqual(numbers(9).map(() => 1))
      })

      it("on tfjs-node leaves the program's own integer seed to TensorFlow", () => {
        expect(draw([0.5, 0.5], 3, 7, 'tensorflow')).toBeUndefined()
        expect(draw([0.5, 0.5], 3, 0.7, 'tensorflow')).toHaveLength(3)
      })
    })
  })
})
