/** Packages of which some functions draw: shuffles, samples, distributions and identifiers. */
import type { Api, Draw, Library, Slot } from '../schema.ts'
import { each } from './each.ts'
import { ENFORCE } from './reproducible.ts'

function library(
  name: string,
  modules: Library['modules'],
  rest: Omit<Library, 'name' | 'language' | 'ml' | 'modules'>,
): Library {
  return { name, language: 'javascript', ml: false, modules, ...rest }
}

/**
 * lodash and the d3 modules keep the `Math.random` that is there while they are loaded: what replaces it later does
 * not reach them. Being loaded after the runtime is the only way to seed them.
 */
const KEPT = 'Math.random at load'

function shuffles(upstream: string, from: Draw['from'], more: Partial<Api> = {}, generator?: Slot): Api {
  return {
    upstream,
    draws: { from, orders: true, ...(generator && { generator: { ...generator, takesFunction: true } }) },
    returns: 'Array',
    ...more,
  }
}

// ----------------------------------------------------------------------------------------------- lodash, underscore

const LODASH = 'lodash-es/_baseRandom.js:3, random.js:28@4.18.1'

/** What both libraries share: walking through collections. */
function collections(root: string, upstream: string): Record<string, Api> {
  return {
    ...each(`${root}.`, ['map', 'flatMap', 'mapValues'], {
      upstream,
      calls: [{ at: 1, times: 'many', receives: 'element', returned: true }],
      returns: 'Array',
    }),
    ...each(`${root}.`, ['forEach', 'each', 'reduce', 'some', 'every', 'groupBy', 'countBy', 'keyBy'], {
      upstream,
      calls: [{ at: 1, times: 'many' }],
    }),
    ...each(`${root}.`, ['filter', 'reject', 'partition'], {
      upstream,
      calls: [{ at: 1, times: 'many', receives: 'element', orders: true }],
      returns: 'Array',
    }),
    ...each(`${root}.`, ['sortBy', 'orderBy'], {
      upstream,
      ordersItems: true,
      returns: 'Array',
    }),
    [`${root}.times`]: {
      upstream,
      calls: [{ at: 1, times: 'many', returned: true }],
      returns: 'Array',
    },
    ...each(
      `${root}.`,
      ['chunk', 'range', 'zip', 'uniq', 'take', 'drop', 'slice', 'concat', 'flatten', 'reverse'],
      {
        upstream,
        returns: 'Array',
      },
    ),
    ...each(`${root}.`, ['cloneDeep', 'clone'], { upstream, returns: 'copy' }),
    ...each(`${root}.`, ['debounce', 'throttle', 'defer', 'delay'], {
      upstream,
      calls: [{ at: 0, times: 'later' }],
      harmless: 'delay',
    }),
    [`${root}.uniqueId`]: { upstream, harmless: 'id' },
  }
}

/** `_(items).shuffle().value()` */
function chained(root: string, upstream: string, from: Draw['from']): Record<string, Api> {
  return {
    [root]: { upstream, returns: `${root}.Wrapper` },
    [`${root}.chain`]: { upstream, returns: `${root}.Wrapper` },
    ...each(`${root}.Wrapper#`, ['shuffle', 'sampleSize', 'sample'], {
      upstream,
      draws: { from, orders: true },
      returns: `${root}.Wrapper`,
    }),
    ...each(`${root}.Wrapper#`, ['map', 'filter', 'flatMap', 'sortBy'], {
      upstream,
      calls: [{ at: 0, times: 'many' }],
      returns: `${root}.Wrapper`,
    }),
    [`${root}.Wrapper#value`]: { upstream, returns: 'Array' },
  }
}

const lodash = library(
  'lodash',
  {
    lodash: { path: 'lodash' },
    'lodash-es': { path: 'lodash' },
    'lodash/*': { path: 'lodash.*' },
    'lodash-es/*': { path: 'lodash.*' },
    'lodash.shuffle': { path: 'lodash.shuffle' },
    'lodash.sample': { path: 'lodash.sample' },
    'lodash.samplesize': { path: 'lodash.sampleSize' },
    'lodash.random': { path: 'lodash.random' },
  },
  {
    aliases: { 'lodash.fp': 'lodash' },
    sources: {
      [KEPT]: {
        title: 'the Math.random that was there when the library was loaded',
        remedy:
          "`import 'eslint-plugin-reproducible/runtime/register'` as the first import, and `enforce({ seed })`",
        judged: 'where it reaches training',
        unseedable: true,
        seeding: ENFORCE,
        enforced: 'preload',
        upstream: LODASH,
      },
    },
    types: { 'lodash.Wrapper': {} },
    api: {
      ...collections('lodash', 'https://lodash.com/docs/4.17.15'),
      ...chained('lodash', LODASH, KEPT),
      'lodash.shuffle': shuffles(LODASH, KEPT),
      'lodash.sampleSize': shuffles(LODASH, KEPT),
      'lodash.sample': shuffles(LODASH, KEPT, { returns: 'element' }),
      'lodash.random': { upstream: LODASH, draws: { from: KEPT } },
    },
  },
)

