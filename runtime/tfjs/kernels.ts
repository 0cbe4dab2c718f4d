/**
 * Deterministic TensorFlow.js kernels, in place of those that add with float atomics or draw from somewhere else.
 *
 * They are made of kernels of the same backend that repeat, called through the engine, so no TensorFlow.js package
 * is imported here. A replacement runs inside one kernel call: gradients and memory bookkeeping stay as they are.
 */
import { Stream } from '../streams/stream.ts'

/** As much of a tensor as is needed here. */
export interface Tensor {
  readonly shape: number[]
  readonly dtype: string
  readonly size: number
}

type Inputs = Readonly<Record<string, Tensor>> | readonly Tensor[]
type Attributes = Readonly<Record<string, unknown>>

/** As much of the TensorFlow.js engine as is needed here; it is one object for every copy of the library. */
export interface Engine {
  readonly backendName: string | undefined
  readonly registryFactory: Readonly<Record<string, unknown>>
  readonly ENV: FlagEnvironment
  runKernel(kernel: string, inputs: Inputs, attrs?: Attributes): Tensor
  makeTensor(values: Int32Array | Float32Array, shape: number[], dtype: string): Tensor
  tidy<Result>(fn: () => Result): Result
  setBackend(name: string): Promise<boolean>
  registerBackend(name: string, factory: () => unknown, priority?: number): boolean
}

/** `tf.env()`. */
export interface FlagEnvironment {
  readonly flags: Record<string, unknown>
  readonly flagRegistry: Readonly<Record<string, unknown>>
  set(flag: string, value: unknown): void
  registerFlag(flag: string, ...rest: unknown[]): void
}

/** One entry of the kernel registry. */
export interface KernelConfig {
  readonly kernelName: string
  readonly backendName: string
  readonly kernelFunc: (call: KernelCall) => Tensor | Tensor[]
}

/** What a kernel is called with. */
export interface KernelCall {
  readonly inputs: Readonly<Record<string, Tensor>>
  readonly attrs: Attributes
  readonly backend: unknown
}

/** Computes what the replaced kernel should; `undefined` where the original repeats already for these inputs. */
export type Replacement = (call: KernelCall, engine: Engine) => Tensor | undefined

const product = (numbers: readonly number[]): number => numbers.reduce((a, b) => a * b, 1)

/** The most elements one block's one-hot matrix may have: 64 MiB of float32. */
let blockElements = 2 ** 24

/** Lets tests make blocks small enough for several. */
export function setBlockElements(count: number): void {
  blockElements = count
}

/** Short names for the kernels used below. */
function kernelsOf(engine: Engine) {
  const run = (kernel: string, inputs: Inputs, attrs?: Attributes) => engine.runKernel(kernel, inputs, attrs)
  return {
    int: (values: ArrayLike<number>, shape: number[]) =>
      engine.makeTensor(Int32Array.from(values), shape, 'int32'),
    float: (values: ArrayLike<number>, shape: number[]) =>
      engine.makeTensor(Float32Array.from(values), shape, 'float32'),
    reshape: (x: Tensor, shape: number[]) => run('Reshape', { x }, { shape }),
    cast: (x: Tensor, dtype: string) => run('Cast', { x }, { dtype }),
    add: (a: Tensor, b: Tensor) => run('Add', { a, b }),
    sub: (a: Tensor, b: Tensor) => run('Sub', { a, b }),
    multiply: (a: Tensor, b: Tensor) => run('Multiply', { a, b }),
    minimum: (a: Tensor, b: Tensor) => run('Minimum', { a, b }),
    maximum: (a: Tensor, b: Tensor) => run('Maximum', { a, b }),
    lessEqual: (a: Tensor, b: Tensor) => run('LessEqual', { a, b }),
    greater: (a: Tensor, b: Tensor) => run('Greater', { a, b }),
    select: (condition: Tensor, t: Tensor, e: Tensor) => run('Select', { condition, t, e }),
    sum: (x: Tensor, axis: number) => run('Sum', { x }, { axis: [axis], keepDims: false }),
    max: (x: Tensor, axis: number) => run('Max', { x }, { reductionIndices: [axis], keepDims: false }),
    tile: (x: Tensor, reps: number[]) => run('Tile', { x }, { reps }),
    slice: (x: Tensor, begin: number[], size: number[]) => run('Slice', { x }, { begin, size }),
    concat: (parts: Tensor[]) => (parts.length === 1 ? parts[0]! : run('Concat', parts, { axis: 0 })),
    softmax: (logits: Tensor) => run('Softmax', { logits }, { dim: logits.shape.length - 1 }),
    cumsum: (x: Tensor, axis: number) => run('Cumsum', { x }, { axis, exclusive: false, reverse: false }),
    gather: (x: Tensor, indices: Tensor) => run('GatherV2', { x, indices }, { axis: 0, batchDims: 0 }),
    oneHot: (indices: Tensor, depth: number) =>
      run('OneHot', { indices }, { dtype: 'float32', depth, onValue: 1, offValue: 0 }),
    transposedProduct: (a: Tensor, b: Tensor) => {
      const batch = (x: Tensor) => run('Reshape', { x }, { shape: [1, ...x.shape] })
      const attrs = { transposeA: true, transposeB: false }
      const c = run('BatchMatMul', { a: batch(a), b: batch(b) }, attrs)
      return run('Reshape', { x: c }, { shape: c.shape.slice(1) })
    },
  }
}

