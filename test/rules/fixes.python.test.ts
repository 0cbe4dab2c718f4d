/**
 * What the fixes write, run with the real libraries: a program is mended by the plugin's own edits and run twice, and
 * both runs print the same. Where the flagged program would differ from run to run, that is seen as well.
 */
import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { beforeAll, describe, expect, it } from 'vitest'
import { dedented, lintPython, projectFolder, withSuggestions, type RuleName } from './python.ts'

const python = fileURLToPath(new URL('../../.cache/python/bin/python', import.meta.url))

interface Program {
  readonly rule: RuleName
  readonly code: string
  /** The flagged program prints something else in every run. */
  readonly differs?: true
  readonly options?: Readonly<Record<string, unknown>>
  readonly settings?: Readonly<Record<string, unknown>>
}

const torchPrograms: Readonly<Record<string, Program>> = {
  'a seeding above a draw from NumPy': {
    rule: 'no-unseeded-random',
    differs: true,
    code: `
      import numpy as np

      print(np.random.permutation(100).tolist())
    `,
  },
  'a seeding above a draw from random': {
    rule: 'no-unseeded-random',
    differs: true,
    code: `
      import random
      import numpy as np

      order = list(range(100))
      random.shuffle(order)
      print(np.array(order))
    `,
  },
  'a seeding above the loop that draws, through a function': {
    rule: 'no-unseeded-random',
    differs: true,
    code: `
      import random
      import numpy as np

      def noise(scale):
          return scale * random.random()

      for epoch in range(3):
          rows = []
          while len(rows) < 4:
              rows.append(np.array([noise(1), noise(2)]))
          print(np.stack(rows).tolist())
    `,
  },
  'default_rng(seed)': {
    rule: 'no-unseeded-random',
    differs: true,
    code: `
      import numpy as np

      rng = np.random.default_rng()
      print(rng.permutation(100).tolist())
    `,
  },
  'random_state=': {
    rule: 'no-unseeded-random',
    differs: true,
    code: `
      import numpy as np
      from sklearn.ensemble import RandomForestClassifier
      from sklearn.model_selection import KFold, train_test_split

      train, test = train_test_split(np.arange(100).reshape(50, 2))
      for fold, _ in KFold(shuffle=True).split(train):
          print(fold)
      forest = RandomForestClassifier(n_estimators=3)
      forest.fit(train, train[:, 0] > 50)
      print(test.tolist(), forest.feature_importances_)
    `,
  },
  'a generator for a permutation and a split': {
    rule: 'no-unseeded-random',
    differs: true,
    code: `
      import torch
      from torch.utils.data import random_split

      print(torch.randperm(100).tolist())
      train, test = random_split(range(100), [80, 20])
      print(list(test))
    `,
  },
  'a generator for a loader': {
    rule: 'no-unseeded-random',
    differs: true,
    code: `
      from torch.utils.data import DataLoader

      loader = DataLoader(range(100), shuffle=True)
      print([int(number) for number in loader])
    `,
  },
  'a seeding above the weights': {
    rule: 'no-unseeded-random',
    differs: true,
    code: `
      from torch import nn

      class Net(nn.Module):
          def __init__(self):
              super().__init__()
              self.layer = nn.Linear(4, 4)

      print(Net().layer.weight.tolist(), nn.Linear(2, 1).weight.tolist())
    `,
  },
  'a seeding moved above the weights': {
    rule: 'no-late-seed',
    differs: true,
    code: `
      import torch

      model = torch.nn.Linear(4, 4)
      # The seed of this experiment.
      torch.manual_seed(0)
      print(model.weight.tolist())
    `,
  },
  'sorted labels': {
    rule: 'no-unordered-data',
    differs: true,
    code: `
      import torch

      words = 'one two three four five six seven eight nine ten'.split()
      index = {word: number for number, word in enumerate(set(words))}
      print(index)
    `,
  },
  'a sorted listing': {
    rule: 'no-unordered-data',
    code: `
      import os
      import random
      import tempfile
      import torch

      random.seed(0)
      with tempfile.TemporaryDirectory() as folder:
          for name in ('b', 'c', 'a', 'd'):
              open(os.path.join(folder, name), 'w').close()
          files = os.listdir(folder)
          random.shuffle(files)
          print(files[:2])
    `,
  },
  'a guard that lets 0 through': {
    rule: 'no-ineffective-seed',
    differs: true,
    code: `
      import torch

      def set_seed(seed=None):
          if seed:
              torch.manual_seed(seed)

      set_seed(0)
      print(torch.rand(4).tolist())
    `,
  },
  'a default that lets 0 through': {
    rule: 'no-ineffective-seed',
    code: `
      import numpy as np

      def draw(seed=None):
          return np.random.default_rng(seed or 42).random(4)

      print(draw(0).tolist() == np.random.default_rng(0).random(4).tolist())
    `,
  },
  'the right name of a switch': {
    rule: 'no-ineffective-seed',
    code: `
      import torch

      torch.backends.cudnn.determinstic = True
      print(torch.backends.cudnn.deterministic)
    `,
  },
  'a generator that gets the seed': {
    rule: 'no-ineffective-seed',
    code: `
      import torch
      from torch.utils.data import DataLoader

      torch.manual_seed(3)
      g = torch.Generator()
      print([int(number) for number in DataLoader(range(20), shuffle=True, generator=g)], g.initial_seed())
    `,
  },
  'a switch that is called': {
    rule: 'no-ineffective-seed',
    code: `
      import torch

      torch.use_deterministic_algorithms
      print(torch.are_deterministic_algorithms_enabled())
    `,
  },
  'a generator for a loader with workers': {
    rule: 'require-worker-seed',
    differs: true,
    code: `
      import numpy as np
      from torch.utils.data import DataLoader, Dataset

      class Noisy(Dataset):
          def __len__(self):
              return 8

          def __getitem__(self, index):
              return np.random.randint(10**6)

      np.random.seed(0)
      loader = DataLoader(Noisy(), num_workers=2)
      print([int(number) for number in loader])
    `,
  },
  'workers that differ from each other and from epoch to epoch': {
    rule: 'require-worker-seed',
    code: `
      import numpy as np
      import torch
      from torch.utils.data import DataLoader, Dataset

      class Noisy(Dataset):
          def __len__(self):
              return 8

          def __getitem__(self, index):
              return np.random.randint(10**6)

      def seed_worker(worker_id):
          np.random.seed(42)

      torch.manual_seed(0)
      loader = DataLoader(Noisy(), num_workers=2, worker_init_fn=seed_worker)
      numbers = [int(number) for epoch in range(2) for number in loader]
      print(numbers, len(set(numbers)))
    `,
  },
  'workers that no longer repeat in every epoch': {
    rule: 'require-worker-seed',
    code: `
      import numpy as np
      import torch
      from torch.utils.data import DataLoader, Dataset

      class Noisy(Dataset):
          def __len__(self):
              return 8

          def __getitem__(self, index):
              return np.random.randint(10**6)

      def seed_worker(worker_id):
          np.random.seed(worker_id)

      torch.manual_seed(0)
      loader = DataLoader(Noisy(), num_workers=2, worker_init_fn=seed_worker)
      epochs = [[int(number) for number in loader] for epoch in range(2)]
      print(epochs, epochs[0] == epochs[1])
    `,
  },
  'workers seeded for an old PyTorch': {
    rule: 'require-worker-seed',
    settings: { versions: { torch: '1.8' } },
    code: `
      import numpy as np
      import torch
      from torch.utils.data import DataLoader, Dataset

      class Noisy(Dataset):
          def __len__(self):
              return 8

          def __getitem__(self, index):
              return np.random.randint(10**6)

      torch.manual_seed(0)
      loader = DataLoader(Noisy(), num_workers=2)
      print([int(number) for number in loader])
    `,
  },
  'workers no longer seeded by the state of NumPy': {
    rule: 'require-worker-seed',
    code: `
      import numpy as np
      import torch
      from torch.utils.data import DataLoader, Dataset

      class Noisy(Dataset):
          def __len__(self):
              return 8

          def __getitem__(self, index):
              return np.random.randint(10**6)

      torch.manual_seed(0)
      loader = DataLoader(
          Noisy(),
          num_workers=2,
          worker_init_fn=lambda i: np.random.seed(np.random.get_state()[1][0] + i),
      )
      numbers = [int(number) for epoch in range(2) for number in loader]
      print(numbers, len(set(numbers)))
    `,
  },
  "PyTorch's documented pair": {
    rule: 'require-worker-seed',
    options: { canonical: true },
    code: `
      import torch
      from torch.utils.data import DataLoader

      def main():
          torch.manual_seed(0)
          loader = DataLoader(range(20), shuffle=True, num_workers=2)
          print([int(number) for number in loader])

      main()
    `,
  },
  'benchmark mode off': {
    rule: 'no-benchmark-mode',
    code: `
      import torch

      torch.manual_seed(0)
      torch.backends.cudnn.benchmark = True
      print(torch.backends.cudnn.benchmark, torch.rand(2).tolist())
    `,
  },
  'deterministic algorithms': {
    rule: 'require-deterministic-settings',
    code: `
      from torch import manual_seed, nn
      import torch.cuda

      manual_seed(0)
      device = 'cuda' if torch.cuda.is_available() else 'cpu'
      model = nn.Linear(2, 1).to(device)
      print(torch.are_deterministic_algorithms_enabled(), model.weight.tolist())
    `,
  },
  'a generator for each loader': {
    rule: 'no-shared-stream',
    code: `
      import torch
      from torch import nn
      from torch.utils.data import DataLoader

      def orders(validate):
          torch.manual_seed(0)
          model = nn.Linear(1, 1)
          training = DataLoader([torch.tensor([float(i)]) for i in range(8)], shuffle=True)
          validation = DataLoader([torch.tensor([float(i)]) for i in range(8)])
          order = []
          for epoch in range(2):
              for batch in training:
                  order.append(int(batch))
                  model(batch).sum().backward()
              if validate:
                  for batch in validation:
                      model(batch)
          return order

      print(orders(True) == orders(False), orders(True))
    `,
  },
  'a number for a splitter': {
    rule: 'no-shared-stream',
    code: `
      import numpy as np
      from sklearn.model_selection import ShuffleSplit

      folds = ShuffleSplit(2, random_state=np.random.RandomState(7))
      first = [test.tolist() for _, test in folds.split(np.arange(20))]
      second = [test.tolist() for _, test in folds.split(np.arange(20))]
      print(first == second, first)
    `,
  },
  'a seed for each run': {
    rule: 'require-reseed-per-run',
    code: `
      import torch
      from torch import nn

      torch.manual_seed(0)
      weights = []
      for fold in range(3):
          model = nn.Linear(2, 1)
          model(torch.randn(4, 2)).sum().backward()
          weights.append(model.weight.tolist())
      print(weights[0] == weights[1], weights)
    `,
  },
}

