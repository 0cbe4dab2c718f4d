/**
 * The catalogue against the libraries themselves, where they are installed: every name is there, every argument has
 * that position and keyword, and no scikit-learn callable with a `random_state` is left out.
 */
import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { Catalog } from '../../../src/catalog/catalog.ts'
import { pythonLibraries } from '../../../src/catalog/python/index.ts'

const python = fileURLToPath(new URL('../../../.cache/python/bin/python', import.meta.url))
const script = fileURLToPath(new URL('upstream.py', import.meta.url))
const catalog = new Catalog(pythonLibraries, 'python')

interface Answer {
  readonly versions: Readonly<Record<string, string>>
  readonly missing: readonly string[]
  readonly wrong: readonly string[]
  readonly compared: number
  readonly estimators: readonly string[]
}

type Slot = readonly [path: string, position: number | null, keyword: string | null]

/** Every slot anywhere in an entry: whatever has a position, and keywords of what is no setting's or type's name. */
function slotsIn(path: string, value: unknown): Slot[] {
  if (Array.isArray(value)) return value.flatMap((each) => slotsIn(path, each))
  if (typeof value !== 'object' || value === null) return []
  const { at, name } = value as { at?: unknown; name?: unknown }
  const own: Slot[] =
    typeof at === 'number' || typeof name === 'string'
      ? [[path, typeof at === 'number' ? at : null, typeof name === 'string' ? name : null]]
      : []
  return [...own, ...Object.values(value).flatMap((each) => slotsIn(path, each))]
}

function ask(roots: readonly string[]): Answer {
  const question = {
    roots,
    paths: pythonLibraries.flatMap(({ api }) => Object.keys(api)).filter((path) => !path.endsWith('#()')),
    slots: pythonLibraries.flatMap(({ api }) =>
      Object.entries(api).flatMap(([path, entry]) => slotsIn(path, entry)),
    ),
  }
  const run = spawnSync(python, [script], { input: JSON.stringify(question), encoding: 'utf8' })
  if (run.status !== 0) throw new Error(run.stderr)
  return JSON.parse(run.stdout) as Answer
}

const standard =
  'builtins random secrets uuid time datetime os sys glob pathlib shutil tempfile functools itertools collections copy logging argparse json pickle configparser tomllib subprocess multiprocessing concurrent threading asyncio'
const libraries =
  'numpy pandas scipy sklearn torch lightning transformers accelerate datasets gymnasium optuna lightgbm jax flax tensorflow keras'

/** Names that are the catalogue's own, stand for a value of a private class, or are gone from new versions on purpose. */
const unseen = new Set([
  'torch.nn.Module#weight',
  'torch.nn.Module#bias',
  'torch.nn.Module#[]',
  'multiprocessing.Pool#map',
  'multiprocessing.Pool#starmap',
  'multiprocessing.Pool#imap',
  'multiprocessing.Pool#map_async',
  'multiprocessing.Pool#starmap_async',
  'multiprocessing.Pool#apply',
  'multiprocessing.Pool#apply_async',
  'multiprocessing.Pool#imap_unordered',
  'numpy.random.BitGenerator#jumped',
  'scipy.stats.rv_frozen#rvs',
  'sklearn.base.BaseEstimator#fit',
  'sklearn.base.BaseEstimator#fit_transform',
  'sklearn.base.BaseEstimator#fit_predict',
  'sklearn.base.BaseEstimator#partial_fit',
  'torch.utils.data.WorkerInfo#seed',
  'torch.utils.data.WorkerInfo#id',
  'tensorflow.set_random_seed',
  'gymnasium.vector.make',
  'gymnasium.Env#seed',
  'gymnasium.Env#action_space',
  'gymnasium.Env#observation_space',
])

const installed = existsSync(python)

describe.skipIf(!installed)(
  installed
    ? 'the Python catalogue and the installed libraries'
    : 'the Python catalogue and the installed libraries: skipped, as .cache/python is not there (npm run evidence -- --install)',
  () => {
    const answer = installed ? ask([...standard.split(' '), ...libraries.split(' ')]) : undefined

    it('names only what is there', () => {
      expect(answer!.missing.filter((path) => !unseen.has(path))).toEqual([])
    })

    it('gives every argument its position and keyword', () => {
      expect(answer!.wrong).toEqual([])
      expect(answer!.compared).toBeGreaterThan(100)
    })

    it.skipIf(answer?.versions['sklearn'] === undefined)(
      'knows every scikit-learn callable with a `random_state`',
      () => {
        expect(answer!.estimators.length).toBeGreaterThan(150)
        expect(
          answer!.estimators.filter((path) => catalog.api(catalog.canonical(path)) === undefined),
        ).toEqual([])
      },
    )

    it.skipIf(answer?.versions['sklearn'] === undefined)(
      'says rightly which estimators draw when nothing is said',
      () => {
        const estimators = pythonLibraries
          .flatMap(({ api }) => Object.entries(api))
          .filter(
            ([path, { returns }]) => path.startsWith('sklearn.') && returns === 'sklearn.base.BaseEstimator',
          )
        /** What draws only with some arguments may still take a number that decides nothing. */
        const certain = estimators.filter(([, { draws }]) => draws === undefined || !Array.isArray(draws))
        const run = spawnSync(python, [script.replace('upstream.py', 'estimators.py')], {
          input: JSON.stringify(certain.map(([path]) => path)),
          encoding: 'utf8',
        })
        const moved = JSON.parse(run.stdout) as Record<string, boolean | null>
        expect(Object.values(moved).filter((one) => one === true).length).toBeGreaterThan(30)
        expect(Object.values(moved).filter((one) => one === false).length).toBeGreaterThan(40)
        expect(
          certain.flatMap(([path, { draws }]) =>
            moved[path] === null || moved[path] === (draws !== undefined) ? [] : [path],
          ),
        ).toEqual([])
      },
      120_000,
    )
  },
)
