/** Runs what the catalogue says of packages that draw random numbers against the packages, where they are installed. */
import { existsSync } from 'node:fs'
import { createRequire } from 'node:module'
import path from 'node:path'
import { pathToFileURL } from 'node:url'
import { beforeAll, describe, expect, it } from 'vitest'
import { Catalog } from '../../../src/catalog/catalog.ts'
import { javascriptLibraries } from '../../../src/catalog/javascript/index.ts'
import type { Draw, IgnoredSeed, SeedSlot } from '../../../src/catalog/schema.ts'

const folder = path.resolve(import.meta.dirname, '../../platforms/random')
const present = existsSync(path.join(folder, 'node_modules/seedrandom/package.json'))
const require = createRequire(path.join(folder, 'package.json'))
const catalog = new Catalog(javascriptLibraries, 'javascript')

/* eslint-disable @typescript-eslint/no-explicit-any -- the packages are not dependencies, so their types are not there */
const load = async (name: string): Promise<any> => {
  const resolved = require.resolve(name)
  return import(/* @vite-ignore */ pathToFileURL(resolved).href)
}

let drawn = 0
const native = Math.random
const counting = () => {
  drawn++
  return native()
}

/** Three numbers of a generator that was made with a seed, or without one. */
type Recipe = (...seed: unknown[]) => Promise<readonly unknown[]>
const three = (draw: () => unknown) => [draw(), draw(), draw()]
const points = Array.from({ length: 60 }, (_, index) => [3 * Math.sin(7 * index), 5 * Math.cos(3 * index)])

const small =
  (name: string): Recipe =>
  async (...seed) =>
    three(require('seedrandom')[name](...seed))

const recipes: Readonly<Record<string, Recipe>> = {
  seedrandom: async (...seed) => three(require('seedrandom')(...seed)),
  'seedrandom.alea': small('alea'),
  'seedrandom.xor128': small('xor128'),
  'seedrandom.tychei': small('tychei'),
  'seedrandom.xorwow': small('xorwow'),
  'seedrandom.xor4096': small('xor4096'),
  'seedrandom.xorshift7': small('xorshift7'),
  alea: async (...seed) => three(new (require('alea'))(...seed)),
  prando: async (...seed) => {
    const { default: Prando } = await load('prando')
    const made = new (Prando.default ?? Prando)(...seed)
    return three(() => made.next())
  },
  'random-seed.create': async (...seed) => {
    const made = require('random-seed').create(...seed)
    return three(() => made(1e9))
  },
  'random-js.MersenneTwister19937.seed': async (seed) => {
    const { MersenneTwister19937 } = await load('random-js')
    const engine = MersenneTwister19937.seed(seed)
    return three(() => engine.next())
  },
  chance: async (...seed) => {
    const made = new (require('chance'))(...seed)
    return three(() => made.natural())
  },
  'pure-rand.xoroshiro128plus': async (seed) => {
    const { xoroshiro128plus } = await load('pure-rand/generator/xoroshiro128plus')
    const made = xoroshiro128plus(seed)
    return three(() => made.next())
  },
  'random.Random': async (...seed) => {
    const { Random } = await load('random')
    const made = new Random(...seed)
    return three(() => made.float())
  },
  'd3.randomLcg': async (...seed) => three((await load('d3-random')).randomLcg(...seed)),
  'mathjs.create': async (...seed) => {
    const { create, all } = await load('mathjs')
    const made = create(all, seed.length > 0 ? { randomSeed: seed[0] } : {})
    return three(() => made.random())
  },
  'ml-random.Random': async (...seed) => {
    const { Random } = require('ml-random')
    const made = new Random(...seed)
    return three(() => made.random())
  },
  'ml-kmeans.kmeans': async (...seed) => {
    const { kmeans } = await load('ml-kmeans')
    return kmeans(points, 9, seed.length > 0 ? { seed: seed[0] } : {}).clusters
  },
}

const VALUES = { zero: 0, empty: '', null: null } as const

/** Seeds that a package refuses with an exception, so that nothing is to be said of them. */
const refused: Readonly<Record<string, readonly string[]>> = {
  alea: ['null'],
  'random.Random': ['null'],
  'ml-random.Random': ['empty', 'null'],
  'ml-kmeans.kmeans': ['empty', 'null'],
  // Its seed is a number; other types are coerced, differently from version to version.
  'pure-rand.xoroshiro128plus': ['empty', 'null'],
  'd3.randomLcg': ['empty', 'null'],
  'random-js.MersenneTwister19937.seed': ['empty', 'null'],
}

const slotOf = (name: string): { slot: SeedSlot; unseeded: string } => {
  const api = catalog.api(name)!
  if (api.creates) return { slot: api.creates.seed!, unseeded: api.creates.unseeded }
  const draw = api.draws as Draw
  return { slot: draw.seed!, unseeded: draw.from }
}