const tensorflowPrograms: Readonly<Record<string, Program>> = {
  'a seeding above TensorFlow': {
    rule: 'no-unseeded-random',
    differs: true,
    code: `
      import tensorflow as tf

      print(tf.random.normal((4,)).numpy().tolist())
    `,
  },
  'a seeding above a Keras model': {
    rule: 'no-unseeded-random',
    differs: true,
    code: `
      from tensorflow import keras, ones

      model = keras.Sequential([keras.layers.Dense(2), keras.layers.Dropout(0.5)])
      model.compile('sgd', 'mse')
      model.fit(ones((4, 2)), ones((4, 2)), verbose=0)
      print(model.get_weights()[0].tolist())
    `,
  },
  'a seed for a Keras model': {
    rule: 'no-ineffective-seed',
    differs: true,
    code: `
      import tensorflow as tf

      tf.random.set_seed(0)
      layer = tf.keras.layers.Dense(2)
      layer.build((None, 2))
      print(layer.get_weights()[0].tolist())
    `,
  },
  'a seed for each initializer': {
    rule: 'no-shared-seed',
    code: `
      from keras import initializers, layers

      a = layers.Dense(4, kernel_initializer=initializers.GlorotUniform(seed=1))
      b = layers.Dense(4, kernel_initializer=initializers.GlorotUniform(seed=1))
      weights = []
      for layer in (a, b):
          layer.build((None, 4))
          weights.append(layer.get_weights()[0].tolist())
      print(weights[0] == weights[1], weights)
    `,
  },
  'parts that no longer overlap': {
    rule: 'no-unordered-data',
    code: `
      import tensorflow as tf

      tf.random.set_seed(0)
      ds = tf.data.Dataset.range(20).shuffle(20)
      train, val = ds.take(16), ds.skip(16)
      train, val = [int(item) for item in train], [int(item) for item in val]
      print(len(set(train) & set(val)), train, val)
    `,
  },
  'the new name of a seeding': {
    rule: 'no-ineffective-seed',
    code: `
      import tensorflow as tf

      tf.set_random_seed(0)
      print(tf.random.normal((4,)).numpy().tolist())
    `,
  },
  'deterministic ops': {
    rule: 'require-deterministic-settings',
    code: `
      from tensorflow import keras, ones

      keras.utils.set_random_seed(0)
      model = keras.Sequential([keras.layers.Dense(1)])
      model.compile('sgd', 'mse')
      history = model.fit(ones((4, 2)), ones((4, 1)), verbose=0)
      print(history.history, model.get_weights()[0].tolist())
    `,
  },
}

