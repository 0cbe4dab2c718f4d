import { each, methods, names } from './entries.ts'
import type { Library } from '../schema.ts'

const random = 'https://docs.dask.org/en/stable/array-random.html'
const frame = 'https://docs.dask.org/en/stable/generated/dask.dataframe.DataFrame'

const distributions = names(`
  beta binomial chisquare choice exponential gamma geometric gumbel laplace logistic lognormal multinomial normal
  permutation poisson randint random random_integers random_sample standard_normal standard_t triangular uniform
  vonmises wald weibull zipf
`)
const seed = {
  at: 0,
  name: 'seed',
  constant: 'advances' as const,
  write: { as: 'number' as const, from: 0 },
}

/** Dask draws in tasks of its own, each with a seed that it makes of one: NumPy's seed reaches none of them (run on 2026.8). */
export const dask: Library = {
  name: 'Dask',
  language: 'python',
  ml: true,
  modules: { dask: { path: 'dask' } },
  sources: {
    'dask.global': {
      title: "Dask's global generator",
      remedy: '`da.random.seed(seed)`',
      seeding: { source: 'da.random.seed({seed})', module: 'dask.array', alias: 'da' },
      judged: 'always',
      upstream: random,
    },
  },
  types: { 'dask.array.random.Generator': {}, 'dask.array.Array': {}, 'dask.dataframe.DataFrame': {} },
  api: {
    'dask.array.random.seed': {
      upstream: random,
      seeds: { sources: ['dask.global'], seed, unseeded: 'entropy' },
    },
    ...each('dask.array.random', distributions, {
      upstream: random,
      draws: { from: 'dask.global' },
      returns: 'dask.array.Array',
    }),
    ...each('dask.array.random', ['default_rng', 'RandomState'], {
      upstream: random,
      creates: { type: 'dask.array.random.Generator', seed, unseeded: 'entropy' },
    }),
    ...methods('dask.array.random.Generator', [...distributions, 'integers'], {
      upstream: random,
      draws: { from: 'receiver' },
      returns: 'dask.array.Array',
    }),
    ...each('dask.dataframe', names('from_pandas from_dask_array read_csv read_parquet read_json concat'), {
      upstream: 'https://docs.dask.org/en/stable/dataframe-api.html',
      returns: 'dask.dataframe.DataFrame',
    }),
    ...methods('dask.dataframe.DataFrame', ['sample', 'random_split'], (name) => ({
      upstream: `${frame}.${name}.html`,
      draws: {
        from: 'entropy' as const,
        orders: true,
        generator: { name: 'random_state' },
        remedy: '`random_state=seed`',
      },
      ...(name === 'sample' && { returns: 'receiver' as const }),
    })),
    ...methods(
      'dask.dataframe.DataFrame',
      names('dropna fillna persist repartition reset_index'),
      (name) => ({
        upstream: `${frame}.${name}.html`,
        returns: 'receiver' as const,
      }),
    ),
  },
}
