import { each, methods, names } from './entries.ts'
import type { Library } from '../schema.ts'

const docs = 'https://pandas.pydata.org/docs/reference'
const readers = names(`
  read_csv read_excel read_feather read_fwf read_hdf read_json read_orc read_parquet read_pickle read_sql
  read_sql_query read_sql_table read_table read_xml concat merge
`)
const same = names(`
  head tail copy dropna drop_duplicates fillna reset_index set_index rename astype drop assign query
  groupby merge join
`)

/** pandas. `sample` without `random_state` draws from NumPy's global generator (run on 3.0.6). */
export const pandas: Library = {
  name: 'pandas',
  language: 'python',
  ml: true,
  modules: { pandas: { path: 'pandas' } },
  types: {
    'pandas.DataFrame': { closed: true, changedBy: /^(?:insert|update|pop|drop|__setitem__)$/u },
  },
  fetches: [
    {
      paths: /^pandas\.read_\w+$/u,
      upstream: 'https://pandas.pydata.org/docs/user_guide/io.html#reading-writing-remote-files',
      from: { at: 0 },
      by: 'address',
      pinned: [],
      remedy: 'Keep a copy with the program, or load it from an address that names a commit or a version.',
    },
  ],
  calculates: /^pandas\.(?!DataFrame#to_(?:csv|json|parquet|pickle|excel|sql|hdf|feather))/u,
  api: {
    ...each('pandas', readers, (name) => ({
      upstream: `${docs}/api/pandas.${name}.html`,
      returns: 'pandas.DataFrame',
      ...(name.startsWith('read_') ? { loads: { at: 0 } } : {}),
    })),
    ...each('pandas', ['DataFrame', 'Series'], (name) => ({
      upstream: `${docs}/api/pandas.${name}.html`,
      returns: 'pandas.DataFrame',
      calculates: true,
    })),
    'pandas.DataFrame#sample': {
      upstream: `${docs}/api/pandas.DataFrame.sample.html`,
      draws: { from: 'numpy.global', orders: true, generator: { at: 4, name: 'random_state' } },
      returns: 'receiver',
    },
    ...methods('pandas.DataFrame', same, (name) => ({
      upstream: `${docs}/api/pandas.DataFrame.${name}.html`,
      returns: 'receiver' as const,
    })),
    ...methods('pandas.DataFrame', names('loc iloc at iat values T str dt cat array'), (name) => ({
      upstream: `${docs}/api/pandas.DataFrame.${name}.html`,
      property: true,
      returns: 'view' as const,
    })),
    ...methods('pandas.DataFrame', ['sort_values', 'sort_index'], (name) => ({
      upstream: `${docs}/api/pandas.DataFrame.${name}.html`,
      ordersItems: true,
      returns: 'receiver' as const,
    })),
    ...methods('pandas.DataFrame', ['to_csv', 'to_json', 'to_parquet', 'to_pickle'], (name) => ({
      upstream: `${docs}/api/pandas.DataFrame.${name}.html`,
      records: true,
      saves: { at: 0 },
    })),
  },
}