/** Calls `compute` for blocks of `size` places, with a one-hot matrix [ids, places of the block], and joins the results. */
function byBlocks(engine: Engine, ids: Tensor, size: number, compute: (hot: Tensor) => Tensor): Tensor {
  const k = kernelsOf(engine)
  const step = Math.max(1, Math.min(size, Math.floor(blockElements / Math.max(1, ids.size))))
  const parts: Tensor[] = []
  for (let start = 0; start < size; start += step) {
    const depth = Math.min(step, size - start)
    const shifted = start === 0 ? ids : k.sub(ids, k.int([start], []))
    parts.push(engine.tidy(() => compute(k.oneHot(shifted, depth))))
  }
  return k.concat(parts)
}

/**
 * Sums the rows of `rows` [n, width] into `size` places by `ids` [n], always in the same order; ids outside are left
 * out. A row that holds NaN or an infinity spreads NaN over its column: training has failed by then.
 */
function sumInto(engine: Engine, rows: Tensor, ids: Tensor, size: number): Tensor {
  return byBlocks(engine, ids, size, (hot) => kernelsOf(engine).transposedProduct(hot, rows))
}

/** For every one of `size` places, 1 + the position of the last id that names it, or 0. */
function lastWriter(engine: Engine, ids: Tensor, size: number): Tensor {
  const k = kernelsOf(engine)
  const positions = k.float(
    Array.from({ length: ids.size }, (_, i) => i + 1),
    [ids.size, 1],
  )
  return byBlocks(engine, ids, size, (hot) => k.max(k.multiply(hot, positions), 0))
}

/** Turns indices [n, rank] into a tensor whose first `rank` dimensions are `shape` to positions [n]. */
function flatten(engine: Engine, indices: Tensor, shape: readonly number[]): Tensor {
  const k = kernelsOf(engine)
  const strides = shape.map((_, axis) => product(shape.slice(axis + 1)))
  return k.sum(k.multiply(indices, k.int(strides, [1, shape.length])), 1)
}

const unsortedSegmentSum: Replacement = ({ inputs, attrs }, engine) => {
  const { x, segmentIds } = inputs as { x: Tensor; segmentIds: Tensor }
  const numSegments = attrs.numSegments as number
  if (x.dtype !== 'float32' || segmentIds.size === 0) return undefined
  const k = kernelsOf(engine)
  const inner = x.shape.slice(segmentIds.shape.length)
  const rows = k.reshape(x, [segmentIds.size, product(inner)])
  const sums = sumInto(engine, rows, k.reshape(segmentIds, [segmentIds.size]), numSegments)
  return k.reshape(sums, [numSegments, ...inner])
}

const scatterNd: Replacement = ({ inputs, attrs }, engine) => {
  const { indices, updates } = inputs as { indices: Tensor; updates: Tensor }
  const shape = attrs.shape as number[]
  const rank = indices.shape.at(-1) ?? 1
  const count = indices.size / rank
  if (updates.dtype !== 'float32' || count < 2) return undefined
  const k = kernelsOf(engine)
  const outer = shape.slice(0, rank)
  const ids = flatten(engine, k.reshape(indices, [count, rank]), outer)
  const rows = k.reshape(updates, [count, product(shape.slice(rank))])
  return k.reshape(sumInto(engine, rows, ids, product(outer)), shape)
}

const bincount: Replacement = ({ inputs, attrs }, engine) => {
  const { x, weights } = inputs as { x: Tensor; weights: Tensor }
  const size = attrs.size as number
  if (weights.size === 0 || weights.dtype !== 'float32' || attrs.binaryOutput === true) return undefined
  const k = kernelsOf(engine)
  const rows = k.reshape(weights, [weights.size, 1])
  if (x.shape.length === 1) return k.reshape(sumInto(engine, rows, x, size), [size])
  const [height = 0, width = 0] = x.shape
  const offsets = k.int(
    Array.from({ length: height }, (_, row) => row * size),
    [height, 1],
  )
  const outside = k.int([-1], [])
  const inside = k.select(
    k.greater(k.tile(k.int([size], [1, 1]), [height, width]), x),
    k.add(x, offsets),
    k.tile(k.reshape(outside, [1, 1]), [height, width]),
  )
  return k.reshape(sumInto(engine, rows, k.reshape(inside, [x.size]), height * size), [height, size])
}