const UNDERSCORE = 'underscore/modules/random.js, sample.js, shuffle.js@1.13.8'

const LODASH_ONLY = /\.(?:flatMap|mapValues|keyBy|orderBy|slice|concat|reverse|cloneDeep)$/u

const underscore = library(
  'Underscore',
  { underscore: { path: 'underscore' } },
  {
    types: { 'underscore.Wrapper': {} },
    api: {
      ...Object.fromEntries(
        Object.entries(collections('underscore', 'https://underscorejs.org/')).filter(
          ([name]) => !LODASH_ONLY.test(name),
        ),
      ),
      ...chained('underscore', UNDERSCORE, 'Math.random'),
      'underscore.shuffle': shuffles(UNDERSCORE, 'Math.random'),
      // One item without a count, a list with one; either way the draw decides which.
      'underscore.sample': shuffles(UNDERSCORE, 'Math.random', { returns: 'element' }),
      'underscore.random': { upstream: UNDERSCORE, draws: { from: 'Math.random' } },
    },
  },
)

// --------------------------------------------------------------------------------------------------------- shuffles

const arrayShuffle = library(
  'array-shuffle',
  { 'array-shuffle': { path: 'array-shuffle' } },
  {
    api: {
      ...each(
        '',
        ['array-shuffle', 'array-shuffle.arrayShuffle', 'array-shuffle.arrayToShuffled'],
        shuffles('array-shuffle/index.js@4.1.0', 'Math.random', {}, { at: 1, key: 'randomNumberGenerator' }),
      ),
    },
  },
)

const knuthShuffle = library(
  'knuth-shuffle',
  { 'knuth-shuffle': { path: 'knuth-shuffle' } },
  {
    api: { 'knuth-shuffle.knuthShuffle': shuffles('knuth-shuffle/index.js@1.0.8', 'Math.random') },
  },
)

const fastShuffle = library(
  'fast-shuffle',
  { 'fast-shuffle': { path: 'fast-shuffle', default: 'fast-shuffle.createShuffle' } },
  {
    api: {
      'fast-shuffle.shuffle': shuffles('fast-shuffle/dist/esm/index.js@6.2.1', 'Math.random'),
      // Its first argument is a seed or a function that draws; it cannot be left out.
      'fast-shuffle.createShuffle': {
        upstream: 'fast-shuffle/dist/esm/index.js@6.2.1',
        draws: {
          from: 'Math.random',
          orders: true,
          seed: { at: 0, constant: 'repeats' },
          generator: { at: 0 },
        },
        returns: 'Array',
      },
    },
  },
)

// ------------------------------------------------------------------------------------------------- simple-statistics

const STATISTICS = 'simple-statistics/src@7.12.1'

const simpleStatistics = library(
  'simple-statistics',
  { 'simple-statistics': { path: 'simple-statistics' } },
  {
    api: {
      ...each(
        'simple-statistics.',
        ['shuffle', 'shuffleInPlace'],
        shuffles(`${STATISTICS}/shuffle_in_place.js`, 'Math.random', {}, { at: 1 }),
      ),
      ...each(
        'simple-statistics.',
        ['sample', 'sampleWithReplacement'],
        shuffles(`${STATISTICS}/sample_with_replacement.js`, 'Math.random', {}, { at: 2 }),
      ),
      'simple-statistics.kMeansCluster': {
        upstream: `${STATISTICS}/k_means_cluster.js:23`,
        draws: { from: 'Math.random', orders: true, generator: { at: 2, takesFunction: true } },
      },
      'simple-statistics.permutationTest': {
        upstream: `${STATISTICS}/permutation_test.js:26`,
        draws: { from: 'Math.random', orders: true, generator: { at: 4, takesFunction: true } },
      },
    },
  },
)

// ---------------------------------------------------------------------------------------------------------- d3-random

