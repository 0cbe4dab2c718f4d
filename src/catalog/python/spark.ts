import { each, methods, names } from './entries.ts'
import type { Library } from '../schema.ts'

const api = 'https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql'
const frame = 'apache/spark python/pyspark/sql/classic/dataframe.py'

const seed = {
  name: 'seed',
  constant: 'repeats' as const,
  write: { as: 'number' as const, from: 0 },
}

/** Spark; by its documentation, not run. */
export const spark: Library = {
  name: 'Spark',
  language: 'python',
  ml: true,
  modules: { pyspark: { path: 'pyspark' } },
  types: {
    'pyspark.sql.SparkSession': {},
    'pyspark.sql.SparkSession.Builder': {},
    'pyspark.sql.DataFrame': {},
    'pyspark.sql.DataFrameReader': {},
  },
  api: {
    'pyspark.sql.SparkSession.builder': {
      upstream: `${api}.SparkSession.builder.html`,
      property: true,
      returns: 'pyspark.sql.SparkSession.Builder',
    },
    ...methods('pyspark.sql.SparkSession.Builder', names('appName config enableHiveSupport master remote'), {
      upstream: `${api}.SparkSession.builder.html`,
      returns: 'receiver',
    }),
    'pyspark.sql.SparkSession.Builder#getOrCreate': {
      upstream: `${api}.SparkSession.builder.getOrCreate.html`,
      returns: 'pyspark.sql.SparkSession',
    },
    'pyspark.sql.SparkSession.getActiveSession': {
      upstream: `${api}.SparkSession.getActiveSession.html`,
      returns: 'pyspark.sql.SparkSession',
    },
    ...methods('pyspark.sql.SparkSession', ['createDataFrame', 'table', 'sql', 'range'], (name) => ({
      upstream: `${api}.SparkSession.${name}.html`,
      returns: 'pyspark.sql.DataFrame' as const,
    })),
    'pyspark.sql.SparkSession#read': {
      upstream: `${api}.SparkSession.read.html`,
      property: true,
      returns: 'pyspark.sql.DataFrameReader',
    },
    ...methods('pyspark.sql.DataFrameReader', ['csv', 'json', 'parquet', 'load', 'table', 'orc'], (name) => ({
      upstream: `${api}.DataFrameReader.${name}.html`,
      returns: 'pyspark.sql.DataFrame' as const,
    })),
    ...methods(
      'pyspark.sql.DataFrame',
      names('select filter where withColumn drop dropna fillna limit cache persist repartition'),
      (name) => ({ upstream: `${api}.DataFrame.${name}.html`, returns: 'receiver' as const }),
    ),
    /** Without a seed, of a number from Python's `random`: `random.randint(0, sys.maxsize)`. */
    'pyspark.sql.DataFrame#randomSplit': {
      upstream: `${frame}#DataFrame.randomSplit`,
      draws: { from: 'python.random', orders: true, seed: { at: 1, ...seed } },
    },
    'pyspark.sql.DataFrame#sample': {
      upstream: `${frame}#DataFrame.sample`,
      draws: { from: 'entropy', orders: true, seed, remedy: '`seed=seed`' },
      returns: 'receiver',
    },
    ...each('pyspark.sql.functions', ['rand', 'randn'], (name) => ({
      upstream: `${api}.functions.${name}.html`,
      draws: { from: 'entropy' as const, orders: true, seed: { at: 0, ...seed }, remedy: '`seed=seed`' },
    })),
  },
}