const searchPrograms: Readonly<Record<string, Program>> = {
  'a sampler with a seed': {
    rule: 'no-unseeded-random',
    differs: true,
    code: `
      import optuna

      optuna.logging.set_verbosity(optuna.logging.ERROR)
      study = optuna.create_study()
      study.optimize(lambda trial: trial.suggest_float('x', -1, 1) ** 2, n_trials=3)
      print([trial.params['x'] for trial in study.trials])
    `,
  },
}

/** Exits with 0 where all are installed; importing TensorFlow to see that would take seconds. */
const ALL_FOUND = 'import importlib.util, sys; sys.exit(not all(map(importlib.util.find_spec, sys.argv[1:])))'

/** What each program prints, in one run of the interpreter. */
function run(libraries: string, folder: string, names: readonly string[]): string[] {
  const runner = fileURLToPath(new URL('run-programs.py', import.meta.url))
  const { stdout, stderr } = spawnSync(
    python,
    [runner, libraries, ...names.map((name) => join(folder, name))],
    {
      encoding: 'utf8',
      cwd: folder,
      env: { ...process.env, TF_CPP_MIN_LOG_LEVEL: '3', CUDA_VISIBLE_DEVICES: '', PYTHONHASHSEED: 'random' },
    },
  )
  if (stdout === '') throw new Error(stderr)
  return JSON.parse(stdout.slice(stdout.lastIndexOf('["'))) as string[]
}