const D3 = 'd3-random/dist/d3-random.mjs@3.0.2'
const D3_DISTRIBUTIONS = [
  'Bates',
  'Bernoulli',
  'Beta',
  'Binomial',
  'Cauchy',
  'Exponential',
  'Gamma',
  'Geometric',
  'Int',
  'IrwinHall',
  'LogNormal',
  'Logistic',
  'Normal',
  'Pareto',
  'Poisson',
  'Uniform',
  'Weibull',
].map((name) => `random${name}`)

/** A distribution is a function that makes functions: the draw happens in what `randomNormal(0, 1)` gives. */
const d3 = library(
  'd3-random',
  { 'd3-random': { path: 'd3' }, 'd3-array': { path: 'd3' }, d3: { path: 'd3' } },
  {
    types: { 'd3.Random': {}, 'd3.SourcedDistribution': {}, 'd3.SourcedRandom': {}, 'd3.Lcg': {} },
    api: {
      ...each('d3.', D3_DISTRIBUTIONS, { upstream: D3, returns: 'd3.Random' }),
      'd3.Random#()': { upstream: D3, draws: { from: KEPT } },
      // `randomNormal.source(rng)(0, 1)()`: the numbers are as good as the given source, which is judged where it is made.
      ...Object.fromEntries(
        D3_DISTRIBUTIONS.map((name): [string, Api] => [
          `d3.${name}.source`,
          { upstream: D3, returns: 'd3.SourcedDistribution' },
        ]),
      ),
      'd3.SourcedDistribution#()': { upstream: D3, returns: 'd3.SourcedRandom' },
      'd3.SourcedRandom#()': { upstream: D3 },
      'd3.randomLcg': {
        upstream: `${D3}; lcg(seed = Math.random())`,
        creates: {
          type: 'd3.Lcg',
          unseeded: 'Math.random',
          seed: { at: 0, constant: 'repeats', write: { as: 'number', from: 1, to: 2147483647 } },
        },
        returns: 'd3.Lcg',
      },
      'd3.Lcg#()': { upstream: D3, draws: { from: 'receiver' } },
      'd3.shuffle': shuffles('d3-array/src/shuffle.js@3', KEPT, { returns: 'argument' }),
    },
  },
)

// -------------------------------------------------------------------------------------------------------- identifiers

/** Identifiers: random on purpose, and reported only where one reaches training. */
const identifiers: readonly Library[] = [
  library(
    'nanoid',
    { nanoid: { path: 'nanoid' }, 'nanoid/non-secure': { path: 'nanoid.nonSecure' } },
    {
      types: { 'nanoid.Generator': {}, 'nanoid.NonSecureGenerator': {} },
      api: {
        'nanoid.nanoid': { upstream: 'nanoid/index.js@5.1.16', draws: { from: 'crypto' }, entropy: 'system' },
        'nanoid.random': { upstream: 'nanoid/index.js@5.1.16', draws: { from: 'crypto' }, entropy: 'system' },
        'nanoid.customAlphabet': { upstream: 'nanoid/index.js@5.1.16', returns: 'nanoid.Generator' },
        'nanoid.Generator#()': {
          upstream: 'nanoid/index.js@5.1.16',
          draws: { from: 'crypto' },
          entropy: 'system',
        },
        'nanoid.nonSecure.nanoid': {
          upstream: 'nanoid/non-secure/index.js@5.1.16',
          draws: { from: 'Math.random' },
        },
        'nanoid.nonSecure.customAlphabet': {
          upstream: 'nanoid/non-secure/index.js@5.1.16',
          returns: 'nanoid.NonSecureGenerator',
        },
        'nanoid.NonSecureGenerator#()': {
          upstream: 'nanoid/non-secure/index.js@5.1.16',
          draws: { from: 'Math.random' },
        },
      },
    },
  ),
  library(
    'uuid',
    { uuid: { path: 'uuid' } },
    {
      api: {
        'uuid.v4': {
          upstream: 'uuid/dist/v4.js@14.0.3, rng.js',
          harmless: 'id',
          draws: { from: 'crypto' },
          entropy: 'system',
        },
        ...each('uuid.', ['v1', 'v6', 'v7'], { upstream: 'uuid/dist/v1.js@14.0.3, v7.js', entropy: 'clock' }),
        ...each('uuid.', ['v3', 'v5'], { upstream: 'uuid/dist/v35.js@14.0.3' }),
      },
    },
  ),
]

export const randomFunctions: readonly Library[] = [
  lodash,
  underscore,
  arrayShuffle,
  knuthShuffle,
  fastShuffle,
  simpleStatistics,
  d3,
  ...identifiers,
]
