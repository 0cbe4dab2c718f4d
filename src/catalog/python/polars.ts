import { each, methods, names } from './entries.ts'
import type { Draw, Library, SeedSlot } from '../schema.ts'

const docs = 'https://docs.pola.rs/api/python/stable/reference'
const seed: SeedSlot = { name: 'seed', constant: 'repeats', write: { as: 'number', from: 0 } }
const drawn: Draw = { from: 'polars.global', seed, orders: true }
const readers = names(
  'read_csv read_parquet read_json read_ndjson read_excel read_ipc from_dict from_dicts from_pandas',
)
const same = names(
  'select with_columns filter head tail slice sort drop rename cast lazy collect join explode limit',
)

/** Run on 1.40: another order in every run, whatever is seeded; with `maintain_order=True` that of the rows. */
const grouped = {
  unordered:
    'Polars groups on several threads, and the groups come as these end, unless it is told to keep their order',
  unorderedRemedy: 'Pass `maintain_order=True`.',
  when: [{ name: 'maintain_order', isNot: [true], default: false }],
} as const

/** Polars: a generator of its own, which NumPy's seed does not reach, and groups in the order of its threads. */
export const polars: Library = {
  name: 'Polars',
  language: 'python',
  ml: true,
  modules: { polars: { path: 'polars' } },
  sources: {
    'polars.global': {
      title: "Polars' global generator",
      remedy: '`pl.set_random_seed(seed)`',
      seeding: { source: 'pl.set_random_seed({seed})', module: 'polars', alias: 'pl' },
      judged: 'always',
      upstream: `${docs}/api/polars.set_random_seed.html`,
    },
  },
  types: { 'polars.DataFrame': {}, 'polars.Series': {}, 'polars.Expr': {} },
  api: {
    'polars.set_random_seed': {
      upstream: `${docs}/api/polars.set_random_seed.html`,
      seeds: { sources: ['polars.global'], seed: { at: 0, name: 'seed' } },
    },
    ...each('polars', ['DataFrame', 'LazyFrame', ...readers], (name) => ({
      upstream: `${docs}/api/polars.${name}.html`,
      returns: 'polars.DataFrame' as const,
    })),
    'polars.Series': { upstream: `${docs}/series/index.html`, returns: 'polars.Series' },
    ...each('polars', ['col', 'all'], (name) => ({
      upstream: `${docs}/expressions/${name}.html`,
      returns: 'polars.Expr' as const,
    })),
    ...methods('polars.DataFrame', same, (name) => ({
      upstream: `${docs}/dataframe/api/polars.DataFrame.${name}.html`,
      returns: 'receiver' as const,
    })),
    ...methods('polars.DataFrame', ['get_column', 'to_series'], (name) => ({
      upstream: `${docs}/dataframe/api/polars.DataFrame.${name}.html`,
      returns: 'polars.Series' as const,
    })),
    'polars.DataFrame#sample': {
      upstream: `${docs}/dataframe/api/polars.DataFrame.sample.html`,
      draws: drawn,
      returns: 'polars.DataFrame',
    },
    ...methods('polars.Series', ['sample', 'shuffle'], (name) => ({
      upstream: `${docs}/series/api/polars.Series.${name}.html`,
      draws: drawn,
      returns: 'polars.Series' as const,
    })),
    ...methods('polars.Expr', ['sample', 'shuffle'], (name) => ({
      upstream: `${docs}/expressions/api/polars.Expr.${name}.html`,
      draws: drawn,
      returns: 'polars.Expr' as const,
    })),
    ...methods('polars.DataFrame', ['unique', 'group_by'], (name) => ({
      upstream: `${docs}/dataframe/api/polars.DataFrame.${name}.html`,
      ...grouped,
      returns: 'receiver' as const,
    })),
    ...methods('polars.Series', ['unique'], (name) => ({
      upstream: `${docs}/series/api/polars.Series.${name}.html`,
      ...grouped,
      returns: 'receiver' as const,
    })),
    ...methods('polars.Series', ['sort'], (name) => ({
      upstream: `${docs}/series/api/polars.Series.${name}.html`,
      ordersItems: true,
    })),
  },
}