describe.each([
  ['PyTorch, NumPy and scikit-learn', 'torch,numpy,sklearn.ensemble', torchPrograms],
  ['TensorFlow', 'tensorflow', tensorflowPrograms],
  ['Optuna', 'optuna', searchPrograms],
] as const)('%s', (_, libraries, programs) => {
  const all = Object.entries<Program>(programs)
  const names = libraries.split(',').map((name) => name.split('.')[0]!)
  const missing = !existsSync(python) || spawnSync(python, ['-c', ALL_FOUND, ...names]).status !== 0
  const title = missing
    ? 'fixed programs: skipped, as the libraries are not in .cache/python (npm run evidence -- --install)'
    : 'fixed programs'

  describe.skipIf(missing)(title, () => {
    const texts = new Map<string, { flagged: string; fixed: string }>()
    const printed = new Map<string, { flagged: string[]; fixed: string[] }>()

    beforeAll(() => {
      const folder = projectFolder()
      for (const side of ['flagged', 'fixed']) mkdirSync(join(folder, side))
      all.forEach(([name, { rule, code, options, settings }], at) => {
        const flagged = dedented(code)
        const lint = (text: string) =>
          lintPython(
            text,
            join(folder, 'train.py'),
            { [rule]: ['error', ...(options ? [options] : [])] },
            settings,
          )
        const fixed = withSuggestions(flagged, lint)
        texts.set(name, { flagged, fixed })
        writeFileSync(join(folder, `flagged/${at}.py`), flagged)
        writeFileSync(join(folder, `fixed/${at}.py`), fixed)
      })
      const files = (['flagged', 'fixed'] as const).flatMap((side) => all.map((__, at) => `${side}/${at}.py`))
      const [first, second] = [run(libraries, folder, files), run(libraries, folder, files)]
      all.forEach(([name], at) => {
        const fixed = all.length + at
        printed.set(name, { flagged: [first[at]!, second[at]!], fixed: [first[fixed]!, second[fixed]!] })
      })
    }, 300_000)

    it.each(all)('%s', (name, { differs }) => {
      const { flagged, fixed } = texts.get(name)!
      expect(fixed).not.toBe(flagged)
      const outputs = printed.get(name)!
      expect(outputs.fixed[0], fixed).not.toMatch(/^failed|^$/u)
      expect(outputs.fixed[0], fixed).toBe(outputs.fixed[1])
      if (differs) expect(outputs.flagged[0]).not.toBe(outputs.flagged[1])
    })

    it('wrote these programs', () => {
      expect(
        Object.fromEntries([...texts].map(([name, { fixed }]) => [name, `\n${fixed}`])),
      ).toMatchSnapshot()
    })
  })
})
