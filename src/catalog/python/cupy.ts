import { each, methods, names } from './entries.ts'
import type { Library } from '../schema.ts'

const random = 'https://docs.cupy.dev/en/stable/reference/random.html'

const numbers = names(`
  beta binomial chisquare exponential gamma geometric gumbel laplace logistic lognormal multivariate_normal normal
  pareto poisson power rand randint randn random random_integers random_sample ranf rayleigh sample standard_cauchy
  standard_exponential standard_gamma standard_normal standard_t triangular uniform vonmises wald weibull zipf
`)
const orders = names('choice permutation shuffle')
const seed = {
  at: 0,
  name: 'seed',
  constant: 'advances' as const,
  write: { as: 'number' as const, from: 0 },
}

/** CuPy has NumPy's functions, and generators of its own on the device; by its documentation, not run. */
export const cupy: Library = {
  name: 'CuPy',
  language: 'python',
  ml: true,
  modules: { cupy: { path: 'cupy' } },
  distributions: { 'cupy-cuda11x': 'cupy', 'cupy-cuda12x': 'cupy', 'cupy-cuda13x': 'cupy' },
  sources: {
    'cupy.global': {
      title: "CuPy's global generator",
      remedy: '`cupy.random.seed(seed)`',
      seeding: { source: 'cupy.random.seed({seed})', module: 'cupy' },
      judged: 'always',
      upstream: random,
    },
  },
  types: { 'cupy.random.Generator': {}, 'cupy.random.RandomState': {} },
  api: {
    'cupy.random.seed': {
      upstream: `${random}#cupy.random.seed`,
      seeds: { sources: ['cupy.global'], seed, unseeded: 'entropy' },
    },
    ...each('cupy.random', numbers, { upstream: random, draws: { from: 'cupy.global' } }),
    ...each('cupy.random', orders, { upstream: random, draws: { from: 'cupy.global', orders: true } }),
    'cupy.random.default_rng': {
      upstream: `${random}#cupy.random.default_rng`,
      creates: { type: 'cupy.random.Generator', seed, unseeded: 'entropy' },
    },
    'cupy.random.RandomState': {
      upstream: `${random}#cupy.random.RandomState`,
      creates: { type: 'cupy.random.RandomState', seed, unseeded: 'entropy' },
    },
    ...methods('cupy.random.Generator', [...numbers, ...orders, 'integers'], {
      upstream: random,
      draws: { from: 'receiver' },
    }),
    ...methods('cupy.random.RandomState', [...numbers, ...orders], {
      upstream: random,
      draws: { from: 'receiver' },
    }),
  },
}
