import { each, methods, names } from './entries.ts'
import type { Api, Library, SeedSlot } from '../schema.ts'

const docs = 'https://numpy.org/doc/2.3/reference/random'
const legacy = `${docs}/legacy.html`
const generator = `${docs}/generator.html`

/** `np.random.seed(-1)` and `2**32` raise ValueError; a list of such numbers is accepted as well. */
const seed: SeedSlot = {
  at: 0,
  name: 'seed',
  constant: 'advances',
  write: { as: 'number', from: 0, to: 4294967295 },
}

const distributions = names(`
  beta binomial bytes chisquare dirichlet exponential f gamma geometric gumbel hypergeometric laplace
  logistic lognormal logseries multinomial multivariate_normal negative_binomial noncentral_chisquare
  noncentral_f normal pareto poisson power random rayleigh standard_cauchy standard_exponential
  standard_gamma standard_normal standard_t triangular uniform vonmises wald weibull zipf
`)
const legacyOnly = names('rand randint randn random_integers random_sample')
const moduleOnly = ['ranf', 'sample']
const orders = ['choice', 'permutation', 'shuffle']

function draw(from: string, upstream: string, ordered: readonly string[] = []): (name: string) => Api {
  return (name) => ({
    upstream,
    draws: {
      from,
      ...(ordered.includes(name) && { orders: true }),
      ...(name === 'shuffle' && { inPlace: true }),
    },
    ...(name === 'shuffle' ? {} : { returns: 'numpy.ndarray' }),
  })
}

function bitGenerator(name: string): Api {
  return {
    upstream: `${docs}/bit_generators/${name.toLowerCase()}.html`,
    creates: {
      type: 'numpy.random.BitGenerator',
      // A counter-based generator is given its state as a key.
      seed: name === 'Philox' ? { ...seed, also: [{ name: 'key' }] } : seed,
      unseeded: 'entropy',
    },
  }
}

const made = names(`
  arange empty eye full identity linspace logspace ones ones_like zeros zeros_like full_like load
  loadtxt genfromtxt frombuffer fromfile
`)
const passedOn = names('array asarray ascontiguousarray copy concatenate stack hstack vstack ravel')
const calculated = names(`
  abs absolute add ceil clip cos cosh cumsum deg2rad degrees divide exp expm1 fabs floor hypot log log10 log1p
  log2 mod multiply negative power rad2deg radians rint round sign sin sinh sqrt square subtract tan tanh trunc
`)
const insensitive = names('sum mean std var min max amin amax prod median any all')