/** `base` [size, width] with row `ids[i]` overwritten by row `i` of `rows`, the last one winning. */
function overwrite(engine: Engine, base: Tensor, ids: Tensor, rows: Tensor): Tensor {
  const k = kernelsOf(engine)
  const [size = 0, width = 0] = base.shape
  const winner = lastWriter(engine, ids, size)
  const position = k.cast(k.maximum(k.sub(winner, k.float([1], [])), k.float([0], [])), 'int32')
  const written = k.gather(rows, position)
  const isWritten = k.greater(k.tile(k.reshape(winner, [size, 1]), [1, width]), k.float([0], []))
  return k.select(isWritten, written, base)
}

const tensorScatterUpdate: Replacement = ({ inputs }, engine) => {
  const { tensor, indices, updates } = inputs as { tensor: Tensor; indices: Tensor; updates: Tensor }
  const rank = indices.shape.at(-1) ?? 1
  const count = indices.size / rank
  if (count < 2) return undefined
  const k = kernelsOf(engine)
  const outer = tensor.shape.slice(0, rank)
  const width = product(tensor.shape.slice(rank))
  const ids = flatten(engine, k.reshape(indices, [count, rank]), outer)
  const base = k.reshape(tensor, [product(outer), width])
  return k.reshape(overwrite(engine, base, ids, k.reshape(updates, [count, width])), tensor.shape)
}

const sparseToDense: Replacement = ({ inputs, attrs }, engine) => {
  const { sparseIndices, sparseValues, defaultValue } = inputs as Record<string, Tensor> & {
    sparseIndices: Tensor
    sparseValues: Tensor
    defaultValue: Tensor
  }
  const shape = attrs.outputShape as number[]
  if (sparseValues.size < 2) return undefined
  const k = kernelsOf(engine)
  const count = sparseValues.size
  const ids = flatten(engine, k.reshape(sparseIndices, [count, shape.length]), shape)
  const size = product(shape)
  const base = k.tile(k.reshape(defaultValue, [1, 1]), [size, 1])
  return k.reshape(overwrite(engine, base, ids, k.reshape(sparseValues, [count, 1])), shape)
}

/**
 * Draws from the cumulative distribution, with numbers that depend on the call's seed alone. TensorFlow.js gives
 * every unseeded call a fresh seed from `Math.random`, so the draws follow the stream of the scope and can be resumed.
 */
function multinomialFrom(isOriginalFine: (seed: number) => boolean): Replacement {
  return ({ inputs, attrs }, engine) => {
    const { logits } = inputs as { logits: Tensor }
    const { numSamples, seed, normalized } = attrs as {
      numSamples: number
      seed: number
      normalized: boolean
    }
    if (isOriginalFine(seed) || logits.size === 0) return undefined
    const k = kernelsOf(engine)
    const [batch = 0, classes = 0] = logits.shape
    const stream = new Stream('tf.multinomial', [String(seed)])
    // 24 bits are what a float32 below 1 holds exactly.
    const uniforms = Float32Array.from({ length: batch * numSamples }, () => stream.int(2 ** 24) / 2 ** 24)
    const cumulative = k.cumsum(normalized ? logits : k.softmax(logits), 1)
    const total = k.slice(cumulative, [0, classes - 1], [batch, 1])
    const thresholds = k.multiply(k.float(uniforms, [batch, numSamples]), total)
    const passed = k.lessEqual(
      k.reshape(cumulative, [batch, 1, classes]),
      k.reshape(thresholds, [batch, numSamples, 1]),
    )
    return k.minimum(k.sum(k.cast(passed, 'int32'), 2), k.int([classes - 1], []))
  }
}

/** What stands in for which kernel of which backend, and why. */
export const replacements: readonly {
  readonly kernel: string
  readonly backend: string
  readonly why: string
  readonly replace: Replacement
}[] = [
  {
    kernel: 'Multinomial',
    backend: 'webgpu',
    why: 'the first sample is always class 0, and seeds above a few hundred bias the rest',
    replace: multinomialFrom(() => false),
  },
  {
    kernel: 'Multinomial',
    backend: 'webgl',
    why: 'seeds above a few hundred bias the samples',
    replace: multinomialFrom(() => false),
  },
  {
    kernel: 'Multinomial',
    backend: 'tensorflow',
    why: 'without an integer seed TensorFlow draws from the operating system',
    // A seed from 1 on is the program's own, and TensorFlow honours it.
    replace: multinomialFrom((seed) => seed >= 1),
  },
  ...(
    [
      ['UnsortedSegmentSum', unsortedSegmentSum, 'adds with float atomics, in whatever order threads finish'],
      ['ScatterNd', scatterNd, 'adds with float atomics, in whatever order threads finish'],
      ['Bincount', bincount, 'adds with float atomics, in whatever order threads finish'],
      ['DenseBincount', bincount, 'adds with float atomics, in whatever order threads finish'],
      ['TensorScatterUpdate', tensorScatterUpdate, 'of several values for one place the last thread wins'],
      ['SparseToDense', sparseToDense, 'of several values for one place the last thread wins'],
    ] as const
  ).map(([kernel, replace, why]) => ({ kernel, backend: 'webgpu', why, replace })),
]
