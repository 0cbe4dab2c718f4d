/** `@tensorflow/tfjs-data`: datasets. Lines are those of tag `tfjs-v4.22.0`. */
import type { Api } from '../schema.ts'
import { each } from './each.ts'

const DATASET = 'tfjs-data/src/dataset.ts'

/**
 * The second argument of `shuffle` is declared a string; a number works as well. What is falsy is replaced by the
 * clock, not by `Math.random`.
 */
export const dataApi: Readonly<Record<string, Api>> = {
  'tf.data.array': { upstream: `${DATASET}:581@4.22.0`, returns: 'tf.data.Dataset' },
  'tf.data.zip': { upstream: `${DATASET}:627@4.22.0`, returns: 'tf.data.Dataset' },
  'tf.data.csv': { upstream: 'tfjs-data/src/readers.ts:106@4.22.0', returns: 'tf.data.CSVDataset' },
  'tf.data.CSVDataset': {
    upstream: 'tfjs-data/src/datasets/csv_dataset.ts@4.22.0',
    returns: 'tf.data.CSVDataset',
  },
  'tf.data.TextLineDataset': {
    upstream: 'tfjs-data/src/datasets/text_line_dataset.ts@4.22.0',
    returns: 'tf.data.Dataset',
  },
  // An async function, or an iterator with an async next(), is called again before it has answered when the dataset
  // is prefetched or shuffled; an `async function*` is queued by the language and safe.
  'tf.data.func': {
    upstream: 'tfjs-data/src/readers.ts:116-138@4.22.0',
    calls: [{ at: 0, times: 'many', concurrent: 'when prefetched' }],
    returns: 'tf.data.Dataset',
  },
  'tf.data.generator': {
    upstream: 'tfjs-data/src/readers.ts:199-206@4.22.0',
    calls: [{ at: 0, times: 'many', iterator: true }],
    returns: 'tf.data.Dataset',
  },
  'tf.data.webcam': { upstream: 'tfjs-data/src/readers.ts:238@4.22.0' },
  'tf.data.microphone': { upstream: 'tfjs-data/src/readers.ts:278@4.22.0' },
  ...each('tf.data.Dataset#', ['batch', 'concatenate', 'repeat'], {
    upstream: `${DATASET}:136-352@4.22.0`,
    returns: 'tf.data.Dataset',
  }),
  'tf.data.Dataset#take': { upstream: `${DATASET}:468@4.22.0`, part: 'first', returns: 'tf.data.Dataset' },
  'tf.data.Dataset#skip': { upstream: `${DATASET}:378@4.22.0`, part: 'rest', returns: 'tf.data.Dataset' },
  'tf.data.Dataset#map': {
    upstream: `${DATASET}@4.22.0, iterators/lazy_iterator.ts`,
    calls: [{ at: 0, times: 'many', receives: 'element' }],
    returns: 'tf.data.Dataset',
  },
  'tf.data.Dataset#filter': {
    upstream: `${DATASET}:214@4.22.0`,
    calls: [{ at: 0, times: 'many', receives: 'element', orders: true }],
    returns: 'tf.data.Dataset',
  },
  'tf.data.Dataset#mapAsync': {
    upstream: 'tfjs-data/src/iterators/lazy_iterator.ts:780-815,1116-1130@4.22.0',
    calls: [{ at: 0, times: 'many', receives: 'element', concurrent: 'when prefetched' }],
    returns: 'tf.data.Dataset',
  },
  'tf.data.Dataset#forEachAsync': {
    upstream: `${DATASET}:246@4.22.0`,
    calls: [{ at: 0, times: 'many', receives: 'element' }],
  },
  'tf.data.Dataset#prefetch': {
    upstream: `${DATASET}:312@4.22.0`,
    prefetches: true,
    returns: 'tf.data.Dataset',
  },
  // One dataset moves on at every iteration; the call itself, made again, starts the same order again.
  'tf.data.Dataset#shuffle': {
    upstream: `${DATASET}:431-453@4.22.0, iterators/lazy_iterator.ts:1152`,
    prefetches: true,
    draws: {
      from: 'tf.data clock',
      orders: true,
      seed: {
        at: 1,
        ignores: ['zero', 'empty', 'nan', 'null', 'false'],
        constant: 'repeats',
        write: { as: 'string' },
      },
      // The flag is judged where it is given: it has no effect.
      reorders: {
        at: 2,
        isNot: [false],
        default: true,
        instead: 'shuffle the array before it becomes a dataset',
      },
    },
    ignored: [
      {
        at: 2,
        is: [false],
        why: 'reshuffleEachIteration = false has no effect: TensorFlow.js draws a new order at every iteration all the same. Shuffle the array once, before it becomes a dataset.',
      },
    ],
    returns: 'tf.data.Dataset',
  },
  'tf.data.Dataset#toArray': { upstream: `${DATASET}:508@4.22.0`, returns: 'Array' },
  'tf.data.Dataset#iterator': { upstream: `${DATASET}@4.22.0`, returns: 'tf.data.LazyIterator' },
  'tf.data.LazyIterator#next': { upstream: 'tfjs-data/src/iterators/lazy_iterator.ts@4.22.0' },
}