/** NumPy: the global `RandomState` behind `np.random.*`, and the generators a program makes itself. */
export const numpy: Library = {
  name: 'NumPy',
  language: 'python',
  ml: true,
  modules: { numpy: { path: 'numpy' } },
  aliases: { 'numpy.random.mtrand': 'numpy.random' },
  calculates: /^numpy\.(?!random\.|save|(?:ndarray#)?tofile)/u,
  sources: {
    'numpy.global': {
      title: "NumPy's global generator",
      state: '`np.random.get_state()` and `np.random.set_state(state)`',
      remedy: '`np.random.seed(seed)`',
      seeding: { source: 'np.random.seed({seed})', module: 'numpy', alias: 'np' },
      judged: 'always',
      upstream: `${docs}/generated/numpy.random.seed.html`,
    },
  },
  types: {
    'numpy.ndarray': {
      closed: true,
      changedBy: /^(?:fill|put|itemset|partition|resize|setfield|sort|__setitem__)$/u,
    },
    'numpy.random.RandomState': {},
    'numpy.random.Generator': { restoredBy: 'state' },
    'numpy.random.BitGenerator': { restoredBy: 'state' },
    'numpy.random.SeedSequence': {},
  },
  fetches: [
    {
      paths: /^numpy\.(?:loadtxt|genfromtxt)$/u,
      upstream: 'https://numpy.org/doc/2.3/reference/generated/numpy.lib.npyio.DataSource.html',
      from: { at: 0, name: 'fname' },
      by: 'address',
      pinned: [],
      remedy: 'Keep a copy with the program, or load it from an address that names a commit or a version.',
    },
  ],
  api: {
    ...each('numpy.random', [...distributions, ...legacyOnly, ...moduleOnly], draw('numpy.global', legacy)),
    ...each('numpy.random', orders, draw('numpy.global', legacy, orders)),
    'numpy.random.seed': {
      upstream: `${docs}/generated/numpy.random.seed.html`,
      seeds: {
        sources: ['numpy.global'],
        seed,
        unseeded: 'entropy',
        mistakenFor: {
          paths: 'keras.',
          library: 'keras',
          since: '3.0',
          remedy: '`keras.utils.set_random_seed(seed)`',
        },
      },
    },
    'numpy.random.set_state': {
      upstream: `${docs}/generated/numpy.random.set_state.html`,
      seeds: { sources: ['numpy.global'], restores: true },
    },
    'numpy.random.get_state': {
      upstream: `${docs}/generated/numpy.random.get_state.html`,
      constantInWorkers:
        'Since PyTorch 1.9 a worker seeds NumPy from an array, after which the first word of its state is 2147483648 in every worker, epoch and run.',
    },
    'numpy.random.set_bit_generator': {
      upstream: `${docs}/generated/numpy.random.set_bit_generator.html`,
      seeds: { sources: ['numpy.global'], seed: { at: 0, name: 'bitgen' } },
    },

    'numpy.random.RandomState': {
      upstream: legacy,
      creates: { type: 'numpy.random.RandomState', seed, unseeded: 'entropy' },
    },
    ...methods(
      'numpy.random.RandomState',
      [...distributions, ...legacyOnly, 'tomaxint'],
      draw('receiver', legacy),
    ),
    ...methods('numpy.random.RandomState', orders, draw('receiver', legacy, orders)),
    'numpy.random.RandomState#seed': {
      upstream: legacy,
      seeds: { sources: 'receiver', seed, unseeded: 'entropy' },
    },
    'numpy.random.RandomState#set_state': {
      upstream: legacy,
      seeds: { sources: 'receiver', restores: true },
    },

    'numpy.random.default_rng': {
      upstream: `${generator}#numpy.random.default_rng`,
      creates: { type: 'numpy.random.Generator', seed, unseeded: 'entropy' },
    },
    'numpy.random.Generator': {
      upstream: `${generator}#numpy.random.Generator`,
      creates: {
        type: 'numpy.random.Generator',
        seed: { at: 0, name: 'bit_generator', constant: 'advances' },
        unseeded: 'entropy',
      },
    },
    ...methods(
      'numpy.random.Generator',
      [...distributions, 'integers', 'multivariate_hypergeometric'],
      draw('receiver', generator),
    ),
    ...methods(
      'numpy.random.Generator',
      [...orders, 'permuted'],
      draw('receiver', generator, [...orders, 'permuted']),
    ),
    /** The state of a Generator is that of its bit generator: to restore the one restores the other. */
    'numpy.random.Generator#bit_generator': {
      upstream: `${generator}#numpy.random.Generator.bit_generator`,
      property: true,
      returns: 'receiver',
    },
    'numpy.random.Generator#spawn': {
      upstream: `${docs}/generated/numpy.random.Generator.spawn.html`,
      returns: 'receiver',
    },
    ...each('numpy.random', ['MT19937', 'PCG64', 'PCG64DXSM', 'Philox', 'SFC64'], bitGenerator),
    'numpy.random.BitGenerator#jumped': { upstream: `${docs}/parallel.html`, returns: 'receiver' },
    'numpy.random.BitGenerator#spawn': { upstream: `${docs}/parallel.html`, returns: 'receiver' },
    'numpy.random.SeedSequence': {
      upstream: `${docs}/bit_generators/generated/numpy.random.SeedSequence.html`,
      creates: {
        type: 'numpy.random.SeedSequence',
        seed: { at: 0, name: 'entropy', constant: 'advances', write: { as: 'number', from: 0 } },
        unseeded: 'entropy',
      },
    },
    'numpy.random.SeedSequence#spawn': {
      upstream: `${docs}/bit_generators/generated/numpy.random.SeedSequence.spawn.html`,
      returns: 'receiver',
    },
    'numpy.random.SeedSequence#generate_state': {
      upstream: `${docs}/bit_generators/generated/numpy.random.SeedSequence.generate_state.html`,
      returns: 'receiver',
    },

    ...each('numpy', made, (name) => ({
      upstream: `https://numpy.org/doc/2.3/reference/generated/numpy.${name}.html`,
      returns: 'numpy.ndarray',
    })),
    ...each('numpy', passedOn, (name) => ({
      upstream: `https://numpy.org/doc/2.3/reference/generated/numpy.${name}.html`,
      returns: 'argument',
    })),
    ...methods('numpy.ndarray', ['T', 'flat', 'real', 'imag'], (name) => ({
      upstream: `https://numpy.org/doc/2.3/reference/generated/numpy.ndarray.${name}.html`,
      property: true,
      returns: 'view' as const,
    })),
    ...each('numpy', ['sort', 'unique'], (name) => ({
      upstream: `https://numpy.org/doc/2.3/reference/generated/numpy.${name}.html`,
      ordersItems: true,
      returns: 'numpy.ndarray' as const,
    })),
    ...each('numpy', ['argsort', 'lexsort'], (name) => ({
      upstream: `https://numpy.org/doc/2.3/reference/generated/numpy.${name}.html`,
      ordersItems: 'by index' as const,
    })),
    'numpy.ndarray#argsort': {
      upstream: 'https://numpy.org/doc/2.3/reference/generated/numpy.ndarray.argsort.html',
      ordersItems: 'by index',
    },
    ...each('numpy', insensitive, (name) => ({
      upstream: `https://numpy.org/doc/2.3/reference/generated/numpy.${name}.html`,
      orderInsensitive: true,
    })),
    ...each('numpy', calculated, (name) => ({
      upstream: `https://numpy.org/doc/2.3/reference/generated/numpy.${name}.html`,
      returns: 'numpy.ndarray',
      calculates: true,
    })),
    ...each('numpy', ['save', 'savez', 'savez_compressed', 'savetxt'], (name) => ({
      upstream: `https://numpy.org/doc/2.3/reference/generated/numpy.${name}.html`,
      records: true,
      saves: { at: 0, name: name === 'savetxt' ? 'fname' : 'file' },
    })),
    ...each('numpy', ['load', 'loadtxt', 'genfromtxt', 'fromfile', 'memmap'], (name) => ({
      upstream: `https://numpy.org/doc/2.3/reference/generated/numpy.${name}.html`,
      loads: { at: 0, name: name.startsWith('load') && name !== 'load' ? 'fname' : 'file' },
      returns: 'numpy.ndarray',
    })),
  },
}