describe.skipIf(!present)(
  present
    ? 'packages that draw, run'
    : 'packages that draw, run: skipped, as test/platforms/random is not installed (npm ci --prefix test/platforms/random)',
  () => {
    beforeAll(async () => {
      // Before Math.random is replaced: they keep the one they find.
      require('lodash')
      await load('d3-random')
      Math.random = counting
      return () => {
        Math.random = native
      }
    })

    describe.each(Object.entries(recipes))('%s', (name, recipe) => {
      it('repeats with a constant seed', async () => {
        const { slot } = slotOf(name)
        expect(slot.constant).toBe('repeats')
        const seed = slot.write?.as === 'string' ? 'seed' : 42
        expect(await recipe(seed)).toEqual(await recipe(seed))
      })

      it('without a seed does what the catalogue says', async () => {
        const { unseeded } = slotOf(name)
        // A generator of pure-rand or random-js cannot be made without a seed.
        if (/^(?:pure-rand|random-js)\./u.test(name)) return expect(unseeded).toBe('constant')
        await recipe()
        drawn = 0
        const first = await recipe()
        const used = drawn
        // The clock of alea ticks once a millisecond.
        await new Promise((resolve) => setTimeout(resolve, 5))
        const second = await recipe()
        if (unseeded === 'constant') return expect(second).toEqual(first)
        expect(second).not.toEqual(first)
        if (unseeded === 'Math.random') expect(used).toBeGreaterThan(0)
        else if (unseeded !== 'entropy') expect(used).toBe(0)
      })

      it.each(Object.entries(VALUES).filter(([kind]) => !refused[name]?.includes(kind)))(
        '%s is ignored, or honoured, as it says',
        async (kind, value) => {
          const first = await recipe(value)
          await new Promise((resolve) => setTimeout(resolve, 5))
          const second = await recipe(value)
          if (slotOf(name).slot.ignores?.includes(kind as IgnoredSeed)) expect(second).not.toEqual(first)
          else expect(second).toEqual(first)
        },
      )
    })

    it('seedrandom replaces Math.random only when asked to, and adds nothing to Math', () => {
      const seedrandom = require('seedrandom')
      const before = Math.random
      seedrandom('seed')
      expect(Math.random).toBe(before)
      seedrandom('seed', { global: true })
      const first = Math.random()
      seedrandom('seed', { global: true })
      expect(Math.random()).toBe(first)
      Math.random = before
      expect('seedrandom' in Math).toBe(false)
      expect(catalog.api('Math.seedrandom')?.seeds?.void).toContain('throws')
      expect(seedrandom('seed', { entropy: true })()).not.toBe(seedrandom('seed', { entropy: true })())
      expect(catalog.api('seedrandom')?.ignored?.[0]).toMatchObject({ key: 'entropy', is: [true] })
    })

    it('lodash and d3-random keep the Math.random of when they were loaded; the others ask for it every time', async () => {
      const kept = 'Math.random at load'
      const lodash = require('lodash')
      const d3 = await load('d3-random')
      const draws: Record<string, () => unknown> = {
        'lodash.shuffle': () => lodash.shuffle([1, 2, 3, 4]),
        'lodash.sample': () => lodash.sample([1, 2, 3, 4]),
        'lodash.sampleSize': () => lodash.sampleSize([1, 2, 3, 4], 2),
        'lodash.random': () => lodash.random(9),
        'd3.Random#()': () => d3.randomNormal()(),
      }
      const underscore = require('underscore')
      const statistics = await load('simple-statistics')
      const { default: arrayShuffle } = await load('array-shuffle')
      const fast = await load('fast-shuffle')
      const { Matrix } = await load('ml-matrix')
      const gaussian = require('gaussian')
      const late: Record<string, () => unknown> = {
        'underscore.shuffle': () => underscore.shuffle([1, 2, 3, 4]),
        'underscore.sample': () => underscore.sample([1, 2, 3, 4]),
        'underscore.random': () => underscore.random(9),
        'simple-statistics.shuffle': () => statistics.shuffle([1, 2, 3, 4]),
        'simple-statistics.sample': () => statistics.sample([1, 2, 3, 4], 2),
        'array-shuffle': () => arrayShuffle([1, 2, 3, 4]),
        'knuth-shuffle.knuthShuffle': () => require('knuth-shuffle').knuthShuffle([1, 2, 3, 4]),
        'fast-shuffle.shuffle': () => fast.shuffle([1, 2, 3, 4]),
        'ml-matrix.Matrix.rand': () => Matrix.rand(2, 2),
        'gaussian.Gaussian#random': () => gaussian(0, 1).random(1),
        'synaptic.Architect.Perceptron': () => new (require('synaptic').Architect.Perceptron)(2, 3, 1),
      }
      for (const [name, draw] of Object.entries(draws)) {
        drawn = 0
        draw()
        expect(drawn, name).toBe(0)
        expect((catalog.api(name)?.draws as Draw).from, name).toBe(kept)
      }
      for (const [name, draw] of Object.entries(late)) {
        drawn = 0
        draw()
        expect(drawn, name).toBeGreaterThan(0)
        expect((catalog.api(name)?.draws as Draw).from, name).toBe('Math.random')
      }
    })

    it('takes a generator where the catalogue says that one may be given', async () => {
      const statistics = await load('simple-statistics')
      const { default: arrayShuffle } = await load('array-shuffle')
      const { Matrix } = await load('ml-matrix')
      const given: Record<string, (rng: () => number) => unknown> = {
        'simple-statistics.shuffle': (rng) => statistics.shuffle([1, 2, 3, 4], rng),
        'simple-statistics.sampleWithReplacement': (rng) =>
          statistics.sampleWithReplacement([1, 2, 3], 2, rng),
        'simple-statistics.kMeansCluster': (rng) => statistics.kMeansCluster(points, 3, rng),
        'array-shuffle': (randomNumberGenerator) => arrayShuffle([1, 2, 3, 4], { randomNumberGenerator }),
        'ml-matrix.Matrix.rand': (random) => Matrix.rand(2, 2, { random }),
        'gaussian.Gaussian#random': (rng) => require('gaussian')(0, 1).random(1, rng),
      }
      for (const [name, run] of Object.entries(given)) {
        expect((catalog.api(name)?.draws as Draw).generator, name).toBeDefined()
        let asked = 0
        drawn = 0
        run(() => {
          asked++
          return native()
        })
        expect(asked, name).toBeGreaterThan(0)
        expect(drawn, name).toBe(0)
      }
    })

    it('ml-random-forest repeats without a seed, as nothing is said of a draw', () => {
      expect(catalog.api('ml-random-forest.RandomForestClassifier')?.draws).toBeUndefined()
      const { RandomForestClassifier } = require('ml-random-forest')
      const train = () => {
        const forest = new RandomForestClassifier({ nEstimators: 3, noOOB: true })
        forest.train(
          points,
          points.map((_, index) => index % 3),
        )
        return forest.predict(points)
      }
      expect(train()).toEqual(train())
    })

    it('faker is seeded by faker.seed and by nothing else', async () => {
      const { faker } = await load('@faker-js/faker')
      faker.seed(42)
      const first = faker.number.int()
      faker.seed(42)
      drawn = 0
      expect(faker.number.int()).toBe(first)
      expect(drawn).toBe(0)
      const missing = [...Object.keys(catalogued('faker-js.faker.'))].filter((name) => {
        const value = name
          .split('.')
          .slice(1)
          .reduce((at: any, part) => at?.[part], { faker } as any)
        return typeof value !== 'function'
      })
      expect(missing).toEqual([])
    })

    it('names functions and methods that exist', async () => {
      const missing = (root: any, prefix: string) =>
        Object.keys(catalogued(prefix)).filter((name) => {
          const parts = name.slice(prefix.length).split('.')
          return parts.reduce((at, part) => at?.[part], root) === undefined
        })
      expect(missing(require('underscore'), 'underscore.')).toEqual([])
      expect(missing(require('lodash'), 'lodash.')).toEqual([])
      expect(missing(await load('simple-statistics'), 'simple-statistics.')).toEqual([])
      expect(missing(await load('d3-random'), 'd3.').filter((name) => name !== 'd3.shuffle')).toEqual([])
      expect(missing(await load('random-js'), 'random-js.')).toEqual([])
      expect(missing(await load('random'), 'random.')).toEqual([])
      expect(missing(await load('mathjs'), 'mathjs.').filter((name) => name !== 'mathjs.config')).toEqual([])
      expect(missing(await load('ml-matrix'), 'ml-matrix.')).toEqual([])
      expect(missing(require('convnetjs'), 'convnetjs.')).toEqual([])
      expect(missing(require('synaptic'), 'synaptic.')).toEqual([])
      expect(missing(await load('uuid'), 'uuid.')).toEqual([])
      expect(
        missing({ ...(await load('nanoid')), nonSecure: await load('nanoid/non-secure') }, 'nanoid.'),
      ).toEqual([])
      const methods = (type: string, object: any) =>
        Object.keys(catalogued(`${type}#`))
          .map((name) => name.split('#')[1]!)
          .filter((name) => name !== '()' && object[name] === undefined)
      expect(methods('chance.Chance', new (require('chance'))(1))).toEqual([])
      expect(methods('random-js.Random', new (await load('random-js')).Random())).toEqual([])
      expect(methods('random.Random', new (await load('random')).Random())).toEqual([])
      expect(methods('seedrandom.PRNG', require('seedrandom')('a', { state: true }))).toEqual([])
      expect(methods('random-seed.Random', require('random-seed').create(1))).toEqual([])
      expect(methods('alea.PRNG', new (require('alea'))(1))).toEqual([])
      expect(methods('ml-matrix.Matrix', (await load('ml-matrix')).Matrix.zeros(1, 1))).toEqual([])
    })
  },
)

/** The paths that begin with a prefix; a method of a type only when the prefix ends in `#`. */
function catalogued(prefix: string): Record<string, unknown> {
  return Object.fromEntries(
    javascriptLibraries
      .flatMap((library) => Object.entries(library.api))
      .filter(([name]) => name.startsWith(prefix) && (prefix.endsWith('#') || !name.includes('#'))),
  )
}
